"""What other apps show of the offers: the panel of an occupation's sheet, of the page of a place."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from metiers.models import Metier
from metiers.services.registres import VoletDeFiche
from stages.services.exploration import CriteresOffres
from stages.services.recherche_offres import compter, dernieres
from stages.views.presentation import cartes_de, nombre_en_mots
from territoires.models import Commune, Departement, TerritoireEmploi
from territoires.services.chez_moi import RAYON_PAR_DEFAUT, ChezMoi
from territoires.services.registres import RAYON_DE_COMMUNE

GABARIT = "stages/_volet.html"
GABARIT_DU_LIEU = "stages/_volet_lieu.html"
OFFRES = 3


def volet_du_lieu(lieu: Departement | TerritoireEmploi | Commune) -> tuple[str, dict[str, Any]]:
    """Offers of a place, counted, and the newest of them."""
    maintenant = timezone.now()
    if isinstance(lieu, Commune):
        criteres = CriteresOffres(commune=lieu, rayon_km=RAYON_DE_COMMUNE)
    elif isinstance(lieu, Departement):
        criteres = CriteresOffres(departement=lieu)
    else:
        criteres = CriteresOffres(territoire=lieu)
    nombre, au_dela = compter(criteres, maintenant)
    contexte = {
        "lieu": lieu,
        "autour": RAYON_DE_COMMUNE if isinstance(lieu, Commune) else 0,
        "nombre": nombre,
        "nombre_dit": nombre_en_mots(nombre, au_dela),
        "adresse": criteres.adresse,
        "cartes": cartes_de(dernieres(criteres, maintenant, OFFRES), maintenant) if nombre else [],
    }
    return GABARIT_DU_LIEU, contexte


def volet_stages(metier: Metier, lieu: Commune | ChezMoi | None, requete: HttpRequest) -> VoletDeFiche | None:
    """Offers to see this trade from the inside: near the place if there are some, else in the whole Région."""
    maintenant = timezone.now()
    rayon = getattr(lieu, "rayon_km", RAYON_PAR_DEFAUT) if lieu else None
    criteres = CriteresOffres(metier=metier, commune=lieu, rayon_km=rayon)
    nombre, au_dela = compter(criteres, maintenant)
    pres = bool(lieu and nombre)
    if lieu and not nombre:
        criteres = CriteresOffres(metier=metier)
        nombre, au_dela = compter(criteres, maintenant)
    contexte = {
        "metier": metier,
        "lieu": lieu,
        "pres": pres,
        "nombre": nombre,
        "nombre_dit": nombre_en_mots(nombre, au_dela),
        "adresse": criteres.adresse if pres or not lieu else f"{criteres.adresse}&commune={lieu.code_insee}&rayon=0",
        "cartes": cartes_de(dernieres(criteres, maintenant, OFFRES), maintenant) if nombre else [],
    }
    return VoletDeFiche(GABARIT, contexte)
