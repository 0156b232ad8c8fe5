"""Whether an alert's words are all in an offer: the words of the search itself, so that both find the same offers."""

from stages.models import OffreStage
from stages.services.index_offres import lire_mots, mots_de_l_offre


def mots_de(offre: OffreStage) -> frozenset[str]:
    """Every folded word by which an offer is found: what it says, who offers it, where, and its occupations."""
    return frozenset(mots_de_l_offre(offre))


def contient_tous(mots: frozenset[str], demandes: str) -> bool:
    """Whether all the words asked are among these; the last one may be the beginning of a word."""
    entiers, debut = lire_mots(demandes)
    if not mots.issuperset(entiers):
        return False
    return not debut or any(mot.startswith(debut) for mot in mots)
