"""How often and how fast companies answer, for many companies at once: shown on their page and on their offers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from commun.dates import ajouter_mois
from stages.choices import EtatCandidature
from stages.models import Candidature

MOIS = 12
MINIMUM = 5
"""Under it a rate says more about chance than about the company: it is not computed."""
RECENTES = 200
"""Applications read for each company, the newest first: the cost of a list does not follow the busiest company."""
JOUR = 86_400


@dataclass(frozen=True, slots=True)
class Reponses:
    """Rate in whole percent and median delay in days; ``None``: not computed, too few to say."""

    debut: datetime
    fin: datetime
    closes: int = 0
    repondues: int = 0
    delai_jours: int | None = None

    @property
    def taux(self) -> int | None:
        """Answered, out of those answered or left without an answer until they expired."""
        return None if self.closes < MINIMUM else round(100 * self.repondues / self.closes)

    @property
    def periode(self) -> str:
        """In words, for pages."""
        return f"du {timezone.localdate(self.debut):%d/%m/%Y} au {timezone.localdate(self.fin):%d/%m/%Y}"

    @property
    def delai(self) -> str:
        """In words; empty when it is not computed."""
        if self.delai_jours is None:
            return ""
        return "le jour même" if self.delai_jours < 1 else f"en {self.delai_jours} jour{'s'[: self.delai_jours > 1]}"


def delai_et_taux(entreprise_ids: Collection[int], maintenant: datetime | None = None) -> dict[int, Reponses]:
    """Answers of each company over the last twelve months: one query whatever their number."""
    fin = maintenant or timezone.now()
    debut = ajouter_mois(timezone.localtime(fin), -MOIS)
    vides = {pk: Reponses(debut, fin) for pk in entreprise_ids}
    if not vides:
        return vides
    rang = Window(
        RowNumber(), partition_by=[F("offre__entreprise_id")], order_by=[F("envoyee_le").desc(), F("pk").desc()]
    )
    closes = Candidature.objects.filter(
        Q(repondue_le__isnull=False) | Q(etat=EtatCandidature.EXPIREE),
        offre__entreprise__in=vides,
        envoyee_le__gte=debut,
        envoyee_le__lte=fin,
    )
    lignes = closes.order_by().annotate(rang=rang).filter(rang__lte=RECENTES)
    durees: dict[int, list[float]] = defaultdict(list)
    sans_reponse: dict[int, int] = defaultdict(int)
    for entreprise, envoyee, repondue in lignes.values_list("offre__entreprise_id", "envoyee_le", "repondue_le"):
        if repondue is None:
            sans_reponse[entreprise] += 1
        elif envoyee is not None:
            durees[entreprise].append(max(0.0, (repondue - envoyee).total_seconds()))
    return {pk: _bilan(vide, durees[pk], sans_reponse[pk]) for pk, vide in vides.items()}


def _bilan(vide: Reponses, durees: list[float], sans_reponse: int) -> Reponses:
    delai = round(median(durees) / JOUR) if len(durees) >= MINIMUM else None
    return Reponses(vide.debut, vide.fin, len(durees) + sans_reponse, len(durees), delai)
