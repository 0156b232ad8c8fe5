from territoires.models.calendrier import CalendrierScolaire, JourFerie
from territoires.models.commune import CodePostal, Commune, CommuneDeleguee, CommuneQuerySet, Point
from territoires.models.decoupage import BassinEmploi, Departement, Epci, Region, TerritoireEmploi
from territoires.models.importation import Importation
from territoires.models.recherche import FormeDeNom
from territoires.models.referent import Referent

__all__ = [
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
    "Point",
    "Referent",
    "Region",
    "TerritoireEmploi",
]
