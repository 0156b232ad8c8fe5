"""The directory of offers as the simulator's graph, kept as long as the catalogue does not change."""

from formations.choices import NatureFormation
from formations.parcours import Graphe, Noeud
from formations.recherche import separer_diplomes
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.repertoire import RepereFormation, Repertoire
from metiers.services.memoire import MemoireDuCatalogue


def construire_graphe(repertoire: Repertoire) -> Graphe:
    """Every training that leads to a diploma or a title; a place of return to training is not a step by itself."""
    return Graphe(_noeud(f) for f in repertoire.formations if f.nature != NatureFormation.REMEDIATION)


def _noeud(formation: RepereFormation) -> Noeud:
    signes, _ = separer_diplomes(formation.intitule)
    if not signes:
        signes, _ = separer_diplomes(formation.type_diplome)
    return Noeud(
        id=formation.id,
        slug=formation.slug,
        niveau=formation.niveau,
        entree=formation.niveau_entree,
        mois=formation.duree_mois,
        signe=signes[0] if signes else "",
        voies=formation.voies,
        metiers=tuple((metier, origines) for metier, origines in formation.metiers.items()),
        domaines=formation.domaines,
    )


graphe_courant = MemoireDuCatalogue(lambda _: construire_graphe(repertoire_courant())).courant
