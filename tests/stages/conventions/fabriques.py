"""Confirmed applications and what a company types to make their agreement."""

from datetime import date, time, timedelta

from django.utils import timezone

from stages.choices import EtatCandidature, NiveauPublic, Section
from stages.models import Candidature, Convention
from stages.services.conventions import Saisie, composer_planning, etablir_convention
from stages.services.planning import Plage
from tests.stages.fabriques import (
    CandidatureFactory,
    EntrepriseFactory,
    OffreStageFactory,
    UtilisateurFactory,
    prochain_lundi,
)

JOURNEE = Plage(time(9), time(16), time(12), time(13))
SEMAINE = dict.fromkeys(range(5), JOURNEE)


def lundi() -> date:
    return prochain_lundi(timezone.localdate(), 3)


def confirmee(membre=None, **champs) -> Candidature:
    """A pupil of fourteen, confirmed for a week to come."""
    base = {
        "etat": EtatCandidature.CONFIRMEE,
        "nom": "Essai",
        "date_naissance": lundi().replace(year=lundi().year - 14, day=1) - timedelta(days=40),
        "responsable_nom": "Dominique Essai",
        "responsable_courriel": "parent@test.example",
        "responsable_telephone": "06 00 00 00 01",
    }
    if "offre" not in champs:
        champs["offre"] = OffreStageFactory(entreprise=EntrepriseFactory(membre=membre))
    return CandidatureFactory(**base | champs)


def adulte(membre=None, section=Section.PMSMP, **champs) -> Candidature:
    """An adult, confirmed for a week of immersion."""
    offre = OffreStageFactory(
        entreprise=EntrepriseFactory(membre=membre), section=section, niveaux=[NiveauPublic.ADULTE], capacite=2,
        debut=lundi(), fin=lundi() + timedelta(days=4),
    )  # fmt: skip
    base = {
        "offre": offre, "semaine": None, "mineur": False, "date_naissance": date(1990, 1, 1),
        "niveau": NiveauPublic.ADULTE, "responsable_nom": "", "responsable_courriel": "",
    }  # fmt: skip
    return confirmee(**base | champs)


def saisie(candidature: Candidature, semaine=None, debut=None, fin=None, **champs) -> Saisie:
    debut = debut or lundi()
    planning = composer_planning(debut=debut, fin=fin or debut + timedelta(days=5), semaine=semaine or SEMAINE)
    base = {
        "stagiaire_nom": "Essai", "tuteur_nom": "Alix Tuteur", "tuteur_fonction": "Boulangère",
        "representant_nom": "Sam Patron", "representant_fonction": "Gérant", "activites": "Pétrir, façonner, vendre.",
        "assurance": "Mutuelle d'essai, contrat 12", "transport": "Bus 4", "repas": "Sur place",
        "etablissement_nom": "Collège d'essai", "etablissement_representant": "Claude Principal",
        "etablissement_courriel": "college@test.example",
    }  # fmt: skip
    return Saisie(planning=planning, **base | champs)


def convention(candidature: Candidature | None = None, **champs) -> Convention:
    candidature = candidature or confirmee()
    return etablir_convention(
        candidature=candidature,
        saisie=saisie(candidature, **champs),
        par=UtilisateurFactory(),
        maintenant=timezone.now(),
    )


def formulaire(**champs) -> dict[str, str]:
    """What the page posts for a week from Monday to Friday, 9 to 16."""
    donnees = {
        "stagiaire_nom": "Essai", "tuteur_nom": "Alix Tuteur", "tuteur_fonction": "Boulangère",
        "representant_nom": "Sam Patron", "representant_fonction": "Gérant", "activites": "Pétrir.",
        "assurance": "Mutuelle d'essai", "transport": "", "repas": "", "etablissement_nom": "Collège d'essai",
        "etablissement_representant": "Claude Principal", "etablissement_courriel": "college@test.example",
    }  # fmt: skip
    for jour in ("lundi", "mardi", "mercredi", "jeudi", "vendredi"):
        donnees |= {
            f"{jour}_present": "on", f"{jour}_debut": "09:00", f"{jour}_pause_debut": "12:00",
            f"{jour}_pause_fin": "13:00", f"{jour}_fin": "16:00",
        }  # fmt: skip
    return donnees | champs
