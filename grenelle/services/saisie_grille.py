"""The table of quick entry: indicators × places × periods, with what is in force and what waits, in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commun.nombres import entier
from grenelle.choices import RANG_ECHELLE, Collecte, Echelle, StatutReleve
from grenelle.models import Indicateur, Mesure, Plan, PropositionDeReleve, Releve
from grenelle.services.ecriture_des_chiffres import periode
from grenelle.services.releves import Saisie
from grenelle.services.roles import Action, Droits
from grenelle.services.saisie import Entree
from grenelle.services.saisie_nombres import NombreIllisible, lire_nombre
from territoires.models import Departement, TerritoireEmploi

CHAMPS_MAX = 900
"""Fields of a form: beyond, the server refuses the whole."""


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where a reading is true; the empty code is the Région."""

    echelle: str
    code: str
    nom: str


@dataclass(slots=True)
class Cellule:
    """One value to type, and what was typed."""

    indicateur: Indicateur
    lieu: Lieu
    debut: date
    fin: date
    libelle: str
    courant: Releve | None = None
    attente: PropositionDeReleve | None = None
    valeur: str = ""
    non_publie: bool = False
    fautes: list[str] = field(default_factory=list)

    @property
    def nom(self) -> str:
        return f"{self.indicateur.pk}-{self.lieu.code or 'region'}-{self.debut:%Y%m%d}"

    @property
    def vu(self) -> int:
        return self.courant.pk if self.courant else 0

    @property
    def remplie(self) -> bool:
        return bool(self.valeur.strip()) or self.non_publie


@dataclass(slots=True)
class Groupe:
    """The rows of an indicator; its source, status and reason are said once."""

    indicateur: Indicateur
    cellules: list[Cellule]
    source: str = ""
    statut: str = StatutReleve.PROVISOIRE
    raison: str = ""


@dataclass(slots=True)
class Grille:
    """The whole table. ``trop_grande``: how many rows it would have, when they are too many to be sent."""

    groupes: list[Groupe]
    trop_grande: int = 0

    @property
    def cellules(self) -> list[Cellule]:
        return [cellule for groupe in self.groupes for cellule in groupe.cellules]


def lieux_du_plan(plan: Plan, droits: Droits) -> list[Lieu]:
    """Where this person may enter something in the plan, the largest scale first, in two queries."""
    departements = Departement.objects.filter(region__code=plan.region_code).order_by("code")
    territoires = TerritoireEmploi.objects.filter(departement__region__code=plan.region_code)
    tous = [
        Lieu(Echelle.REGION, "", plan.region_nom),
        *(Lieu(Echelle.DEPARTEMENT, code, nom) for code, nom in departements.values_list("code", "nom")),
        *(
            Lieu(Echelle.TERRITOIRE, code, nom)
            for code, nom in territoires.order_by("departement__code", "nom").values_list("code", "nom")
        ),
    ]
    return [lieu for lieu in tous if _quelque_mesure(droits, plan, lieu.code)]


def _quelque_mesure(droits: Droits, plan: Plan, code: str) -> bool:
    return droits.tous or any(
        role.plan == plan.pk and role.permet(Action.SAISIR) and (role.lieux is None or code in role.lieux)
        for role in droits.roles
    )


def composer(
    *,
    plan: Plan,
    droits: Droits,
    lieux: Sequence[Lieu],
    periodes: Sequence[tuple[date, date]],
    frequence: str,
    mesure: Mesure | None = None,
) -> Grille:
    """Rows for every indicator that this person may enter there, in three queries."""
    indicateurs = plan.indicateurs.filter(actif=True, frequence=frequence).exclude(collecte=Collecte.COMPTE)
    if mesure:
        indicateurs = indicateurs.filter(mesure=mesure)
    groupes = []
    for indicateur in indicateurs.select_related("mesure").order_by("mesure__rang", "rang", "code"):
        indicateur.plan = plan
        cellules = [
            Cellule(indicateur, lieu, debut, fin, _libelle(lieu, debut, fin, lieux, periodes))
            for lieu in lieux
            if RANG_ECHELLE[Echelle(lieu.echelle)] <= RANG_ECHELLE[Echelle(indicateur.echelle)]
            and droits.au_lieu(Action.SAISIR, plan.pk, indicateur.mesure_id, lieu.code)
            for debut, fin in periodes
        ]
        if cellules:
            groupes.append(Groupe(indicateur, cellules, source=indicateur.source))
    grille = Grille(groupes)
    if 3 * len(grille.cellules) + 3 * len(groupes) > CHAMPS_MAX:
        return Grille([], trop_grande=len(grille.cellules))
    _lire_ce_qui_existe(grille, periodes)
    return grille


