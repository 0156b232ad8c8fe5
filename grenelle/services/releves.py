"""Write readings: checked, and never changed in silence. A different value is a new revision, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from grenelle.choices import BORNES, JOURS_DE_PERIODE, RANG_ECHELLE, Echelle, Frequence, StatutReleve
from grenelle.models import Indicateur, PropositionDeReleve, Releve
from grenelle.services.lieux import LieuxDuPlan

CONFIRMATION = "Valeur confirmée : le relevé est définitif."


class Issue(StrEnum):
    """What became of an entry."""

    CREE = "cree"
    REVISE = "revise"
    INCHANGE = "inchange"
    PROPOSE = "propose"  # waits for a second person, see ``validation``


class ReleveRefuse(ValueError):
    """Nothing was written. ``raisons``: every fault found, by place in the batch."""

    def __init__(self, raisons: dict[int, list[str]]) -> None:
        self.raisons = raisons
        super().__init__(" ".join(faute for fautes in raisons.values() for faute in fautes))


@dataclass(frozen=True, slots=True)
class Saisie:
    """A value to write. ``valeur`` empty: the source does not publish it."""

    debut: date
    fin: date
    valeur: Decimal | None
    source: str
    statut: str = StatutReleve.PROVISOIRE
    echelle: str = Echelle.REGION
    territoire: str = ""
    raison: str = ""

    @property
    def cle(self) -> tuple[str, date, date]:
        return self.territoire, self.debut, self.fin


@dataclass(slots=True)
class Bilan:
    """What a batch did, in its order."""

    issues: list[Issue] = field(default_factory=list)
    releves: list[Releve] = field(default_factory=list)

    def nombre(self, issue: Issue) -> int:
        return sum(1 for i in self.issues if i is issue)


def fautes_de_saisie(indicateur: Indicateur, saisie: Saisie, *, lieux: LieuxDuPlan, aujourdhui: date) -> list[str]:
    """Everything that is wrong with an entry, in French."""
    fautes = [] if indicateur.actif else ["Cet indicateur n'est plus suivi."]
    fautes += _fautes_de_valeur(indicateur, saisie.valeur)
    fautes += _fautes_de_periode(indicateur, saisie, aujourdhui)
    if saisie.echelle not in Echelle.values:
        fautes.append("Échelle inconnue.")
    elif RANG_ECHELLE[Echelle(saisie.echelle)] > RANG_ECHELLE[Echelle(indicateur.echelle)]:
        fautes.append(f"Cet indicateur n'est pas suivi à l'échelle « {Echelle(saisie.echelle).label} ».")
    elif faute := lieux.faute(saisie.echelle, saisie.territoire):
        fautes.append(faute)
    if saisie.statut not in StatutReleve.values:
        fautes.append("Un relevé est provisoire ou définitif.")
    if not saisie.source.strip() or len(saisie.source) > 250 or "\0" in saisie.source:
        fautes.append("Donnez la source, en 250 caractères au plus.")
    if len(saisie.raison) > 300 or "\0" in saisie.raison:
        fautes.append("La raison tient en 300 caractères.")
    return fautes


def _fautes_de_valeur(indicateur: Indicateur, valeur: Decimal | None) -> list[str]:
    if valeur is None:
        return []
    if not valeur.is_finite():
        return ["La valeur n'est pas un nombre."]
    basse, haute, decimales = BORNES[indicateur.unite]
    mini = Decimal(basse) if indicateur.mini is None else max(indicateur.mini, Decimal(basse))
    maxi = Decimal(haute) if indicateur.maxi is None else min(indicateur.maxi, Decimal(haute))
    fautes = []
    if not mini <= valeur <= maxi:
        fautes.append(f"La valeur doit être entre {mini.normalize():f} et {maxi.normalize():f}.")
    try:
        ronde = valeur == valeur.quantize(Decimal(1).scaleb(-decimales))
    except InvalidOperation:
        ronde = False
    if not ronde:
        fautes.append(f"L'unité « {indicateur.get_unite_display()} » accepte {decimales} décimale(s) au plus.")
    return fautes


def _fautes_de_periode(indicateur: Indicateur, saisie: Saisie, aujourdhui: date) -> list[str]:
    if saisie.fin < saisie.debut:
        return ["La période finit avant de commencer."]
    fautes = []
    moins, plus = JOURS_DE_PERIODE[indicateur.frequence]
    if not moins <= (saisie.fin - saisie.debut).days + 1 <= plus:
        frequence = Frequence(indicateur.frequence).label.lower()
        fautes.append(f"Cet indicateur est relevé {frequence} : la période doit durer de {moins} à {plus} jours.")
    if saisie.debut > aujourdhui:
        fautes.append("La période n'a pas commencé.")
    elif saisie.fin >= aujourdhui and saisie.statut == StatutReleve.DEFINITIF:
        fautes.append("La période n'est pas finie : le relevé ne peut être que provisoire.")
    return fautes


def enregistrer_releve(
    *, indicateur: Indicateur, saisie: Saisie, maintenant: datetime, saisi_par: Any = None, demonstration: bool = False
) -> tuple[Issue, Releve]:
    """Write one reading; see :func:`enregistrer_lot`."""
    bilan = enregistrer_lot(
        indicateur=indicateur,
        saisies=[saisie],
        maintenant=maintenant,
        saisi_par=saisi_par,
        demonstration=demonstration,
    )
    return bilan.issues[0], bilan.releves[0]


@transaction.atomic
def enregistrer_lot(
    *,
    indicateur: Indicateur,
    saisies: Sequence[Saisie],
    maintenant: datetime,
    saisi_par: Any = None,
    demonstration: bool = False,
    lieux: LieuxDuPlan | None = None,
) -> Bilan:
    """Write the readings of an indicator, all or none.

    The same value does nothing; another one makes a revision, which needs a reason. Writers of the same indicator
    wait for each other on its row.
    """
    examen = examiner(indicateur=indicateur, saisies=saisies, maintenant=maintenant, lieux=lieux)
    if examen.refus:
        raise ReleveRefuse(examen.refus)
    return ecrire(examen, saisies, maintenant, saisi_par, demonstration)


@dataclass(slots=True)
class Examen:
    """What a batch would meet: the readings in force, and every fault by place in the batch."""

    indicateur: Indicateur
    connus: dict[tuple[str, date, date], Releve]
    refus: dict[int, list[str]]


def examiner(
    *, indicateur: Indicateur, saisies: Sequence[Saisie], maintenant: datetime, lieux: LieuxDuPlan | None = None
) -> Examen:
    """Check a batch while holding the indicator's row; call it in the transaction that writes."""
    indicateur = Indicateur.objects.select_for_update(of=("self",)).select_related("plan").get(pk=indicateur.pk)
    lieux = lieux or LieuxDuPlan.du_plan(indicateur.plan)
    connus = _en_vigueur(indicateur, saisies)
    refus: dict[int, list[str]] = {}
    vues: set[tuple[str, date, date]] = set()
    for rang, saisie in enumerate(saisies):
        fautes = fautes_de_saisie(indicateur, saisie, lieux=lieux, aujourdhui=timezone.localdate(maintenant))
        if saisie.cle in vues:
            fautes.append("Cette période est donnée deux fois pour ce territoire.")
        vues.add(saisie.cle)
        fautes += _faute_de_revision(connus.get(saisie.cle), saisie)
        if fautes:
            refus[rang] = fautes
    return Examen(indicateur, connus, refus)


