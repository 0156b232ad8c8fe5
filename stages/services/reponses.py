"""How long companies take to answer, read for a few companies at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F

from stages.choices import EtatCandidature
from stages.models import Candidature

REPONSES_MIN = 3
"""Fewer answers say nothing of a company, and might say something of a person."""
FENETRE = timedelta(days=365)


def delais_de_reponse(entreprises: Iterable[int], maintenant: datetime) -> dict[int, int]:
    """Days that each company takes to answer on average over a year; nothing for those with few answers. One query."""
    repondues = Candidature.objects.filter(
        offre__entreprise__in=list(entreprises),
        envoyee_le__isnull=False,
        repondue_le__gt=maintenant - FENETRE,
    ).order_by()
    attente = ExpressionWrapper(F("repondue_le") - F("envoyee_le"), output_field=DurationField())
    lignes = repondues.values("offre__entreprise").annotate(nombre=Count("pk"), moyenne=Avg(attente))
    return {
        ligne["offre__entreprise"]: max(1, round(ligne["moyenne"] / timedelta(days=1)))
        for ligne in lignes
        if ligne["nombre"] >= REPONSES_MIN and ligne["moyenne"] is not None
    }


def taux_de_reponse(entreprise: int, maintenant: datetime) -> int | None:
    """Percentage of a year's applications that the company answered in time; ``None`` with few of them. One query."""
    recues = Candidature.objects.filter(
        offre__entreprise=entreprise, envoyee_le__gt=maintenant - FENETRE, envoyee_le__isnull=False
    ).exclude(etat=EtatCandidature.ENVOYEE, expire_le__gt=maintenant)
    comptes = recues.order_by().aggregate(toutes=Count("pk"), repondues=Count("repondue_le"))
    if comptes["toutes"] < REPONSES_MIN:
        return None
    return round(100 * comptes["repondues"] / comptes["toutes"])
