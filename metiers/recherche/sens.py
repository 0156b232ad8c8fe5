"""Latent meaning: occupations and words in a small space where those that go together are near."""

from collections.abc import Iterator, Sequence

import numpy as np

from metiers.recherche.corpus import Liens, Reels
from metiers.recherche.requete import Groupe

DIMENSIONS = 150
BLOC = 1_024
"""Stems made dense at once: 6 MB for the full ROME."""


def _normes(par_metier: Liens, raretes: Reels, nombre: int) -> Reels:
    """Length of the weighted words of every occupation."""
    poids = par_metier.poids * np.repeat(raretes, np.diff(par_metier.debuts))
    carres = np.bincount(par_metier.indices, weights=poids * poids, minlength=nombre)
    return np.maximum(np.sqrt(carres), 1e-6).astype(np.float32)


def _blocs(par_metier: Liens, raretes: Reels, normes: Reels) -> Iterator[tuple[int, Reels]]:
    """The matrix of stems by occupations, dense, by slices of its rows with the rank of the first."""
    for debut in range(0, len(raretes), BLOC):
        fin = min(debut + BLOC, len(raretes))
        bornes = par_metier.debuts[debut : fin + 1]
        rangs = np.repeat(np.arange(fin - debut), np.diff(bornes))
        bloc = np.zeros((fin - debut, len(normes)), dtype=np.float32)
        bloc[rangs, par_metier.indices[bornes[0] : bornes[-1]]] = par_metier.poids[bornes[0] : bornes[-1]]
        yield debut, bloc * raretes[debut:fin, None] / normes


class EspaceDeSens:
    """Truncated singular value decomposition of the weighted words of all occupations, by the smaller product.

    Construction takes about 1 s for the full ROME (1,584 occupations, 13,000 stems) and is the same at every run;
    a query costs one product of the occupations' matrix, 1,584 × 150, with a vector.
    """

    def __init__(self, par_metier: Liens, raretes: Reels, nombre: int) -> None:
        self._raretes = raretes
        self._nombre = nombre
        taille = (len(par_metier.debuts) - 1, nombre)
        dimensions = min(DIMENSIONS, nombre // 3, taille[0] - 1)
        self._metiers: Reels = np.zeros((nombre, 0), dtype=np.float32)
        self._tiges: Reels = np.zeros((taille[0], 0), dtype=np.float32)
        if dimensions < 2:
            return
        normes = _normes(par_metier, raretes, nombre)
        produit = np.zeros((nombre, nombre), dtype=np.float32)
        for _, bloc in _blocs(par_metier, raretes, normes):
            produit += bloc.T @ bloc
        valeurs, droite = np.linalg.eigh(produit)
        valeurs = np.sqrt(np.maximum(valeurs[-dimensions:], 1e-6))
        droite = droite[:, -dimensions:]
        self._tiges = np.zeros((taille[0], dimensions), dtype=np.float32)
        for debut, bloc in _blocs(par_metier, raretes, normes):
            self._tiges[debut : debut + len(bloc)] = bloc @ (droite / valeurs)
        metiers = droite * valeurs
        longueurs = np.linalg.norm(metiers, axis=1, keepdims=True)
        self._metiers = np.ascontiguousarray(metiers / np.maximum(longueurs, 1e-6), dtype=np.float32)

    def proximite(self, groupes: Sequence[Groupe]) -> Reels:
        """Cosine between the query and every occupation, 0 to 1; zeros when nothing is known."""
        vecteur = np.zeros(self._tiges.shape[1], dtype=np.float32)
        for groupe in groupes:
            total = sum(poids for _, poids in groupe.variantes)
            for tiges, poids in groupe.variantes:
                part = groupe.poids_texte * poids / (len(tiges) * max(total, 1e-6) ** 0.5)
                for tige in tiges:
                    vecteur += self._tiges[tige] * (part * self._raretes[tige])
        longueur = float(np.linalg.norm(vecteur))
        if not longueur:
            return np.zeros(self._nombre, dtype=np.float32)
        cosinus: Reels = np.maximum(np.float32(0.0), self._metiers @ (vecteur / np.float32(longueur)))
        return cosinus
