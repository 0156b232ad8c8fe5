"""What a plan tries: buses out, requests imposed or given up, other weights. Kept as JSON in ``Plan.evenement``."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from orientibus.models import Demande


@dataclass(frozen=True, slots=True)
class Absence:
    """A bus that does not go, dates both included."""

    bus: str
    debut: date
    fin: date
    motif: str = ""


@dataclass(frozen=True, slots=True)
class Parametres:
    """``critere`` is ``public:eleves`` or ``territoire:code``: its requests weigh ``pourcent`` of their points."""

    absences: tuple[Absence, ...] = ()
    obligatoires: frozenset[str] = frozenset()
    retirees: frozenset[str] = frozenset()
    critere: str = ""
    pourcent: int = 100
    annonces: dict[str, str] = field(default_factory=dict)
    """Stops announced when the plan was computed, by reference of their request: what publishing compares."""

    @classmethod
    def lire(cls, brut: Any) -> "Parametres":
        """From the JSON of a plan; what is not understood is as if it were not there."""
        brut = brut if isinstance(brut, dict) else {}
        absences = tuple(
            Absence(a["bus"], date.fromisoformat(a["debut"]), date.fromisoformat(a["fin"]), a.get("motif", ""))
            for a in brut.get("absences", [])
        )
        return cls(
            absences,
            frozenset(brut.get("obligatoires", [])),
            frozenset(brut.get("retirees", [])),
            brut.get("critere", ""),
            brut.get("pourcent", 100),
            brut.get("annonces", {}),
        )

    def ecrire(self) -> dict[str, Any]:
        return {
            "absences": [
                {"bus": a.bus, "debut": a.debut.isoformat(), "fin": a.fin.isoformat(), "motif": a.motif}
                for a in self.absences
            ],
            "obligatoires": sorted(self.obligatoires),
            "retirees": sorted(self.retirees),
            "critere": self.critere,
            "pourcent": self.pourcent,
            "annonces": self.annonces,
        }

    def poids(self, demande: Demande) -> int:
        """Points of a request in this plan."""
        genre, _, valeur = self.critere.partition(":")
        territoire = demande.commune.territoire
        concernee = (genre == "public" and demande.public == valeur) or (
            genre == "territoire" and territoire is not None and territoire.code == valeur
        )
        return max(1, demande.poids * self.pourcent // 100) if concernee else demande.poids
