"""The words of an offer, folded as the search folds them, and the test that an alert's words are all there."""

from commun.analyse import couper, mots_pleins, normaliser
from stages.models import OffreStage


def mots_de(offre: OffreStage) -> frozenset[str]:
    """Every folded word by which an offer is found: what it says, who offers it, where, and its occupations."""
    textes = [offre.titre, offre.description, offre.entreprise.organisation.nom, offre.commune.nom]
    textes += offre.metiers.values_list("nom", flat=True)
    return frozenset(normaliser(" ".join(textes)).split())


def contient_tous(mots: frozenset[str], demandes: str) -> bool:
    """Whether all the words asked are among these; the last one may be the beginning of a word."""
    voulus = mots_pleins(normaliser(couper(demandes)))
    if not voulus:
        return True
    *complets, debut = voulus
    return all(mot in mots for mot in complets) and any(mot.startswith(debut) for mot in mots)
