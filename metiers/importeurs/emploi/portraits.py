"""The Dares' statistical portraits, by family of 2009: jobs, ages, women, pay."""

import re
from collections import namedtuple
from typing import Any, NamedTuple

from commun.importation import ImportRefuse, Refus, Table, colonnes, decimal, lire_table
from metiers.choices import ENSEMBLE
from metiers.importeurs.emploi import sources
from metiers.importeurs.emploi.lot import (
    ABSENT,
    FAP_2009,
    NIVEAUX,
    I,
    Lot,
    Mesure,
    cle_de_famille,
    code_de_famille,
)
from metiers.models import Grain

FRANCE = (Grain.NATIONAL, "")
PERIODE = re.compile(r"(?:19|20)\d\d(?:-(?:19|20)\d\d)?")
NON_CLASSES = re.compile(r"Z+")
SANS_VALEUR = "la source ne donne pas de valeur"
NON_CLASSE = "emplois sans famille"
ANNEES_EMPLOI_REGIONAL = "2017-2019"
"""The regional file has no date: the portraits say which survey it comes from."""


class FormeAge(NamedTuple):
    fap: str
    tr_age: str
    annee_2017_2019: str
    libelle: str
    code_domaine: str
    libelle_domaine: str
    code_fap_agregee: str
    libelle_fap_agregee: str


class FormeFemmes(NamedTuple):
    fap3: str
    annee: str
    part: str
    libelle: str
    code_domaine: str
    libelle_domaine: str
    code_fap_agregee: str
    libelle_fap_agregee: str


class FormeSalaire(NamedTuple):
    fap3: str
    annee: str
    salaire_median: str


class FormeEmploiRegional(NamedTuple):
    code_reg: str
    fap_3: str
    emp_fap_reg: str
    emp_reg: str
    variable: str
    nom_reg: str
    gid: str
    var_classe: str
    reg: str
    emp_fap_reg2: str
    pourcentage: str


def _familles(ligne: FormeAge | FormeFemmes, code: str, lot: Lot) -> None:
    """Note a family; one that is alone in its group has only the group's name."""
    if NON_CLASSES.fullmatch(code) or not (len(code) in NIVEAUX or code_de_famille(code) == ENSEMBLE):
        return
    libelle = ligne.libelle if ligne.libelle != code else ligne.libelle_fap_agregee
    lot.famille(FAP_2009, code, "Ensemble des familles" if code_de_famille(code) == ENSEMBLE else libelle)


def _noter(table: Table[Any], lot: Lot, indicateur: str, lire: Any, unite: str, bornes: tuple[float, float]) -> None:
    """Note one national figure per row; ``lire`` gives family, modality, period, text of the value."""
    refus: list[Refus] = []
    for numero, ligne in table.numerotees():
        code, modalite, periode, texte = lire(ligne)
        code = code_de_famille(code)
        if NON_CLASSES.fullmatch(code):
            lot.ecarter(table.fichier, NON_CLASSE)
            continue
        if texte in ABSENT:
            lot.ecarter(table.fichier, SANS_VALEUR)
            continue
        valeur = decimal(texte)
        cle = cle_de_famille(indicateur, (FAP_2009, code), ou=FRANCE, periode=periode, modalite=modalite)
        if valeur is None or not bornes[0] <= valeur <= bornes[1]:
            faute = "nombre attendu" if valeur is None else "nombre hors limites"
        elif not PERIODE.fullmatch(periode) or not (modalite or indicateur != I.EMPLOI_AGE):
            faute = "période ou tranche d'âge illisible"
        elif not lot.connait(FAP_2009, code):
            faute = "famille inconnue"
        else:
            if unite == "emplois":  # published in thousands
                valeur = float(round(valeur * 1000))
            faute = "" if lot.statistique(sources.PORTRAITS, cle, Mesure(valeur, unite)) else "ligne déjà lue plus haut"
        if faute:
            refus.append(Refus(faute, str(I(indicateur).label), table.fichier, numero, f"{code} {modalite}".strip()))
    lot.controler(table.fichier, len(table), refus)


def lire_ages(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Thousands of jobs by family and age."""
    table = lire_table(contenu, fichier=fichier, forme=FormeAge)
    for ligne in table:
        _familles(ligne, ligne.fap, lot)
    _noter(
        table, lot, I.EMPLOI_AGE, lambda x: (x.fap, x.tr_age, "2017-2019", x.annee_2017_2019), "emplois", (0, 100_000)
    )


def lire_femmes(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Share of women by family, in per cent."""
    table = lire_table(contenu, fichier=fichier, forme=FormeFemmes)
    for ligne in table:
        _familles(ligne, ligne.fap3, lot)
    _noter(table, lot, I.PART_FEMMES, lambda x: (x.fap3, "", x.annee, x.part), "%", (0, 100))


def lire_salaires(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Median net monthly pay by family, in euros."""
    table = lire_table(contenu, fichier=fichier, forme=FormeSalaire)
    lecture = lambda x: (x.fap3, "", x.annee, x.salaire_median)  # noqa: E731
    _noter(table, lot, I.SALAIRE_MEDIAN, lecture, "€ nets par mois", (100, 30_000))


def lire_effectifs(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Thousands of jobs, one column per family and one row per year: the last year is kept."""
    noms = colonnes(contenu, fichier)
    if noms[:1] != ["annee"] or not all(re.fullmatch(r"[a-z][a-z0-9]*", nom) for nom in noms):
        raison = "la première colonne est « Annee », les autres sont des codes de familles"
        raise ImportRefuse([Refus(raison, fichier=fichier, ligne=1)])
    if len(set(noms)) < len(noms):
        raise ImportRefuse([Refus("colonne en double", fichier=fichier, ligne=1)])
    forme: Any = namedtuple("forme", list(noms))  # type: ignore[misc]  # noqa: PYI024 - the columns are the file's own
    table: Table[Any] = lire_table(contenu, fichier=fichier, forme=forme)
    numero, derniere = max(table.numerotees(), key=lambda x: x[1].annee)
    une: Table[Any] = Table(fichier, [], table.numeros[:0])
    for code in noms[1:]:
        une.lignes.append((code.upper(), derniere.annee, getattr(derniere, code)))
        une.numeros.append(numero)
    _noter(une, lot, I.EMPLOI, lambda x: (x[0], "", x[1], x[2]), "emplois", (0, 100_000))


def lire_emploi_regional(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Jobs by grouped family in a Région."""
    table = lire_table(contenu, fichier=fichier, forme=FormeEmploiRegional)
    refus: list[Refus] = []
    for numero, ligne in table.numerotees():
        if ligne.code_reg not in lot.lieux.regions:
            lot.ecarter(fichier, "une autre Région")
            continue
        valeur = decimal(ligne.emp_fap_reg)
        ou = (Grain.REGION, ligne.code_reg)
        cle = cle_de_famille(I.EMPLOI, (FAP_2009, ligne.fap_3), ou=ou, periode=ANNEES_EMPLOI_REGIONAL)
        faute = ""
        if valeur is None or valeur < 0:
            faute = "nombre attendu"
        elif not lot.connait(FAP_2009, ligne.fap_3):
            faute = "famille inconnue"
        elif not lot.statistique(sources.PORTRAITS, cle, Mesure(float(round(valeur)), "emplois")):
            faute = "ligne déjà lue plus haut"
        if faute:
            refus.append(Refus(faute, "Emplois", fichier, numero, ligne.fap_3))
    lot.controler(fichier, len(table), refus)
