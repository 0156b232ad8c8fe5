"""Is it still the same occupation? ROME codes move and change meaning (``docs/adr/0004-identite-des-metiers.md``)."""

from collections.abc import Collection

from commun.analyse import mots_pleins, normaliser, racine

PART_COMMUNE = 0.5
"""Share of the former titles that a sheet must keep to remain the same occupation under another name."""
RESSEMBLANCE = 0.6
"""Share of common words from which two labels say the same thing."""


def libelles_equivalents(ancien: str, nouveau: str) -> bool:
    """Whether two labels say the same thing, whatever the case, accents, gender order or small words.

    >>> libelles_equivalents("Soudeur / Soudeuse", "Soudeuse / Soudeur")
    True
    >>> libelles_equivalents("Agent d'entretien des locaux", "Agent d'entretien des espaces verts")
    False
    """
    avant, apres = _racines(ancien), _racines(nouveau)
    if not avant or not apres:
        return normaliser(ancien) == normaliser(nouveau)
    return len(avant & apres) >= RESSEMBLANCE * max(len(avant), len(apres))


def _racines(libelle: str) -> set[str]:
    return {racine(mot) for mot in mots_pleins(normaliser(libelle))}


def meme_sens(
    *,
    ancien_libelle: str,
    nouveau_libelle: str,
    anciennes_appellations: Collection[str] = (),
    nouvelles_appellations: Collection[str] = (),
    titres_du_libelle: Collection[str] = (),
) -> bool:
    """Same meaning: the label still says the same, or it is another name that ROME gave to the same titles.

    Titles are told by their OGR codes. ``titres_du_libelle``: those of the sheet that say the new label; one of them
    must be a former title, and at least half of the former titles must be kept.
    """
    if libelles_equivalents(ancien_libelle, nouveau_libelle):
        return True
    anciennes = set(anciennes_appellations)
    gardees = anciennes.intersection(nouvelles_appellations)
    return bool(anciennes.intersection(titres_du_libelle)) and len(gardees) >= PART_COMMUNE * len(anciennes)
