"""Reading of the hand-written synonyms (`donnees/metiers/synonymes.toml`)."""

import tomllib
from pathlib import Path

from metiers.recherche.documents import Synonymes


class SynonymesInvalides(ValueError):
    """The file of synonyms cannot be used; the message says which entry and why."""


def lire_synonymes(chemin: Path) -> Synonymes:
    """Read a file of ``[[entree]]`` tables, each with ``dit`` (typed) and ``comprendre`` (searched).

    Raises SynonymesInvalides with the rank of the first wrong entry.
    """
    try:
        brut = tomllib.loads(chemin.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise SynonymesInvalides(f"{chemin.name} : {erreur}") from erreur
    entrees = []
    for rang, entree in enumerate(brut.get("entree", []), start=1):
        listes = [entree.get(cle) for cle in ("dit", "comprendre")]
        if not all(
            isinstance(liste, list) and liste and all(isinstance(mot, str) for mot in liste) for liste in listes
        ):
            raise SynonymesInvalides(
                f"{chemin.name}, entrée {rang} : « dit » et « comprendre » sont des listes de mots"
            )
        entrees.append((tuple(entree["dit"]), tuple(entree["comprendre"])))
    return Synonymes(entrees=tuple(entrees))
