"""Read a TOML file of the bundled data: every fault is reported with the file and the line where it stands."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from commun.importation import Refus

Regle = Callable[[Any], str]
"""Says what is wrong with a value, in French, or answers an empty text."""

_INTERDITS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ADRESSE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def texte(maxi: int, *, vide: bool = False) -> Regle:
    """A text of at most ``maxi`` characters."""

    def verifier(valeur: Any) -> str:
        if not isinstance(valeur, str):
            return "un texte entre guillemets est attendu"
        if not vide and not valeur.strip():
            return "ce texte est vide"
        if _INTERDITS.search(valeur):
            return "ce texte contient un caractère de contrôle"
        if "\u2019" in valeur:
            return "apostrophe typographique : le portail écrit l'apostrophe droite"
        return f"{len(valeur)} caractères, {maxi} au plus" if len(valeur) > maxi else ""

    return verifier


def forme(motif: str, attendu: str) -> Regle:
    """A text of a given form."""
    compile_ = re.compile(motif)

    def verifier(valeur: Any) -> str:
        correct = isinstance(valeur, str) and compile_.fullmatch(valeur)
        return "" if correct else f"« {valeur} » n'a pas la forme attendue ({attendu})"

    return verifier


def adresse(maxi: int) -> Regle:
    """A slug."""

    def verifier(valeur: Any) -> str:
        if not isinstance(valeur, str) or not _ADRESSE.fullmatch(valeur):
            return f"« {valeur} » n'est pas une adresse (minuscules sans accent, chiffres, tirets)"
        return f"{len(valeur)} caractères, {maxi} au plus" if len(valeur) > maxi else ""

    return verifier


_JOUR = forme(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", "date AAAA-MM-JJ")


def jour(valeur: Any) -> str:
    """A day of the calendar, as text."""
    if faute := _JOUR(valeur):
        return faute
    try:
        date.fromisoformat(valeur)
    except ValueError:
        return f"« {valeur} » n'est pas une date"
    return ""


def nombre(mini: int, maxi: int) -> Regle:
    """A whole number within bounds."""

    def verifier(valeur: Any) -> str:
        if isinstance(valeur, bool) or not isinstance(valeur, int):
            return "un nombre entier est attendu"
        return "" if mini <= valeur <= maxi else f"{valeur} n'est pas entre {mini} et {maxi}"

    return verifier


def decimal(mini: float, maxi: float) -> Regle:
    """A finite number within bounds, with or without decimals."""

    def verifier(valeur: Any) -> str:
        if isinstance(valeur, bool) or not isinstance(valeur, int | float):
            return "un nombre est attendu"
        return "" if mini <= valeur <= maxi else f"{valeur} n'est pas entre {mini} et {maxi}"

    return verifier


def oui_ou_non(valeur: Any) -> str:
    """true or false."""
    return "" if isinstance(valeur, bool) else "true ou false est attendu"


def parmi(valeurs: Mapping[Any, Any] | set[Any] | frozenset[Any], quoi: str) -> Regle:
    """One value of a closed list."""

    def verifier(valeur: Any) -> str:
        connue = isinstance(valeur, str | int) and not isinstance(valeur, bool) and valeur in valeurs
        return "" if connue else f"« {valeur} » n'est pas dans la liste ({quoi})"

    return verifier


def liste(regle: Regle, *, mini: int = 0, maxi: int = 50) -> Regle:
    """A list whose values all follow a rule, without repetition."""

    def verifier(valeur: Any) -> str:
        if not isinstance(valeur, list):
            return "une liste entre crochets est attendue"
        if not mini <= len(valeur) <= maxi:
            return f"{len(valeur)} élément(s), entre {mini} et {maxi} attendus"
        fautes = [faute for element in valeur if (faute := regle(element))]
        if not fautes and len({repr(element) for element in valeur}) < len(valeur):
            fautes = ["élément répété"]
        return " ; ".join(fautes)

    return verifier


@dataclass(frozen=True, slots=True)
class Schema:
    """Keys of a table; the optional ones may be left out."""

    champs: Mapping[str, Regle]
    facultatifs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entree:
    """One ``[[table]]`` of a file, with the means to say where each key stands."""

    fichier: str
    ligne: int
    valeurs: dict[str, Any]
    lignes: dict[str, int]
    table: str = ""

    def refus(self, cle: str, raison: str) -> Refus:
        """A fault of this entry, at the line of its key."""
        return Refus(raison, table=self.table, fichier=self.fichier, ligne=self.lignes.get(cle, self.ligne), cle=cle)


@dataclass(slots=True)
class Fichier:
    """A parsed file: its entries by table name, its other values, its faults."""

    nom: str
    entrees: dict[str, list[Entree]]
    racine: Entree
    fautes: list[Refus]


def lire_fichier(chemin: Path, *, tables: Mapping[str, Schema], racine: Schema | None = None) -> Fichier:
    """Parse and check one file. Never raises for what the file contains."""
    fichier = Fichier(chemin.name, {nom: [] for nom in tables}, Entree(chemin.name, 1, {}, {}), [])
    try:
        contenu = chemin.read_text(encoding="utf-8")
        donnees = tomllib.loads(contenu)
    except FileNotFoundError:
        fichier.fautes.append(Refus("fichier absent", fichier=chemin.name))
        return fichier
    except UnicodeDecodeError:
        fichier.fautes.append(Refus("le fichier n'est pas en UTF-8", fichier=chemin.name))
        return fichier
    except (tomllib.TOMLDecodeError, RecursionError) as erreur:
        ligne = re.search(r"line (\d+)", str(erreur))
        numero = int(ligne.group(1)) if ligne else 0
        fichier.fautes.append(Refus(f"TOML illisible ({erreur})", fichier=chemin.name, ligne=numero))
        return fichier
    _ranger(fichier, donnees, contenu.splitlines(), tables, racine or Schema({}))
    return fichier


def _ranger(
    fichier: Fichier, donnees: dict[str, Any], lignes: list[str], tables: Mapping[str, Schema], racine: Schema
) -> None:
    fichier.racine = Entree(
        fichier.nom, 1, {cle: v for cle, v in donnees.items() if cle not in tables}, _lignes_des_cles(lignes, 0, 1)
    )
    fichier.fautes += verifier(fichier.racine, racine)
    for nom, schema in tables.items():
        debuts = [rang for rang, ligne in enumerate(lignes) if re.match(rf"\s*\[\[\s*{nom}\s*\]\]", ligne)]
        valeurs = donnees.get(nom, [])
        if not isinstance(valeurs, list) or len(debuts) != len(valeurs):
            fichier.fautes.append(Refus(f"des tables [[{nom}]] sont attendues", fichier=fichier.nom, ligne=1))
            continue
        for debut, entree in zip(debuts, valeurs, strict=True):
            lue = Entree(fichier.nom, debut + 1, entree, _lignes_des_cles(lignes, debut + 1, debut + 2), nom)
            fichier.entrees[nom].append(lue)
            fichier.fautes += verifier(lue, schema)


def _lignes_des_cles(lignes: list[str], depart: int, premier: int) -> dict[str, int]:
    """Line of every key from ``depart`` to the next table."""
    cles: dict[str, int] = {}
    for numero, ligne in enumerate(lignes[depart:], premier):
        if ligne.startswith("[["):
            break
        if trouve := re.match(r'\s*\[?\s*"?([A-Za-z0-9_-]+)"?\s*(?:=|\])', ligne):
            cles.setdefault(trouve.group(1), numero)
    return cles


def verifier(entree: Entree, schema: Schema) -> list[Refus]:
    """All faults of an entry: unknown keys, missing keys, wrong values."""
    fautes = [entree.refus(cle, "clé inconnue") for cle in entree.valeurs if cle not in schema.champs]
    for cle, regle in schema.champs.items():
        if cle not in entree.valeurs:
            if cle not in schema.facultatifs:
                fautes.append(entree.refus(cle, "clé manquante"))
        elif faute := regle(entree.valeurs[cle]):
            fautes.append(entree.refus(cle, faute))
    return fautes
