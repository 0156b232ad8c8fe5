from territoires.models.aiguillage import Aiguillage, PublicOriente, ReseauOrientation
from territoires.models.calendrier import CalendrierScolaire, JourFerie
from territoires.models.commune import CodePostal, Commune, CommuneDeleguee, CommuneQuerySet, Point
from territoires.models.decoupage import BassinEmploi, Departement, Epci, Region, TerritoireEmploi
from territoires.models.importation import Importation
from territoires.models.lieu import LieuOrientation, LieuOrientationQuerySet
from territoires.models.recherche import FormeDeNom
from territoires.models.referent import Referent

__all__ = [
    "Aiguillage",
    "BassinEmploi",
    "CalendrierScolaire",
    "CodePostal",
    "Commune",
    "CommuneDeleguee",
    "CommuneQuerySet",
    "Departement",
    "Epci",
    "FormeDeNom",
    "Importation",
    "JourFerie",
    "LieuOrientation",
    "LieuOrientationQuerySet",
    "Point",
    "PublicOriente",
    "Referent",
    "Region",
    "ReseauOrientation",
    "TerritoireEmploi",
]
