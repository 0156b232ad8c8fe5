"""Closed lists of the internship exchange."""

from django.db import models


class Section(models.TextChoices):
    """The five sections of the exchange (measures 7, 10 and 14)."""

    OBSERVATION = "observation", "Stage d'observation"
    LONG = "long", "Stage long"
    ALTERNANCE = "alternance", "Alternance et apprentissage"
    PMSMP = "pmsmp", "Immersion professionnelle (PMSMP)"
    VTE = "vte", "Volontariat territorial en entreprise (VTE)"


class EtatOffre(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    A_MODERER = "a_moderer", "À modérer"
    PUBLIEE = "publiee", "Publiée"
    COMPLETE = "complete", "Complète"
    EXPIREE = "expiree", "Expirée"
    RETIREE = "retiree", "Retirée"
    REFUSEE = "refusee", "Refusée"


class NiveauPublic(models.TextChoices):
    """Who an offer is for."""

    COLLEGE = "college", "Collège (4e, 3e)"
    SECONDE = "seconde", "Seconde générale et technologique"
    LYCEE_PRO = "lycee_pro", "Lycée professionnel, CAP"
    LYCEE = "lycee", "Première et terminale"
    SUPERIEUR = "superieur", "Études supérieures"
    ADULTE = "adulte", "Adulte en reconversion ou en recherche d'emploi"


class Distance(models.TextChoices):
    NON = "non", "Sur place"
    EN_PARTIE = "en_partie", "En partie à distance"
    TOTALE = "totale", "À distance"


class Reserve(models.TextChoices):
    """For whom places are kept."""

    ETABLISSEMENT = "etablissement", "Un établissement"
    EDUCATION_PRIORITAIRE = "education_prioritaire", "Éducation prioritaire"
    QPV = "qpv", "Quartiers prioritaires"


class EtatCandidature(models.TextChoices):
    A_AUTORISER = "a_autoriser", "Attend l'accord du responsable légal"
    ENVOYEE = "envoyee", "Envoyée"
    ACCEPTEE = "acceptee", "Acceptée, à confirmer"
    CONFIRMEE = "confirmee", "Confirmée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée par la personne"
    EXPIREE = "expiree", "Sans réponse dans le délai"
    ANNULEE = "annulee", "Annulée"


class TypeEngagement(models.TextChoices):
    CCE = "cce", "Contrat de croissance entreprise"
    EFL = "efl", "Entreprises faites le lien"
    CHARTE = "charte", "Charte d'engagement"


class Frequence(models.TextChoices):
    IMMEDIATE = "immediate", "Tout de suite"
    QUOTIDIENNE = "quotidienne", "Une fois par jour"
    HEBDOMADAIRE = "hebdomadaire", "Une fois par semaine"


class Canal(models.TextChoices):
    COURRIEL = "courriel", "Courriel"
    PUSH = "push", "Notification"


class MotifSignalement(models.TextChoices):
    """Why a reader reports an offer."""

    TROMPEUSE = "trompeuse", "L'annonce trompe ou n'existe pas"
    PAYANTE = "payante", "On demande de l'argent"
    DISCRIMINATION = "discrimination", "L'annonce écarte des personnes sans droit"
    COORDONNEES = "coordonnees", "On demande de sortir du portail"
    DANGER = "danger", "Le stage semble dangereux ou interdit à cet âge"
    AUTRE = "autre", "Autre chose"


ACTIVES = (
    EtatCandidature.A_AUTORISER,
    EtatCandidature.ENVOYEE,
    EtatCandidature.ACCEPTEE,
    EtatCandidature.CONFIRMEE,
)
"""States in which an application still counts."""
