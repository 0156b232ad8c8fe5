"""Several ways to the same occupation: the shortest, by apprenticeship, as an adult, and one for each level."""

from dataclasses import dataclass

from formations.parcours.graphe import Chemin, Depart, Graphe, Noeud

APPRENTISSAGE, CONTINUE = "apprentissage", "continue"
PROPOSITIONS_MAX = 5
AUTRES_MAX = 4


@dataclass(frozen=True, slots=True)
class Proposition:
    """A path, why it is proposed, and other trainings of the same level that lead to the same occupation."""

    chemin: Chemin
    titres: tuple[str, ...]
    voie: str = ""
    autres: tuple[Noeud, ...] = ()


def proposer(graphe: Graphe, depart: Depart, metier: int) -> list[Proposition]:
    """Paths, the shortest first. Nothing when no training leads to the occupation from there."""
    chemins = graphe.chemins(depart, metier)
    retenus: dict[tuple[str, ...], tuple[Chemin, list[str], str]] = {}

    def retenir(chemin: Chemin, titre: str, voie: str = "") -> None:
        cle = chemin.cle[3]
        _, titres, deja = retenus.setdefault(cle, (chemin, [], voie))
        titres.append(titre)
        retenus[cle] = (chemin, titres, deja or voie)

    if chemins:
        retenir(chemins[0], "Le plus court")
    for voie, titre in ((APPRENTISSAGE, "En apprentissage à chaque étape"), (CONTINUE, "En formation continue")):
        for chemin in graphe.chemins(depart, metier, voie)[:1]:
            retenir(chemin, titre, voie)
    niveaux = {chemin.etapes[-1].niveau for chemin, _, _ in retenus.values()}
    for chemin in chemins:
        niveau = chemin.etapes[-1].niveau
        if niveau not in niveaux and len(retenus) < PROPOSITIONS_MAX:
            niveaux.add(niveau)
            retenir(chemin, "")
    proposes = {chemin.arrivee.id for chemin, _, _ in retenus.values() if chemin.arrivee}
    autres = _autres(chemins, proposes)
    propositions = []
    for chemin, titres, voie in retenus.values():
        niveau = chemin.etapes[-1].niveau
        propositions.append(Proposition(chemin, tuple(t for t in titres if t), voie, autres.pop(niveau, ())))
    return propositions


def _autres(chemins: list[Chemin], proposes: set[int]) -> dict[int | None, tuple[Noeud, ...]]:
    """Trainings that lead there too and head no proposal, by level."""
    autres: dict[int | None, list[Noeud]] = {}
    for chemin in chemins:
        arrivee = chemin.arrivee
        if arrivee and arrivee.id not in proposes:
            autres.setdefault(arrivee.niveau, []).append(arrivee)
    return {niveau: tuple(liste[:AUTRES_MAX]) for niveau, liste in autres.items()}
