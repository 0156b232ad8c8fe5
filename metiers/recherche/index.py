"""The index of occupations: one object in memory, built from documents, read by any number of threads."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from metiers.recherche.corpus import Corpus, Reels, assembler_liens, inverser, ponderer_metiers, rarete
from metiers.recherche.documents import Champ, DocumentMetier, Resultat, Suggestion, Synonymes
from metiers.recherche.requete import Groupe, Lecteur, Requete
from metiers.recherche.titres import IndexTitres

CODE = re.compile(r"[a-z]\d{2,4}")
POIDS_PEU_USITE = 0.6
SEUIL_RELATIF = 0.35
SEUIL_ABSOLU = 0.22


class IndexMetiers:
    """Ranked search over occupations; immutable after its construction.

    Construction is linear in the text (about 3 s for the full ROME); memory about 100 MB then.
    """

    def __init__(self, documents: Iterable[DocumentMetier], synonymes: Synonymes) -> None:
        self.documents = list(documents)
        corpus = Corpus(self.documents)
        self._unites = [(unite.texte, unite.champ) for unite in corpus.unites]
        self._nombre_titres = corpus.nombre_titres
        titres = corpus.unites[: corpus.nombre_titres]
        self._peu_usite = np.array([unite.peu_usite for unite in titres], dtype=bool)
        self._principal = np.array([unite.principal for unite in titres], dtype=bool)
        lexique = corpus.lexique(synonymes)
        tiges = corpus.tiges_des_unites(lexique)
        nombre = len(lexique.tiges)
        self._postings = inverser(tiges, nombre)
        self._par_metier = ponderer_metiers(corpus, tiges, nombre)
        self._liens = assembler_liens([metiers.items() for metiers in corpus.metiers_de_unite])
        titres_seuls = inverser(tiges[: corpus.nombre_titres], nombre)
        self._rarete_titre = rarete(titres_seuls, max(1, corpus.nombre_titres))
        self._rarete_texte = rarete(self._par_metier, max(1, len(self.documents)))
        self._masses_titre = np.array(
            [sum(float(self._rarete_titre[tige]) for tige in ensemble) for ensemble in tiges[: corpus.nombre_titres]],
            dtype=np.float32,
        )
        self._masses = np.array(
            [sum(float(self._rarete_texte[tige]) for tige in ensemble) for ensemble in tiges], dtype=np.float32
        )
        self._metier_du_titre = self._liens.indices[: corpus.nombre_titres]
        self._titres = IndexTitres(titres)
        self._lecteur = Lecteur(lexique, synonymes, self._rarete_titre, self._rarete_texte)
        self._codes = {document.code.casefold(): rang for rang, document in enumerate(self.documents)}

    @classmethod
    def construire(cls, documents: Iterable[DocumentMetier], synonymes: Synonymes | None = None) -> "IndexMetiers":
        """Build the index; see the class for its cost."""
        return cls(documents, synonymes or Synonymes())
