"""Tensions: the Dares' classes with their causes by family, France Travail's by ROME and basin, the official list."""

import re
from typing import NamedTuple

from commun.importation import Refus, decimal, entier, lire_table
from metiers.importeurs.emploi import sources
from metiers.importeurs.emploi.lot import FAP_2009, CleStatistique, I, Lot, Mesure, cle_de_famille
from metiers.models import Grain

CAUSES = {
    "intensité d'embauches": "Intensité d'embauches",
    "lien formation-emploi": "Lien entre formation et emploi",
    "manque de main-d'œuvre disponible": "Manque de main-d'œuvre disponible",
    "non-durabilité de l'emploi": "Emplois peu durables",
    "conditions de travail contraignantes": "Conditions de travail contraignantes",
    "inadéquation géographique": "Inadéquation géographique",
}
_COLONNES = {nom: f"cause{rang}" for rang, nom in enumerate(CAUSES, 1)}
SYNONYMES = _COLONNES | {
    "emploi moyen": "emploi_moyen",
    "catégorie tension": "classe",
    "année": "annee",
}
CLASSE = "classe de 1 à 5"
SANS_CLASSE = "tension trop incertaine pour être classée"


class FormeDares(NamedTuple):
    fap: str
    emploi_moyen: str
    tension: str
    classe: str
    cause1: str
    cause2: str
    cause3: str
    cause4: str
    cause5: str
    cause6: str
    annee: str
    niveau_geo: str
    niveau_fap: str
    reg: str
    dep: str


class FormeRomeBassin(NamedTuple):
    annee: str
    rome: str
    rome_label: str
    cbassin: str
    lib_bassin_bmo19: str
    oee: str
    defm_abc: str
    ind_tension_d: str


class FormeListe(NamedTuple):
    region: str
    famille: str
    code: str


