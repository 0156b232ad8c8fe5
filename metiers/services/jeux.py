"""The data sets of the occupations that staff import from the admin."""

from commun.archives import Limites
from metiers.importeurs.emploi.archive import LIMITES as LIMITES_EMPLOI
from metiers.importeurs.rome.archive import LIMITES as LIMITES_ROME
from metiers.services import import_emploi, import_rome
from metiers.services.apercus import JeuImportable
from territoires.services import lieux

TOUT_OU_RIEN = "Un fichier tronqué, mal encodé ou d'une autre forme fait refuser l'ensemble, et rien n'est changé."


def jeu_rome() -> JeuImportable:
    """ROME 4.0, the directory of occupations."""
    return JeuImportable(
        code=import_rome.JEU,
        nom="le ROME",
        dossier="rome",
        importer=import_rome.importer_rome,
        limites=LIMITES_ROME,
        presentation=(
            "France Travail publie chaque nouvelle version de son répertoire des métiers, sous Licence Ouverte, à "
            "l'adresse suivante."
        ),
        adresse="api.francetravail.fr/api-nomenclatureemploi/v1/open-data/csv",
        aide_fichier="« RefRomeCsv.zip », tel qu'il est publié :",
        regles=(
            "Les textes écrits pour le portail ne sont jamais touchés : les parties officielles se rangent à côté.",
            "Un métier que le ROME retire reste à son adresse, marqué comme retiré, et montre celui qui le remplace.",
            "Un code qui change de sens donne un nouveau métier : un favori ne change jamais de sens en silence.",
            f"{TOUT_OU_RIEN} Un fichier manquant aussi.",
        ),
    )


def jeu_emploi() -> JeuImportable:
    """Hiring plans, tensions, portraits, crosswalks."""
    return JeuImportable(
        code=import_emploi.JEU,
        nom="les chiffres de l'emploi",
        dossier="emploi",
        importer=import_emploi.importer_emploi,
        limites=LIMITES_EMPLOI,
        presentation=(
            "L'enquête Besoins en main-d'œuvre de France Travail, les tensions et les portraits statistiques de la "
            "Dares, et les tables de passage entre nomenclatures sont publiés sous Licence Ouverte."
        ),
        adresse="data.gouv.fr, statistiques.francetravail.org, dares.travail-emploi.gouv.fr",
        aide_fichier="Un ou plusieurs fichiers CSV, tels qu'ils sont publiés, réunis dans une archive :",
        regles=(
            "Chaque fichier est facultatif : ceux qui sont là sont importés, ceux qui manquent sont nommés.",
            "Une case marquée * par l'enquête est gardée comme non diffusée : elle ne compte jamais pour zéro.",
            "Les totaux par département et par région disent combien de cases non diffusées ils laissent de côté.",
            "Les chiffres officiels remplacent ceux qui sont livrés avec le portail.",
            TOUT_OU_RIEN,
        ),
    )


def jeu_lieux() -> JeuImportable:
    """Guidance places, in the portal's own CSV. The lowest app knows nothing of these steps: they are given here."""
    return JeuImportable(
        code=lieux.JEU_CSV,
        nom="des lieux d'orientation",
        dossier="lieux",
        importer=lieux.importer_depot,
        limites=Limites(),
        presentation=(
            "Un fichier CSV, un lieu par ligne. Le modèle vide se télécharge depuis la liste des lieux d'orientation ; "
            "l'export de cette liste a les mêmes colonnes et se réimporte. Le sens de chaque colonne :"
        ),
        adresse="docs/adr/0016-lieux-d-orientation.md",
        aide_fichier="Enregistré depuis un tableur, avec des virgules ou des points-virgules :",
        regles=(
            "Une ligne dit tout d'un lieu : une case vide efface, ou veut dire que l'on ne sait pas.",
            "Un lieu absent du fichier n'est pas touché ; « non » dans la colonne actif le cache au public.",
            "Une ligne fautive est refusée seule, avec sa raison ; plus de la moitié fait refuser l'ensemble.",
            TOUT_OU_RIEN,
        ),
        extension=".csv",
    )
