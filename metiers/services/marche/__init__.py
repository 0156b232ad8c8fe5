"""The labour market of an occupation at a place: figures with their grain, and the hiring potential from 0 to 5.

Everything is read once per process and state of the catalogue (``memoire``); a page then costs one query to see
whether the catalogue has changed, and one for the visitor's place. See ``docs/adr/0011-marche-du-travail.md``.
"""

from metiers.services.marche.formule import Explication, explication
from metiers.services.marche.lecture import (
    Ages,
    MarcheDuMetier,
    familles_du_metier,
    observations,
    part_des_femmes,
    potentiel,
    potentiels,
    potentiels_par_lieu,
    qui_recrutent,
)
from metiers.services.marche.lieu import lieu_de_mesure, lieu_du_territoire, tous_les_lieux
from metiers.services.marche.memoire import marche_courant
from metiers.services.marche.proximite import Autour, autour
from metiers.services.marche.valeurs import LieuDeMesure, Observation, Part, Potentiel

__all__ = [
    "Ages",
    "Autour",
    "Explication",
    "LieuDeMesure",
    "MarcheDuMetier",
    "Observation",
    "Part",
    "Potentiel",
    "autour",
    "explication",
    "familles_du_metier",
    "lieu_de_mesure",
    "lieu_du_territoire",
    "marche_courant",
    "observations",
    "part_des_femmes",
    "potentiel",
    "potentiels",
    "potentiels_par_lieu",
    "qui_recrutent",
    "tous_les_lieux",
]
