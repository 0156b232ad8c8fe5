"""Examples of the documentation, cut from answers of the bundled data; the tests compare their keys."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

SITE = "https://orientation.example"
FORMATION: dict[str, Any] = {
    "slug": "cap-boulanger",
    "intitule": "CAP Boulanger",
    "nature": "diplomante",
    "niveau": {"niveau": 3, "libelle": "CAP, BEP"},
    "niveau_entree": {"niveau": 0, "libelle": "Sans diplôme"},
    "duree_mois": 24,
    "page": f"{SITE}/formations/cap-boulanger/",
    "detail": f"{SITE}/api/v1/formations/cap-boulanger/",
    "code_rncp": "37537",
    "offres": 1,
    "plus_proche_km": 0.9,
}
ETABLISSEMENT: dict[str, Any] = {
    "slug": "lycee-professionnel-gaston-lesnard-laval",
    "uai": "0530778H",
    "nom": "Lycée professionnel Gaston Lesnard",
    "type": "lycee_pro",
    "statut": "public",
    "commune": {"code_insee": "53130", "nom": "Laval", "departement": "53"},
    "latitude": 48.063,
    "longitude": -0.754,
    "page": f"{SITE}/etablissements/lycee-professionnel-gaston-lesnard-laval/",
    "detail": f"{SITE}/api/v1/etablissements/lycee-professionnel-gaston-lesnard-laval/",
    "offres": 5,
    "distance_km": 0.8,
}


def exemple(nom: str, valeur: dict[str, Any]) -> OpenApiExample:
    """An example of an answer."""
    return OpenApiExample(nom, value=valeur, response_only=True)