def _en_vigueur(indicateur: Indicateur, saisies: Sequence[Saisie]) -> dict[tuple[str, date, date], Releve]:
    if not saisies:
        return {}
    releves = Releve.objects.en_vigueur().filter(
        indicateur=indicateur,
        fin__gte=min(s.fin for s in saisies),
        fin__lte=max(s.fin for s in saisies),
    )
    if len(saisies) == 1:
        releves = releves.filter(territoire=saisies[0].territoire)
    return {(r.territoire, r.debut, r.fin): r for r in releves}


def identique(releve: Releve | PropositionDeReleve, saisie: Saisie) -> bool:
    """Whether an entry says nothing new."""
    return (releve.valeur, releve.statut, releve.source) == (saisie.valeur, saisie.statut, saisie.source.strip())


def _confirme(releve: Releve, saisie: Saisie) -> bool:
    """The same number, from the same source, that stops being provisional."""
    return (
        releve.valeur == saisie.valeur
        and releve.source == saisie.source.strip()
        and (releve.statut, saisie.statut) == (StatutReleve.PROVISOIRE, StatutReleve.DEFINITIF)
    )


def _faute_de_revision(releve: Releve | None, saisie: Saisie) -> list[str]:
    if releve is None or identique(releve, saisie) or _confirme(releve, saisie) or saisie.raison.strip():
        return []
    avant = "non publié" if releve.valeur is None else f"{releve.valeur.normalize():f}"
    return [f"Un relevé existe déjà pour cette période ({avant}) : dites pourquoi il change."]


def ecrire(
    examen: Examen, saisies: Sequence[Saisie], maintenant: datetime, saisi_par: Any = None, demonstration: bool = False
) -> Bilan:
    """Write entries that were examined and have no fault."""
    indicateur, connus, bilan = examen.indicateur, examen.connus, Bilan()
    nouveaux: list[Releve] = []
    remplaces: list[int] = []
    for saisie in saisies:
        ancien = connus.get(saisie.cle)
        if ancien and identique(ancien, saisie):
            bilan.issues.append(Issue.INCHANGE)
            bilan.releves.append(ancien)
            continue
        if ancien:
            remplaces.append(ancien.pk)
        releve = Releve(
            indicateur=indicateur,
            debut=saisie.debut,
            fin=saisie.fin,
            echelle=saisie.echelle,
            territoire=saisie.territoire,
            valeur=saisie.valeur,
            statut=saisie.statut,
            source=saisie.source.strip(),
            revision=ancien.revision + 1 if ancien else 1,
            raison=(saisie.raison.strip() or CONFIRMATION) if ancien else "",
            saisi_par=saisi_par,
            saisi_le=maintenant,
            demonstration=demonstration,
        )
        nouveaux.append(releve)
        bilan.issues.append(Issue.REVISE if ancien else Issue.CREE)
        bilan.releves.append(releve)
    Releve.objects.filter(pk__in=remplaces).update(en_vigueur=False)
    Releve.objects.bulk_create(nouveaux, batch_size=500)
    return bilan
