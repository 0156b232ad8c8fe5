"""From one occupation to another: overlap of skills weighted by rarity, and the score. Plain Python and numpy."""

from metiers.passerelles.notation import (
    PARTS,
    POIDS,
    Note,
    noter,
    part_demande,
    part_formation,
    part_mobilite,
    part_savoirs,
)
from metiers.passerelles.savoirs import BaseDeSavoirs, Savoir

__all__ = [
    "PARTS",
    "POIDS",
    "BaseDeSavoirs",
    "Note",
    "Savoir",
    "noter",
    "part_demande",
    "part_formation",
    "part_mobilite",
    "part_savoirs",
]
