"""Examples of the documentation: cut from real answers, checked against them by the tests."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

SITE = "https://orientation.example"
LISTE: dict[str, Any] = {
    "slug": "soudeur-soudeuse",
    "nom": "Soudeur / Soudeuse",
    "nom_masculin": "Soudeur",
    "nom_feminin": "Soudeuse",
    "code_rome": "H2913",
    "version_rome": "60",
    "famille": {"slug": "industrie", "libelle": "Industrie"},
    "origine": "portail",
    "resume": "Deux tôles, un arc électrique, une main sûre : la soudure doit tenir des années sans qu'on y pense.",
    "page": f"{SITE}/metiers/soudeur-soudeuse/",
    "detail": f"{SITE}/api/v1/metiers/soudeur-soudeuse/",
    "correspondance": {"champ": "mot", "extrait": "souder du métal"},
}
DETAIL: dict[str, Any] = {cle: valeur for cle, valeur in LISTE.items() if cle != "correspondance"} | {
    "updated_at": "2026-11-20T08:30:00+01:00",
    "rome": {
        "code": "H2913",
        "version": "60",
        "libelle": "Soudeur / Soudeuse",
        "code_parent": "",
        "definition": "Assemble des pièces métalliques par soudage.",
        "acces": "",
        "source": "ROME 4.0, France Travail, Licence Ouverte 2.0",
    },
    "redaction": {
        "accroche": LISTE["resume"],
        "journee": "À sept heures et demie, on enfile la veste de cuir et on règle le poste.",
        "plait": ["Voir naître un beau cordon régulier sous son masque"],
        "difficile": ["Les positions : à genoux, allongé, la tête dans un caisson"],
        "acces": "Le CAP Réalisations industrielles en chaudronnerie ou soudage est la porte la plus directe.",
        "evolution": ["Chef soudeur, coordinateur de soudage"],
        "couleur_regionale": "À Saint-Nazaire, les coques des paquebots réclament des soudeurs en nombre.",
    },
    "domaine": {"slug": "metallurgie", "libelle": "Métallurgie"},
    "riasec_majeur": "R",
    "riasec_mineur": "",
    "transition_ecologique": "non",
    "transition_numerique": "inconnue",
    "transition_demographique": "inconnue",
    "reglemente": "non",
    "cadre": "non",
    "niveaux": [{"niveau": 3, "libelle": "CAP, BEP", "origine": "portail"}],
    "interets": [{"slug": "travail-manuel", "libelle": "J'aime le travail manuel"}],
    "secteurs": [{"slug": "industrie-metallurgie", "libelle": "Industrie - Métallurgie"}],
    "themes": [],
    "appellations": [
        {
            "libelle": "Soudeur TIG / Soudeuse TIG",
            "code_ogr": "",
            "principale": False,
            "peu_usitee": False,
            "origine": "portail",
        }
    ],
    "competences": [
        {
            "slug": "souder",
            "libelle": "Souder des métaux",
            "type": "savoir_faire",
            "categorie": "",
            "sous_categorie": "",
            "code_ogr": "",
            "coeur": "",
            "origine": "portail",
        }
    ],
    "conditions": [{"libelle": "En atelier", "type": "Lieu", "origine": "portail"}],
    "voisins": [
        {
            "slug": "chaudronnier-chaudronniere",
            "nom": "Chaudronnier / Chaudronnière",
            "origine": "rome",
            "base": "portail",
            "communs": ["Lire un plan"],
            "a_acquerir": ["Régler une machine"],
        }
    ],
    "medias": [],
}
SUGGESTION = {"texte": "Soudeur", "slug": "soudeur-soudeuse", "nom": "Soudeur, soudeuse"}
REFERENCE = {
    "slug": "industrie",
    "code": "industrie",
    "libelle": "Industrie",
    "definition": "Fabriquer en série ou à l'unité, régler des machines, contrôler ce qui sort de l'atelier.",
    "nombre_metiers": 214,
}
_LIEU_DE_PART = {"grain": "departement", "territoire": "Loire-Atlantique"}
STATISTIQUES: dict[str, Any] = {
    "slug": "soudeur-soudeuse",
    "nom": "Soudeur / Soudeuse",
    "lieu": {"nom": "Nantes", "bassin": "5220", "departement": "44", "region": "52"},
    "familles_projets": [{"code": "D1X33", "nomenclature": "2021", "libelle": "Soudeurs"}],
    "familles_dares": [{"code": "D2Z42", "nomenclature": "2009", "libelle": "Soudeurs"}],
    "potentiel": {
        "niveau": 4,
        "score": 0.7248,
        "raison": "",
        **_LIEU_DE_PART,
        "elargi": True,
        "secrets": [],
        "parts": [
            {
                "code": "volume",
                "libelle": "Projets d'embauche",
                "poids": 40,
                "valeur": 4.2063,
                "unite": "pour 1 000 projets du territoire",
                "part": 0.5734,
                **_LIEU_DE_PART,
            }
        ],
        "sources": ["Enquête Besoins en main-d'œuvre, France Travail"],
        "formule_depuis": "2026-11-28",
    },
    "mesures": [
        {
            "indicateur": "projets",
            "modalite": "",
            "valeur": 262.0,
            "unite": "projets",
            "secret": False,
            "laisses": 0,
            **_LIEU_DE_PART,
            "elargi": True,
            "famille": "Soudeurs",
            "source": "Enquête Besoins en main-d'œuvre, France Travail",
            "periode": "2025",
        }
    ],
    "licence": "Licence Ouverte 2.0",
}
RETRAIT = {
    "type": "about:blank",
    "title": "Retiré",
    "status": 410,
    "detail": "Ce métier a été retiré du répertoire.",
    "remplace_par": "soudeur-soudeuse",
}


PASSERELLE: dict[str, Any] = {
    "slug": "chaudronnier-chaudronniere",
    "nom": "Chaudronnier, chaudronnière",
    "page": f"{SITE}/metiers/chaudronnier-chaudronniere/",
    "rang_officiel": 2,
    "note": 0.8652,
    "degre": "Passage naturel",
    "parts": [
        {
            "part": "mobilite",
            "titre": "Passage recensé par France Travail",
            "valeur": 0.95,
            "poids": 0.25,
            "phrase": "Passage recensé par France Travail, rang 2 parmi les métiers de ce portail.",
        }
    ],
    "ecart_de_niveau": 1,
    "base": "portail",
    "communs": [{"code": "souder-des-metaux", "libelle": "Souder des métaux"}],
    "a_acquerir": [{"code": "regler-une-machine", "libelle": "Régler une machine"}],
    "potentiel": {"niveau": 4, "grain": "region", "territoire": "Pays de la Loire"},
    "formations": None,
}
SAVOIR_FAIRE: dict[str, Any] = {
    "code": "souder-des-metaux",
    "libelle": "Souder des métaux",
    "nombre_metiers": 9,
    "rarete": 3.3161,
}


def exemple(nom: str, valeur: Any, statut: str = "200", media_type: str = "application/json") -> OpenApiExample:
    """An example of an answer."""
    return OpenApiExample(nom, value=valeur, response_only=True, status_codes=[statut], media_type=media_type)
