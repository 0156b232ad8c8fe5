from territoires.models.commune import CodePostal, Commune, CommuneDeleguee
from territoires.models.decoupage import BassinEmploi, Departement, Epci, Region, TerritoireEmploi
from territoires.models.importation import Importation
from territoires.models.referent import Referent

__all__ = [
    "BassinEmploi",
    "CodePostal",
    "Commune",
    "CommuneDeleguee",
    "Departement",
    "Epci",
    "Importation",
    "Referent",
    "Region",
    "TerritoireEmploi",
]
