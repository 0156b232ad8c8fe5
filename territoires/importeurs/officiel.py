"""Read the official geography as published: communes, former communes and EPCI of one or several Régions (CSV)."""

import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from commun.archives import Archive, ArchiveRefusee, ouvrir_archive
from commun.importation import ImportRefuse, Rapport, Refus, Table, decoder, entier, lire_table
from territoires.importeurs.jeu import Jeu, LigneCommune, Provenance, Rangee
from territoires.models import BassinEmploi, Commune, CommuneDeleguee, Departement

PART_MINIMALE = 0.9
"""A source that knows less than this share of what a département already has is taken for a truncated one."""
PART_REFUSEE = 0.05
"""More refused rows than this share, and the file is not the one expected."""


class FormeCommune(NamedTuple):
    code_insee: str
    nom: str
    dep: str
    arr: str
    can: str
    codes_postaux: str
    siren_epci: str
    nom_epci: str
    nature_epci: str
    population_municipale: str
    population_totale: str
    lat: str
    lon: str
    source_coord: str
    code_bassin_ft: str
    bassin_ft: str
    code_ze2020: str
    ze2020: str


class FormeAncienne(NamedTuple):
    typecom: str
    com: str
    libelle: str
    comparent: str


class FormeEpci(NamedTuple):
    siren_epci: str
    nom_epci: str
    nature: str
    nb_communes: str
    population_municipale: str
    departements: str


def lire(dossier: Path, rapport: Rapport, *, annee_population: int | None = None) -> Jeu:
    """The data set of a folder or a .zip; rows that cannot be used go to the report, a wrong file refuses all."""
    try:
        archive = ouvrir_archive(dossier)
        noms = _trouver(archive)
        communes = lire_table(archive.lire(noms["communes"]), fichier=noms["communes"], forme=FormeCommune)
        anciennes = lire_table(archive.lire(noms["anciennes"]), fichier=noms["anciennes"], forme=FormeAncienne)
        epci = _lire_epci(archive.lire(noms["epci"]), noms["epci"])
    except ArchiveRefusee as erreur:
        raise ImportRefuse([Refus(str(erreur))]) from erreur
    rapport.lignes = {table.fichier: len(table) for table in (communes, anciennes, epci)}
    _controler_les_totaux(communes, epci)
    jeu = Jeu(bassins=_bassins_inconnus(communes), epci=_epci(epci, rapport))
    jeu.communes = _communes(communes, {e.cle for e in jeu.epci}, rapport, annee_population)
    _rattacher(anciennes, jeu.communes, rapport)
    _controler_les_pertes(communes, jeu)
    return jeu


def _trouver(archive: Archive) -> dict[str, str]:
    """The three files, by the beginning of their names: the rest names the Région."""
    noms = [nom for nom in archive.noms() if nom.lower().endswith((".csv", ".csv.gz"))]
    prefixes = {"anciennes": "communes_deleguees", "epci": "epci", "communes": "communes"}
    trouves: dict[str, str] = {}
    fautes = []
    for quoi, prefixe in prefixes.items():
        candidats = [nom for nom in noms if nom.lower().startswith(prefixe) and nom not in trouves.values()]
        if quoi == "communes":
            candidats = [nom for nom in candidats if not nom.lower().startswith(prefixes["anciennes"])]
        if len(candidats) == 1:
            trouves[quoi] = candidats[0]
        else:
            fautes.append(Refus(f"{len(candidats)} fichier(s) {prefixe}*.csv dans le dossier, un seul est attendu"))
    if fautes:
        raise ImportRefuse(fautes)
    return trouves


def _lire_epci(contenu: bytes, fichier: str) -> Table[FormeEpci]:
    """The counts of ``epci*.csv`` carry the Région's abbreviation in their column names."""
    entete = decoder(contenu, fichier).partition("\n")[0].strip().casefold().split(",")
    comptes = ("nb_communes", "population_municipale")
    synonymes = {colonne: compte for colonne in entete for compte in comptes if colonne.startswith(compte)}
    return lire_table(contenu, fichier=fichier, forme=FormeEpci, synonymes=synonymes)


