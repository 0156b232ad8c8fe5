"""Search of occupations: pure Python over plain documents, without Django and without a database."""

from metiers.recherche.documents import DocumentMetier, Resultat, Suggestion, Synonymes, Titre
from metiers.recherche.index import IndexMetiers
from metiers.recherche.synonymes import SynonymesInvalides, lire_synonymes

__all__ = [
    "DocumentMetier",
    "IndexMetiers",
    "Resultat",
    "Suggestion",
    "Synonymes",
    "SynonymesInvalides",
    "Titre",
    "lire_synonymes",
]
