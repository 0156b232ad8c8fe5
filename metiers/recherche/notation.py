"""Scores of titles, texts and occupations for a query already read; numpy on arrays, no state."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metiers.recherche.corpus import Liens, Reels
from metiers.recherche.requete import Groupe


@dataclass(frozen=True, slots=True)
class Reglages:
    """Weights of the ranking, tuned on the development sets only (see docs/adr/0003)."""

    puissance: float = 1.5
    base_titre: float = 0.5
    base_texte: float = 0.6
    poids_titre: float = 1.0
    poids_texte: float = 0.4
    poids_metier: float = 0.8
    poids_sens: float = 0.5
    presque: float = 0.9
    supervision: float = 0.75
    debut_base: float = 1.0
    debut_pente: float = 0.8
    debut_demi: float = 0.7
    debut_part: float = 0.6
    debut_raideur: float = 6.0
    debut_declin: float = 1.5
    debut_peu_usite: float = 0.5
    peu_usite: float = 0.6
    principal: float = 0.03
    fautes_base: float = 0.55
    fautes_base_connu: float = 0.72
    partiel: float = 0.4
    encadrement: float = 0.93


def valeurs(groupe: Groupe, postings: Liens, raretes: Reels, nombre: int, partiel: float) -> Reels:
    """How far each row says the idea: best weight among its alternatives, 0 to 1.

    An expression of several stems counts fully where all are present, and for ``partiel`` of its share otherwise.
    O(postings of the alternatives + nombre).
    """
    note = np.zeros(nombre, dtype=np.float32)
    for tiges, poids in groupe.variantes:
        if len(tiges) == 1:
            rangs = postings.ligne(tiges[0])
            note[rangs] = np.maximum(note[rangs], poids * postings.poids_ligne(tiges[0]))
            continue
        cumul = np.zeros(nombre, dtype=np.float32)
        present = np.zeros(nombre, dtype=np.float32)
        total = sum(float(raretes[tige]) for tige in tiges) or 1.0
        for tige in tiges:
            rangs = postings.ligne(tige)
            cumul[rangs] += postings.poids_ligne(tige) * (raretes[tige] / total)
            present[rangs] += 1.0
        note = np.maximum(note, poids * np.where(present >= len(tiges), cumul, partiel * cumul))
    return note


def couvrir(groupes: Sequence[Groupe], notes: Sequence[Reels], poids: Sequence[float]) -> Reels:
    """Share of the query, weighted by rarity, that each row says; 0 to 1."""
    total = sum(poids) or 1.0
    somme = notes[0] * poids[0]
    for note, valeur in zip(notes[1:], poids[1:], strict=True):
        somme = somme + note * valeur
    resultat: Reels = (somme / total).astype(np.float32)
    return resultat
