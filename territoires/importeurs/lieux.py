"""Read and check the bundled guidance places (``donnees/territoires/lieux/*.toml``)."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from commun.choix import OuiNon
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
from territoires.choices import Position
from territoires.importeurs.jeu import Provenance, Rangee, doublons

CODE = adresse(40)
REPONSE = parmi(frozenset(OuiNon.values), "oui, non ou inconnue")
ADRESSE_WEB = forme(r"https?://[^\s<>\"]{4,190}", "adresse qui commence par https://")


def _jour(valeur: Any) -> str:
    return "" if isinstance(valeur, date) else "une date est attendue, sans guillemets : 2026-11-20"


SCHEMAS = {
    "public": Schema(
        {
            "code": CODE,
            "libelle": texte(80),
            "je_suis": texte(120, vide=True),
            "tous": oui_ou_non,
            "ordre": nombre(0, 999),
        },
        frozenset({"tous"}),
    ),
    "reseau": Schema(
        {
            "code": CODE,
            "nom": texte(120),
            "sigle": texte(40),
            "presentation": texte(400),
            "publics": liste(CODE, mini=1),
            "gratuit": REPONSE,
            "cep": REPONSE,
            "telephone": texte(20),
            "site": ADRESSE_WEB,
            "source": texte(300),
            "ordre": nombre(0, 999),
        },
        frozenset({"sigle", "gratuit", "cep", "telephone", "site"}),
    ),
    "aiguillage": Schema({"public": CODE, "reseau": CODE, "rang": nombre(1, 99), "raison": texte(240)}),
    "lieu": Schema(
        {
            "slug": adresse(120),
            "nom": texte(160),
            "reseau": CODE,
            "publics": liste(CODE, mini=1),
            "commune": forme(r"[0-9][0-9AB][0-9]{3}", "code INSEE de 5 caractères"),
            "uai": forme(r"[0-9]{7}[A-Z]", "code UAI"),
            "adresse": texte(200),
            "code_postal": forme(r"[0-9]{5}", "5 chiffres"),
            "latitude": decimal(-90, 90),
            "longitude": decimal(-180, 180),
            "telephone": texte(20),
            "courriel": texte(254),
            "site": ADRESSE_WEB,
            "horaires": texte(300),
            "accessible": REPONSE,
            "cep": REPONSE,
            "sur_rendez_vous": REPONSE,
            "a_distance": REPONSE,
            "precision": texte(300),
            "label": texte(120),
            "label_par": texte(160),
            "label_le": _jour,
            "source": texte(300),
            "verifie_le": _jour,
            "actif": oui_ou_non,
            "demonstration": oui_ou_non,
        },
        frozenset(
            {
                "publics",
                "uai",
                "adresse",
                "code_postal",
                "latitude",
                "longitude",
                "telephone",
                "courriel",
                "site",
                "horaires",
                "accessible",
                "cep",
                "sur_rendez_vous",
                "a_distance",
                "precision",
                "label",
                "label_par",
                "label_le",
                "verifie_le",
                "actif",
                "demonstration",
            }
        ),  # fmt: skip
    ),
}
CLES = {"public": "code", "reseau": "code", "lieu": "slug"}
VIDES: dict[str, dict[str, Any]] = {
    "public": {"tous": False},
    "reseau": {"sigle": "", "gratuit": OuiNon.INCONNU, "cep": OuiNon.INCONNU, "telephone": "", "site": ""},
    "lieu": {
        **dict.fromkeys(("uai", "adresse", "code_postal", "telephone", "courriel", "site", "horaires"), ""),
        **dict.fromkeys(("precision", "label", "label_par"), ""),
        **dict.fromkeys(("accessible", "sur_rendez_vous", "a_distance"), OuiNon.INCONNU),
        **dict.fromkeys(("label_le", "verifie_le", "latitude", "longitude"), None),
        "cep": "",
        "publics": (),
        "actif": True,
        "demonstration": False,
    },
}
"""What a key left out means. An empty ``cep`` or ``publics`` is the network's own."""


@dataclass(slots=True)
class JeuDeLieux:
    """A whole data set; a list that the source does not speak of is empty, and nothing is changed for it."""

    publics: list[Rangee] = field(default_factory=list)
    reseaux: list[Rangee] = field(default_factory=list)
    aiguillages: list[Rangee] = field(default_factory=list)
    lieux: list[Rangee] = field(default_factory=list)


def empreinte(dossier: Path) -> str:
    """SHA-256 of every file: the same one means that there is nothing to do."""
    somme = hashlib.sha256()
    for chemin in sorted(dossier.glob("*.toml")):
        somme.update(chemin.name.encode() + b"\0" + chemin.read_bytes() + b"\0")
    return somme.hexdigest()


