"""Retention, export, demonstration: what leaves, what is told, what a second run changes."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from comptes.models import Adhesion, Courriel
from comptes.services.demonstration import creer_comptes_demo
from comptes.services.donnees_personnelles import exporter_mes_donnees
from stages.choices import EtatCandidature, EtatOffre
from stages.models import DemandeDeContact, Engagement, Entreprise, Ouverture, ProfilCandidat
from stages.services import conservation_entreprises as conservation
from stages.tasks.entreprises import conserver_entreprises_et_profils
from tests.comptes.fabriques import AdhesionFactory
from tests.stages.entreprises.fabriques import SIRET, ProfilCandidatFactory, entreprise_nommee
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


def il_y_a(jours):
    return timezone.now() - timedelta(days=jours)


@pytest.fixture
def oubliee():
    """A company that nobody has used for three years."""
    entreprise = entreprise_nommee("Atelier oublié", siret=SIRET, presentation="Des portes", telephone="0241000000")
    AdhesionFactory(
        organisation=entreprise.organisation,
        fonction=Adhesion.Fonction.RESPONSABLE,
        utilisateur__last_login=il_y_a(1_000),
    )
    Entreprise.objects.filter(pk=entreprise.pk).update(derniere_activite=il_y_a(1_000), created_at=il_y_a(1_100))
    offre = OffreStageFactory(entreprise=entreprise, etat=EtatOffre.EXPIREE)
    type(offre).objects.filter(pk=offre.pk).update(updated_at=il_y_a(1_000))
    return entreprise


def test_une_entreprise_oubliee_est_prevenue_une_fois_puis_rendue_anonyme(oubliee):
    maintenant = timezone.now()
    assert conservation.prevenir_les_inactives(maintenant=maintenant) == 1
    assert conservation.prevenir_les_inactives(maintenant=maintenant) == 0
    assert conservation.anonymiser_les_inactives(maintenant=maintenant + timedelta(days=29)) == 0
    assert conservation.anonymiser_les_inactives(maintenant=maintenant + timedelta(days=90)) == 1
    assert conservation.anonymiser_les_inactives(maintenant=maintenant + timedelta(days=91)) == 0
    assert Courriel.objects.filter(nature="entreprise_inactive").count() == 1
    oubliee.refresh_from_db()
    organisation = oubliee.organisation
    organisation.refresh_from_db()
    assert (organisation.nom, organisation.siret, organisation.verifiee) == (conservation.NOM_ANONYME, "", False)
    assert (oubliee.presentation, oubliee.telephone) == ("", "")
    assert not organisation.adhesions.exists()
    assert not oubliee.history.exists()
    assert oubliee.offres.count() == 1


@pytest.mark.parametrize("signe", ["connexion", "offre_publiee", "candidature", "recente", "demonstration"])
def test_une_entreprise_encore_vivante_n_est_pas_prevenue(oubliee, signe):
    if signe == "connexion":
        personne = oubliee.organisation.adhesions.get().utilisateur
        personne.last_login = il_y_a(10)
        personne.save()
    elif signe == "offre_publiee":
        oubliee.offres.update(etat=EtatOffre.PUBLIEE)
    elif signe == "candidature":
        CandidatureFactory(offre=oubliee.offres.get(), etat=EtatCandidature.CONFIRMEE)
    elif signe == "recente":
        Entreprise.objects.update(derniere_activite=il_y_a(10))
    else:
        oubliee.organisation.demonstration = True
        oubliee.organisation.save()
    assert conservation.prevenir_les_inactives(maintenant=timezone.now()) == 0


def test_une_entreprise_revenue_apres_l_avis_est_gardee(oubliee):
    maintenant = timezone.now()
    conservation.prevenir_les_inactives(maintenant=maintenant)
    personne = oubliee.organisation.adhesions.get().utilisateur
    personne.last_login = maintenant + timedelta(days=3)
    personne.save()
    assert conservation.anonymiser_les_inactives(maintenant=maintenant + timedelta(days=60)) == 0
    oubliee.refresh_from_db()
    assert oubliee.prevenue_le is None
    assert oubliee.organisation.nom == "Atelier oublié"


def test_un_profil_oublie_est_retire_avec_un_avis():
    profil = ProfilCandidatFactory(vu_le=il_y_a(400), utilisateur__last_login=il_y_a(400))
    ProfilCandidatFactory(vu_le=il_y_a(300), utilisateur__last_login=il_y_a(300))
    ProfilCandidatFactory(vu_le=il_y_a(400), utilisateur__last_login=il_y_a(5))
    conserver_entreprises_et_profils()
    conserver_entreprises_et_profils()
    profil.refresh_from_db()
    assert not profil.publie
    assert ProfilCandidat.objects.publies().count() == 2
    assert Courriel.objects.get(nature="profil_retire").destinataire == profil.utilisateur.email


def test_un_profil_devient_celui_d_un_adulte_a_dix_huit_ans():
    jour = timezone.localdate()
    majeur = ProfilCandidatFactory(mineur=True, date_naissance=date(jour.year - 19, 1, 1))
    mineur = ProfilCandidatFactory(mineur=True, date_naissance=date(jour.year - 16, 1, 1))
    assert conservation.revoir_les_ages(maintenant=timezone.now()) == 1
    majeur.refresh_from_db()
    mineur.refresh_from_db()
    assert (majeur.mineur, mineur.mineur) == (False, True)


def test_la_copie_des_donnees_contient_le_profil_et_les_entreprises(entreprise, responsable):
    profil = ProfilCandidatFactory(utilisateur=responsable)
    DemandeDeContact.objects.create(profil=profil, entreprise=entreprise_nommee("Autre"), message="Venez")
    DemandeDeContact.objects.create(
        profil=ProfilCandidatFactory(), entreprise=entreprise, par=responsable, message="Bonjour"
    )
    copie = exporter_mes_donnees(utilisateur=responsable)["entreprises_et_profil"]
    assert copie["entreprises"] == [{"nom": "Atelier du Loir", "siret": ""}]
    assert copie["profil"]["prenom"] == "Camille"
    assert copie["profil"]["demandes_recues"][0]["message"] == "Venez"
    assert copie["demandes_envoyees"][0]["message"] == "Bonjour"


def test_la_copie_sans_profil_ne_tombe_pas(responsable):
    assert exporter_mes_donnees(utilisateur=responsable)["entreprises_et_profil"]["profil"] is None


def test_l_entreprise_de_demonstration_se_complete_une_fois(settings):
    settings.DEBUG = True
    CommuneFactory(code_insee="49328", nom="Saumur")
    call_command("entreprises_demo")
    assert not Entreprise.objects.exists()
    creer_comptes_demo()
    for _ in range(2):
        call_command("entreprises_demo")
    entreprise = Entreprise.objects.get()
    assert entreprise.organisation.demonstration
    assert Engagement.objects.count() == 2
    assert Ouverture.objects.count() == ProfilCandidat.objects.count() == 1


def test_pas_d_entreprise_de_demonstration_sur_un_vrai_site(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("entreprises_demo")


def test_l_administration_montre_les_profils_sans_les_mots_de_la_personne(admin_client):
    profil = ProfilCandidatFactory(presentation="Secret de jeunesse")
    assert admin_client.get("/admin/stages/profilcandidat/").status_code == 200
    assert "Secret" not in admin_client.get(f"/admin/stages/profilcandidat/{profil.pk}/change/").text
    for liste in ("demandedecontact", "ouverture", "engagement"):
        assert admin_client.get(f"/admin/stages/{liste}/").status_code == 200