def lire_dares(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Class of tension, classes of its causes and jobs, by family and territory. Codes are written "52.0", "3.0"."""
    table = lire_table(contenu, fichier=fichier, forme=FormeDares, synonymes=SYNONYMES)
    refus: list[Refus] = []
    sans_classe = 0
    for numero, ligne in table.numerotees():
        ou, faute = _ou(ligne, lot)
        if ou is None and not faute:
            lot.ecarter(fichier, "une autre Région")
            continue
        faute = faute or _faute(ligne, lot)
        if not faute and ou is not None:
            faute = "" if _noter(ligne, ou, lot) else "ligne déjà lue plus haut"
            sans_classe += not ligne.classe
        if faute:
            refus.append(Refus(faute, "Tensions", fichier, numero, f"{ligne.fap} {ligne.reg}{ligne.dep}"))
    if sans_classe:
        lot.rapport.avertissements.append(f"{fichier} : {sans_classe} tension(s) sans classe, {SANS_CLASSE}.")
    lot.controler(fichier, len(table), refus)


def _ou(ligne: FormeDares, lot: Lot) -> tuple[tuple[str, str] | None, str]:
    """Grain and territory, or nothing for another Région, or a fault."""
    niveau = ligne.niveau_geo.strip()
    region = ligne.reg.removesuffix(".0")
    if niveau == "nat":
        return (Grain.NATIONAL, ""), ""
    if niveau == "reg":
        return ((Grain.REGION, region) if region in lot.lieux.regions else None), ""
    if niveau == "dep":
        departement = ligne.dep.removesuffix(".0").zfill(2)
        return ((Grain.DEPARTEMENT, departement) if departement in lot.lieux.departements else None), ""
    return None, f"niveau géographique inattendu : « {niveau[:20]} »"


def _faute(ligne: FormeDares, lot: Lot) -> str:
    emploi, classes = decimal(ligne.emploi_moyen), (ligne.classe, *ligne[4:10])
    constats = (
        (not lot.connait(FAP_2009, ligne.fap), "famille inconnue"),
        (not re.fullmatch(r"20\d\d", ligne.annee), "année de quatre chiffres attendue"),
        (emploi is None or emploi < 0, "nombre d'emplois illisible"),
        (any(c and _classe(c) is None for c in classes), "classe de 1 à 5 attendue"),
    )
    return next((raison for faux, raison in constats if faux), "")


def _classe(texte: str) -> float | None:
    valeur = decimal(texte)
    return valeur if valeur in (1.0, 2.0, 3.0, 4.0, 5.0) else None


def _noter(ligne: FormeDares, ou: tuple[str, str], lot: Lot) -> bool:
    famille, annee = (FAP_2009, ligne.fap), ligne.annee
    emploi = Mesure(decimal(ligne.emploi_moyen), "emplois")
    nouvelle = lot.statistique(sources.TENSIONS, cle_de_famille(I.EMPLOI, famille, ou=ou, periode=annee), emploi)
    if ligne.classe:
        cle = cle_de_famille(I.TENSION, famille, ou=ou, periode=annee)
        lot.statistique(sources.TENSIONS, cle, Mesure(_classe(ligne.classe), CLASSE))
    for nom, texte in zip(CAUSES.values(), ligne[4:10], strict=True):
        if texte:
            cle = cle_de_famille(I.CAUSE_TENSION, famille, ou=ou, periode=annee, modalite=nom)
            lot.statistique(sources.TENSIONS, cle, Mesure(_classe(texte), CLASSE))
    return nouvelle


def lire_rome_bassin(contenu: bytes, fichier: str, lot: Lot) -> None:
    """Offers, jobseekers and class of tension by ROME V3 code and basin."""
    table = lire_table(contenu, fichier=fichier, forme=FormeRomeBassin, separateur=";")
    refus: list[Refus] = []
    for numero, ligne in table.numerotees():
        nombres = [entier(v, maxi=9_999_999) for v in (ligne.oee, ligne.defm_abc)]
        faute = ""
        if not re.fullmatch(r"[A-N][0-9]{4}", ligne.rome) or not re.fullmatch(r"[0-9A-Z]{1,8}", ligne.cbassin):
            faute = "code ROME ou bassin illisible"
        elif not re.fullmatch(r"20\d\d", ligne.annee):
            faute = "année de quatre chiffres attendue"
        elif None in nombres or _classe(ligne.ind_tension_d) is None:
            faute = "nombre entier ou classe de 1 à 5 attendus"
        else:
            valeurs = (
                (I.OFFRES, nombres[0], "offres"),
                (I.DEMANDEURS, nombres[1], "personnes"),
                (I.INDICATEUR_TENSION_BASSIN, _classe(ligne.ind_tension_d), CLASSE),
            )
            for indicateur, valeur, unite in valeurs:
                cle = CleStatistique(
                    str(indicateur), "", "", "", ligne.rome, str(Grain.BASSIN), ligne.cbassin, ligne.annee
                )
                mesure = Mesure(None if valeur is None else float(valeur), unite, version_rome="3")
                if not lot.statistique(sources.MARCHE_ROME, cle, mesure):
                    faute = "ligne déjà lue plus haut"
            lot.bassins.setdefault(ligne.cbassin, ligne.lib_bassin_bmo19)
        if faute:
            refus.append(Refus(faute, "Tension par bassin", fichier, numero, f"{ligne.rome} {ligne.cbassin}"))
    lot.controler(fichier, len(table), refus)


def lire_liste(contenu: bytes, fichier: str, lot: Lot) -> None:
    """The decree's list: families in tension, for France or for a Région."""
    synonymes = {"famille professionnelle": "famille", "code fap": "code"}
    table = lire_table(contenu, fichier=fichier, forme=FormeListe, synonymes=synonymes)
    regions = {nom.casefold(): code for code, nom in lot.lieux.regions.items()}
    refus: list[Refus] = []
    for numero, ligne in table.numerotees():
        nom = ligne.region.casefold()
        if nom == "france entière":
            ou = (Grain.NATIONAL, "")
        elif nom in regions:
            ou = (Grain.REGION, regions[nom])
        else:
            lot.ecarter(fichier, "une autre Région")
            continue
        cle = cle_de_famille(I.EN_TENSION, (FAP_2009, ligne.code), ou=ou, periode="2024")
        faute = "" if lot.connait(FAP_2009, ligne.code) else "famille inconnue"
        if not faute and not lot.statistique(sources.LISTE_TENSION, cle, Mesure(1.0, "inscription")):
            faute = "ligne déjà lue plus haut"
        if faute:
            refus.append(Refus(faute, "Liste des métiers en tension", fichier, numero, ligne.code))
    lot.controler(fichier, len(table), refus)