def lire(dossier: Path) -> JeuDeLieux:
    """The whole set, or :class:`ImportRefuse` with every fault, its file and its line."""
    entrees: dict[str, list[Entree]] = {nom: [] for nom in SCHEMAS}
    fautes: list[Refus] = []
    for chemin in sorted(dossier.glob("*.toml")):
        fichier = lire_fichier(chemin, tables=SCHEMAS)
        fautes += fichier.fautes
        for nom, lues in fichier.entrees.items():
            entrees[nom] += lues
    fautes += [Refus(f"aucune table [[{nom}]] dans le dossier") for nom in ("public", "reseau") if not entrees[nom]]
    if fautes:
        raise ImportRefuse(fautes)
    jeu = JeuDeLieux(
        publics=[_rangee("public", entree) for entree in entrees["public"]],
        reseaux=[_rangee("reseau", entree) for entree in entrees["reseau"]],
        aiguillages=_aiguillages(entrees["aiguillage"]),
        lieux=[_rangee("lieu", entree) for entree in entrees["lieu"]],
    )
    fautes = doublons("public", jeu.publics) + doublons("reseau", jeu.reseaux) + doublons("lieu", jeu.lieux)
    fautes += _inconnus(jeu) + [faute for rangee in jeu.lieux for faute in incoherences(rangee)]
    if fautes:
        raise ImportRefuse(fautes)
    return jeu


def _rangee(table: str, entree: Entree) -> Rangee:
    champs = {**VIDES[table], **entree.valeurs}
    cle = str(champs.pop(CLES[table]))
    liens: dict[str, str] = {lien: str(champs.pop(lien)) for lien in ("reseau", "commune") if lien in champs}
    if "publics" in champs:
        champs["publics"] = tuple(sorted(champs["publics"]))
    return Rangee(cle, situer(champs) if table == "lieu" else champs, liens, Provenance(entree.fichier, entree.ligne))


def situer(champs: dict[str, Any]) -> dict[str, Any]:
    """A place without coordinates stands at the middle of its commune, and says so."""
    connue = champs["latitude"] is not None and champs["longitude"] is not None
    return {**champs, "position": Position.ADRESSE if connue else Position.COMMUNE}


def _aiguillages(entrees: list[Entree]) -> list[Rangee]:
    """The rules of one audience are one row: edited by somebody, they are kept together."""
    par_public: dict[str, list[Entree]] = {}
    for entree in entrees:
        par_public.setdefault(entree.valeurs["public"], []).append(entree)
    rangees = []
    for public, lues in par_public.items():
        regles = sorted((e.valeurs["rang"], e.valeurs["reseau"], e.valeurs["raison"]) for e in lues)
        ou = Provenance(lues[0].fichier, lues[0].ligne)
        rangees.append(Rangee(public, {"regles": tuple(regles)}, {}, ou))
    return rangees


def _inconnus(jeu: JeuDeLieux) -> list[Refus]:
    publics, reseaux = {r.cle for r in jeu.publics}, {r.cle for r in jeu.reseaux}
    fautes = []
    for table, rangees in (("reseau", jeu.reseaux), ("lieu", jeu.lieux)):
        for rangee in rangees:
            fautes += [
                rangee.refus(table, f"public inconnu : « {p} »") for p in rangee.champs["publics"] if p not in publics
            ]
    for rangee in jeu.lieux:
        if rangee.liens["reseau"] not in reseaux:
            fautes.append(rangee.refus("lieu", f"réseau inconnu : « {rangee.liens['reseau']} »"))
    for rangee in jeu.aiguillages:
        regles = rangee.champs["regles"]
        if rangee.cle not in publics:
            fautes.append(rangee.refus("aiguillage", f"public inconnu : « {rangee.cle} »"))
        fautes += [rangee.refus("aiguillage", f"réseau inconnu : « {r} »") for _, r, _ in regles if r not in reseaux]
        if len({rang for rang, _, _ in regles}) < len(regles) or len({r for _, r, _ in regles}) < len(regles):
            fautes.append(rangee.refus("aiguillage", "rang ou réseau répété pour ce public"))
    return fautes


def incoherences(rangee: Rangee) -> list[Refus]:
    """What no single value shows."""
    champs, fautes = rangee.champs, []
    if (champs["latitude"] is None) != (champs["longitude"] is None):
        fautes.append(rangee.refus("lieu", "latitude et longitude vont ensemble"))
    if champs["label"] and not champs["label_par"]:
        fautes.append(rangee.refus("lieu", "ce label ne dit pas qui l'a donné (label_par)"))
    if not champs["label"] and (champs["label_par"] or champs["label_le"]):
        fautes.append(rangee.refus("lieu", "label_par et label_le vont avec un label"))
    return fautes
