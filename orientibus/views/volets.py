"""What other pages show of the bus: an occupation's sheet, the page of a place."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from metiers.models import Metier
from metiers.services.registres import VoletDeFiche
from orientibus.services.lecture_etapes import etapes_du_lieu, etapes_pour_le_metier
from orientibus.views.presentation import cartes_de
from territoires.models import Commune, Departement, TerritoireEmploi
from territoires.services.chez_moi import ChezMoi
from territoires.services.registres import RAYON_DE_COMMUNE

GABARIT = "orientibus/_volet.html"
ETAPES = 3


def volet_orientibus(metier: Metier, lieu: Commune | ChezMoi | None, requete: HttpRequest) -> VoletDeFiche | None:
    """Stops whose workshops show this family of trades; nothing when there is none."""
    etapes = etapes_pour_le_metier(metier, lieu, timezone.localdate(), ETAPES)
    if not etapes:
        return None
    contexte = {
        "cartes": cartes_de(etapes),
        "introduction": "Des ateliers du bus font découvrir cette famille de métiers.",
        "suite": f"?commune={lieu.code_insee}" if lieu else "",
    }
    return VoletDeFiche(GABARIT, contexte, "cote")


def volet_du_lieu(lieu: Departement | TerritoireEmploi | Commune) -> tuple[str, dict[str, Any]] | None:
    """Stops to come in a département or a territory, or around a commune; nothing when there is none."""
    etapes = etapes_du_lieu(lieu, timezone.localdate(), ETAPES)
    if not etapes:
        return None
    if isinstance(lieu, Commune):
        introduction = f"Prochaines étapes à {RAYON_DE_COMMUNE} km au plus."
        suite = f"?commune={lieu.code_insee}&rayon={RAYON_DE_COMMUNE}"
    else:
        departement = lieu if isinstance(lieu, Departement) else lieu.departement
        introduction, suite = f"Prochaines étapes, {lieu.nom}.", f"?departement={departement.code}"
    return GABARIT, {"cartes": cartes_de(etapes), "introduction": introduction, "suite": suite}
