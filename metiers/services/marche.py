"""The labour market of an occupation at a place: figures with their grain, and the hiring potential from 0 to 5."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from territoires.services.chez_moi import ChezMoi


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure as it may be shown. ``valeur`` is ``None`` when ``secret``, or when the source says nothing.

    ``laisses``: how many hidden figures a total leaves out. ``grain`` and ``territoire`` name where it was observed;
    ``famille`` names the family (FAP) when the source stops there.
    """

    valeur: float | None
    unite: str
    source: str
    periode: str
    grain: str
    territoire: str
    famille: str = ""
    secret: bool = False
    laisses: int = 0


@dataclass(frozen=True, slots=True)
class Potentiel:
    """Hiring potential: ``niveau`` from 0 to 5, or ``None`` when the sources do not allow it (``raison`` says why).

    ``grain`` is the finest one that has figures; ``elargi`` is true when it is wider than the place asked.
    ``parts`` are the terms of the formula by name, each between 0 and 1.
    """

    niveau: int | None
    grain: str = ""
    territoire: str = ""
    elargi: bool = False
    familles: tuple[str, ...] = ()
    parts: tuple[tuple[str, float], ...] = ()
    projets: Observation | None = None
    sources: tuple[str, ...] = ()
    raison: str = "non diffusé"


@dataclass(frozen=True, slots=True)
class LieuDeMesure:
    """Where figures are looked for, finest first: basin, département, Région. Empty codes are skipped."""

    bassin: str = ""
    departement: str = ""
    region: str = ""
    nom: str = ""
    codes: tuple[tuple[str, str], ...] = field(default=())


def lieu_de_mesure(chez_moi: ChezMoi | None) -> LieuDeMesure:
    """Where the figures of a visitor's place are looked for; the Région of the brand without a place."""
    return LieuDeMesure()


def potentiels(metier_ids: Iterable[int], lieu: LieuDeMesure) -> dict[int, Potentiel]:
    """Hiring potential of several occupations, without a query once the market is in memory."""
    return {pk: Potentiel(None) for pk in metier_ids}


def qui_recrutent(lieu: LieuDeMesure) -> list[int]:
    """Published occupations whose potential is known, best first."""
    return []


def part_des_femmes() -> dict[int, Observation]:
    """Share of women by occupation, in France: for the theme of mixité."""
    return {}
