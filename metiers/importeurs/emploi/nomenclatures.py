"""Families of occupations and crosswalks, each kept the way it was published."""

import re
from typing import NamedTuple

from commun.importation import ImportRefuse, Refus, decoder, lire_table
from metiers.importeurs.emploi import sources
from metiers.importeurs.emploi.lot import ABSENT, FAP_2009, FAP_2021, ClePassage, Lot, N

FAP = re.compile(r"[A-Z][0-9][A-Z][0-9]{2}")
ROME = re.compile(r"[A-N][0-9]{4}")
PCS = re.compile(r"[0-9]{3}[a-z]")


class FormeFap2021(NamedTuple):
    code1: str
    libelle1: str
    code2: str
    libelle2: str
    code3: str
    libelle3: str
    code4: str
    libelle4: str


class FormeRome(NamedTuple):
    fap: str
    rome: str
    intitule_rome: str


class FormePcs(NamedTuple):
    fap: str
    pcs: str
    intitule_pcs: str


class FormeTriple(NamedTuple):
    fap: str
    pcs: str
    rome: str


def lire_fap2021(contenu: bytes, fichier: str, lot: Lot) -> None:
    """The three first levels of the FAP 2021; the fourth (341 items) serves no published figure."""
    rangs = {"22": "1", "86": "2", "228": "3", "341": "4"}
    synonymes = {f"code fap {n}": f"code{r}" for n, r in rangs.items()}
    synonymes |= {f"intitulé fap {n}": f"libelle{r}" for n, r in rangs.items()}
    table = lire_table(contenu, fichier=fichier, forme=FormeFap2021, synonymes=synonymes, separateur=";")
    refus = []
    for numero, ligne in table.numerotees():
        code = ligne.code3
        coherent = code.startswith(ligne.code2) and ligne.code2.startswith(ligne.code1) and len(code) == 5
        if not coherent or not all((ligne.code1, ligne.libelle1, ligne.libelle2, ligne.libelle3)):
            refus.append(Refus("codes ou intitulés incohérents", "Familles", fichier, numero, code))
            continue
        for code, libelle in zip(ligne[:6:2], ligne[1:6:2], strict=True):
            lot.famille(FAP_2021, code, libelle)
    lot.controler(fichier, len(table), refus)


def lire_rome_fap(contenu: bytes, fichier: str, lot: Lot) -> None:
    """ROME V3 → FAP 2009. A family without a ROME code is said so by "NA"."""
    table = lire_table(contenu, fichier=fichier, forme=FormeRome, separateur=";")
    refus, vues = [], set()
    for numero, ligne in table.numerotees():
        if not any(ligne):
            continue
        if not FAP.fullmatch(ligne.fap) or not (ligne.rome in ABSENT or ROME.fullmatch(ligne.rome)):
            refus.append(Refus("code FAP ou ROME illisible", "Passages", fichier, numero, f"{ligne.fap} {ligne.rome}"))
        elif (ligne.fap, ligne.rome) in vues:
            refus.append(Refus("ligne déjà lue plus haut", "Passages", fichier, numero, f"{ligne.fap} {ligne.rome}"))
        else:
            vues.add((ligne.fap, ligne.rome))
            lot.famille(FAP_2009, ligne.fap, ligne.fap)
            if ligne.rome not in ABSENT:
                libelle = ligne.intitule_rome.rstrip(" *")[:250]
                cle = ClePassage(N.ROME_V3, ligne.rome, N.FAP_2009, ligne.fap)
                lot.passage(sources.PASSAGE_ROME_FAP, cle, libelle)
    lot.controler(fichier, len(table), refus)


def lire_fap_pcs(contenu: bytes, fichier: str, lot: Lot) -> None:
    """FAP 2009 → PCS 2003; rows of the two wider levels carry titles and no PCS."""
    table = lire_table(contenu, fichier=fichier, forme=FormePcs, separateur=";")
    refus = []
    for numero, ligne in table.numerotees():
        if not any(ligne) or ligne.pcs in ABSENT:
            continue
        if FAP.fullmatch(ligne.fap) and PCS.fullmatch(ligne.pcs):
            cle = ClePassage(N.FAP_2009, ligne.fap, N.PCS_2003, ligne.pcs)
            lot.passage(sources.PASSAGE_FAP_PCS, cle)
        else:
            refus.append(Refus("code FAP ou PCS illisible", "Passages", fichier, numero, f"{ligne.fap} {ligne.pcs}"))
    lot.controler(fichier, len(table), refus)


def lire_mobiville(contenu: bytes, fichier: str, lot: Lot) -> None:
    """FAP, PCS and ROME side by side: a blank family is the one above, and the other two columns are not pairs."""
    table = lire_table(contenu, fichier=fichier, forme=FormeTriple, separateur=";")
    refus, fap = [], ""
    for numero, ligne in table.numerotees():
        fap = ligne.fap or fap
        if not FAP.fullmatch(fap):
            if ligne.fap and not ligne.rome:
                lot.ecarter(fichier, "titre d'un regroupement")
            else:
                refus.append(Refus("code FAP illisible", "Passages", fichier, numero, fap))
            continue
        if PCS.fullmatch(ligne.pcs):
            lot.passage(sources.PASSAGE_MOBIVILLE, ClePassage(N.FAP_2009, fap, N.PCS_2003, ligne.pcs))
        if ROME.fullmatch(ligne.rome):
            lot.passage(sources.PASSAGE_MOBIVILLE, ClePassage(N.FAP_2009, fap, N.ROME_V3, ligne.rome))
    lot.controler(fichier, len(table), refus)


_AFFECTATION = re.compile(r'((?:"[^"\n]+"[\s,]*)+)=\s*"([^"\n]+)"')
_GUILLEMETS = re.compile(r'"([^"]+)"')
_CODE_QUALIFIE = re.compile(r"([A-N][0-9]{4})([0-9]?)")


def lire_sas(contenu: bytes, fichier: str, lot: Lot) -> None:
    """The Dares' SAS formats: a ROME V3 code, alone or followed by a qualification from 0 to 9, gives a FAP 2009."""
    texte = decoder(contenu, fichier)
    if "$FAP9RSQ" not in texte or "$FAP9RAQ" not in texte or "run" not in texte[-400:].casefold():
        raison = "formats $FAP9RSQ et $FAP9RAQ introuvables ou fichier tronqué"
        raise ImportRefuse([Refus(raison, fichier=fichier)])
    refus: list[Refus] = []
    lignes = 0
    for trouve in _AFFECTATION.finditer(texte):
        fap = trouve[2].strip()
        numero = texte.count("\n", 0, trouve.start()) + 1
        for code in _GUILLEMETS.findall(trouve[1]):
            lignes += 1
            lu = _CODE_QUALIFIE.fullmatch(code)
            if lu and FAP.fullmatch(fap):
                cle = ClePassage(N.ROME_V3, lu[1], N.FAP_2009, fap, lu[2])
                lot.passage(sources.PASSAGE_QUALIFIE, cle)
            elif lu or FAP.fullmatch(fap):
                refus.append(Refus("code FAP ou ROME illisible", "Passages", fichier, numero, f"{code} {fap}"))
    lot.controler(fichier, lignes, refus)
