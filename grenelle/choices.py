"""Closed lists of the plans, their measures and their figures."""

from django.db import models


class Unite(models.TextChoices):
    """What a figure counts. ``BORNES`` says what a reading may be."""

    NOMBRE = "nombre", "nombre"
    POURCENTAGE = "pourcentage", "%"
    HEURES = "heures", "heures"
    JOURS = "jours", "jours"
    MOIS = "mois", "mois"
    ANNEES = "annees", "ans"
    EUROS = "euros", "euros"
    KILOMETRES = "kilometres", "km"


# unit -> (lowest, highest, decimals) of a value.
BORNES: dict[str, tuple[int, int, int]] = {
    Unite.NOMBRE: (0, 1_000_000_000, 0),
    Unite.POURCENTAGE: (0, 100, 2),
    Unite.HEURES: (0, 100_000_000, 2),
    Unite.JOURS: (0, 1_000_000, 1),
    Unite.MOIS: (0, 1_000, 1),
    Unite.ANNEES: (0, 1_000, 1),
    Unite.EUROS: (0, 100_000_000_000, 2),
    Unite.KILOMETRES: (0, 1_000_000, 2),
}


class Sens(models.TextChoices):
    """Which way is better."""

    HAUSSE = "hausse", "Plus, c'est mieux"
    BAISSE = "baisse", "Moins, c'est mieux"
    SUIVI = "suivi", "À suivre, sans sens souhaité"


class Echelle(models.TextChoices):
    """Where a figure is true."""

    REGION = "region", "Région"
    DEPARTEMENT = "departement", "Département"
    TERRITOIRE = "territoire", "Territoire emploi"


RANG_ECHELLE = {Echelle.REGION: 0, Echelle.DEPARTEMENT: 1, Echelle.TERRITOIRE: 2}


class Frequence(models.TextChoices):
    MENSUELLE = "mensuelle", "Chaque mois"
    TRIMESTRIELLE = "trimestrielle", "Chaque trimestre"
    SEMESTRIELLE = "semestrielle", "Chaque semestre"
    ANNUELLE = "annuelle", "Chaque année"
    UNIQUE = "unique", "Une seule fois"


# frequency -> (fewest, most) days of a period.
JOURS_DE_PERIODE: dict[str, tuple[int, int]] = {
    Frequence.MENSUELLE: (28, 31),
    Frequence.TRIMESTRIELLE: (89, 92),
    Frequence.SEMESTRIELLE: (180, 184),
    Frequence.ANNUELLE: (365, 366),
    Frequence.UNIQUE: (1, 3_660),
}


class Collecte(models.TextChoices):
    """Where the readings come from."""

    COMPTE = "compte", "Compté par le portail"
    IMPORTE = "importe", "Importé d'une source"
    SAISI = "saisi", "Saisi par les services"


class NatureDeCible(models.TextChoices):
    DEPART = "depart", "Point de départ"
    CIBLE = "cible", "Cible"


class Precision(models.TextChoices):
    """How the document says the number."""

    EXACTE = "exacte", "exactement"
    PLUS = "plus", "plus de"
    PRES = "pres", "près de"
    ENVIRON = "environ", "environ"


class StatutReleve(models.TextChoices):
    PROVISOIRE = "provisoire", "Provisoire"
    DEFINITIF = "definitif", "Définitif"


class EtatJalon(models.TextChoices):
    """``INCONNU``: the document gave the date, nobody has said since what became of it."""

    INCONNU = "inconnu", "Non renseigné"
    A_VENIR = "a_venir", "À venir"
    EN_COURS = "en_cours", "En cours"
    FAIT = "fait", "Fait"
    ABANDONNE = "abandonne", "Abandonné"


class PrecisionDate(models.TextChoices):
    """What a planned date really says; the stored day is the last one that keeps the promise."""

    JOUR = "jour", "au jour"
    MOIS = "mois", "au mois"
    SAISON = "saison", "à la saison"
    ANNEE = "annee", "à l'année"


