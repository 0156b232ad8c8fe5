"""Closed lists of the training app. "Unknown" is a state of its own everywhere."""

from django.db import models


class TypeEtablissement(models.TextChoices):
    LYCEE_GENERAL = "lycee_general", "Lycée général et technologique"
    LYCEE_POLYVALENT = "lycee_polyvalent", "Lycée polyvalent"
    LYCEE_PRO = "lycee_pro", "Lycée professionnel"
    LYCEE_AGRICOLE = "lycee_agricole", "Lycée agricole"
    MFR = "mfr", "Maison familiale rurale"
    CFA = "cfa", "Centre de formation d'apprentis"
    ECOLE_PRODUCTION = "ecole_production", "École de production"
    REMEDIATION = "remediation", "Structure de retour en formation"
    UNIVERSITE = "universite", "Université"
    ECOLE_SUPERIEURE = "ecole_superieure", "École supérieure"
    FORMATION_CONTINUE = "formation_continue", "Centre de formation continue"
    COLLEGE = "college", "Collège"
    EREA = "erea", "Établissement régional d'enseignement adapté"
    AUTRE = "autre", "Autre établissement"


class Statut(models.TextChoices):
    PUBLIC = "public", "Public"
    PRIVE = "prive", "Privé"
    INCONNU = "inconnu", "Non renseigné"


class Voie(models.TextChoices):
    SCOLAIRE = "scolaire", "Voie scolaire"
    APPRENTISSAGE = "apprentissage", "Apprentissage"
    CONTINUE = "continue", "Formation continue"


class NatureFormation(models.TextChoices):
    DIPLOMANTE = "diplomante", "Mène à un diplôme ou à un titre"
    PRODUCTION = "production", "École de production"
    REMEDIATION = "remediation", "Place de retour en formation"


class OrigineLien(models.TextChoices):
    """Why a certification is said to lead to an occupation; shown with the link."""

    PORTAIL = "portail", "Lien établi par le portail"
    CODE = "code", "Même code ROME dans la table publiée"
    PARENT = "parent", "Code ROME de la fiche mère dans la table publiée"


class GrainCode(models.TextChoices):
    """How far the published code goes. A domain code is kept as such and never stretched to occupations."""

    METIER = "metier", "Fiche métier"
    DOMAINE = "domaine", "Domaine professionnel"
    INCONNU = "inconnu", "Code inconnu de ce répertoire"


class IndicateurFormation(models.TextChoices):
    VOEUX = "voeux", "Vœux"
    PRESSION = "pression", "Vœux par place"
    CAPACITE = "capacite", "Capacité d'accueil"
    INSERTION_6 = "insertion_6", "Part en emploi 6 mois après"
    INSERTION_12 = "insertion_12", "Part en emploi 12 mois après"
    REUSSITE = "reussite", "Taux de réussite"
