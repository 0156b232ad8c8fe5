"""The path simulator: a graph of trainings, pure Python, no Django. See ``docs/adr/0015``.

Deterministic: the same trainings, start and goal always give the same paths. It joins published facts (levels, entry
levels, durations, links to occupations) by the rules of ``regles.py`` and says of each step what was deduced.
"""

from formations.parcours.graphe import Chemin, Depart, Etape, Graphe, Noeud, Reserve
from formations.parcours.propositions import Proposition, proposer

__all__ = ["Chemin", "Depart", "Etape", "Graphe", "Noeud", "Proposition", "Reserve", "proposer"]
