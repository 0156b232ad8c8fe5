"""ROME's codes and flags in the portal's words. An empty flag is unknown, never no."""

from collections import Counter

from commun.analyse import normaliser
from metiers.choices import OuiNon, TransitionEcologique

_OUI_NON = {"o": OuiNon.OUI, "oui": OuiNon.OUI, "n": OuiNon.NON, "non": OuiNon.NON, "": OuiNon.INCONNU}
_ECOLOGIQUE = {
    "emploi vert": TransitionEcologique.VERTE,
    "emploi blanc": TransitionEcologique.NON,
    "emploi brun": TransitionEcologique.BRUNE,
    "emploi strategique pour la transition ecologique": TransitionEcologique.STRATEGIQUE,
    "": TransitionEcologique.INCONNUE,
}


class Drapeaux:
    """Reads flags, and counts the values that it does not know."""

    def __init__(self) -> None:
        self.inconnus: Counter[str] = Counter()

    def oui_non(self, valeur: str) -> str:
        """``O``, ``N`` or nothing."""
        lu = _OUI_NON.get(valeur.casefold())
        if lu is None:
            self.inconnus[valeur] += 1
            return OuiNon.INCONNU.value
        return lu.value

    def ecologique(self, valeur: str) -> str:
        """Class of the ecological transition, or a bare ``O``/``N`` as on skills."""
        lu = _ECOLOGIQUE.get(normaliser(valeur))
        if lu is None:
            self.inconnus[valeur] += 1
            return TransitionEcologique.INCONNUE.value
        return lu.value

    def riasec(self, valeur: str) -> str:
        """One letter of RIASEC or nothing."""
        lettre = valeur.upper()
        if lettre and (len(lettre) > 1 or lettre not in "RIASEC"):
            self.inconnus[valeur] += 1
            return ""
        return lettre

    def avertissements(self) -> list[str]:
        """What was read as unknown, value by value."""
        return [f"Valeur inconnue « {v} », lue comme non renseignée ({n} fois)." for v, n in self.inconnus.items()]


def borner(texte: str, maxi: int) -> str:
    """Cut a text that no column could hold."""
    return texte if len(texte) <= maxi else texte[: maxi - 1].rstrip() + "…"


def meme_libelle(ancien: str, nouveau: str) -> bool:
    """The same words: what differs is only case, accents or apostrophes."""
    return ancien == nouveau or normaliser(ancien) == normaliser(nouveau)
