"""Read the invented companies and offers (``donnees/stages/demonstration.toml``)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stages.choices import Distance, NiveauPublic, Section

OBLIGATOIRES = ("nom", "activite", "naf", "commune", "metiers", "offre")


class DemonstrationIllisible(Exception):
    """The file lacks something; the message says what and where."""


@dataclass(frozen=True, slots=True)
class OffreInventee:
    """An offer; dates and weeks are worked out when it is loaded."""

    section: Section
    titre: str
    description: str
    niveaux: tuple[str, ...]
    diplome: str = ""
    duree_mois: int | None = None
    a_distance: str = Distance.NON
    places: int = 2


@dataclass(frozen=True, slots=True)
class EntrepriseInventee:
    nom: str
    activite: str
    naf: str
    commune: str
    effectif: str
    presentation: str
    metiers: tuple[str, ...]
    offres: tuple[OffreInventee, ...]


NIVEAUX_PAR_DEFAUT: dict[Section, tuple[str, ...]] = {
    Section.OBSERVATION: (NiveauPublic.COLLEGE,),
    Section.LONG: (NiveauPublic.SUPERIEUR,),
    Section.ALTERNANCE: (NiveauPublic.LYCEE, NiveauPublic.SUPERIEUR),
    Section.PMSMP: (NiveauPublic.ADULTE,),
    Section.VTE: (NiveauPublic.SUPERIEUR,),
}


def lire_demonstration(chemin: Path) -> list[EntrepriseInventee]:
    """Every company of the file, or :class:`DemonstrationIllisible`."""
    with chemin.open("rb") as fichier:
        donnees = tomllib.load(fichier)
    entreprises = []
    for rang, entree in enumerate(donnees.get("entreprise", []), start=1):
        manque = [champ for champ in OBLIGATOIRES if not entree.get(champ)]
        if manque:
            raise DemonstrationIllisible(f"entreprise {rang} : il manque {', '.join(manque)}")
        entreprises.append(_entreprise(entree))
    return entreprises


def _entreprise(entree: dict[str, Any]) -> EntrepriseInventee:
    return EntrepriseInventee(
        nom=entree["nom"],
        activite=entree["activite"],
        naf=entree["naf"],
        commune=entree["commune"],
        effectif=entree.get("effectif", "inconnu"),
        presentation=entree.get("presentation", ""),
        metiers=tuple(entree["metiers"]),
        offres=tuple(_offre(offre) for offre in entree["offre"]),
    )


def _offre(entree: dict[str, Any]) -> OffreInventee:
    section = Section(entree["section"])
    return OffreInventee(
        section=section,
        titre=entree["titre"],
        description=entree["description"],
        niveaux=tuple(entree.get("niveaux", NIVEAUX_PAR_DEFAUT[section])),
        diplome=entree.get("diplome", ""),
        duree_mois=entree.get("duree_mois"),
        a_distance=entree.get("a_distance", Distance.NON),
        places=int(entree.get("places", 2)),
    )
