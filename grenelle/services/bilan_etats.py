"""The state of every measure on a past day: the published rule, with what is known of that day.

A milestone done later was not done that day; one whose state has no date is read in the history. A decision of staff
counts if it stood that day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from commun.dates import minuit
from grenelle.choices import EtatJalon, EtatMesure
from grenelle.models import Indicateur, Jalon, Mesure, Plan
from grenelle.services.etats import FaitJalon, evaluer
from grenelle.services.suivi import faits_des_indicateurs


@dataclass(frozen=True, slots=True)
class EtatDuJour:
    """What is shown of a measure on a day, what the rule said, and why."""

    etat: EtatMesure
    regle: EtatMesure
    raisons: tuple[str, ...]
    decision: str = ""
    decision_le: date | None = None


def soir(jour: date) -> datetime:
    """The first instant after a day, where the portal lives."""
    return minuit(jour + timedelta(days=1))


def etats_au(
    plan: Plan,
    mesures: Sequence[Mesure],
    jalons: Iterable[Jalon],
    indicateurs: Sequence[Indicateur],
    jour: date,
    *,
    aujourdhui: date,
) -> dict[int, EtatDuJour]:
    """State of each measure at the end of a day, in five queries at most whatever their number."""
    par_mesure: dict[int, list[FaitJalon]] = defaultdict(list)
    for jalon, etat in etats_des_jalons(jalons, jour, aujourdhui=aujourdhui):
        par_mesure[jalon.mesure_id].append(FaitJalon(jalon.libelle, etat, jalon.prevu_le))
    connu = date.max if jour >= aujourdhui else jour  # today's answer is the dashboard's
    faits = faits_des_indicateurs(indicateurs, depuis=plan.debut, aujourdhui=jour, jusqu_au=connu)
    decisions = _decisions(mesures, jour, aujourdhui)
    etats = {}
    for mesure in mesures:
        verdict = evaluer(
            close=bool(mesure.close_le and mesure.close_le <= jour),
            jalons=par_mesure[mesure.pk],
            indicateurs=faits[mesure.pk],
            aujourdhui=jour,
        )
        decide, raison, le = decisions.get(mesure.pk, ("", "", None))
        etats[mesure.pk] = EtatDuJour(
            EtatMesure(decide or verdict.etat),
            verdict.etat,
            verdict.raisons,
            raison,
            timezone.localdate(le) if le else None,
        )
    return etats


def etats_des_jalons(jalons: Iterable[Jalon], jour: date, *, aujourdhui: date) -> list[tuple[Jalon, str]]:
    """Each milestone with its state that day."""
    liste = list(jalons)
    if jour >= aujourdhui:
        return [(jalon, jalon.etat) for jalon in liste]
    sans_jour = [j.pk for j in liste if j.etat != EtatJalon.FAIT]
    passe = dict(_dernieres_lignes(Jalon, sans_jour, jour, "etat"))
    return [(jalon, _etat_ce_jour(jalon, passe.get(jalon.pk, ""), jour)) for jalon in liste]


def _etat_ce_jour(jalon: Jalon, passe: str, jour: date) -> str:
    if jalon.fait_le:
        return EtatJalon.FAIT if jalon.fait_le <= jour else EtatJalon.A_VENIR
    if passe and passe not in (EtatJalon.FAIT, EtatJalon.INCONNU):
        return passe
    return EtatJalon.A_VENIR if jalon.etat in (EtatJalon.A_VENIR, EtatJalon.EN_COURS) else EtatJalon.INCONNU


def _decisions(mesures: Sequence[Mesure], jour: date, aujourdhui: date) -> dict[int, tuple[str, str, datetime | None]]:
    """State, reason and date of the decisions that stood that day."""
    limite = soir(jour)
    debout: dict[int, tuple[str, str, datetime | None]] = {
        m.pk: (m.etat_decide, m.etat_decide_raison, m.etat_decide_le)
        for m in mesures
        if m.etat_decide and m.etat_decide_le and m.etat_decide_le < limite
    }
    if jour >= aujourdhui:
        return debout
    autres = [m.pk for m in mesures if m.pk not in debout]
    champs = ("etat_decide", "etat_decide_raison", "etat_decide_le")
    for pk, *decision in _dernieres_lignes(Mesure, autres, jour, *champs):
        if decision[0]:
            debout[pk] = (decision[0], decision[1], decision[2])
    return debout


def _dernieres_lignes(modele: Any, cles: Sequence[int], jour: date, *champs: str) -> list[Any]:
    """Last line of the history of each row at the end of a day, in one query."""
    rang = Window(RowNumber(), partition_by=[F("id")], order_by=[F("history_date").desc(), F("history_id").desc()])
    lignes = modele.history.filter(id__in=cles, history_date__lt=soir(jour)).order_by().annotate(place=rang)
    return list(lignes.filter(place=1).values_list("id", *champs))