def _controler_les_totaux(communes: Table[FormeCommune], epci: Table[FormeEpci]) -> None:
    """The EPCI file says how many communes and inhabitants the other must hold: a cut file cannot pass."""
    nombres: Counter[str] = Counter()
    habitants: Counter[str] = Counter()
    for commune in communes:
        nombres[commune.siren_epci] += 1
        habitants[commune.siren_epci] += entier(commune.population_municipale, maxi=20_000_000) or 0
    fautes = []
    for numero, ligne in epci.numerotees():
        lus, attendus = str(nombres[ligne.siren_epci]), ligne.nb_communes
        if lus != attendus:
            raison = f"{attendus} communes annoncées, {lus} dans {communes.fichier} : fichiers tronqués ou désaccordés"
            fautes.append(Refus(raison, fichier=epci.fichier, ligne=numero, cle=ligne.siren_epci))
        elif str(habitants[ligne.siren_epci]) != ligne.population_municipale:
            raison = f"la population ne correspond pas à celle de {communes.fichier}"
            fautes.append(Refus(raison, fichier=epci.fichier, ligne=numero, cle=ligne.siren_epci))
    connus = {ligne.siren_epci for ligne in epci} | {""}
    inconnus = sorted(set(nombres) - connus)
    fautes += [Refus("EPCI absent de ce fichier : est-il tronqué ?", fichier=epci.fichier, cle=i) for i in inconnus]
    if fautes:
        raise ImportRefuse(fautes)


def _bassins_inconnus(communes: Table[FormeCommune]) -> list[Rangee]:
    """Basins to create; the published names are in bare capitals, so known ones keep theirs."""
    connus = set(BassinEmploi.objects.values_list("code", flat=True)) | {""}
    nouveaux: dict[str, Rangee] = {}
    for numero, c in communes.numerotees():
        if c.code_bassin_ft not in connus and c.code_bassin_ft not in nouveaux:
            ou = Provenance(communes.fichier, numero)
            nouveaux[c.code_bassin_ft] = Rangee(c.code_bassin_ft, {"nom": c.bassin_ft.title()}, {}, ou)
    return list(nouveaux.values())


def _epci(epci: Table[FormeEpci], rapport: Rapport) -> list[Rangee]:
    lus: dict[str, Rangee] = {}
    for numero, e in epci.numerotees():
        rangee = Rangee(e.siren_epci, {"nom": e.nom_epci, "nature": e.nature}, {}, Provenance(epci.fichier, numero))
        if len(e.siren_epci) != 9 or entier(e.siren_epci, maxi=999_999_999) is None:
            rapport.refuser(rangee.refus("epci", "SIREN de 9 chiffres attendu"))
        elif not e.nom_epci or len(e.nom_epci) > 160 or len(e.nature) > 8:
            rapport.refuser(rangee.refus("epci", "nom absent ou trop long"))
        elif e.siren_epci in lus:
            rapport.refuser(rangee.refus("epci", "SIREN déjà lu plus haut"))
        else:
            lus[e.siren_epci] = rangee
    return list(lus.values())


def _nombre(valeur: str, limite: float) -> float | None:
    try:
        nombre = float(valeur)
    except ValueError:
        return None
    return nombre if math.isfinite(nombre) and -limite <= nombre <= limite else None


def _faute(c: FormeCommune, departements: set[str], epci: set[str]) -> str:
    """Why a commune cannot be used, or nothing."""
    codes = c.codes_postaux.split("|")
    constats = (
        (len(c.code_insee) != 5 or not c.code_insee.startswith(c.dep), "code INSEE inattendu pour ce département"),
        (c.dep not in departements, f"département {c.dep} inconnu du portail"),
        (not c.nom or len(c.nom) > 120, "nom absent ou trop long"),
        (
            any(len(code) != 5 or entier(code, maxi=99_999) is None for code in codes),
            "code postal de 5 chiffres attendu",
        ),
        (entier(c.population_municipale, maxi=20_000_000) is None, "population illisible"),
        (_nombre(c.lat, 90) is None or _nombre(c.lon, 180) is None, "coordonnées absentes ou hors limites"),
        (bool(c.siren_epci) and c.siren_epci not in epci, "EPCI inconnu"),
        (len(c.code_bassin_ft) > 8, "code de bassin trop long"),
    )
    return next((raison for faux, raison in constats if faux), "")


