"""The published rule of priority: points for each thing that makes a visit more useful there.

Pure: facts and values in, parts out. What is not known is said so: it gives no points, and is never written as a "no".
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commun.choix import OuiNon
from orientibus.services.valeurs import Valeurs

ZONES = frozenset({"education_prioritaire", "qpv", "rurale"})


@dataclass(frozen=True, slots=True)
class Faits:
    """What is known of a request; ``None`` and ``inconnue``: not known; no months at all: no visit is known."""

    education_prioritaire: str
    qpv: str
    habitants: int | None
    km_lieu: float | None
    mois_depuis_visite: int | None
    effectif: int
    premiere: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one criterion, out of how many, and why. ``points`` is None when nothing is known."""

    code: str
    libelle: str
    points: int | None
    maximum: int
    explication: str


def parts(faits: Faits, valeurs: Valeurs) -> list[Part]:
    """Every criterion in order; the priority is the sum of the known points."""
    base = int(valeurs["priorite_base"])
    return [
        Part("base", "Toute demande", base, base, "Chaque demande part de là."),
        _oui_non(
            "education_prioritaire",
            "Éducation prioritaire",
            faits.education_prioritaire,
            int(valeurs["priorite_education_prioritaire"]),
        ),
        _oui_non("qpv", "Quartier prioritaire de la ville", faits.qpv, int(valeurs["priorite_qpv"])),
        _rurale(faits, valeurs["priorite_rurale"]),
        _derniere_visite(faits, valeurs["priorite_derniere_visite"]),
        _taille(faits, valeurs["priorite_taille"]),
        _premiere(faits, int(valeurs["priorite_premiere"])),
    ]


def total(parties: list[Part]) -> int:
    """Points of the request, one at least."""
    return max(1, sum(part.points or 0 for part in parties))


def zone_prioritaire(parties: list[Part]) -> bool:
    """Whether it is known to be where access to guidance is hardest: what the equity goal counts."""
    return any(part.points for part in parties if part.code in ZONES)


def en_json(parties: list[Part]) -> list[dict[str, Any]]:
    """What is kept with the request."""
    return [asdict(part) for part in parties]


def _arrondi(valeur: float) -> int:
    return int(valeur + 0.5)


def _oui_non(code: str, libelle: str, valeur: str, maximum: int) -> Part:
    if valeur == OuiNon.OUI:
        return Part(code, libelle, maximum, maximum, "Oui.")
    if valeur == OuiNon.NON:
        return Part(code, libelle, 0, maximum, "Non.")
    return Part(code, libelle, None, maximum, "Non renseigné : aucun point tant que ce n'est pas connu.")


def _rurale(faits: Faits, regle: Mapping[str, Any]) -> Part:
    code, libelle, maximum = "rurale", "Commune rurale, loin d'un lieu d'orientation", int(regle["points"])
    if faits.habitants is None or faits.km_lieu is None:
        return Part(code, libelle, None, maximum, "Population ou distance non connue.")
    if faits.habitants >= regle["habitants"]:
        return Part(code, libelle, 0, maximum, f"Commune de {regle['habitants']} habitants ou plus.")
    km = f"Le lieu d'orientation le plus proche est à {faits.km_lieu:.1f} km".replace(".", ",")
    if faits.km_lieu < regle["km"]:
        return Part(code, libelle, 0, maximum, f"{km}, moins de {regle['km']} km.")
    ecart = max(1, regle["km_maximum"] - regle["km"])
    part = min(1.0, 0.5 + 0.5 * (faits.km_lieu - regle["km"]) / ecart)
    return Part(code, libelle, _arrondi(maximum * part), maximum, f"{km}, à vol d'oiseau.")


def _derniere_visite(faits: Faits, regle: Mapping[str, Any]) -> Part:
    code, libelle, maximum = "derniere_visite", "Temps depuis la dernière visite", int(regle["points"])
    mois = faits.mois_depuis_visite
    if mois is None:
        return Part(code, libelle, maximum, maximum, "Aucune visite connue dans cette commune.")
    points = _arrondi(maximum * min(1.0, mois / regle["mois"]))
    return Part(code, libelle, points, maximum, f"Dernière visite dans cette commune il y a {mois} mois.")


def _taille(faits: Faits, regle: Mapping[str, Any]) -> Part:
    maximum = int(regle["points"])
    points = _arrondi(maximum * min(1.0, faits.effectif / regle["personnes"]))
    return Part("taille", "Nombre de personnes", points, maximum, f"{faits.effectif} personnes attendues.")


def _premiere(faits: Faits, maximum: int) -> Part:
    if faits.premiere:
        return Part("premiere", "Première demande", maximum, maximum, "Aucune autre demande connue de cette structure.")
    return Part("premiere", "Première demande", 0, maximum, "Cette structure a déjà fait une demande.")
