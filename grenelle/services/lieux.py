"""The places where a plan's figures may be read."""

import re
from dataclasses import dataclass

from grenelle.choices import Echelle
from grenelle.models import Plan
from territoires.models import Departement, Region, TerritoireEmploi

_DEPARTEMENT = re.compile(r"[0-9][0-9AB][0-9]?")
_TERRITOIRE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class LieuxDuPlan:
    """Codes of the Région's places. ``connue`` is false for a Région whose places are not loaded: forms only."""

    connue: bool
    departements: frozenset[str]
    territoires: frozenset[str]

    @classmethod
    def du_plan(cls, plan: Plan) -> "LieuxDuPlan":
        """Read them, in three queries at most."""
        if not Region.objects.filter(code=plan.region_code).exists():
            return cls(False, frozenset(), frozenset())
        departements = Departement.objects.filter(region__code=plan.region_code).values_list("code", flat=True)
        territoires = TerritoireEmploi.objects.filter(departement__region__code=plan.region_code)
        return cls(True, frozenset(departements), frozenset(territoires.values_list("code", flat=True)))

    def faute(self, echelle: str, code: str) -> str:
        """What is wrong with a place, in French, or nothing."""
        if echelle == Echelle.REGION:
            return "" if not code else "Un relevé de la Région ne nomme pas de territoire."
        if echelle == Echelle.DEPARTEMENT:
            connu = code in self.departements if self.connue else bool(_DEPARTEMENT.fullmatch(code))
            return "" if connu else f"« {code[:60]} » n'est pas un département de la région."
        connu = code in self.territoires if self.connue else bool(_TERRITOIRE.fullmatch(code)) and len(code) <= 60
        return "" if connu else f"« {code[:60]} » n'est pas un territoire emploi de la région."

    def echelle_de(self, code: str | None) -> str:
        """The scale of a place that is only known by its code."""
        if not code:
            return Echelle.REGION
        est_departement = code in self.departements if self.connue else bool(_DEPARTEMENT.fullmatch(code))
        return Echelle.DEPARTEMENT if est_departement else Echelle.TERRITOIRE


def noms_des_lieux(codes: set[str]) -> dict[str, str]:
    """Names of départements and territories by code, in one query; a place that is not loaded has none."""
    if not codes:
        return {}
    departements = Departement.objects.filter(code__in=codes).order_by().values_list("code", "nom")
    territoires = TerritoireEmploi.objects.filter(code__in=codes).order_by().values_list("code", "nom")
    return dict(departements.union(territoires, all=True))
