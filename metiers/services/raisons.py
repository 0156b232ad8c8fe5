"""The score of a way between two occupations, said in words: what counted, what could not, and why."""

from dataclasses import dataclass

from metiers.choices import Niveau
from metiers.passerelles import PARTS, POIDS
from metiers.services.marche import Potentiel
from metiers.services.passerelles import Passerelle
from metiers.services.registres import FormationsVers
from metiers.services.reseau import Comparaison, Reseau

DEGRES = ((0.6, "Passage naturel"), (0.4, "Passage accessible"), (0.0, "Passage à préparer"))
"""What a score is called, from the highest threshold down."""


@dataclass(frozen=True, slots=True)
class Raison:
    """A part of the score. ``valeur`` is between 0 and 1, ``None`` when nothing is known: then it did not count."""

    part: str
    titre: str
    phrase: str
    valeur: float | None
    poids: float

    @property
    def pourcentage(self) -> int | None:
        return None if self.valeur is None else round(100 * self.valeur)


def degre(note: float) -> str:
    """The score in two words."""
    return next(nom for seuil, nom in DEGRES if note >= seuil)


def raisons_de(passerelle: Passerelle, comparaison: Comparaison) -> list[Raison]:
    """Every part of the score, in the order of the formula."""
    phrases = {
        "mobilite": phrase_de_mobilite(passerelle),
        "savoirs": phrase_de_savoirs(passerelle, comparaison),
        "demande": phrase_de_demande(passerelle.potentiel),
        "formation": phrase_de_formation(passerelle.formations),
    }
    return [Raison(nom, PARTS[nom], phrases[nom], valeur, POIDS[nom]) for nom, valeur in passerelle.note.parts.items()]


def phrase_de_mobilite(passerelle: Passerelle) -> str:
    """The official passage and its direction."""
    if passerelle.rang is not None:
        return f"Passage recensé par France Travail, rang {passerelle.rang} parmi les métiers de ce portail."
    if passerelle.note.parts.get("mobilite") is None:
        return "France Travail ne publie pas de liste de passages pour ce métier : cette part ne compte pas."
    return "Rapprochement par les savoir-faire : ce passage n'est pas dans la liste de France Travail."


def phrase_de_savoirs(passerelle: Passerelle, comparaison: Comparaison) -> str:
    """How many of the skills asked are known, and how much they weigh."""
    if passerelle.couverture is None:
        return "Les deux métiers ne sont pas décrits avec les mêmes mots : leurs savoir-faire ne se comparent pas."
    poids = round(100 * passerelle.couverture)
    return f"{compte_de_savoirs(comparaison)} ; comptés selon leur rareté, {poids} % de ce qui est demandé."


def compte_de_savoirs(comparaison: Comparaison) -> str:
    """« 6 savoir-faire sur 9 déjà acquis »."""
    sus = len(comparaison.communs)
    return f"{sus or 'Aucun'} savoir-faire sur {comparaison.demandes} déjà acquis"


def phrase_de_demande(potentiel: Potentiel | None) -> str:
    """The hiring potential with the place that it was observed in."""
    if potentiel is None or potentiel.niveau is None:
        return f"Embauches : {potentiel.raison if potentiel else 'non diffusé'}. Cette part ne compte pas."
    ou = f", {potentiel.territoire}" if potentiel.territoire else ""
    return f"Potentiel d'embauche : {potentiel.niveau} sur 5{ou}."


def phrase_de_formation(formations: FormationsVers | None) -> str:
    """The distance to the nearest training."""
    if formations is None or formations.plus_proche_km is None:
        return "Aucune formation située par rapport à chez vous : cette part ne compte pas."
    return f"Une formation à {formations.plus_proche_km:.0f} km, à vol d'oiseau."


def phrase_de_niveau(reseau: Reseau, passerelle: Passerelle) -> str:
    """The easiest level of entry of the occupation proposed, beside the other's."""
    niveaux = reseau.niveaux.get(passerelle.autre)
    if not niveaux:
        return "Niveau d'entrée non renseigné"
    libelle = str(Niveau(niveaux[0]).label)
    if passerelle.ecart_de_niveau is None:
        return libelle
    ecart = passerelle.ecart_de_niveau if passerelle.autre == passerelle.cible else -passerelle.ecart_de_niveau
    if ecart == 0:
        return f"{libelle}, même niveau d'entrée"
    return f"{libelle}, niveau d'entrée {'plus haut' if ecart > 0 else 'plus bas'}"
