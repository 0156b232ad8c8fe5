"""The figures that the apps register through ``commun``, as the count asks them: by day, in the plan's units.

A code is written here with an underscore for its dot: the ``chiffre`` of an indicator is a slug.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commun.dates import minuit
from commun.indicateurs import Indicateur as Inscrit
from commun.indicateurs import indicateurs
from grenelle.choices import Unite

# Units that a figure names otherwise than the plans do. Any other word is what is counted: a number.
UNITES = {"%": Unite.POURCENTAGE, "€": Unite.EUROS, "h": Unite.HEURES}


@dataclass(frozen=True, slots=True)
class ChiffreInscrit:
    """A registered figure seen by the count; both days of a period are in it."""

    inscrit: Inscrit

    @property
    def code(self) -> str:
        return self.inscrit.code.replace(".", "_")

    @property
    def unite(self) -> str:
        unite = self.inscrit.unite
        return UNITES.get(unite) or (unite if unite in Unite.values else Unite.NOMBRE)

    def requete(self, debut: date, fin: date) -> Mapping[str | None, Any]:
        return self.inscrit(minuit(debut), minuit(fin + timedelta(days=1)))


def registre_du_portail() -> dict[str, ChiffreInscrit]:
    """Every registered figure by its code."""
    return {chiffre.code: chiffre for chiffre in map(ChiffreInscrit, indicateurs().values())}
