"""Both full names of an occupation, read from ROME's label ("Conducteur / Conductrice d'engins agricoles")."""

import os
import re
from typing import NamedTuple

from commun.analyse import formes, masculin_singulier, normaliser

_COUPLES = {
    ("homme", "femme"),
    ("garcon", "fille"),
    ("monsieur", "dame"),
    ("steward", "hotesse"),
    ("valet", "femme"),
    ("premier", "premiere"),
    ("maitre", "maitresse"),
}
_ABREGE = re.compile(r"(?<=\w)\((e|ne|se|le)\)")


class Genres(NamedTuple):
    """The masculine and the feminine name; the same twice when one form serves both."""

    masculin: str
    feminin: str


def deux_genres(libelle: str) -> Genres:
    """Masculine and feminine full forms of a label.

    >>> deux_genres("Conducteur / Conductrice d'engins agricoles")
    Genres(masculin="Conducteur d'engins agricoles", feminin="Conductrice d'engins agricoles")
    >>> deux_genres("Médecin Anesthésiste Réanimateur / Réanimatrice (MAR)").feminin
    'Médecin Anesthésiste Réanimatrice (MAR)'
    >>> deux_genres("Photographe")
    Genres(masculin='Photographe', feminin='Photographe')
    """
    libelle = " ".join(libelle.split())
    gauche, separateur, droite = libelle.partition(" / ")
    if not separateur:
        lues = formes(libelle)
        return Genres(lues[0], lues[-1])
    avant, apres = gauche.split(), droite.split()
    if not avant or not apres or not _se_repondent(avant, apres):
        return Genres(libelle, libelle)
    if _feminin_d_abord(avant, apres):
        gauche = " ".join([*apres[: len(avant)]])
        droite = " ".join([*avant, *apres[len(avant) :]])
        avant, apres = gauche.split(), droite.split()
    if _tete(avant[0]) == "homme" and _tete(gauche[6:]) == _tete(droite):
        return Genres(gauche, droite)
    if _reprend_le_dernier(avant, apres):
        tete = _meme_casse(avant[-1], apres[0])
        masculin, feminin = " ".join([*avant, *apres[1:]]), " ".join([*avant[:-1], tete, *apres[1:]])
    else:
        masculin, feminin = formes(f"{gauche} / {droite}")
    return Genres(_ABREGE.sub("", masculin), _ABREGE.sub(r"\1", feminin))


def _se_repondent(avant: list[str], apres: list[str]) -> bool:
    """Whether both sides of the slash name the same trade, and are not two trades."""
    tete = _tete(apres[0])
    if any(_commun(_tete(mot), tete) >= 2 for mot in avant):
        return True
    return (_tete(avant[0]), tete) in _COUPLES or (tete, _tete(avant[0])) in _COUPLES


def _feminin_d_abord(avant: list[str], apres: list[str]) -> bool:
    premier, second = _tete(avant[0]), _tete(apres[0])
    if (second, premier) in _COUPLES:
        return True
    return premier != second and masculin_singulier(premier) == second


def _reprend_le_dernier(avant: list[str], apres: list[str]) -> bool:
    """ "Artiste Plasticien / Plasticienne": only the last word is said again."""
    if len(avant) < 2:
        return False
    tete = _tete(apres[0])
    return _commun(_tete(avant[-1]), tete) >= 4 and _commun(_tete(avant[-1]), tete) > _commun(_tete(avant[0]), tete)


def _tete(mot: str) -> str:
    return normaliser(mot).replace(" ", "")


def _commun(un: str, autre: str) -> int:
    return len(os.path.commonprefix([un, autre]))


def _meme_casse(modele: str, mot: str) -> str:
    return mot[:1].lower() + mot[1:] if modele[:1].islower() else mot
