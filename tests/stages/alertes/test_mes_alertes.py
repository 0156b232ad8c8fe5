"""The alerts of a person: list, change, pause, stop, delete; and never those of another."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptes.services.donnees_personnelles import exporter_mes_donnees
from stages.choices import Canal
from stages.models import Alerte, CleAlerte, Livraison
from stages.services.adresses_alertes import adresse_desinscription
from tests.metiers.fabriques import FamilleFactory, MetierFactory
from tests.stages.alertes.fabriques import AlerteFactory, UtilisateurFactory
from tests.stages.fabriques import OffreStageFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
LISTE = "/stages/alertes/"
GESTES = ("agir/", "supprimer/", "")


@pytest.fixture
def mienne(client):
    alerte = AlerteFactory(commune=CommuneFactory(), rayon_km=10, mots="pain")
    client.force_login(alerte.utilisateur)
    return alerte


def _demain(jours=1):
    return (timezone.localdate() + timedelta(days=jours)).isoformat()


def test_la_liste_dit_chaque_alerte_et_compte_comme_une_visite(client, mienne):
    Alerte.objects.update(derniere_visite=timezone.now() - timedelta(days=300), prevenue_le=timezone.now())
    assert "pain" in client.get(LISTE).content.decode()
    mienne.refresh_from_db()
    assert mienne.prevenue_le is None
    assert timezone.now() - mienne.derniere_visite < timedelta(minutes=1)


def test_sans_compte_la_liste_demande_de_se_connecter(client):
    reponse = client.get(LISTE)
    assert (reponse.status_code, "login" in reponse["Location"]) == (302, True)


@pytest.mark.parametrize("nombre", [2, 20])
def test_autant_de_requetes_pour_2_que_pour_20(client, nombre):
    personne = UtilisateurFactory()
    for _ in range(nombre):
        AlerteFactory(
            utilisateur=personne, commune=CommuneFactory(), rayon_km=5, metiers=[MetierFactory()],
            familles=[FamilleFactory()],
        )  # fmt: skip
    client.force_login(personne)
    client.get(LISTE)
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(LISTE).context["nombre"] == nombre
    assert len(requetes) == 6


def test_modifier_change_aussi_les_cles(client, mienne):
    page = client.get(f"{LISTE}{mienne.pk}/")
    assert page.status_code == 200
    avant = CleAlerte.objects.get().cle
    donnees = {"frequence": "quotidienne", "age": "majeur", "mots": "bois", "rayon_km": "30"}
    assert client.post(f"{LISTE}{mienne.pk}/", donnees).status_code == 302
    mienne.refresh_from_db()
    assert (mienne.mots, mienne.commune, mienne.frequence) == ("bois", None, "quotidienne")
    assert CleAlerte.objects.get().cle != avant


def test_une_erreur_garde_ce_qui_est_tape(client, mienne):
    reponse = client.post(f"{LISTE}{mienne.pk}/", {"frequence": "", "age": "majeur", "mots": "du bois"})
    assert reponse.status_code == 422
    assert "du bois" in reponse.content.decode()


def test_pause_reprise_arret(client, mienne):
    agir = f"{LISTE}{mienne.pk}/agir/"
    client.post(agir, {"geste": "pause", "jusqu_au": _demain(3)})
    mienne.refresh_from_db()
    assert mienne.en_pause_jusqu_au.isoformat() == _demain(3)
    assert "En pause" in client.get(LISTE).content.decode()
    client.post(agir, {"geste": "reprendre"})
    mienne.refresh_from_db()
    assert mienne.en_pause_jusqu_au is None
    client.post(agir, {"geste": "arreter"})
    assert not CleAlerte.objects.exists()
    client.post(agir, {"geste": "reprendre"})
    assert CleAlerte.objects.count() == 1


@pytest.mark.parametrize("jour", ["", "hier", "2020-01-01", "9999-12-31"])
def test_une_pause_sans_jour_a_venir_est_refusee(client, mienne, jour):
    reponse = client.post(f"{LISTE}{mienne.pk}/agir/", {"geste": "pause", "jusqu_au": jour})
    assert reponse.status_code == 422
    mienne.refresh_from_db()
    assert mienne.en_pause_jusqu_au is None


def test_un_geste_inconnu_ne_fait_rien(client, mienne):
    assert client.post(f"{LISTE}{mienne.pk}/agir/", {"geste": "danser"}).status_code == 302
    assert client.get(f"{LISTE}{mienne.pk}/agir/").status_code == 405


def test_supprimer_demande_de_confirmer(client, mienne):
    adresse = f"{LISTE}{mienne.pk}/supprimer/"
    assert client.get(adresse).status_code == 200
    assert Alerte.objects.exists()
    assert client.post(adresse).status_code == 302
    assert not Alerte.objects.exists()
    assert client.post(adresse).status_code == 404


@pytest.mark.parametrize("geste", GESTES)
def test_celle_d_un_autre_n_existe_pas(client, mienne, geste):
    autre, seule = AlerteFactory(), AlerteFactory(adresse_seule=True)
    for alerte in (autre, seule):
        assert client.post(f"{LISTE}{alerte.pk}/{geste}", {"geste": "arreter"}).status_code == 404
    assert client.post(f"{LISTE}gerer/{seule.jeton}/{mienne.pk}/{geste}", {"geste": "arreter"}).status_code == 404
    assert client.post(f"{LISTE}gerer/{mienne.jeton}/{mienne.pk}/{geste}").status_code == 404
    assert client.post(f"{LISTE}99999999999999999999/{geste}").status_code == 404
    assert Alerte.objects.vivantes().count() == 3


def test_une_adresse_seule_gere_toutes_les_siennes_par_son_lien(client):
    une = AlerteFactory(adresse_seule=True, courriel="a@b.example", adresse_confirmee_le=timezone.now(), mots="un")
    deux = AlerteFactory(adresse_seule=True, courriel="a@b.example", adresse_confirmee_le=timezone.now(), mots="deux")
    AlerteFactory(adresse_seule=True, courriel="a@b.example", confirmee_le=None, mots="jamais confirmée")
    Alerte.objects.update(derniere_visite=timezone.now() - timedelta(days=300))
    gerer = f"{LISTE}gerer/{une.jeton}/"
    page = client.get(gerer).content.decode()
    assert ("« un »" in page.replace("\xa0", " "), "jamais" in page) == (True, False)
    une.refresh_from_db()
    assert timezone.now() - une.derniere_visite > timedelta(days=299)  # a mail program may open the link
    client.post(f"{gerer}{une.pk}/agir/", {"geste": "garder"})
    deux.refresh_from_db()
    assert timezone.now() - deux.derniere_visite < timedelta(minutes=1)
    assert client.get(f"{gerer}{deux.pk}/").status_code == 200
    suite = client.post(f"{gerer}{une.pk}/supprimer/")
    assert suite["Location"] == f"{LISTE}gerer/{deux.jeton}/"
    assert client.get(gerer).status_code == 404


# --- One-click unsubscription (RFC 8058) --------------------------------------------------------------


@pytest.mark.parametrize("multipart", [True, False])
def test_un_post_nu_arrete_sans_temoin_ni_jeton_ni_connexion(multipart):
    nu = Client(enforce_csrf_checks=True)
    alerte, autre = AlerteFactory(), AlerteFactory()
    corps = {"List-Unsubscribe": "One-Click"}
    encode = {} if multipart else {"content_type": "application/x-www-form-urlencoded"}
    donnees = corps if multipart else "List-Unsubscribe=One-Click"
    for _ in range(2):
        reponse = nu.post(adresse_desinscription(alerte), donnees, **encode)
        assert reponse.status_code == 200
        assert not reponse.cookies
    assert [a.pk for a in Alerte.objects.vivantes()] == [autre.pk]
    assert [c.alerte_id for c in CleAlerte.objects.all()] == [autre.pk]


def test_un_post_vide_arrete_aussi_et_une_alerte_disparue_repond_pareil():
    alerte = AlerteFactory()
    adresse = adresse_desinscription(alerte)
    assert Client().post(adresse).status_code == 200
    assert not Alerte.objects.vivantes().exists()
    alerte.delete()
    assert Client().post(adresse).status_code == 200


def test_ouvrir_le_lien_ne_change_rien(client):
    alerte = AlerteFactory()
    assert "Arrêter cette alerte" in client.get(adresse_desinscription(alerte)).content.decode()
    assert Alerte.objects.vivantes().count() == 1


def test_le_lien_d_un_recapitulatif_arrete_toutes_les_alertes_de_la_personne(client):
    une = AlerteFactory()
    AlerteFactory(utilisateur=une.utilisateur)
    dehors = AlerteFactory(adresse_seule=True, courriel="a@b.example")
    AlerteFactory(adresse_seule=True, courriel="a@b.example")
    client.post(adresse_desinscription(une, tout=True))
    assert Alerte.objects.vivantes().count() == 2
    client.post(adresse_desinscription(dehors), {"tout": "oui"})
    assert not Alerte.objects.vivantes().exists()


# --- Personal data, admin ------------------------------------------------------------------------------


def test_la_copie_de_mes_donnees_dit_mes_alertes_et_pas_celles_des_autres(mienne):
    AlerteFactory(mots="secret")
    offre = OffreStageFactory()
    Livraison.objects.create(
        offre=offre, alerte=mienne, destinataire=f"u{mienne.utilisateur_id}", canal=Canal.COURRIEL,
        pas_avant=timezone.now(),
    )  # fmt: skip
    texte = json.dumps(exporter_mes_donnees(utilisateur=mienne.utilisateur), ensure_ascii=False)
    assert ("pain" in texte, "secret" in texte, offre.titre in texte) == (True, False, True)


@pytest.mark.parametrize("modele", ["alerte", "clealerte", "livraison", "evenementoffre"])
def test_l_administration_montre_sans_adresse_entiere_ni_ecriture(client, modele):
    agent = UtilisateurFactory(agent=True)
    client.force_login(agent)
    alerte = AlerteFactory(adresse_seule=True, courriel="prenom.nom@adresse.example")
    Livraison.objects.create(
        offre=OffreStageFactory(), alerte=alerte, destinataire=f"c{alerte.courriel}", canal=Canal.PUSH,
        pas_avant=timezone.now(),
    )  # fmt: skip
    page = client.get(f"/admin/stages/{modele}/")
    assert page.status_code in (200, 403)
    assert "prenom.nom@adresse" not in page.content.decode()
    assert client.get(f"/admin/stages/{modele}/add/").status_code == 403
