"""Closed lists of the bus: who asks, for whom, when, and what became of it."""

from collections.abc import Mapping

from django.db import models


class TypeDemandeur(models.TextChoices):
    ETABLISSEMENT = "etablissement", "Établissement scolaire"
    MAIRIE = "mairie", "Commune ou intercommunalité"
    EMPLOI = "emploi", "Service de l'emploi ou de l'orientation"
    ENTREPRISES = "entreprises", "Club ou groupement d'entreprises"
    ASSOCIATION = "association", "Association"


EQUIPEMENTS = {
    "etabli": "établi",
    "realite-virtuelle": "casques de réalité virtuelle",
    "simulateur-soudage": "simulateur de soudage",
    "tablettes": "tablettes",
}
"""Names of the equipment that the bundled workshops need."""


def equipement_en_mots(code: str) -> str:
    """The name of an equipment; one that staff added is read from its code."""
    return EQUIPEMENTS.get(code) or code.replace("-", " ")


class PublicAttendu(models.TextChoices):
    ELEVES = "eleves", "Élèves"
    FAMILLES = "familles", "Familles"
    ACTIFS = "actifs", "Personnes en emploi"
    DEMANDEURS = "demandeurs", "Personnes en recherche d'emploi"
    DIRIGEANTS = "dirigeants", "Dirigeantes et dirigeants d'entreprise"
    TOUS = "tous", "Tous les publics"


class FormatVisite(models.TextChoices):
    """What happens on board; ``FORMATS`` says for whom and when each makes sense."""

    CLASSE = "classe", "Visite de classe"
    CAFE_PARENTS = "cafe_parents", "Café parents"
    APERO = "apero", "Apéro orientation"
    SPEED_DATING = "speed_dating", "Speed dating entre entreprises et candidats"
    DECOUVERTE = "decouverte", "Découverte des métiers, ouverte à tous"


class Niveau(models.TextChoices):
    CINQUIEME = "5e", "5e"
    QUATRIEME = "4e", "4e"
    TROISIEME = "3e", "3e"
    SECONDE = "2de", "Seconde"
    PREMIERE = "1re", "Première"
    TERMINALE = "terminale", "Terminale"
    CAP = "cap", "CAP"
    SUPERIEUR = "superieur", "Après le bac"


class Duree(models.TextChoices):
    DEMI_JOURNEE = "demi_journee", "Une demi-journée"
    SOIREE = "soiree", "Une soirée"
    JOURNEE = "journee", "Une journée"
    DEUX_JOURS = "deux_jours", "Deux jours de suite"
    TROIS_JOURS = "trois_jours", "Trois jours de suite"

    @property
    def jours(self) -> int:
        return {Duree.DEUX_JOURS: 2, Duree.TROIS_JOURS: 3}.get(self, 1)


FORMATS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    FormatVisite.CLASSE: (
        frozenset({PublicAttendu.ELEVES}),
        frozenset({Duree.DEMI_JOURNEE, Duree.JOURNEE, Duree.DEUX_JOURS, Duree.TROIS_JOURS}),
    ),
    FormatVisite.CAFE_PARENTS: (frozenset({PublicAttendu.FAMILLES}), frozenset({Duree.DEMI_JOURNEE})),
    FormatVisite.APERO: (
        frozenset({PublicAttendu.FAMILLES, PublicAttendu.TOUS}),
        frozenset({Duree.SOIREE}),
    ),
    FormatVisite.SPEED_DATING: (
        frozenset({PublicAttendu.ACTIFS, PublicAttendu.DEMANDEURS, PublicAttendu.DIRIGEANTS, PublicAttendu.TOUS}),
        frozenset({Duree.DEMI_JOURNEE, Duree.SOIREE, Duree.JOURNEE}),
    ),
    FormatVisite.DECOUVERTE: (frozenset(PublicAttendu), frozenset(Duree)),
}
"""For whom a format is made, and how long it may last."""


class Creneau(models.TextChoices):
    """When a stop takes place; a stop of one or several whole days is ``JOURNEE``."""

    MATIN = "matin", "Matin"
    APRES_MIDI = "apres_midi", "Après-midi"
    SOIR = "soir", "Soir"
    JOURNEE = "journee", "Journée"

    @property
    def cases(self) -> tuple[str, ...]:
        """The slots of a day that it takes."""
        return (Creneau.MATIN, Creneau.APRES_MIDI) if self is Creneau.JOURNEE else (self,)


class EtatDemande(models.TextChoices):
    DEPOSEE = "deposee", "Déposée"
    A_L_ETUDE = "a_l_etude", "À l'étude"
    PROPOSEE = "proposee", "Date proposée"
    CONFIRMEE = "confirmee", "Date confirmée"
    REALISEE = "realisee", "Réalisée"
    NON_RETENUE = "non_retenue", "Non retenue cette fois"
    RETIREE = "retiree", "Retirée par le demandeur"
    REFUSEE = "refusee", "Refusée"


EN_COURS = (EtatDemande.DEPOSEE, EtatDemande.A_L_ETUDE, EtatDemande.PROPOSEE, EtatDemande.CONFIRMEE)
"""A request in one of these still waits for its visit."""


class EtatEtape(models.TextChoices):
    PROPOSEE = "proposee", "Proposée"
    CONFIRMEE = "confirmee", "Confirmée"
    REALISEE = "realisee", "Réalisée"
    DECLINEE = "declinee", "Déclinée par le demandeur"
    SANS_REPONSE = "sans_reponse", "Sans réponse dans le délai"
    ANNULEE = "annulee", "Annulée"


ETATS_QUI_OCCUPENT = (EtatEtape.PROPOSEE, EtatEtape.CONFIRMEE, EtatEtape.REALISEE)
"""A stop in one of these holds its bus; in the others the slot is free again."""


class EtatPlan(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    PUBLIE = "publie", "Publié"
    REMPLACE = "remplace", "Remplacé"


class EtatCalcul(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    FINI = "fini", "Terminé"
    IMPOSSIBLE = "impossible", "Engagements incompatibles"
    ECHEC = "echec", "Échec"


class EtatInscription(models.TextChoices):
    A_CONFIRMER = "a_confirmer", "À confirmer"
    CONFIRMEE = "confirmee", "Confirmée"
    ANNULEE = "annulee", "Annulée"
