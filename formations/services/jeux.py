"""The data sets of trainings that staff import from the admin, with a preview."""

from commun.archives import Limites
from formations.services import import_officiel
from metiers.services.apercus import JeuImportable

LIMITES = Limites(entrees=200, octets_par_fichier=64 * 1024 * 1024, octets_en_tout=256 * 1024 * 1024)
TOUT_OU_RIEN = "Un fichier tronqué, mal encodé ou d'une autre forme fait refuser l'ensemble, et rien n'est changé."


def jeu_education() -> JeuImportable:
    """Directory of education, school calendar, public holidays."""
    return JeuImportable(
        code=import_officiel.JEU_EDUCATION,
        nom="les établissements et le calendrier",
        dossier="education",
        importer=import_officiel.importer_education,
        limites=LIMITES,
        presentation=(
            "Le ministère de l'Éducation nationale publie l'annuaire des établissements et le calendrier scolaire, et "
            "Etalab les jours fériés, sous Licence Ouverte."
        ),
        adresse="data.education.gouv.fr, data.gouv.fr",
        aide_fichier="L'annuaire, le calendrier ou les jours fériés en CSV, tels qu'ils sont publiés, réunis :",
        regles=(
            "Ce que l'annuaire laisse vide n'efface pas ce que le portail sait.",
            "Un établissement qui disparaît de l'annuaire est fermé, jamais effacé.",
            "Les services sans élèves sont laissés de côté et comptés.",
            TOUT_OU_RIEN,
        ),
    )


def jeu_formations() -> JeuImportable:
    """Certifications, offers, wishes and places."""
    return JeuImportable(
        code=import_officiel.JEU_FORMATIONS,
        nom="les formations",
        dossier="formations",
        importer=import_officiel.importer_formations,
        limites=LIMITES,
        presentation=(
            "CertifInfo (Carif-Oref) publie les certifications et leurs codes ROME, l'Éducation nationale ses diplômes "
            "et ses nomenclatures, sous Licence Ouverte. Importez d'abord les établissements."
        ),
        adresse="intercariforef.org, data.education.gouv.fr",
        aide_fichier="Un ou plusieurs fichiers CSV ou JSON, tels qu'ils sont publiés, réunis dans une archive :",
        regles=(
            "Les noms, les phrases et les liens écrits pour le portail ne sont jamais touchés.",
            "Les places restantes et les portes ouvertes tenues par les établissements non plus.",
            "Un code ROME qui s'arrête à un domaine le reste ; un code partagé donne un lien incertain.",
            "Vœux et capacités n'ont pas de licence connue : ils restent internes et hors des données ouvertes.",
            "Une offre dont l'établissement est inconnu est laissée de côté, avec sa ligne.",
            TOUT_OU_RIEN,
        ),
    )
