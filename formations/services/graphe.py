"""The directory of offers as the simulator's graph, kept as long as the catalogue does not change."""

from collections import defaultdict

from formations.choices import NatureFormation
from formations.parcours import Graphe, Noeud
from formations.recherche import separer_diplomes
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.repertoire import RepereFormation, Repertoire
from metiers.services.memoire import MemoireDuCatalogue


def secondes_par_certification(repertoire: Repertoire) -> dict[int, list[RepereFormation]]:
    """Common first years by the certifications chosen after them."""
    secondes: dict[int, list[RepereFormation]] = defaultdict(list)
    for formation in repertoire.formations:
        for certification in formation.specialites:
            secondes[certification].append(formation)
    return secondes


def construire_graphe(repertoire: Repertoire) -> Graphe:
    """Every training that ends with a diploma or a title.

    A place of return to training is not a step, nor a common first year: it is the beginning of each speciality, which
    is therefore also offered by the ways of its common year.
    """
    secondes = secondes_par_certification(repertoire)
    return Graphe(
        _noeud(formation, secondes.get(formation.certification or 0, []))
        for formation in repertoire.formations
        if formation.nature != NatureFormation.REMEDIATION and (formation.certification or not formation.specialites)
    )


def _noeud(formation: RepereFormation, secondes: list[RepereFormation]) -> Noeud:
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
        voies=formation.voies.union(*(seconde.voies for seconde in secondes)),
        metiers=tuple((metier, origines) for metier, origines in formation.metiers.items()),
        domaines=formation.domaines,
    )


graphe_courant = MemoireDuCatalogue(lambda _: construire_graphe(repertoire_courant())).courant
