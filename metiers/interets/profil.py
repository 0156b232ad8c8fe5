"""Six scores: what the questionnaire gives, and all that a shared address holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LETTRES = "RIASEC"
MAXIMUM = 20
"""Five activities of four points at most."""
DISPERSION_MIN = 1.8
"""Standard deviation of the scores under which they rank nothing: five equal and one five points above do rank."""
FORME = r"(?:20|1?[0-9])(?:-(?:20|1?[0-9])){5}"
_ADRESSE = re.compile(FORME)


@dataclass(frozen=True, slots=True)
class Profil:
    """Scores of R, I, A, S, E, C, each between 0 and ``MAXIMUM``."""

    scores: tuple[int, int, int, int, int, int]

    def __str__(self) -> str:
        """The form of an address: ``12-4-20-0-9-3``."""
        return "-".join(str(score) for score in self.scores)

    @property
    def par_lettre(self) -> dict[str, int]:
        return dict(zip(LETTRES, self.scores, strict=True))

    @property
    def dispersion(self) -> float:
        """Standard deviation of the six scores."""
        moyenne = sum(self.scores) / 6
        return float((sum((score - moyenne) ** 2 for score in self.scores) / 6) ** 0.5)

    @property
    def est_plat(self) -> bool:
        """True when the scores are too equal to say what is liked more: no ranking may be claimed."""
        return self.dispersion < DISPERSION_MIN

    @property
    def dominantes(self) -> list[str]:
        """The three letters that come first, best first; equal scores in the order of the hexagon."""
        return sorted(LETTRES, key=lambda lettre: -self.par_lettre[lettre])[:3]


def profil_de(scores: Sequence[object]) -> Profil | None:
    """A profile from six whole numbers, or ``None`` when they are anything else."""
    if len(scores) != 6 or not all(type(score) is int and 0 <= score <= MAXIMUM for score in scores):
        return None
    return Profil(tuple(scores))  # type: ignore[arg-type]


def lire_profil(texte: str) -> Profil | None:
    """A profile from an address; ``None`` when the text is not one."""
    if not isinstance(texte, str) or not _ADRESSE.fullmatch(texte):
        return None
    return profil_de([int(score) for score in texte.split("-")])