def _communes(communes: Table[FormeCommune], epci: set[str], rapport: Rapport, annee: int | None) -> list[LigneCommune]:
    departements = set(Departement.objects.values_list("code", flat=True))
    lues: dict[str, LigneCommune] = {}
    for numero, c in communes.numerotees():
        faute = "code INSEE déjà lu plus haut" if c.code_insee in lues else _faute(c, departements, epci)
        if faute:
            ou = {"table": "commune", "fichier": communes.fichier, "ligne": numero, "cle": c.code_insee}
            rapport.refuser(Refus(faute, **ou))  # type: ignore[arg-type]
            continue
        champs = {
            "nom": c.nom,
            "latitude": float(c.lat),
            "longitude": float(c.lon),
            "population": int(c.population_municipale),
            "active": True,
        }
        if annee:
            champs["annee_population"] = annee
        liens = {"departement": c.dep, "epci": c.siren_epci, "bassin": c.code_bassin_ft}
        if not c.siren_epci:
            liens.pop("epci")  # no EPCI: the territory given by the bundled data or by staff is kept
        codes = tuple(sorted(set(c.codes_postaux.split("|"))))
        lues[c.code_insee] = LigneCommune(c.code_insee, champs, liens, Provenance(communes.fichier, numero), codes)
    if len(communes) - len(lues) > PART_REFUSEE * len(communes):
        raise ImportRefuse(rapport.refus)
    return list(lues.values())


def _rattacher(anciennes: Table[FormeAncienne], communes: list[LigneCommune], rapport: Rapport) -> None:
    """Give each commune the former communes that live in it."""
    par_code = {commune.cle: commune for commune in communes}
    trouvees: dict[str, dict[str, str]] = defaultdict(dict)
    for numero, a in anciennes.numerotees():
        refus = {"table": "ancienne commune", "fichier": anciennes.fichier, "ligne": numero, "cle": a.com}
        if a.typecom not in ("COMD", "COMA"):
            rapport.refuser(Refus(f"type inattendu : « {a.typecom[:20]} »", **refus))  # type: ignore[arg-type]
        elif a.comparent not in par_code:
            rapport.refuser(Refus(f"commune {a.comparent[:20]} absente", **refus))  # type: ignore[arg-type]
        elif not a.libelle or len(a.libelle) > 120 or len(a.com) != 5:
            rapport.refuser(Refus("nom ou code absent ou trop long", **refus))  # type: ignore[arg-type]
        elif a.libelle != par_code[a.comparent].champs["nom"]:
            trouvees[a.comparent].setdefault(a.libelle, a.com)
    for code, noms in trouvees.items():
        par_code[code].anciennes = tuple(sorted((com, nom) for nom, com in noms.items()))


def _controler_les_pertes(communes: Table[FormeCommune], jeu: Jeu) -> None:
    """Refuse a source that would lose much of what a département already has."""
    avant, avant_anciennes, apres, apres_anciennes = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for commune in jeu.communes:
        apres[commune.liens["departement"]] += 1
        apres_anciennes[commune.liens["departement"]] += len(commune.anciennes)
    avant.update(Commune.objects.actives().values_list("departement__code", flat=True))
    deleguees = CommuneDeleguee.objects.filter(commune__active=True)
    avant_anciennes.update(deleguees.values_list("commune__departement__code", flat=True))
    fautes = []
    for quoi, connus, lus in (("communes", avant, apres), ("anciennes communes", avant_anciennes, apres_anciennes)):
        for code in sorted(apres):
            if lus[code] < PART_MINIMALE * connus[code]:
                raison = f"département {code} : {lus[code]} {quoi} lues, {connus[code]} connues ; source tronquée ?"
                fautes.append(Refus(raison, fichier=communes.fichier))
    if fautes:
        raise ImportRefuse(fautes)
