"""The interests hexagon: six axes, one per RIASEC type, R at the top then clockwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin

LETTRES = "RIASEC"
NOMS = {
    "R": "Réaliste",
    "I": "Investigateur",
    "A": "Artistique",
    "S": "Social",
    "E": "Entreprenant",
    "C": "Conventionnel",
}
GESTES = {
    "R": "Agir avec ses mains, des outils, dehors",
    "I": "Observer, chercher, comprendre",
    "A": "Imaginer, créer, exprimer",
    "S": "Aider, soigner, transmettre",
    "E": "Convaincre, décider, entraîner",
    "C": "Organiser, vérifier, tenir à jour",
}
CENTRE, RAYON, RAYON_LETTRES = 150.0, 92.0, 122.0
# Share of the axis that ROME's two letters are drawn at: a reading aid, not a measure.
PART_MAJEURE, PART_MINEURE, PART_AUTRE = 1.0, 0.7, 0.22


@dataclass(frozen=True)
class Sommet:
    """One axis: its letter, its share of the axis (0 to 1), where its point and its letter stand."""

    lettre: str
    nom: str
    geste: str
    part: float
    valeur: str
    fort: bool
    mineur: bool
    x: float
    y: float
    lettre_x: float
    lettre_y: float
    icone: str

    @property
    def icone_x(self) -> float:
        return self.lettre_x - 9

    @property
    def icone_y(self) -> float:
        return self.lettre_y - 16

    @property
    def texte_y(self) -> float:
        return self.lettre_y + 14


def _point(rang: int, rayon: float) -> tuple[float, float]:
    angle = -pi / 2 + rang * pi / 3
    return round(CENTRE + rayon * cos(angle), 1), round(CENTRE + rayon * sin(angle), 1)


def contour(part: float) -> str:
    """Points of a regular hexagon at this share of the axes."""
    return " ".join(f"{x},{y}" for x, y in (_point(rang, RAYON * part) for rang in range(6)))


def _sommet(rang: int, part: float, valeur: str, fort: bool, mineur: bool = False) -> Sommet:
    lettre = LETTRES[rang]
    x, y = _point(rang, RAYON * part)
    lettre_x, lettre_y = _point(rang, RAYON_LETTRES)
    return Sommet(
        lettre, NOMS[lettre], GESTES[lettre], part, valeur, fort, mineur, x, y, lettre_x, lettre_y,
        f"riasec-{lettre.lower()}",
    )  # fmt: skip


def profil(scores: Mapping[str, float], maximum: float) -> list[Sommet]:
    """Six axes from six scores between 0 and ``maximum``; the highest ones are marked."""
    bornes = {lettre: min(max(float(scores.get(lettre) or 0), 0.0), maximum) for lettre in LETTRES}
    haut = max(bornes.values())
    return [
        _sommet(rang, bornes[lettre] / maximum if maximum else 0.0, f"{bornes[lettre]:g}", 0 < haut == bornes[lettre])
        for rang, lettre in enumerate(LETTRES)
    ]


def lettres(majeure: str, mineure: str) -> list[Sommet]:
    """Six axes from ROME's major and minor letters: their rank is official, the drawn lengths are not."""
    valeurs = {mineure: ("mineure", PART_MINEURE), majeure: ("majeure", PART_MAJEURE)}
    sommets = []
    for rang, lettre in enumerate(LETTRES):
        valeur, part = valeurs.get(lettre, ("", PART_AUTRE))
        sommets.append(_sommet(rang, part, valeur, valeur == "majeure", valeur == "mineure"))
    return sommets


def polygone(sommets: list[Sommet]) -> str:
    """Points of the profile."""
    return " ".join(f"{sommet.x},{sommet.y}" for sommet in sommets)
