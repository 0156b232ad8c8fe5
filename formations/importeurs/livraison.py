"""The bundled trainings (``donnees/formations/*.toml``): what each table holds, and how they answer each other."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
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
from formations.choices import NatureFormation, Statut, TypeEtablissement, Voie
from metiers.choices import Niveau, OuiNon

_OUI_NON = parmi(frozenset(OuiNon.values), "valeur")
_NIVEAU = parmi(frozenset(Niveau.values), "niveau")
_VERSION = texte(20)


def _moment(valeur: Any) -> str:
    """A local date and time, as TOML writes it without an offset."""
    if not isinstance(valeur, datetime) or valeur.tzinfo is not None:
        return "une date et une heure sont attendues, comme 2027-01-30T09:00:00"
    return ""


SCHEMAS = {
    "certification": Schema(
        {
            "slug": adresse(200),
            "code_certifinfo": forme(r"[0-9]{1,12}", "des chiffres"),
            "code_rncp": forme(r"[0-9]{1,8}", "des chiffres, sans « RNCP »"),
            "code_diplome": forme(r"[0-9A-Z]{8}", "8 chiffres ou lettres"),
            "intitule": texte(400),
            "type_diplome": texte(160),
            "niveau": _NIVEAU,
            "derniere_session": nombre(1950, 2100),
            "eligible_cpf": _OUI_NON,
            "accessible_scolaire": _OUI_NON,
            "accessible_apprentissage": _OUI_NON,
            "accessible_continue": _OUI_NON,
            "accessible_vae": _OUI_NON,
            "codes_rome": liste(forme(r"[A-N][0-9]{4}", "une lettre et quatre chiffres"), maxi=5),
            "metiers": liste(adresse(200), maxi=12),
            "source": texte(160),
        },
        frozenset(
            {
                "code_certifinfo",
                "code_rncp",
                "code_diplome",
                "derniere_session",
                "eligible_cpf",
                "accessible_scolaire",
                "accessible_apprentissage",
                "accessible_continue",
                "accessible_vae",
                "source",
            }
        ),
    ),
    "formation": Schema(
        {
            "slug": adresse(200),
            "intitule": texte(300),
            "nature": parmi(frozenset(NatureFormation.values), "nature"),
            "certification": adresse(200),
            "specialites": liste(adresse(200), mini=1, maxi=20),
            "code_mefstat": forme(r"[0-9A-Z]{11}", "11 chiffres ou lettres"),
            "niveau": _NIVEAU,
            "niveau_entree": _NIVEAU,
            "duree_mois": nombre(1, 120),
            "description": texte(1_000),
        },
        frozenset({"nature", "certification", "specialites", "code_mefstat", "niveau"}),
    ),
    "etablissement": Schema(
        {
            "slug": adresse(200),
            "uai": forme(r"[0-9]{7}[A-Z]", "sept chiffres et une lettre"),
            "nom": texte(200),
            "type": parmi(frozenset(TypeEtablissement.values), "type d'établissement"),
            "statut": parmi(frozenset(Statut.values), "statut"),
            "adresse": texte(200),
            "code_postal": forme(r"[0-9]{5}", "5 chiffres"),
            "commune": forme(r"[0-9][0-9AB][0-9]{3}", "code INSEE de 5 caractères"),
            "latitude": decimal(-90, 90),
            "longitude": decimal(-180, 180),
            "lieu_approche": oui_ou_non,
            "telephone": forme(r"0[1-9]( [0-9]{2}){4}", "numéro comme 02 00 00 00 00"),
            "site": forme(r"https?://[^\s]{3,190}", "une adresse internet"),
            "apprentissage": _OUI_NON,
            "lycee_des_metiers": _OUI_NON,
            "internat": _OUI_NON,
            "source": texte(160),
        },
        frozenset(
            {
                "uai",
                "adresse",
                "code_postal",
                "lieu_approche",
                "telephone",
                "site",
                "apprentissage",
                "lycee_des_metiers",
                "internat",
                "source",
            }
        ),
    ),
    "portes_ouvertes": Schema(
        {"etablissement": adresse(200), "debut": _moment, "fin": _moment, "demonstration": oui_ou_non}
    ),
    "offre": Schema(
        {
            "formation": adresse(200),
            "etablissement": adresse(200),
            "voie": parmi(frozenset(Voie.values), "voie"),
            "capacite": nombre(1, 5_000),
            "places_restantes": nombre(0, 5_000),
            "demonstration": oui_ou_non,
            "source": texte(160),
        },
        frozenset({"capacite", "places_restantes", "demonstration"}),
    ),
}
_RACINE = Schema({"source": texte(160), "version": _VERSION}, frozenset({"source", "version"}))
_REFERENCES = (
    ("formation", "certification", "certification"),
    ("portes_ouvertes", "etablissement", "etablissement"),
    ("offre", "formation", "formation"),
    ("offre", "etablissement", "etablissement"),
)
_CLES_UNIQUES = (
    ("certification", ("slug",)),
    ("certification", ("code_certifinfo",)),
    ("formation", ("slug",)),
    ("etablissement", ("slug",)),
    ("etablissement", ("uai",)),
    ("portes_ouvertes", ("etablissement", "debut")),
    ("offre", ("formation", "etablissement", "voie")),
)


@dataclass(slots=True)
class Livraison:
    """Every table, each entry with the ``source`` and ``version`` of its file where it has none of its own."""

    tables: dict[str, list[Entree]] = field(default_factory=lambda: {nom: [] for nom in SCHEMAS})


def empreinte(dossier: Path) -> str:
    """SHA-256 of every file: the same one means that there is nothing to do."""
    somme = hashlib.sha256()
    for chemin in sorted(dossier.glob("*.toml")):
        somme.update(chemin.name.encode() + b"\0" + chemin.read_bytes() + b"\0")
    return somme.hexdigest()


def lire_livraison(dossier: Path) -> Livraison:
    """The whole set, or :class:`ImportRefuse` with every fault, its file and its line."""
    livraison = Livraison()
    fautes: list[Refus] = []
    chemins = sorted(dossier.glob("*.toml"))
    if not chemins:
        raise ImportRefuse([Refus(f"aucun fichier .toml dans « {dossier.name} »")])
    for chemin in chemins:
        fichier = lire_fichier(chemin, tables=SCHEMAS, racine=_RACINE)
        fautes += fichier.fautes
        for nom, entrees in fichier.entrees.items():
            livraison.tables[nom] += entrees
            for entree in entrees:
                for cle in ("source", "version"):
                    entree.valeurs.setdefault(cle, fichier.racine.valeurs.get(cle, ""))
    fautes += _doubles(livraison)
    fautes += _liens_perdus(livraison)
    fautes += _incoherences(livraison)
    if fautes:
        raise ImportRefuse(fautes)
    return livraison


def _doubles(livraison: Livraison) -> Iterator[Refus]:
    for table, cles in _CLES_UNIQUES:
        vues = set()
        for entree in livraison.tables[table]:
            valeur = tuple(str(entree.valeurs.get(cle, "")) for cle in cles)
            if valeur in vues and all(valeur):
                yield entree.refus(cles[0], f"déjà employé plus haut : {', '.join(valeur)}")
            vues.add(valeur)


def _liens_perdus(livraison: Livraison) -> Iterator[Refus]:
    connus = {nom: {entree.valeurs.get("slug") for entree in livraison.tables[nom]} for nom in SCHEMAS}
    for table, cle, vers in _REFERENCES:
        for entree in livraison.tables[table]:
            if cle in entree.valeurs and entree.valeurs[cle] not in connus[vers]:
                yield entree.refus(cle, f"inconnu : « {entree.valeurs[cle]} »")
    for entree in livraison.tables["formation"]:
        specialites = entree.valeurs.get("specialites", [])
        for slug in specialites if isinstance(specialites, list) else []:
            if slug not in connus["certification"]:
                yield entree.refus("specialites", f"certification inconnue : « {slug} »")


def _incoherences(livraison: Livraison) -> Iterator[Refus]:
    for entree in livraison.tables["portes_ouvertes"]:
        debut, fin = entree.valeurs.get("debut"), entree.valeurs.get("fin")
        if _moment(debut) or _moment(fin):
            continue
        if str(fin) <= str(debut):
            yield entree.refus("fin", "la fin ne suit pas le début")
    for entree in livraison.tables["offre"]:
        capacite, places = entree.valeurs.get("capacite"), entree.valeurs.get("places_restantes")
        if isinstance(capacite, int) and isinstance(places, int) and places > capacite:
            yield entree.refus("places_restantes", f"{places} places restantes pour une capacité de {capacite}")
