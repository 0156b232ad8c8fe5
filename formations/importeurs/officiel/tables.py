"""Rows of an official file by the columns that are needed: publishers add columns, a missing one refuses the file."""

import json
from collections import namedtuple
from collections.abc import Iterator, Mapping
from typing import Any

from commun.archives import Archive
from commun.importation import ImportRefuse, Rapport, Refus, colonnes, lire_table

PART_REFUSEE = 0.05
"""More broken rows than this share, and the file is not the one expected."""
Ligne = tuple[int, dict[str, str]]


def trouver(archive: Archive, *motifs: str, extension: str = ".csv") -> str:
    """Name of the file whose name holds one of these words, or nothing."""
    noms = [nom for nom in archive.noms() if nom.lower().removesuffix(".gz").endswith(extension)]
    for motif in motifs:
        for nom in noms:
            if motif in nom.lower():
                return nom
    return ""


def lire_colonnes(
    archive: Archive, fichier: str, voulues: Mapping[str, str], rapport: Rapport, separateur: str = ";"
) -> list[Ligne]:
    """Line number and wanted cells of every row. ``voulues``: name here → column there, without case."""
    contenu = archive.lire(fichier)
    presentes = colonnes(contenu, fichier, separateur)
    manquantes = [colonne for colonne in voulues.values() if colonne.casefold() not in presentes]
    if manquantes:
        raise ImportRefuse(
            [Refus(f"colonne manquante : {colonne}", fichier=fichier, ligne=1) for colonne in manquantes]
        )
    synonymes = {colonne: f"c{rang}" for rang, colonne in enumerate(presentes)}
    forme: Any = namedtuple("Forme", list(synonymes.values()))  # type: ignore[misc]  # columns known at run time
    table = lire_table(contenu, fichier=fichier, forme=forme, synonymes=synonymes, separateur=separateur)
    rangs = {nom: presentes.index(colonne.casefold()) for nom, colonne in voulues.items()}
    rapport.lignes[fichier] = len(table)
    return [(numero, {nom: ligne[rang] for nom, rang in rangs.items()}) for numero, ligne in table.numerotees()]


def lire_json(archive: Archive, fichier: str, racine: str, rapport: Rapport) -> list[dict[str, Any]]:
    """Objects of a JSON file under its key ``racine``; UTF-8 or, as some publishers do, ISO-8859-15."""
    contenu = archive.lire(fichier)
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = contenu.decode("iso-8859-15")
    try:
        objets = json.loads(texte).get(racine)
    except (ValueError, AttributeError, RecursionError) as erreur:
        raise ImportRefuse([Refus(f"JSON illisible ({erreur})"[:200], fichier=fichier)]) from erreur
    if not isinstance(objets, list) or not all(isinstance(objet, dict) for objet in objets):
        raise ImportRefuse([Refus(f"une liste d'objets est attendue sous « {racine} »", fichier=fichier)])
    rapport.lignes[fichier] = len(objets)
    return objets


def controler_les_refus(rapport: Rapport, table: str, lues: int, refusees: int) -> None:
    """Refuse the whole file when too many of its rows are broken."""
    if lues and refusees > max(2, PART_REFUSEE * lues):
        raison = f"{table} : {refusees} lignes abîmées sur {lues}, ce n'est pas le fichier attendu"
        raise ImportRefuse([Refus(raison), *rapport.refus[:20]])


def sans_doublon(lignes: list[Ligne], cle: str) -> Iterator[tuple[str, list[Ligne]]]:
    """Rows grouped by one of their cells, in the order of the file."""
    groupes: dict[str, list[Ligne]] = {}
    for numero, ligne in lignes:
        groupes.setdefault(ligne[cle], []).append((numero, ligne))
    yield from groupes.items()