class EtatMesure(models.TextChoices):
    """State of a measure, by the published rule of ``services/etats.py`` or by staff with a reason."""

    A_RENSEIGNER = "a_renseigner", "À renseigner"
    A_LANCER = "a_lancer", "À lancer"
    EN_BONNE_VOIE = "en_bonne_voie", "En bonne voie"
    VIGILANCE = "vigilance", "À surveiller"
    EN_DIFFICULTE = "en_difficulte", "En difficulté"
    REALISEE = "realisee", "Réalisée"
    CLOSE = "close", "Close"


class PublicVise(models.TextChoices):
    """For whom a measure is."""

    TOUS = "tous", "Tout public"
    COLLEGIENS = "collegiens", "Collégiennes et collégiens"
    LYCEENS = "lyceens", "Lycéennes et lycéens"
    APPRENTIS = "apprentis", "Apprenties et apprentis"
    ETUDIANTS = "etudiants", "Étudiantes et étudiants"
    DECROCHEURS = "decrocheurs", "Jeunes en décrochage"
    PARENTS = "parents", "Parents et familles"
    ENSEIGNANTS = "enseignants", "Enseignantes et enseignants"
    PROFESSIONNELS = "professionnels", "Professionnelles et professionnels de l'orientation"
    DEMANDEURS = "demandeurs", "Demandeuses et demandeurs d'emploi"
    SALARIES = "salaries", "Salariées et salariés"
    SENIORS = "seniors", "45 ans et plus"
    ENTREPRISES = "entreprises", "Entreprises"


class RoleIntervenant(models.TextChoices):
    PILOTE = "pilote", "Pilote"
    PARTENAIRE = "partenaire", "Partenaire"


class EtatEngagement(models.TextChoices):
    PRIS = "pris", "Pris"
    TENU = "tenu", "Tenu"
    NON_TENU = "non_tenu", "Non tenu"
    ABANDONNE = "abandonne", "Abandonné"


class EtatEdition(models.TextChoices):
    """Life of a yearly Grenelle."""

    PREPARATION = "preparation", "En préparation"
    CONTRIBUTIONS = "contributions", "Contributions ouvertes"
    VOTE = "vote", "Vote ouvert"
    CONCLUE = "conclue", "Conclue"


class Moderation(models.TextChoices):
    ATTENTE = "attente", "À relire"
    ACCEPTEE = "acceptee", "Publiée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée par son auteur ou son autrice"


class MotifDeSignalement(models.TextChoices):
    """Why a reader reports a contribution."""

    DONNEES = "donnees", "Elle donne des informations sur une personne"
    INJURE = "injure", "Elle injurie, menace ou discrimine"
    PUBLICITE = "publicite", "C'est une publicité"
    FAUX = "faux", "Elle trompe ou dit quelque chose de faux"
    AUTRE = "autre", "Autre chose"


class NatureEffet(models.TextChoices):
    """What an edition changes in a plan."""

    AMENDEE = "amendee", "Mesure amendée"
    AJOUTEE = "ajoutee", "Mesure ajoutée"
    CLOSE = "close", "Mesure close"


class RoleDePlan(models.TextChoices):
    """What a person does on a plan; ``services/roles.py`` says what each may do."""

    LECTEUR = "lecteur", "Lecture"
    EDITEUR = "editeur", "Saisie"
    VALIDATEUR = "validateur", "Validation"
    ADMINISTRATEUR = "administrateur", "Administration du plan"


class EtatProposition(models.TextChoices):
    """Life of a reading entered under four eyes."""

    ATTENTE = "attente", "À valider"
    VALIDEE = "validee", "Validée"
    REFUSEE = "refusee", "Refusée"
    RETIREE = "retiree", "Retirée par qui l'a saisie"
    REMPLACEE = "remplacee", "Remplacée par une autre saisie"


class EtatBilan(models.TextChoices):
    """A review is a draft of the team, then what everybody reads."""

    BROUILLON = "brouillon", "Brouillon"
    PUBLIE = "publie", "Publié"
