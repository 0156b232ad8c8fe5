"""Open data: each app inscribes its data sets here; the portal publishes them as CSV, JSON and a Data Package.

A data set is a list of typed columns and an iterator of rows read in bounded chunks. See docs/adr/0017.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from commun.administration import neutraliser
from commun.registre import Registre

LOT = 500
"""Rows read at once."""
SEPARATEUR_DE_LISTE = "|"
LICENCE = "Licence Ouverte 2.0"
ADRESSE_LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
TYPES = frozenset(("string", "integer", "number", "boolean", "date", "datetime", "list"))
# Closing columns of every CSV file, so that a file passed from hand to hand still says where it comes from.
COLONNES_DE_PROVENANCE = (
    ("jeu_source", "Sources du jeu de données"),
    ("jeu_licence", "Licence du jeu de données"),
    ("jeu_date", "Date de l'état des données"),
)

jeux_ouverts = Registre("jeux de données ouverts")
"""``code -> () -> JeuOuvert``."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: its name, its Table Schema type, what it holds, and how a row gives it."""

    nom: str
    type: str
    description: str
    lire: Callable[[Any], Any]

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"type de colonne inconnu : {self.type}")


def colonne(nom: str, type_: str, description: str, chemin: str | Callable[[Any], Any] = "") -> Colonne:
    """A column read from an attribute (its own name by default; dots follow links, a missing link gives nothing)."""
    return Colonne(nom, type_, description, chemin if callable(chemin) else _lecteur(chemin or nom))


def _lecteur(chemin: str) -> Callable[[Any], Any]:
    etapes = chemin.split(".")

    def lire(ligne: Any) -> Any:
        for etape in etapes:
            if ligne is None:
                return None
            ligne = getattr(ligne, etape)
        return ligne

    return lire


@dataclass(frozen=True, slots=True)
class Provenance:
    """A producer of the data."""

    nom: str
    adresse: str = ""


@dataclass(frozen=True, slots=True)
class JeuOuvert:
    """A data set to publish. ``lignes`` reads in chunks of :data:`LOT`; ``etat`` tells changes that no import makes."""

    code: str
    titre: str
    description: str
    colonnes: tuple[Colonne, ...]
    lignes: Callable[[], Iterable[Any]]
    nombre: Callable[[], int]
    sources: tuple[Provenance, ...]
    licence: str = LICENCE
    adresse_licence: str = ADRESSE_LICENCE
    cle: str = ""
    etat: Callable[[], Any] = field(default=lambda: "")

    @property
    def credit(self) -> str:
        """The sources on one line."""
        return " ; ".join(source.nom for source in self.sources)


def jeux() -> list[JeuOuvert]:
    """Every data set, in the order of inscription: lower apps first."""
    return [construire() for _, construire in jeux_ouverts.elements()]


def jeu(code: str) -> JeuOuvert | None:
    """The data set of that code."""
    return next((construire() for nom, construire in jeux_ouverts.elements() if nom == code), None)


# --- Files --------------------------------------------------------------------------------------------


class _Echo:
    """Gives back what the csv writer writes, row by row."""

    def write(self, texte: str) -> str:
        return texte


def en_csv(jeu: JeuOuvert, modifie_le: datetime | None) -> Iterator[str]:
    """The rows as CSV (RFC 4180, UTF-8), with no cell that a spreadsheet would compute."""
    ecrivain = csv.writer(_Echo())
    provenance = [neutraliser(jeu.credit), jeu.licence, modifie_le.date().isoformat() if modifie_le else ""]
    noms = [colonne.nom for colonne in jeu.colonnes] + [nom for nom, _ in COLONNES_DE_PROVENANCE]
    yield ecrivain.writerow(noms)
    for ligne in jeu.lignes():
        yield ecrivain.writerow([_cellule(colonne.lire(ligne)) for colonne in jeu.colonnes] + provenance)


def _cellule(valeur: Any) -> Any:
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, list | tuple):
        valeur = SEPARATEUR_DE_LISTE.join(str(element) for element in valeur)
    if isinstance(valeur, date):
        return valeur.isoformat()
    return neutraliser(valeur)


def en_json(jeu: JeuOuvert, modifie_le: datetime | None) -> Iterator[str]:
    """One object: licence, date, sources, columns, then the rows as they are."""
    entete = {
        "jeu": jeu.code,
        "titre": jeu.titre,
        "description": jeu.description,
        "licence": {"nom": jeu.licence, "adresse": jeu.adresse_licence},
        "date": modifie_le.isoformat() if modifie_le else None,
        "sources": [{"nom": source.nom, "adresse": source.adresse} for source in jeu.sources],
        "colonnes": [{"nom": c.nom, "type": c.type, "description": c.description} for c in jeu.colonnes],
    }
    yield json.dumps(entete, ensure_ascii=False)[:-1] + ', "donnees": ['
    for rang, ligne in enumerate(jeu.lignes()):
        valeurs = {colonne.nom: _valeur(colonne.lire(ligne)) for colonne in jeu.colonnes}
        yield ("\n" if rang == 0 else ",\n") + json.dumps(valeurs, ensure_ascii=False)
    yield "\n]}\n"


def _valeur(valeur: Any) -> Any:
    return valeur.isoformat() if isinstance(valeur, date) else valeur


# --- Frictionless description ---------------------------------------------------------------------------


def schema_de_table(jeu: JeuOuvert) -> dict[str, Any]:
    """Table Schema of the CSV file."""
    champs = [_champ(c.nom, c.type, c.description) for c in jeu.colonnes]
    champs += [_champ(nom, "string", description) for nom, description in COLONNES_DE_PROVENANCE]
    schema: dict[str, Any] = {"fields": champs, "missingValues": [""]}
    return schema | ({"primaryKey": [jeu.cle]} if jeu.cle else {})


def _champ(nom: str, type_: str, description: str) -> dict[str, Any]:
    if type_ == "list":
        suite = f"{description} Plusieurs valeurs séparées par « {SEPARATEUR_DE_LISTE} »."
        return {"name": nom, "type": "string", "description": suite}
    champ: dict[str, Any] = {"name": nom, "type": type_, "description": description}
    if type_ == "boolean":
        champ |= {"trueValues": ["true"], "falseValues": ["false"]}
    return champ


def ressource(jeu: JeuOuvert, adresse: str) -> dict[str, Any]:
    """A data set in ``datapackage.json``."""
    return {
        "name": jeu.code,
        "path": adresse,
        "profile": "tabular-data-resource",
        "title": jeu.titre,
        "description": jeu.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "licenses": [{"name": jeu.licence, "title": jeu.licence, "path": jeu.adresse_licence}],
        "sources": [
            {"title": source.nom} | ({"path": source.adresse} if source.adresse else {}) for source in jeu.sources
        ],
        "schema": schema_de_table(jeu),
    }
