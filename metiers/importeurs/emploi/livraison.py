"""The bundled part of the labour market: families, crosswalks and figures of ``donnees/emploi``, read and checked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commun.fichiers import Fichier, Regle, Schema, decimal, forme, lire_fichier, liste, nombre, parmi, texte
from commun.importation import ImportRefuse, Rapport, Refus
from metiers.importeurs.emploi import sources
from metiers.importeurs.emploi.bmo import Total, mesurer
from metiers.importeurs.emploi.lot import FAP_2009, FAP_2021, ClePassage, I, Lieux, Lot, Mesure, N, cle_de_famille
from metiers.importeurs.emploi.portraits import FRANCE
from metiers.importeurs.emploi.tensions import CLASSE
from metiers.models import Grain

CODE_FAP = forme(r"ENS|[A-Z]|[A-Z][0-9A-Z][A-Z](?:[0-9]{2})?", "un code FAP")
_CODE_FAP5 = forme(r"[A-Z][0-9A-Z][A-Z][0-9]{2}", "un code FAP de cinq signes")
_CODE_ROME = forme(r"[A-N][0-9]{4}", "un code ROME")
_TERRITOIRE = forme(r"R[0-9]{2,3}|D[0-9]{2,3}|D2[AB]", "R et une région, ou D et un département")
_EFFECTIF = nombre(0, 100_000_000)


def _dictionnaire(cle: Regle, valeur: Regle) -> Regle:
    """A table whose keys and values each follow a rule; the first fault is said."""

    def verifier(valeurs: Any) -> str:
        if not isinstance(valeurs, dict) or not valeurs:
            return "une table non vide est attendue"
        fautes = (f"{c} : {faute}" for c, v in valeurs.items() if (faute := cle(c) or valeur(v)))
        return next(fautes, "")

    return verifier


def _nombres(combien: int, regle: Regle) -> Regle:
    """A row of numbers."""

    def verifier(valeurs: Any) -> str:
        if not isinstance(valeurs, list) or len(valeurs) != combien:
            return f"{combien} nombres sont attendus"
        return next((faute for valeur in valeurs if (faute := regle(valeur))), "")

    return verifier


_PASSAGES = Schema(
    {
        "rome4_rome3": _dictionnaire(_CODE_ROME, liste(_CODE_ROME, mini=1)),
        "rome3_fap2009": _dictionnaire(_CODE_ROME, liste(_CODE_FAP5, mini=1)),
        "fap2009_fap2021": _dictionnaire(_CODE_FAP5, liste(_CODE_FAP5, mini=1)),
        "rome3_fap2021": _dictionnaire(_CODE_ROME, liste(_CODE_FAP5, mini=1)),
        "rome4_fap2021": _dictionnaire(_CODE_ROME, liste(_CODE_FAP5, mini=1)),
    }
)
_FAMILLES = Schema({nom: _dictionnaire(CODE_FAP, texte(250)) for nom in ("fap2009", "fap2021")})
_PERIODE = forme(r"20\d\d", "une année")
_PROJETS = Schema(
    {
        "source": parmi({"bmo"}, "source"),
        "periode": _PERIODE,
        "projets": _dictionnaire(CODE_FAP, _dictionnaire(_TERRITOIRE, _nombres(8, _EFFECTIF))),
    }
)
_TENSIONS = Schema(
    {
        "source": parmi({"tensions"}, "source"),
        "periode": _PERIODE,
        "region": forme(r"[0-9]{2,3}", "un code de région"),
        "causes": liste(texte(60), mini=6, maxi=6),
        "tensions": _dictionnaire(CODE_FAP, _nombres(7, nombre(0, 5))),
    }
)
_EMPLOIS = {
    "code": CODE_FAP,
    "emplois_region": _EFFECTIF,
    "emplois": _EFFECTIF,
    "femmes": decimal(0, 100),
    "ages": _nombres(9, _EFFECTIF),
    "salaire": nombre(100, 30_000),
    "salaire_2016": nombre(100, 30_000),
}
_TABLES_EMPLOIS = {"famille": Schema(_EMPLOIS, frozenset(_EMPLOIS) - {"code"})}
_RACINE_EMPLOIS = Schema(
    {"tranches": liste(texte(60), mini=9, maxi=9), "region": forme(r"[0-9]{2,3}", "un code de région")}
)


def lire(dossier: Path) -> Lot:
    """Read every file; refuse the whole with all faults of all files."""
    lot = Lot(Rapport(), Lieux({}, frozenset()))
    familles = lire_fichier(dossier / "familles.toml", tables={}, racine=_FAMILLES)
    passages = lire_fichier(dossier / "passages.toml", tables={}, racine=_PASSAGES)
    projets = lire_fichier(dossier / "projets.toml", tables={}, racine=_PROJETS)
    tensions = lire_fichier(dossier / "tensions.toml", tables={}, racine=_TENSIONS)
    emplois = lire_fichier(dossier / "emplois.toml", tables=_TABLES_EMPLOIS, racine=_RACINE_EMPLOIS)
    tous = (familles, passages, projets, tensions, emplois)
    fautes = [faute for fichier in tous for faute in fichier.fautes]
    if not fautes:
        for nom, nomenclature in (("fap2009", FAP_2009), ("fap2021", FAP_2021)):
            for code, libelle in familles.racine.valeurs[nom].items():
                lot.famille(nomenclature, code, libelle)
        fautes = list(_familles_inconnues(lot, passages, projets, tensions, emplois))
    if fautes:
        raise ImportRefuse(fautes)
    _passages(passages, lot)
    _projets(projets, lot)
    _tensions(tensions, lot)
    _emplois(emplois, lot)
    return lot


def _familles_inconnues(lot: Lot, passages: Fichier, *figures: Fichier) -> Iterator[Refus]:
    """Every code must have a label, or a page would show a bare code."""
    projets, tensions, emplois = figures
    for nom in ("fap2009_fap2021", "rome3_fap2021", "rome4_fap2021"):
        for cle, cibles in passages.racine.valeurs[nom].items():
            for cible in cibles:
                if not lot.connait(FAP_2021, cible):
                    yield passages.racine.refus(cle, f"famille sans intitulé : {cible}")
    for cle, cibles in passages.racine.valeurs["rome3_fap2009"].items():
        for cible in cibles:
            if not lot.connait(FAP_2009, cible):
                yield passages.racine.refus(cle, f"famille sans intitulé : {cible}")
    for code in projets.racine.valeurs["projets"]:
        if not lot.connait(FAP_2021, code):
            yield projets.racine.refus("projets", f"famille sans intitulé : {code}")
    for code in tensions.racine.valeurs["tensions"]:
        if not lot.connait(FAP_2009, code):
            yield tensions.racine.refus(code, "famille sans intitulé")
    for entree in emplois.entrees["famille"]:
        if not lot.connait(FAP_2009, str(entree.valeurs["code"])):
            yield entree.refus("code", "famille sans intitulé")


def _passages(fichier: Fichier, lot: Lot) -> None:
    tables = (
        ("rome4_rome3", N.ROME_V4, N.ROME_V3, sources.PASSAGE_ROME4),
        ("rome3_fap2009", N.ROME_V3, N.FAP_2009, sources.PASSAGE_ROME_FAP),
        ("fap2009_fap2021", N.FAP_2009, N.FAP_2021, sources.PASSAGE_PORTAIL),
        ("rome3_fap2021", N.ROME_V3, N.FAP_2021, sources.PASSAGE_PORTAIL),
        ("rome4_fap2021", N.ROME_V4, N.FAP_2021, sources.PASSAGE_PORTAIL),
    )
    for nom, de, vers, source in tables:
        for code, cibles in fichier.racine.valeurs[nom].items():
            for cible in cibles:
                lot.passage(source, ClePassage(de, code, vers, cible))


def _projets(fichier: Fichier, lot: Lot) -> None:
    annee = fichier.racine.valeurs["periode"]
    grains = {"R": Grain.REGION, "D": Grain.DEPARTEMENT}
    for code, territoires in fichier.racine.valeurs["projets"].items():
        for territoire, nombres in territoires.items():
            projets, difficiles, sur_d, saisonniers, sur_s, *laisses = nombres
            totaux = (
                (I.PROJETS, Total(projets, projets, projets, laisses[0])),
                (I.PROJETS_DIFFICILES, Total(difficiles, sur_d, sur_d, laisses[1])),
                (I.PROJETS_SAISONNIERS, Total(saisonniers, sur_s, sur_s, laisses[2])),
            )
            ou = (grains[territoire[0]], territoire[1:])
            for indicateur, total in totaux:
                cle = cle_de_famille(indicateur, (FAP_2021, code), ou=ou, periode=annee)
                lot.statistique(sources.BMO, cle, mesurer(indicateur, total))


def _tensions(fichier: Fichier, lot: Lot) -> None:
    valeurs = fichier.racine.valeurs
    ou = (Grain.REGION, valeurs["region"])
    for code, classes in valeurs["tensions"].items():
        famille = (FAP_2009, code)
        cle = cle_de_famille(I.TENSION, famille, ou=ou, periode=valeurs["periode"])
        lot.statistique(sources.TENSIONS, cle, Mesure(float(classes[0]), CLASSE))
        for cause, classe in zip(valeurs["causes"], classes[1:], strict=True):
            if classe:
                cle = cle_de_famille(I.CAUSE_TENSION, famille, ou=ou, periode=valeurs["periode"], modalite=cause)
                lot.statistique(sources.TENSIONS, cle, Mesure(float(classe), CLASSE))


def _emplois(fichier: Fichier, lot: Lot) -> None:
    region = (Grain.REGION, fichier.racine.valeurs["region"])
    for entree in fichier.entrees["famille"]:
        v = entree.valeurs
        famille = (FAP_2009, str(v["code"]))
        simples = (
            ("emplois_region", sources.TENSIONS, I.EMPLOI, region, "2019", "emplois"),
            ("emplois", sources.PORTRAITS, I.EMPLOI, FRANCE, "2018", "emplois"),
            ("femmes", sources.PORTRAITS, I.PART_FEMMES, FRANCE, "2017-2019", "%"),
            ("salaire", sources.PORTRAITS, I.SALAIRE_MEDIAN, FRANCE, "2017-2019", "€ nets par mois"),
            ("salaire_2016", sources.PORTRAITS, I.SALAIRE_MEDIAN, FRANCE, "2016-2018", "€ nets par mois"),
        )
        for nom, source, indicateur, ou, periode, unite in simples:
            if nom in v:
                cle = cle_de_famille(indicateur, famille, ou=ou, periode=periode)
                lot.statistique(source, cle, Mesure(float(v[nom]), unite))
        for tranche, effectif in zip(fichier.racine.valeurs["tranches"], v.get("ages", ()), strict=False):
            cle = cle_de_famille(I.EMPLOI_AGE, famille, ou=FRANCE, periode="2017-2019", modalite=tranche)
            lot.statistique(sources.PORTRAITS, cle, Mesure(float(effectif), "emplois"))
