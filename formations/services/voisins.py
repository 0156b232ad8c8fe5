"""The way out of an empty list: occupations near the one asked, to which trainings lead."""

from dataclasses import dataclass

from formations.services.exploration import Exploration
from metiers.models import Mobilite
from metiers.services.facettes import Repere

VOISINS_MAX = 4


@dataclass(frozen=True, slots=True)
class VoisinForme:
    """A neighbouring occupation and how many trainings lead to it, in the whole Région."""

    metier: Repere
    nombre: int


def voisins_avec_formations(exploration: Exploration) -> list[VoisinForme]:
    """Neighbours of the occupation chosen, else of the one that the words mean; one query at most."""
    repertoire = exploration.repertoire
    choisis = [repertoire.metier(slug) for slug in exploration.criteres.choix.get("metier", ())]
    ids = [repere.id for repere in choisis if repere]
    ids = ids or [raison.metier for raison in exploration.raisons.values() if raison.metier][:1]
    if not ids:
        return []
    cibles = Mobilite.objects.filter(source__in=ids).order_by("ordre", "pk").values_list("cible_id", flat=True)
    voisins = [
        VoisinForme(repertoire.metiers[pk], len(repertoire.par_metier[pk]))
        for pk in dict.fromkeys(cibles)
        if pk in repertoire.par_metier and pk in repertoire.metiers and pk not in ids
    ]
    return voisins[:VOISINS_MAX]
