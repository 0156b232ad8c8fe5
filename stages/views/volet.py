"""What other apps show of the offers: the panel of an occupation's sheet."""

from django.http import HttpRequest
from django.utils import timezone

from metiers.models import Metier
from metiers.services.registres import VoletDeFiche
from stages.services.exploration import CriteresOffres
from stages.services.recherche_offres import compter, dernieres
from stages.views.presentation import cartes_de, nombre_en_mots
from territoires.models import Commune
from territoires.services.chez_moi import RAYON_PAR_DEFAUT, ChezMoi

GABARIT = "stages/_volet.html"
OFFRES = 3


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
