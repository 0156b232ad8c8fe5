"""Figures that the exchange gives to the dashboard, by territory; under ``None``, the whole Région."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from commun.indicateurs import Echelle, Indicateur, Periode, Valeurs
from comptes.models.envoi import EtatEnvoi
from stages.models import Candidature, Livraison, OffreStage, SemaineDOffre

TERRITOIRE = "commune__territoire__code"


def _sommer(lignes: Iterable[tuple[str | None, int | None]]) -> dict[str | None, int]:
    """By territory, and the total of all (places out of any territory included) under ``None``."""
    valeurs: dict[str | None, int] = {None: 0}
    for code, nombre in lignes:
        valeurs[None] += nombre or 0
        if code is not None:
            valeurs[code] = valeurs.get(code, 0) + (nombre or 0)
    return valeurs


def _par_territoire(requete: QuerySet[Any], prefixe: str, calcul: Any) -> list[tuple[str | None, int | None]]:
    cle = f"{prefixe}{TERRITOIRE}"
    return list(requete.order_by().values_list(cle).annotate(n=calcul).values_list(cle, "n"))


def offres_publiees(debut: datetime, fin: datetime) -> Valeurs:
    """Offers that became visible for the first time in the period."""
    offres = OffreStage.objects.filter(publiee_le__gte=debut, publiee_le__lt=fin, demonstration=False)
    return _sommer(_par_territoire(offres, "", Count("pk")))


def places_proposees(debut: datetime, fin: datetime) -> Valeurs:
    """Places of these offers: of the offer, or of all its weeks."""
    offres = OffreStage.objects.filter(publiee_le__gte=debut, publiee_le__lt=fin, demonstration=False)
    semaines = SemaineDOffre.objects.filter(
        offre__publiee_le__gte=debut, offre__publiee_le__lt=fin, offre__demonstration=False, offre__capacite=None
    )
    lignes = _par_territoire(offres, "", Sum("capacite")) + _par_territoire(semaines, "offre__", Sum("capacite"))
    return _sommer(lignes)


def _candidatures(champ: str, debut: datetime, fin: datetime) -> QuerySet[Candidature]:
    return Candidature.objects.filter(**{f"{champ}__gte": debut, f"{champ}__lt": fin, "offre__demonstration": False})


def candidatures_envoyees(debut: datetime, fin: datetime) -> Valeurs:
    """Applications that reached a company in the period."""
    return _sommer(_par_territoire(_candidatures("envoyee_le", debut, fin), "offre__", Count("pk")))


def reponses_dans_le_delai(debut: datetime, fin: datetime) -> Valeurs:
    """Share, in percent, of the applications due in the period that were answered before their deadline."""
    dues = _candidatures("expire_le", debut, fin).filter(envoyee_le__isnull=False)
    a_temps = Count("pk", filter=Q(repondue_le__lte=F("expire_le")))
    toutes = _sommer(_par_territoire(dues, "offre__", Count("pk")))
    tenues = _sommer(_par_territoire(dues, "offre__", a_temps))
    return {
        code: (Decimal(100 * tenues.get(code, 0)) / nombre).quantize(Decimal("0.1")) if nombre else None
        for code, nombre in toutes.items()
    }


def stages_confirmes(debut: datetime, fin: datetime) -> Valeurs:
    """Applications confirmed by the person in the period."""
    return _sommer(_par_territoire(_candidatures("confirmee_le", debut, fin), "offre__", Count("pk")))


def alertes_envoyees(debut: datetime, fin: datetime) -> Valeurs:
    """Notifications of an offer that left in the period."""
    parties = Livraison.objects.filter(
        etat=EtatEnvoi.ENVOYEE, envoye_le__gte=debut, envoye_le__lt=fin, offre__demonstration=False
    )
    return _sommer(_par_territoire(parties, "offre__", Count("pk")))


def _flux(code: str, libelle: str, unite: str, requete: Callable[[datetime, datetime], Valeurs]) -> Indicateur:
    return Indicateur(f"stages.{code}", libelle, unite, Echelle.TERRITOIRE, Periode.FLUX, requete)


INDICATEURS = (
    _flux("offres_publiees", "Offres publiées", "offres", offres_publiees),
    _flux("places_proposees", "Places proposées", "places", places_proposees),
    _flux("candidatures_envoyees", "Candidatures envoyées", "candidatures", candidatures_envoyees),
    _flux("reponses_dans_le_delai", "Réponses dans le délai", "%", reponses_dans_le_delai),
    _flux("stages_confirmes", "Stages confirmés", "stages", stages_confirmes),
    _flux("alertes_envoyees", "Alertes envoyées", "alertes", alertes_envoyees),
)
