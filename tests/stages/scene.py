"""One world of the exchange with every role in it, and a picture of its tables by which a change is seen."""

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from comptes.models import Adhesion, Courriel, Organisation, Utilisateur
from metiers.services import memoire
from stages.choices import EtatCandidature, EtatOffre, NiveauPublic, Section
from stages.models import (
    DemandeDeContact,
    Engagement,
    EntrepriseAssociee,
    MessageDeFil,
    Ouverture,
    Partenaire,
    Signalement,
)
from stages.services.conversations import ecrire_message
from stages.services.partenaires import donner_un_jeton
from tests.comptes.fabriques import AdhesionFactory
from tests.metiers.fabriques import MetierFactory
from tests.stages.alertes.fabriques import AlerteFactory
from tests.stages.conventions.fabriques import adulte, confirmee, convention, lundi
from tests.stages.entreprises.fabriques import AUTRE_SIRET, SIRET, ProfilCandidatFactory, entreprise_nommee
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory, UtilisateurFactory
from tests.territoires.fabriques import CommuneFactory

ANONYME, CITOYEN, CANDIDAT, MINEUR = "anonyme", "citoyen", "candidat", "mineur"
RESPONSABLE, MEMBRE, DEMANDEUR = "responsable", "membre", "demandeur"
AUTRE, EN_ATTENTE = "autre entreprise", "entreprise en attente"
REFERENT, AGENT, ADMINISTRATION = "referent", "agent", "administration"
PARTENAIRE, AUTRE_PARTENAIRE, LECTEUR = "partenaire", "autre partenaire", "partenaire qui lit"
PERSONNES = (
    CITOYEN, CANDIDAT, MINEUR, RESPONSABLE, MEMBRE, DEMANDEUR, AUTRE, EN_ATTENTE, REFERENT, AGENT, ADMINISTRATION,
)  # fmt: skip
ROLES = (ANONYME, *PERSONNES, PARTENAIRE, AUTRE_PARTENAIRE, LECTEUR)
SIRET_EN_ATTENTE, SIRET_LIBRE = "73282932000082", "73282932000090"
# Written by a visit as such, or by the sign-in: not what an action does.
SANS_PORTEE = {"last_login", "derniere_activite", "derniere_visite", "dernier_appel", "vu_le", "lu_le", "updated_at"}


def naissance(ans: int) -> date:
    """A birthday that makes this age."""
    aujourdhui = timezone.localdate()
    return date(aujourdhui.year - ans, aujourdhui.month, min(aujourdhui.day, 28)) - timedelta(days=1)


