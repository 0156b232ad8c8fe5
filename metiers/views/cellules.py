"""The cells of a comparison, as the page shows them: figures with their unit, their source and their family."""

from dataclasses import dataclass, field

from metiers.services.comparaison import Cellule, CoteACote
from metiers.services.marche import Observation, Potentiel
from metiers.views import chiffres

CHIFFRES_MAX = 3
"""Figures of one cell: an occupation may have several families."""


@dataclass(frozen=True, slots=True)
class CelluleDePage:
    """What an occupation answers, under its name when rows are stacked."""

    nom: str
    contenu: Cellule
    potentiel: Potentiel | None
    mot: str
    source: str
    chiffres: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rangee:
    """A criterion and the answers to it."""

    titre: str
    style: str
    cellules: list[CelluleDePage]


def groupes_de_page(comparaison: CoteACote) -> list[dict[str, object]]:
    """Rows of the table, by group."""
    noms = [metier.nom_court for metier in comparaison.metiers]
    return [
        {
            "titre": groupe.titre,
            "criteres": [
                Rangee(c.titre, c.style, [_cellule(n, cellule) for n, cellule in zip(noms, c.cellules, strict=True)])
                for c in groupe.criteres
            ],
        }
        for groupe in comparaison.groupes
    ]


def _cellule(nom: str, cellule: Cellule) -> CelluleDePage:
    potentiel = cellule.potentiel
    mot = source = ""
    if potentiel is not None and potentiel.niveau is not None:
        mot = f"potentiel {chiffres.MOTS_DU_POTENTIEL[potentiel.niveau]}"
        source = chiffres.source(potentiel)
    lus = [{"texte": chiffres.texte(o), "note": _note(o)} for o in cellule.chiffres[:CHIFFRES_MAX]]
    return CelluleDePage(nom, cellule, potentiel, mot, source, lus)


def _note(observation: Observation) -> str:
    """Where the figure was observed, and the family whose figure it is."""
    famille = f", famille « {observation.famille} »" if observation.famille else ""
    return f"{chiffres.endroit(observation.grain, observation.territoire)}, {observation.periode}{famille}"
