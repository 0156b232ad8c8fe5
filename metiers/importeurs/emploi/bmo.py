"""BMO, the survey of hiring plans: one row per family and basin; names and order of the columns change every year."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from commun.importation import Refus, colonnes, entier, lire_table
from metiers.choices import ENSEMBLE
from metiers.importeurs.emploi import sources
from metiers.importeurs.emploi.lot import FAP_2021, I, Lot, Mesure, cle_de_famille
from metiers.models import Grain

NON_DIFFUSE = "*"
SYNONYMES = {"code métier bmo": "code", "nom métier bmo": "nom"}
_BASSIN = re.compile(r"be(\d\d)")
_NOM_BASSIN = re.compile(r"nombe\d\d")
_DIFFICILES_ET_SAISONNIERS = (I.PROJETS_DIFFICILES, I.PROJETS_SAISONNIERS)


class Forme(NamedTuple):
    annee: str
    code: str
    nom: str
    famille_met: str
    lbl_fam_met: str
    reg: str
    nom_reg: str
    dept: str
    nomdept: str
    bassin: str
    nom_bassin: str
    met: str
    xmet: str
    smet: str


class Case(NamedTuple):
    """One cell as published; ``None`` is statistical secrecy."""

    famille: str
    region: str
    departement: str
    bassin: str
    projets: int | None
    difficiles: int | None
    saisonniers: int | None


@dataclass(slots=True)
class Total:
    """Sum of the disclosed cells of one indicator, and the number of hidden ones that it leaves out."""

    valeur: int = 0
    base: int = 0
    visibles: int = 0
    laisses: int = 0

    def ajouter(self, valeur: int | None, base: int | None) -> None:
        if valeur is None:
            self.laisses += 1
        else:
            self.valeur += valeur
            self.base += base or 0
            self.visibles += 1


def lire(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Cells by basin as published, and their totals by département and Région."""
    noms = colonnes(contenu, fichier, ";")
    synonymes = SYNONYMES | {c: "bassin" for c in noms if _BASSIN.fullmatch(c)}
    synonymes |= {c: "nom_bassin" for c in noms if _NOM_BASSIN.fullmatch(c)}
    table = lire_table(contenu, fichier=fichier, forme=Forme, synonymes=synonymes, separateur=";")
    refus: list[Refus] = []
    cases: dict[tuple[str, str], Case] = {}
    annee = table.lignes[0].annee
    for numero, ligne in table.numerotees():
        if ligne.reg not in lot.lieux.regions:
            lot.ecarter(fichier, "une autre Région")
            continue
        faute = "case déjà lue plus haut" if (ligne.code, ligne.bassin) in cases else _faute(ligne, annee, lot)
        if faute:
            refus.append(Refus(faute, "BMO", fichier, numero, f"{ligne.code} {ligne.bassin}"))
            continue
        valeurs = [None if v == NON_DIFFUSE else int(v) for v in (ligne.met, ligne.xmet, ligne.smet)]
        cases[ligne.code, ligne.bassin] = Case(ligne.code, ligne.reg, ligne.dept, ligne.bassin, *valeurs)
        lot.bassins[ligne.bassin] = ligne.nom_bassin
    _noter(list(cases.values()), annee, lot)
    lot.controler(fichier, len(table), refus)


def _faute(ligne: Forme, annee: str, lot: Lot) -> str:
    """Why a row cannot be used, or nothing."""
    nombres = [entier(v, maxi=9_999_999) for v in (ligne.met, ligne.xmet, ligne.smet)]
    illisible = any(n is None and v != NON_DIFFUSE for n, v in zip(nombres, ligne[-3:], strict=True))
    met, *parts = nombres
    constats = (
        (not re.fullmatch(r"20\d\d", ligne.annee), "année de quatre chiffres attendue"),
        (ligne.annee != annee, f"année {ligne.annee} dans un fichier de {annee}"),
        (not lot.connait(FAP_2021, ligne.code), "famille absente de la nomenclature FAP 2021"),
        (ligne.dept not in lot.lieux.departements, f"département « {ligne.dept[:3]} » inconnu du portail"),
        (not re.fullmatch(r"[0-9A-Z]{1,8}", ligne.bassin), "code de bassin illisible"),
        (illisible, "nombre entier ou * attendu"),
        (met is None and any(p is not None for p in parts), "projets non diffusés mais détail diffusé"),
        (any(p is not None and p > (met or 0) for p in parts), "détail plus grand que le nombre de projets"),
    )
    return next((raison for faux, raison in constats if faux), "")


def _noter(cases: list[Case], annee: str, lot: Lot) -> None:
    for case in cases:
        famille, ou = (FAP_2021, case.famille), (Grain.BASSIN, case.bassin)
        lot.statistique(
            sources.BMO,
            cle_de_famille(I.PROJETS, famille, ou=ou, periode=annee),
            Mesure(case.projets, "projets", case.projets is None),
        )
        for indicateur, valeur in zip(_DIFFICILES_ET_SAISONNIERS, case[-2:], strict=True):
            mesure = Mesure(valeur, "projets", valeur is None, None if valeur is None else case.projets)
            lot.statistique(sources.BMO, cle_de_famille(indicateur, famille, ou=ou, periode=annee), mesure)
    for (nom, code, grain, territoire), total in totaliser(cases).items():
        cle = cle_de_famille(nom, (FAP_2021, code), ou=(grain, territoire), periode=annee)
        lot.statistique(sources.BMO, cle, mesurer(nom, total))
    lot.famille(FAP_2021, ENSEMBLE, "Ensemble des familles")


def mesurer(indicateur: str, total: Total) -> Mesure:
    """A total ready to be stored; when every cell is hidden, so is the total."""
    if not total.visibles:
        return Mesure(None, "projets", True, None, total.laisses)
    base = None if indicateur == I.PROJETS else float(total.base)
    return Mesure(float(total.valeur), "projets", False, base, total.laisses)


def totaliser(cases: list[Case]) -> dict[tuple[str, str, str, str], Total]:
    """Totals by (indicator, family, grain, territory): départements, Régions, and all families at every grain.

    Only disclosed cells are added. The base of a share is the projects of the same disclosed cells.
    """
    totaux: dict[tuple[str, str, str, str], Total] = defaultdict(Total)
    for case in cases:
        lieux = (
            (Grain.BASSIN, case.bassin, (ENSEMBLE,)),
            (Grain.DEPARTEMENT, case.departement, (ENSEMBLE, case.famille)),
            (Grain.REGION, case.region, (ENSEMBLE, case.famille)),
        )
        valeurs = (
            (I.PROJETS, case.projets),
            (I.PROJETS_DIFFICILES, case.difficiles),
            (I.PROJETS_SAISONNIERS, case.saisonniers),
        )
        for grain, territoire, familles in lieux:
            for famille in familles:
                for indicateur, valeur in valeurs:
                    totaux[str(indicateur), famille, str(grain), territoire].ajouter(valeur, case.projets)
    return totaux