class Scene:
    """Companies, people and rows that the actions of the table act upon."""

    def __init__(self) -> None:
        self.connus: dict[str, Client] = {}
        self.metier = MetierFactory(nom="Boulanger / Boulangère", slug="boulanger-boulangere")
        self.commune = CommuneFactory(nom="Angers")
        memoire.oublier()
        self._personnes()
        self._entreprises()
        self._offres()
        self._candidatures()
        self._du_citoyen()
        self._partenaires()

    def _personnes(self) -> None:
        def pro(prenom: str) -> Utilisateur:
            return UtilisateurFactory(role="entreprise", prenom=prenom)

        self.personnes: dict[str, Utilisateur] = {
            CITOYEN: UtilisateurFactory(prenom="Ange"),
            CANDIDAT: UtilisateurFactory(prenom="Camille"),
            MINEUR: UtilisateurFactory(prenom="Lou"),
            RESPONSABLE: pro("Dominique"),
            MEMBRE: pro("Sacha"),
            DEMANDEUR: UtilisateurFactory(prenom="Noa"),
            AUTRE: pro("Maxime"),
            EN_ATTENTE: pro("Alix"),
            REFERENT: UtilisateurFactory(referent=True),
            AGENT: UtilisateurFactory(agent=True),
            ADMINISTRATION: UtilisateurFactory(administration=True),
        }

    def _entreprises(self) -> None:
        self.entreprise = entreprise_nommee("Atelier du Loir", siret=SIRET)
        self.autre = entreprise_nommee("Forge du Maine", siret=AUTRE_SIRET)
        self.attente = entreprise_nommee("Verrerie neuve", siret=SIRET_EN_ATTENTE, verifiee=False)
        self.tierce = entreprise_nommee("Scierie du Layon", siret="73282932000108")
        for role, entreprise in ((RESPONSABLE, self.entreprise), (AUTRE, self.autre), (EN_ATTENTE, self.attente)):
            self._adherer(self.personnes[role], entreprise, fonction=Adhesion.Fonction.RESPONSABLE)
        self._adherer(self.personnes[MEMBRE], self.entreprise)
        self.demande_d_adhesion = self._adherer(self.personnes[DEMANDEUR], self.entreprise, etat=Adhesion.Etat.DEMANDEE)
        jour = timezone.localdate()
        self.engagement = Engagement.objects.create(
            entreprise=self.entreprise, type="efl", objectif=4, signe_le=jour - timedelta(days=360),
            debut=jour - timedelta(days=360), fin=jour + timedelta(days=5),
        )  # fmt: skip
        debut = timezone.now() + timedelta(days=10)
        self.ouverture = Ouverture.objects.create(
            entreprise=self.entreprise, type="visite", debut=debut, fin=debut + timedelta(hours=2), publiee=True
        )

    def _adherer(self, personne: Utilisateur, entreprise: Any, **champs: Any) -> Adhesion:
        return AdhesionFactory(utilisateur=personne, organisation=entreprise.organisation, **champs)

    def _offres(self) -> None:
        self.offre = OffreStageFactory(entreprise=self.entreprise, metiers=[self.metier], commune=self.commune)
        self.brouillon = OffreStageFactory(
            entreprise=self.entreprise, metiers=[self.metier], commune=self.commune, brouillon=True, heures_par_jour=6
        )
        self.offre_adulte = OffreStageFactory(
            entreprise=self.entreprise, section=Section.PMSMP, niveaux=[NiveauPublic.ADULTE], capacite=9,
            debut=lundi(), fin=lundi() + timedelta(days=4), metiers=[self.metier],
        )  # fmt: skip
        self.a_moderer = OffreStageFactory(
            entreprise=self.attente, metiers=[self.metier], etat=EtatOffre.A_MODERER, publiee_le=None, expire_le=None
        )
        partagee = OffreStageFactory(entreprise=self.autre, metiers=[self.metier])
        self.partage = EntrepriseAssociee.objects.create(offre=partagee, entreprise=self.entreprise)
        Signalement.objects.create(offre=self.offre, motif="autre", empreinte="x" * 64)

    def _candidatures(self) -> None:
        candidat = self.personnes[CANDIDAT]
        self.recue = CandidatureFactory(offre=self.offre, candidat=candidat)
        plus_tard = OffreStageFactory(
            entreprise=self.entreprise, section=Section.PMSMP, niveaux=[NiveauPublic.ADULTE], capacite=2,
            places_prises=1, debut=lundi() + timedelta(days=70), fin=lundi() + timedelta(days=74),
            metiers=[self.metier],
        )  # fmt: skip
        self.acceptee = adulte(
            offre=plus_tard, candidat=candidat, etat=EtatCandidature.ACCEPTEE, repondue_le=timezone.now()
        )
        self.a_autoriser = CandidatureFactory(
            offre=OffreStageFactory(entreprise=self.entreprise, metiers=[self.metier]),
            candidat=self.personnes[MINEUR], etat=EtatCandidature.A_AUTORISER, envoyee_le=None,
            responsable_courriel="parent@test.example", responsable_jeton="jeton-du-parent",
        )  # fmt: skip
        offre = OffreStageFactory(entreprise=self.entreprise, metiers=[self.metier])
        self.confirmee = confirmee(offre=offre, candidat=candidat)
        self.a_etablir = confirmee(
            offre=OffreStageFactory(entreprise=self.entreprise, metiers=[self.metier]), candidat=candidat
        )
        self.convention = convention(self.confirmee)
        ecrits = {"candidature": self.confirmee, "maintenant": timezone.now()}
        self.du_candidat = ecrire_message(**ecrits, auteur=candidat, de_l_entreprise=False, texte="Bonjour")
        self.de_l_entreprise = ecrire_message(
            **ecrits, auteur=self.personnes[RESPONSABLE], de_l_entreprise=True, texte="Bienvenue"
        )

        self.signale = ecrire_message(
            **ecrits, auteur=self.personnes[RESPONSABLE], de_l_entreprise=True, texte="À signaler"
        )
        MessageDeFil.objects.filter(pk=self.signale.pk).update(signale=True, signale_le=timezone.now())

    def _du_citoyen(self) -> None:
        maintenant, candidat = timezone.now(), self.personnes[CANDIDAT]
        self.alerte = AlerteFactory(utilisateur=candidat, mots="pain")
        self.alerte_seule = AlerteFactory(adresse_seule=True, adresse_confirmee_le=maintenant, mots="four")
        self.alerte_attendue = AlerteFactory(adresse_seule=True, confirmee_le=None)
        self.profil = ProfilCandidatFactory(utilisateur=candidat, metiers=[self.metier])
        self.profil_mineur = ProfilCandidatFactory(
            jeune=True, utilisateur=self.personnes[MINEUR], metiers=[self.metier]
        )
        self.demande = DemandeDeContact.objects.create(profil=self.profil, entreprise=self.tierce, message="Venez")

    def _partenaires(self) -> None:
        self.jetons: dict[str, str] = {}
        for role, portees in ((PARTENAIRE, "lpc"), (AUTRE_PARTENAIRE, "lpc"), (LECTEUR, "l")):
            connues = {"l": "lire", "p": "publier", "c": "clore"}
            partenaire = Partenaire(nom=role, portees=[connues[p] for p in portees])
            self.jetons[role] = donner_un_jeton(partenaire=partenaire)
        self.deposee = OffreStageFactory(
            entreprise=self.entreprise, partenaire=Partenaire.objects.get(nom=PARTENAIRE), identifiant_externe="a-1",
            metiers=[self.metier],
        )  # fmt: skip

    def visiteur(self, role: str) -> Client:
        """The same client at each call: signed in once."""
        cache.clear()
        if role not in self.connus:
            self.connus[role] = self.client(role)
        return self.connus[role]

    def client(self, role: str) -> Client:
        """Someone of this role at the door, with nothing spent of what is allowed by hour."""
        cache.clear()
        entetes = {"Authorization": f"Jeton {self.jetons[role]}"} if role in self.jetons else {}
        client = Client(raise_request_exception=False, headers=entetes)
        if role in self.personnes:
            client.force_login(self.personnes[role])
        return client


def tableau() -> dict[str, str]:
    """What the tables of the exchange and of its people say, table by table."""
    modeles = [*apps.get_app_config("stages").get_models(), Organisation, Adhesion, Courriel, Utilisateur]
    etat = {}
    for modele in modeles:
        champs = [c.attname for c in modele._meta.concrete_fields if c.name not in SANS_PORTEE]
        lignes = sorted(map(repr, modele._base_manager.values_list(*champs)))
        liens = [
            sorted(map(repr, lien.remote_field.through._base_manager.values_list()))
            for lien in modele._meta.many_to_many
        ]
        etat[modele.__name__] = f"{lignes}{liens}"
    return etat


def changes(avant: dict[str, str], apres: dict[str, str]) -> set[str]:
    """Names of the tables that changed."""
    return {nom for nom in avant if avant[nom] != apres[nom]}
