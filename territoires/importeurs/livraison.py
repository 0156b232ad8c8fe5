"""Read and check the bundled data set (``donnees/territoires/*.toml``)."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from commun.fichiers import (
    Entree,
    Schema,
    adresse,
    decimal,
    forme,
    lire_fichier,
    liste,
    nombre,
    oui_ou_non,
    parmi,
    texte,
)
from commun.importation import ImportRefuse, Refus
from territoires.importeurs.jeu import Jeu, LigneCommune, Provenance, Rangee, doublons, liens_inconnus

INSEE = forme(r"[0-9][0-9AB][0-9]{3}", "code INSEE de 5 caractères")
CODE_POSTAL = forme(r"[0-9]{5}", "5 chiffres")
DEPARTEMENT = forme(r"[0-9][0-9AB][0-9]?", "code de département")
NATURES = frozenset({"CC", "CA", "CU", "METRO"})


def _ancienne(valeur: Any) -> str:
    if not isinstance(valeur, dict) or set(valeur) != {"code_insee", "nom"}:
        return "une ancienne commune a un code_insee et un nom"
    return INSEE(valeur["code_insee"]) or texte(120)(valeur["nom"])


SCHEMAS = {
    "region": Schema({"code": forme(r"[0-9]{2,3}", "code de région"), "nom": texte(80), "slug": adresse(80)}),
    "departement": Schema({"code": DEPARTEMENT, "nom": texte(80), "slug": adresse(80), "region": texte(3)}),
    "territoire": Schema(
        {
            "code": adresse(60),
            "nom": texte(120),
            "departement": DEPARTEMENT,
            "source": texte(300),
            "approximation": texte(1_000, vide=True),
        }
    ),
    "bassin": Schema({"code": forme(r"[0-9A-Z]{2,8}", "code de bassin"), "nom": texte(120)}),
    "epci": Schema(
        {
            "siren": forme(r"[0-9]{9}", "SIREN de 9 chiffres"),
            "nom": texte(160),
            "nature": parmi(NATURES, "nature d'EPCI"),
            "territoire": adresse(60),
        }
    ),
    "commune": Schema(
        {
            "code_insee": INSEE,
            "nom": texte(120),
            "codes_postaux": liste(CODE_POSTAL, mini=1, maxi=30),
            "latitude": decimal(-90, 90),
            "longitude": decimal(-180, 180),
            "population": nombre(0, 20_000_000),
            "annee_population": nombre(1900, 2100),
            "epci": forme(r"[0-9]{9}", "SIREN de 9 chiffres"),
            "territoire": adresse(60),
            "bassin": forme(r"[0-9A-Z]{2,8}", "code de bassin"),
            "anciennes": liste(_ancienne, maxi=60),
        },
        frozenset({"epci", "territoire", "anciennes"}),
    ),
    "referent": Schema(
        {
            "departement": DEPARTEMENT,
            "nom": texte(120),
            "fonction": texte(120),
            "courriel": forme(r"[a-z0-9.+-]{1,64}@[a-z0-9.-]{3,180}", "adresse de courriel"),
            "telephone": forme(r"0[1-9]( [0-9]{2}){4}", "numéro comme 02 00 00 00 00"),
            "lieu": texte(200),
            "demonstration": oui_ou_non,
        }
    ),
}
CLES = {"epci": "siren", "commune": "code_insee", "referent": "departement"}
LIENS = frozenset({"region", "departement", "territoire", "epci", "bassin"})
OBLIGATOIRES = ("region", "departement")


def empreinte(dossier: Path) -> str:
    """SHA-256 of every file: the same one means that there is nothing to do."""
    somme = hashlib.sha256()
    for chemin in sorted(dossier.glob("*.toml")):
        somme.update(chemin.name.encode() + b"\0" + chemin.read_bytes() + b"\0")
    return somme.hexdigest()


def lire(dossier: Path) -> Jeu:
    """The whole set, or :class:`ImportRefuse` with every fault, its file and its line."""
    entrees: dict[str, list[Entree]] = {nom: [] for nom in SCHEMAS}
    fautes: list[Refus] = []
    for chemin in sorted(dossier.glob("*.toml")):
        fichier = lire_fichier(chemin, tables=SCHEMAS)
        fautes += fichier.fautes
        for nom, lues in fichier.entrees.items():
            entrees[nom] += lues
    fautes += [Refus(f"aucune table [[{nom}]] dans le dossier") for nom in OBLIGATOIRES if not entrees[nom]]
    if fautes:
        raise ImportRefuse(fautes)
    jeu = Jeu(
        regions=_rangees("region", entrees),
        departements=_rangees("departement", entrees),
        territoires=_rangees("territoire", entrees),
        bassins=_rangees("bassin", entrees),
        epci=_rangees("epci", entrees),
        communes=list(_communes(entrees["commune"])),
        referents=_rangees("referent", entrees),
    )
    if fautes := _incoherences(jeu):
        raise ImportRefuse(fautes)
    return jeu


def _rangee(table: str, entree: Entree) -> tuple[str, dict[str, Any], dict[str, str], Provenance]:
    valeurs = dict(entree.valeurs)
    cle = CLES.get(table, "code")
    code = str(valeurs[cle])
    if table == "commune":
        valeurs["departement"] = code[:3] if code.startswith("97") else code[:2]
    elif table == "referent":
        valeurs[cle] = code
    liens = {lien: str(valeurs.pop(lien)) for lien in LIENS & set(valeurs)}
    valeurs.pop(cle, None)
    return code, valeurs, liens, Provenance(entree.fichier, entree.ligne)


def _rangees(table: str, entrees: dict[str, list[Entree]]) -> list[Rangee]:
    return [Rangee(*_rangee(table, entree)) for entree in entrees[table]]


def _communes(entrees: list[Entree]) -> Iterator[LigneCommune]:
    for entree in entrees:
        code, valeurs, liens, ou = _rangee("commune", entree)
        codes = tuple(sorted(valeurs.pop("codes_postaux")))
        anciennes = tuple((a["code_insee"], a["nom"]) for a in valeurs.pop("anciennes", []))
        valeurs["latitude"], valeurs["longitude"] = float(valeurs["latitude"]), float(valeurs["longitude"])
        yield LigneCommune(code, valeurs, liens, ou, codes, anciennes)


def _incoherences(jeu: Jeu) -> list[Refus]:
    tables: dict[str, Sequence[Rangee]] = {
        "region": jeu.regions,
        "departement": jeu.departements,
        "territoire": jeu.territoires,
        "bassin": jeu.bassins,
        "epci": jeu.epci,
        "commune": jeu.communes,
        "referent": jeu.referents,
    }
    connus = {nom: {rangee.cle for rangee in rangees} for nom, rangees in tables.items()}
    fautes = []
    for nom, rangees in tables.items():
        fautes += doublons(nom, rangees) + liens_inconnus(nom, rangees, connus)
    for commune in jeu.communes:
        noms = [nom for _, nom in commune.anciennes]
        if len(set(noms)) < len(noms):
            fautes.append(commune.refus("commune", "ancienne commune répétée"))
        if not commune.liens.get("epci") and not commune.liens.get("territoire"):
            fautes.append(commune.refus("commune", "un EPCI, ou à défaut un territoire, est attendu"))
    return fautes