def _libelle(lieu: Lieu, debut: date, fin: date, lieux: Sequence[Lieu], periodes: Sequence[tuple[date, date]]) -> str:
    """What changes from one row to the next."""
    if len(periodes) == 1:
        return lieu.nom
    return periode(debut, fin) if len(lieux) == 1 else f"{lieu.nom}, {periode(debut, fin)}"


def _lire_ce_qui_existe(grille: Grille, periodes: Sequence[tuple[date, date]]) -> None:
    portee: dict[str, Any] = {
        "indicateur__in": [g.indicateur.pk for g in grille.groupes],
        "debut__gte": min((debut for debut, _ in periodes), default=date.min),
        "fin__lte": max((fin for _, fin in periodes), default=date.min),
    }
    if not portee["indicateur__in"]:
        return
    releves = {(r.indicateur_id, r.territoire, r.debut, r.fin): r for r in Releve.objects.en_vigueur().filter(**portee)}
    attente = {
        (p.indicateur_id, p.territoire, p.debut, p.fin): p
        for p in PropositionDeReleve.objects.en_attente().filter(**portee)
    }
    for cellule in grille.cellules:
        cle = (cellule.indicateur.pk, cellule.lieu.code, cellule.debut, cellule.fin)
        cellule.courant, cellule.attente = releves.get(cle), attente.get(cle)


def remplir(grille: Grille, tape: Mapping[str, Any]) -> None:
    """Put what was typed into the table; fields that are not of the table are ignored."""
    for groupe in grille.groupes:
        cle = groupe.indicateur.pk
        groupe.source = str(tape.get(f"source-{cle}", groupe.source))[:300]
        groupe.statut = str(tape.get(f"statut-{cle}", groupe.statut))[:20]
        groupe.raison = str(tape.get(f"raison-{cle}", ""))[:400]
        for cellule in groupe.cellules:
            cellule.valeur = str(tape.get(f"valeur-{cellule.nom}", ""))[:60]
            cellule.non_publie = bool(tape.get(f"np-{cellule.nom}"))


def entrees(grille: Grille, tape: Mapping[str, Any]) -> tuple[list[Entree], list[Cellule]]:
    """What the filled cells mean, each with its cell; a cell that cannot be read carries its fault instead."""
    lues: list[Entree] = []
    cellules: list[Cellule] = []
    for groupe in grille.groupes:
        for cellule in groupe.cellules:
            if not cellule.remplie:
                continue
            try:
                valeur = _valeur(cellule)
            except NombreIllisible as faute:
                cellule.fautes.append(str(faute))
                continue
            saisie = Saisie(
                cellule.debut,
                cellule.fin,
                valeur,
                groupe.source,
                groupe.statut,
                cellule.lieu.echelle,
                cellule.lieu.code,
                groupe.raison,
            )
            lues.append(Entree(groupe.indicateur, saisie, _vu(tape.get(f"vu-{cellule.nom}"))))
            cellules.append(cellule)
    return lues, cellules


def _valeur(cellule: Cellule) -> Any:
    if not cellule.non_publie:
        return lire_nombre(cellule.valeur, cellule.indicateur.unite)
    if cellule.valeur.strip():
        raise NombreIllisible("Donnez un chiffre ou cochez « non publié », pas les deux.")
    return None


def _vu(texte: Any) -> int:
    """The reading that the screen showed; nonsense is none, and is told as a change."""
    return entier(str(texte or "")) or 0
