"""The market around a place: several employment basins read as one, then their départements, then the Région.

Figures exist by basin, not by distance: a radius takes the whole of each basin that has a commune in it. What adds
up is added, hidden cells are counted apart, and what does not add up (a class, a percentage) is read more widely.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from metiers.models import Grain
from metiers.services.marche.calcul import TOUTES, Place, potentiel_des
from metiers.services.marche.memoire import Chiffre, Familles, I, Marche, marche_courant
from metiers.services.marche.valeurs import LieuDeMesure, Potentiel

ADDITIFS = frozenset({I.PROJETS, I.PROJETS_DIFFICILES, I.PROJETS_SAISONNIERS, I.EMPLOI})
GARDES = 64
"""Sets of places kept in memory with the market: an address gives as many as one likes."""


@dataclass(slots=True)
class MarcheAutour(Marche):
    """The market where some places are the union of others."""

    reunis: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)

    def chiffre(self, indicateur: str, cle: str, grain: str, territoire: str, modalite: str = "") -> Chiffre | None:
        """The figure of a place, or the sum over the places of a union."""
        codes = self.reunis.get((grain, territoire))
        if codes is None:
            return Marche.chiffre(self, indicateur, cle, grain, territoire, modalite)
        lus = [Marche.chiffre(self, indicateur, cle, grain, code, modalite) for code in codes]
        if len(codes) == 1:
            return lus[0]
        return reunir(chiffre for chiffre in lus if chiffre) if indicateur in ADDITIFS else None

    def nom(self, grain: str, code: str) -> str:
        """Names of the places of a union."""
        codes = self.reunis.get((grain, code), (code,))
        noms = [Marche.nom(self, grain, c) for c in codes]
        return noms[0] if len(noms) == 1 else f"{', '.join(noms[:-1])} et {noms[-1]}"


def reunir(chiffres: Iterable[Chiffre]) -> Chiffre | None:
    """Sum of the cells that are disclosed; the hidden ones are counted, never taken for 0."""
    lus = list(chiffres)
    if not lus:
        return None
    visibles = [chiffre for chiffre in lus if chiffre.valeur is not None]
    bases = [chiffre.base for chiffre in visibles if chiffre.base is not None]
    return lus[0]._replace(
        valeur=sum(chiffre.valeur or 0.0 for chiffre in visibles) if visibles else None,
        secret=not visibles and any(chiffre.secret for chiffre in lus),
        base=sum(bases) if bases else None,
        laisses=sum(chiffre.laisses + (chiffre.secret if visibles else 0) for chiffre in lus),
    )


@dataclass(frozen=True, slots=True)
class Autour:
    """Potentials around a place. ``muets``: names of the basins of which the portal has no figure at all."""

    marche: MarcheAutour
    lieu: LieuDeMesure
    muets: tuple[str, ...] = ()

    def potentiels(self, metier_ids: Iterable[int]) -> dict[int, Potentiel]:
        """Hiring potential of several occupations, without a query."""
        familles = self.marche.de_metier
        return {pk: potentiel_des(self.marche, familles.get(pk, Familles()), self.lieu) for pk in metier_ids}


def autour(*, bassins: Iterable[str], departements: Iterable[str], region: str) -> Autour:
    """The market around a place, kept for the next visitors of the same basins. One query."""
    marche = marche_courant()
    cle = (tuple(sorted(bassins)), tuple(sorted(departements)), region)
    gardes = marche.deja.setdefault("autour", OrderedDict())
    assert isinstance(gardes, OrderedDict)  # noqa: S101 - nothing else is kept under this key
    trouve: Autour | None = gardes.get(cle)
    if trouve is None:
        trouve = gardes[cle] = _composer(marche, *cle)
        while len(gardes) > GARDES:
            gardes.popitem(last=False)
    return trouve


def _composer(marche: Marche, bassins: tuple[str, ...], departements: tuple[str, ...], region: str) -> Autour:
    par_grain = (
        (Grain.BASSIN, bassins),
        (Grain.DEPARTEMENT, departements),
        (Grain.REGION, (region,) if region else ()),
    )
    reunis = {(str(grain.value), "+".join(codes)): codes for grain, codes in par_grain if codes}
    champs = {champ.name: getattr(marche, champ.name) for champ in fields(marche)} | {"deja": {}}
    muets = [code for code in bassins if marche.chiffre(I.PROJETS, TOUTES, Grain.BASSIN, code) is None]
    return Autour(
        marche=MarcheAutour(**champs, reunis=reunis),
        lieu=LieuDeMesure(codes=tuple(reunis)),
        muets=tuple(marche.nom(Grain.BASSIN, code) for code in muets),
    )
