"""The account page: change, copy, erase."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptes.models import Utilisateur
from comptes.services.donnees_personnelles import exporter_mes_donnees
from tests.comptes.fabriques import MOT_DE_PASSE, AdhesionFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def personne():
    return UtilisateurFactory(nom="Dupré")


@pytest.fixture
def connecte(client, personne):
    client.force_login(personne)
    return client


@pytest.mark.parametrize("chemin", ["/compte/", "/compte/mes-donnees/", "/compte/effacer/"])
def test_il_faut_etre_connecte(client, chemin):
    reponse = client.get(chemin)
    assert reponse.status_code == 302
    assert reponse.headers["Location"] == f"/compte/login/?next={chemin}"


def test_changer_son_nom(connecte, personne):
    reponse = connecte.post("/compte/", {"prenom": "Élise", "nom": "Ô'Brien"}, follow=True)
    personne.refresh_from_db()
    assert (personne.prenom, personne.nom) == ("Élise", "Ô'Brien")
    assert "Vos informations sont enregistrées." in reponse.content.decode()


def test_un_nom_trop_long_est_refuse_sans_rien_perdre(connecte, personne):
    reponse = connecte.post("/compte/", {"prenom": "x" * 61, "nom": "Nouveau"})
    personne.refresh_from_db()
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert personne.nom == "Dupré"
    assert "x" * 61 in page
    assert "Nouveau" in page


def test_on_ne_change_que_son_nom(connecte, personne):
    connecte.post(
        "/compte/", {"prenom": "A", "nom": "B", "role": "administration", "is_staff": "on", "email": "x@y.example"}
    )
    personne.refresh_from_db()
    assert personne.role == "citoyen"
    assert not personne.is_staff
    assert personne.email.endswith("@test.example")


def test_la_copie_dit_tout_et_rien_que_soi(connecte, personne):
    AdhesionFactory(utilisateur=personne, organisation__nom="Fournil")
    AdhesionFactory(organisation__nom="Pas à moi")
    reponse = connecte.get("/compte/mes-donnees/")
    copie = json.loads(reponse.content)
    assert "attachment" in reponse.headers["Content-Disposition"]
    assert copie["compte"]["adresse"] == personne.email
    assert [o["organisation"] for o in copie["organisations"]] == ["Fournil"]
    assert copie["adresses"] == [{"adresse": personne.email, "verifiee": True, "principale": True}]
    assert "password" not in reponse.content.decode()
    assert personne.password not in reponse.content.decode()


def test_la_copie_ne_coute_pas_plus_avec_plus_d_organisations(personne):
    couts = []  # other apps add their own queries
    for nombre in (2, 18):
        AdhesionFactory.create_batch(nombre, utilisateur=personne)
        with CaptureQueriesContext(connection) as requetes:
            exporter_mes_donnees(utilisateur=personne)
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_effacer_son_compte(connecte, personne):
    autre_navigateur = Client()
    autre_navigateur.force_login(personne)
    cle = personne.pk
    reponse = connecte.post("/compte/effacer/", {"mot_de_passe": MOT_DE_PASSE}, follow=True)
    assert not Utilisateur.objects.filter(pk=cle).exists()
    assert not EmailAddress.objects.filter(user_id=cle).exists()
    assert "effacés" in reponse.content.decode()
    assert autre_navigateur.get("/compte/").status_code == 302
    assert not [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(cle)]


@pytest.mark.parametrize("mot_de_passe", ["", "faux", "x" * 5000])
def test_sans_le_bon_mot_de_passe_rien_n_est_efface(connecte, personne, mot_de_passe):
    reponse = connecte.post("/compte/effacer/", {"mot_de_passe": mot_de_passe})
    assert reponse.status_code == 200
    assert Utilisateur.objects.filter(pk=personne.pk).exists()
    assert "champ-erreur" in reponse.content.decode()


def test_ouvrir_la_page_n_efface_rien(connecte, personne):
    connecte.get("/compte/effacer/")
    assert Utilisateur.objects.filter(pk=personne.pk).exists()
