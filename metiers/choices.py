"""Closed lists of the occupations app. "Unknown" is a state of its own everywhere."""

from django.db import models

from commun.choix import OuiNon as OuiNon


class Riasec(models.TextChoices):
    """Holland's six types; the sentences are the portal's own."""

    R = "R", "Réaliste"
    I = "I", "Investigateur"  # noqa: E741 - the field's standard letter
    A = "A", "Artistique"
    S = "S", "Social"
    E = "E", "Entreprenant"
    C = "C", "Conventionnel"


class TransitionEcologique(models.TextChoices):
    """ROME's ecological classes: green, strategic for the transition, neutral ("blanc"), brown, unknown."""

    VERTE = "verte", "Métier vert"
    STRATEGIQUE = "strategique", "Stratégique pour la transition écologique"
    NON = "non", "Sans lien particulier"
    BRUNE = "brune", "Activité qui doit se transformer"
    INCONNUE = "inconnue", "Non renseigné"


class Niveau(models.IntegerChoices):
    """Levels of the French framework of qualifications at which people enter the occupation."""

    SANS = 0, "Sans diplôme"
    CAP = 3, "CAP, BEP"
    BAC = 4, "Bac, bac pro"
    BAC2 = 5, "Bac + 2 (BTS, titre pro)"
    BAC3 = 6, "Bac + 3 ou 4 (BUT, licence)"
    BAC5 = 7, "Bac + 5 (master, ingénieur)"
    BAC8 = 8, "Doctorat"


class Origine(models.TextChoices):
    """Where a part of a sheet comes from."""

    PORTAIL = "portail", "Rédaction du portail"
    ROME = "rome", "ROME, France Travail"
    DEDUIT = "deduit", "Déduit d'un texte officiel"


class TypeCompetence(models.TextChoices):
    """ROME's three kinds of items of the "Compétences" block."""

    SAVOIR_FAIRE = "savoir_faire", "Savoir-faire"
    SAVOIR_ETRE = "savoir_etre", "Savoir-être"
    SAVOIR = "savoir", "Savoir"


RIASEC_PHRASES: dict[str, str] = {
    Riasec.R: "Vous aimez agir : manier des outils ou des machines, être dehors, voir le résultat de vos gestes.",
    Riasec.I: "Vous aimez comprendre : observer, mesurer, chercher pourquoi, résoudre un problème pas à pas.",
    Riasec.A: "Vous aimez créer : imaginer, dessiner, écrire, jouer, donner une forme à une idée.",
    Riasec.S: "Vous aimez les autres : écouter, aider, soigner, expliquer, faire grandir.",
    Riasec.E: "Vous aimez entraîner : convaincre, décider, prendre un risque, mener un projet et une équipe.",
    Riasec.C: "Vous aimez l'ordre : organiser, vérifier, suivre une méthode, tenir des comptes ou des dossiers justes.",
}
"""What each type likes, in the portal's own words."""

SOURCE_ROME = "ROME 4.0, France Travail"
LICENCE_ROME = "Licence Ouverte 2.0"
ENSEMBLE = "ENS"
"""Code of "all families" among the families of occupations (FAP)."""
