"""Latent meaning: occupations and words in a small space where those that go together are near."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags
from scipy.sparse.linalg import svds

from metiers.recherche.corpus import Liens, Reels
from metiers.recherche.requete import Groupe

DIMENSIONS = 150


class EspaceDeSens:
    """Truncated singular value decomposition of the weighted words of all occupations.

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
        matrice = csr_matrix((par_metier.poids, par_metier.indices, par_metier.debuts), shape=taille)
        matrice = diags(raretes) @ matrice
        normes = np.sqrt(np.asarray(matrice.multiply(matrice).sum(axis=0)).ravel())
        matrice = (matrice @ diags(1.0 / np.maximum(normes, 1e-6))).astype(np.float32)
        depart = np.ones(min(taille), dtype=np.float32)
        gauche, valeurs, droite = svds(matrice, k=dimensions, v0=depart)
        metiers = droite.T * valeurs
        longueurs = np.linalg.norm(metiers, axis=1, keepdims=True)
        self._metiers = np.ascontiguousarray(metiers / np.maximum(longueurs, 1e-6), dtype=np.float32)
        self._tiges = np.ascontiguousarray(gauche, dtype=np.float32)

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
