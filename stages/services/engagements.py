"""Commitments of companies in number of trainees: signed, counted, renewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, DateField, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from commun.dates import ajouter_mois
from comptes.models import Utilisateur
from stages.choices import EtatCandidature, TypeEngagement
from stages.models import Candidature, Engagement, Entreprise

DUREE_MOIS = 12
MOIS_MAX = 60
OBJECTIF_MAX = 10_000
LUS_MAX = 20_000


class EngagementRefuse(Exception):
    """The commitment cannot be written; ``champ`` is the field at fault, when there is one."""

    def __init__(self, message: str, champ: str = "") -> None:
        self.champ = champ
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Avancement:
    """A commitment and how far it is on a day."""

    engagement: Engagement
    accueillis: int
    jour: date

    @property
    def part(self) -> int | None:
        """Trainees welcomed out of those promised, in percent, 100 at most; ``None`` without a number promised."""
        objectif = self.engagement.objectif
        return min(100, 100 * self.accueillis // objectif) if objectif else None

    @property
    def attendus(self) -> int:
        """Trainees that an even pace would have welcomed by now."""
        e = self.engagement
        ecoulee = (min(self.jour, e.fin) - e.debut).days / max(1, (e.fin - e.debut).days)
        return int((e.objectif or 0) * max(0.0, min(1.0, ecoulee)))

    @property
    def en_retard(self) -> bool:
        """Signed, begun, and under the even pace; one that is over is late while its number is not reached."""
        return bool(self.engagement.signe_le and self.engagement.objectif) and self.accueillis < self.attendus

    @property
    def termine(self) -> bool:
        return self.engagement.fin < self.jour

    @property
    def a_renouveler(self) -> bool:
        """Over, or over within two months."""
        return self.engagement.signe_le is not None and self.engagement.fin <= self.jour + timedelta(days=60)


def avec_accueillis(engagements: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """With ``accueillis``: confirmed applications that begin within the period, in the same query.

    An internship begins on its week's Monday, else on its offer's first day, else on the day when it was confirmed.
    """
    debut = Coalesce("semaine__lundi", "offre__debut", TruncDate("confirmee_le"), output_field=DateField())
    confirmees = (
        Candidature.objects.filter(offre__entreprise=OuterRef("entreprise"), etat=EtatCandidature.CONFIRMEE)
        .annotate(jour_debut=debut)
        .filter(jour_debut__gte=OuterRef("debut"), jour_debut__lte=OuterRef("fin"))
        .order_by()
        .values("offre__entreprise")
    )
    compte = Subquery(confirmees.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return engagements.annotate(accueillis=Coalesce(compte, 0))


def avancements(engagements: QuerySet[Engagement], jour: date, limite: int = 100) -> list[Avancement]:
    """Each commitment with its progress: one query."""
    lus = avec_accueillis(engagements)[:limite]
    return [Avancement(e, int(e.accueillis), jour) for e in lus]  # type: ignore[attr-defined]


def identifiants_en_retard(jour: date) -> Sequence[int]:
    """Commitments late on a day, those that are over and not reached included."""
    signes = Engagement.objects.signes().filter(objectif__gt=0, debut__lte=jour).order_by("-fin")
    return [a.engagement.pk for a in avancements(signes, jour, LUS_MAX) if a.en_retard]


@transaction.atomic
def signer_un_engagement(
    *, entreprise: Entreprise, type: str, objectif: int | None, debut: date, fin: date, par: Utilisateur, jour: date
) -> Engagement:
    """Sign a commitment today, in the company's name."""
    if type not in TypeEngagement.values:
        raise EngagementRefuse("Choisissez un engagement de la liste.", "type")
    if fin <= debut:
        raise EngagementRefuse("La fin doit suivre le début.", "fin")
    if fin > ajouter_mois(debut, MOIS_MAX):
        raise EngagementRefuse("Un engagement dure au plus cinq ans.", "fin")
    if type != TypeEngagement.CHARTE and not objectif:
        raise EngagementRefuse("Indiquez le nombre de stagiaires à accueillir.", "objectif")
    if objectif and objectif > OBJECTIF_MAX:
        raise EngagementRefuse(f"{OBJECTIF_MAX} stagiaires au plus.", "objectif")
    meme = Engagement.objects.select_for_update().filter(entreprise=entreprise, type=type)
    if any(e.debut <= fin and debut <= e.fin for e in meme):
        raise EngagementRefuse("Un engagement de ce type couvre déjà une partie de ces dates.", "debut")
    champs: dict[str, Any] = {"objectif": objectif or None, "debut": debut, "fin": fin}
    try:
        with transaction.atomic():
            return Engagement.objects.create(entreprise=entreprise, type=type, signe_le=jour, signe_par=par, **champs)
    except IntegrityError as erreur:
        raise EngagementRefuse("Cet engagement est déjà enregistré.", "debut") from erreur


def renouveler_un_engagement(*, engagement: Engagement, par: Utilisateur, jour: date) -> Engagement:
    """The same commitment for as long again, from the day after its end (or from today when it is over)."""
    debut = max(engagement.fin + timedelta(days=1), jour)
    return signer_un_engagement(
        entreprise=engagement.entreprise,
        type=engagement.type,
        objectif=engagement.objectif,
        debut=debut,
        fin=debut + (engagement.fin - engagement.debut),
        par=par,
        jour=jour,
    )
