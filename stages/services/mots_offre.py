"""The words of an offer, folded as the search folds them, and the test that an alert's words are all there."""

from commun.analyse import couper, est_vide, masculin_singulier, mots_pleins, normaliser
from stages.models import OffreStage

LONGUEUR_DEBUT = 3
"""A shorter last word must be whole."""
LONGUEUR_MOT = 32
MOTS_MAX = 8


def _replier(mot: str) -> str:
    return masculin_singulier(mot)[:LONGUEUR_MOT]


def mots_de(offre: OffreStage) -> frozenset[str]:
    """Every folded word by which an offer is found: what it says, who offers it, where, and its occupations."""
    entreprise = offre.entreprise
    textes = [offre.titre, offre.description, offre.diplome, offre.get_section_display(), offre.commune.nom]
    textes += [entreprise.activite, entreprise.organisation.nom, *offre.metiers.values_list("nom", flat=True)]
    return frozenset(_replier(mot) for texte in textes for mot in normaliser(texte).split() if not est_vide(mot))


def contient_tous(mots: frozenset[str], demandes: str) -> bool:
    """Whether all the words asked are among these; the last one may be the beginning of a word."""
    voulus = mots_pleins(normaliser(couper(demandes)))[:MOTS_MAX]
    if not voulus:
        return True
    *complets, dernier = voulus
    if not all(_replier(mot) in mots for mot in complets):
        return False
    replie = _replier(dernier)
    if len(replie) < LONGUEUR_DEBUT:
        return replie in mots
    # What both spellings begin with: « boulang » is one unfinished word, « boulangères » a whole one.
    debut = dernier if replie.startswith(dernier) else replie
    return any(mot.startswith(debut) for mot in mots)
