"""What the services of the labour market give to read."""

from dataclasses import dataclass, field

from metiers.models import Grain


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure as it may be shown. ``valeur`` is ``None`` when ``secret``, or when the source says nothing.

    ``laisses``: how many hidden figures a total leaves out. ``grain`` and ``territoire`` name where it was observed;
    ``famille`` names the family (FAP) when the source stops there. ``elargi``: wider than the place asked.
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
    elargi: bool = False

    @property
    def nom_du_grain(self) -> str:
        """The grain in words."""
        return str(Grain(self.grain).label) if self.grain else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A term of the formula as it was computed: the figure, where it stands, and the part between 0 and 1."""

    code: str
    libelle: str
    poids: int
    valeur: float
    unite: str
    part: float
    grain: str
    territoire: str


@dataclass(frozen=True, slots=True)
class Potentiel:
    """Hiring potential: ``niveau`` from 0 to 5, or ``None`` when the sources do not allow it (``raison`` says why).

    ``grain`` is the finest one that has figures; ``elargi`` is true when it is wider than the place asked, and
    ``secrets`` names the finer places whose figures are not disclosed. ``parts`` are the terms of the formula by
    name, each between 0 and 1; a term without a figure is absent, and the others weigh more.
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
    score: float | None = None
    secrets: tuple[str, ...] = ()
    details: tuple[Part, ...] = ()
    """The same terms as ``parts``, with the figure and the place of each."""


@dataclass(frozen=True, slots=True)
class LieuDeMesure:
    """Where figures are looked for, finest first: basin, département, Région. Empty codes are skipped."""

    bassin: str = ""
    departement: str = ""
    region: str = ""
    nom: str = ""
    codes: tuple[tuple[str, str], ...] = field(default=())
    """(grain, code) of each place, finest first; France is not among them."""
