"""The nightly count: ask the figures that the portal registers, and keep them as readings.

Only periods that are over are kept, so that counting every night writes each number once. The last
``PERIODES_RELUES`` are asked again: what came late makes a revision.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.utils import timezone

from grenelle.choices import RANG_ECHELLE, Echelle, Frequence, StatutReleve
from grenelle.models import Indicateur, Plan
from grenelle.services.lieux import LieuxDuPlan
from grenelle.services.registre import registre_du_portail
from grenelle.services.releves import Issue, ReleveRefuse, Saisie, enregistrer_lot
from grenelle.services.suivi import recalculer

PERIODES_RELUES = 2
SOURCE = "Compté par le portail"
RAISON = "Compté de nouveau : des données de la période sont arrivées ou ont été corrigées après coup."
MOIS_PAR_PERIODE = {
    Frequence.MENSUELLE: 1,
    Frequence.TRIMESTRIELLE: 3,
    Frequence.SEMESTRIELLE: 6,
    Frequence.ANNUELLE: 12,
}

journal = logging.getLogger(__name__)


class Chiffre(Protocol):
    """A figure that an app registers. ``requete`` gives a value by code of territory; ``None`` is the Région."""

    @property
    def code(self) -> str: ...

    @property
    def unite(self) -> str: ...

    def requete(self, debut: date, fin: date) -> Mapping[str | None, Any]: ...


@dataclass(slots=True)
class BilanDuComptage:
    """What a count did, with a sentence for each figure that could not be counted."""

    crees: int = 0
    revises: int = 0
    inchanges: int = 0
    erreurs: list[str] = field(default_factory=list)


def periodes_finies(frequence: str, jour: date, nombre: int = PERIODES_RELUES) -> list[tuple[date, date]]:
    """The last periods of the calendar that are over on a day, oldest first. None for what is read once."""
    mois = MOIS_PAR_PERIODE.get(Frequence(frequence))
    if mois is None:
        return []
    premier = date(jour.year, (jour.month - 1) // mois * mois + 1, 1)
    periodes = []
    for _ in range(nombre):
        fin = premier - timedelta(days=1)
        rang = fin.year * 12 + fin.month - mois
        premier = date(rang // 12, rang % 12 + 1, 1)
        periodes.append((premier, fin))
    return periodes[::-1]


def compter(*, registre: Mapping[str, Chiffre], maintenant: datetime) -> BilanDuComptage:
    """Fill every counted indicator. A figure that fails is reported and stops nobody else."""
    bilan = BilanDuComptage()
    lieux: dict[int, LieuxDuPlan] = {}
    jour = timezone.localdate(maintenant)
    for indicateur in Indicateur.objects.comptes_par_le_portail().select_related("plan").order_by("pk"):
        if indicateur.plan_id not in lieux:
            lieux[indicateur.plan_id] = LieuxDuPlan.du_plan(indicateur.plan)
        _compter_un(indicateur, registre.get(indicateur.chiffre), lieux[indicateur.plan_id], jour, maintenant, bilan)
    return bilan


def compter_le_portail(*, maintenant: datetime) -> BilanDuComptage:
    """What the night and the button do: count, then apply the rule to every plan."""
    bilan = compter(registre=registre_du_portail(), maintenant=maintenant)
    for plan in Plan.objects.actifs():
        recalculer(plan=plan, maintenant=maintenant)
    return bilan


def _compter_un(
    indicateur: Indicateur,
    chiffre: Chiffre | None,
    lieux: LieuxDuPlan,
    jour: date,
    maintenant: datetime,
    bilan: BilanDuComptage,
) -> None:
    nom = f"{indicateur.plan_id}/{indicateur.code}"
    if chiffre is None:
        bilan.erreurs.append(f"{nom} : le portail n'a pas de chiffre « {indicateur.chiffre} ».")
        return
    if chiffre.unite != indicateur.unite:
        bilan.erreurs.append(f"{nom} : unité « {chiffre.unite} » au lieu de « {indicateur.unite} ».")
        return
    for debut, fin in periodes_finies(indicateur.frequence, jour):
        try:
            saisies = _saisies(chiffre.requete(debut, fin), debut, fin, lieux, indicateur.echelle)
            lot = enregistrer_lot(indicateur=indicateur, saisies=saisies, maintenant=maintenant, lieux=lieux)
        except ReleveRefuse as refus:
            bilan.erreurs.append(f"{nom} : {refus}")
        except Exception as erreur:  # a figure belongs to another app: its fault must not hide the others'
            journal.exception("comptage de %s", nom)
            bilan.erreurs.append(f"{nom} : le calcul a échoué ({type(erreur).__name__}).")
        else:
            bilan.crees += lot.nombre(Issue.CREE)
            bilan.revises += lot.nombre(Issue.REVISE)
            bilan.inchanges += lot.nombre(Issue.INCHANGE)


def _saisies(
    valeurs: Mapping[str | None, Any], debut: date, fin: date, lieux: LieuxDuPlan, echelle: str
) -> list[Saisie]:
    """A figure that is finer than its indicator is kept for what is asked."""
    return [
        Saisie(
            debut=debut,
            fin=fin,
            valeur=_decimal(valeur),
            source=SOURCE,
            statut=StatutReleve.DEFINITIF,
            echelle=lieux.echelle_de(territoire),
            territoire=territoire or "",
            raison=RAISON,
        )
        for territoire, valeur in sorted(valeurs.items(), key=lambda paire: paire[0] or "")
        if RANG_ECHELLE[Echelle(lieux.echelle_de(territoire))] <= RANG_ECHELLE[Echelle(echelle)]
    ]


def _decimal(valeur: Any) -> Decimal | None:
    if valeur is None:
        return None
    try:
        return Decimal(str(valeur))
    except InvalidOperation:
        return Decimal("NaN")
