"""Occupations that recruit around a place: which ones, in which order, how many behind each facet value."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from metiers.services.exploration import Criteres, Exploration, explorer
from metiers.services.facettes import Catalogue
from metiers.services.marche import Potentiel

TRIS = {
    "potentiel": "Potentiel d'embauche",
    "projets": "Nombre de projets",
    "interets": "Vos intérêts",
    "nom": "Nom",
}
PAR_DEFAUT = "potentiel"


def recruteurs(
    catalogue: Catalogue,
    criteres: Criteres,
    potentiels: Mapping[int, Potentiel],
    correspondances: Mapping[int, float] | None = None,
) -> Exploration:
    """Occupations with a potential of at least 1, in the order asked; the same counts as the search of occupations.

    Figures of the place itself come before wider ones, which cannot be compared with them.
    """
    trouvee = explorer(catalogue, replace(criteres, tri="nom"))
    recrutent = catalogue.masque(pk for pk, p in potentiels.items() if p.niveau)
    sauf = {nom: bits & recrutent for nom, bits in trouvee.sauf.items()}
    ids = [pk for pk in trouvee.ids if (p := potentiels.get(pk)) and p.niveau]
    cle = _cle(criteres.tri, potentiels, correspondances or {})
    return replace(
        trouvee,
        criteres=criteres,
        ids=sorted(ids, key=cle) if cle else ids,
        sauf=sauf,
        sans={nom: bits.bit_count() for nom, bits in sauf.items() if nom},
    )


def par_potentiel(ids: Iterable[int], potentiels: Mapping[int, Potentiel]) -> list[int]:
    """Occupations in the order of their potential; those without a figure come last, in the order they had."""

    def cle(pk: int) -> tuple[bool, int, float]:
        p = potentiels[pk]
        return p.niveau is None, -(p.niveau or 0), -projets(p)

    return sorted(ids, key=cle)


def projets(potentiel: Potentiel) -> float:
    """Projects of a potential; hidden ones come last."""
    observation = potentiel.projets
    return observation.valeur if observation and observation.valeur is not None else -1.0


def _cle(
    tri: str, potentiels: Mapping[int, Potentiel], correspondances: Mapping[int, float]
) -> Callable[[int], tuple[float, ...]] | None:
    """What a list by name is sorted by, best first; ``None`` leaves it by name."""

    def par_potentiel(pk: int) -> tuple[float, ...]:
        p = potentiels[pk]
        return -(p.niveau or 0), p.elargi, -projets(p)

    def par_projets(pk: int) -> tuple[float, ...]:
        p = potentiels[pk]
        return p.elargi, -projets(p)

    def par_interets(pk: int) -> tuple[float, ...]:
        return -correspondances.get(pk, -1.0), *par_potentiel(pk)

    return {"potentiel": par_potentiel, "projets": par_projets, "interets": par_interets}.get(tri)
