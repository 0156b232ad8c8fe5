"""A browser subscribes and unsubscribes; the worker and the page without a network."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from stages.models import AbonnementPush
from stages.services.abonnements_push import APPAREILS_MAX
from tests.comptes.fabriques import UtilisateurFactory
from tests.stages.envois.fabriques import Navigateur, alerte, en_base64

pytestmark = pytest.mark.django_db
ADRESSE = "/stages/alertes/push/"


def corps(navigateur, **plus):
    cles = {"p256dh": navigateur.p256dh, "auth": en_base64(navigateur.secret)}
    return {"endpoint": navigateur.adresse, "expirationTime": None, "keys": cles, **plus}


def poster(client, objet):
    return client.post(ADRESSE, json.dumps(objet), content_type="application/json")


@pytest.fixture
def personne(client):
    personne = UtilisateurFactory()
    client.force_login(personne)
    return personne


def test_un_compte_abonne_son_navigateur_une_seule_fois(client, personne, cles_push):
    navigateur = Navigateur()
    assert [poster(client, corps(navigateur)).status_code for _ in range(2)] == [201, 201]
    abonnement = AbonnementPush.objects.get()
    assert abonnement.utilisateur == personne and abonnement.adresse == navigateur.adresse


def test_un_formulaire_vaut_le_json(client, personne, cles_push):
    navigateur = Navigateur()
    champs = {"adresse": navigateur.adresse, "p256dh": navigateur.p256dh, "auth": en_base64(navigateur.secret)}
    assert client.post(ADRESSE, champs).status_code == 201


def test_une_adresse_seule_s_abonne_avec_son_jeton(client, cles_push):
    a = alerte()
    assert poster(client, corps(Navigateur(), jeton=a.jeton)).status_code == 201
    assert AbonnementPush.objects.get().alerte == a


def test_personne_sans_jeton_ni_compte(client, cles_push):
    assert poster(client, corps(Navigateur())).status_code == 404
    assert poster(client, corps(Navigateur(), jeton="inconnu")).status_code == 404
    assert poster(client, corps(Navigateur(), jeton=alerte(adresse_confirmee_le=None).jeton)).status_code == 404
    assert poster(client, corps(Navigateur(), jeton=alerte(utilisateur=UtilisateurFactory()).jeton)).status_code == 404
    assert not AbonnementPush.objects.exists()


def test_se_desabonner_deux_fois_et_jamais_pour_un_autre(client, personne, cles_push):
    sien, autre = Navigateur(), Navigateur()
    sien.abonner(utilisateur=personne)
    autre.abonner(utilisateur=UtilisateurFactory())
    for navigateur in (sien, sien, autre):
        assert poster(client, {"endpoint": navigateur.adresse, "geste": "desabonner"}).status_code == 200
    assert AbonnementPush.objects.get().adresse == autre.adresse


def test_un_navigateur_partage_est_au_dernier_qui_l_abonne(client, personne, cles_push):
    navigateur = Navigateur()
    navigateur.abonner(utilisateur=UtilisateurFactory())
    poster(client, corps(navigateur))
    assert AbonnementPush.objects.get().utilisateur == personne


def test_au_plus_dix_appareils(client, personne, cles_push):
    navigateurs = [Navigateur() for _ in range(APPAREILS_MAX + 2)]
    for navigateur in navigateurs:
        poster(client, corps(navigateur))
    gardes = set(AbonnementPush.objects.values_list("adresse", flat=True))
    assert gardes == {n.adresse for n in navigateurs[2:]}


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "https://updates.push.services.mozilla.com/" + "x" * 600},
        {"endpoint": 12},
        {"endpoint": "https://updates.push.services.mozilla.com/\x00"},
        {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"keys": {"p256dh": "é", "auth": "é"}},
        {"keys": None},
        {"keys": {"p256dh": en_base64(b"\x04" + b"\x01" * 64), "auth": en_base64(b"1" * 16)}},
        {"jeton": "x\x00"},
    ],
)
def test_un_mauvais_contenu_a_sa_phrase(client, personne, cles_push, change):
    reponse = poster(client, corps(Navigateur()) | change)
    assert reponse.status_code == 422 and reponse.json()["erreur"]
    assert not AbonnementPush.objects.exists()


@pytest.mark.parametrize("contenu", ["[", "[]", "3", '"x"', "[" * 50_000, b"\xff"])
def test_un_json_illisible_est_refuse(client, personne, cles_push, contenu):
    assert client.post(ADRESSE, contenu, content_type="application/json").status_code == 400


def test_un_geste_inconnu_une_methode_et_le_jeton_de_formulaire(client, personne, cles_push):
    assert poster(client, corps(Navigateur(), geste="effacer-tout")).status_code == 400
    assert client.get(ADRESSE).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(personne)
    assert poster(strict, corps(Navigateur())).status_code == 403
    assert not AbonnementPush.objects.exists()


def test_sans_cles_la_page_ne_propose_rien(client, personne, settings):
    settings.VAPID_CLE_PRIVEE = ""
    assert poster(client, corps(Navigateur())).status_code == 404
    assert b"data-push" not in client.get(reverse("stages:alertes")).content


def test_avec_des_cles_la_page_propose(client, personne, cles_push):
    page = client.get(reverse("stages:alertes")).content.decode()
    assert f'data-cle="{cles_push}"' in page and 'data-jeton=""' in page
    a = alerte()
    page = client.get(reverse("stages:alertes_gerer", args=[a.jeton])).content.decode()
    assert f'data-jeton="{a.jeton}"' in page


def test_l_ouvrier_est_a_la_racine(client):
    reponse = client.get("/sw.js")
    assert reponse.status_code == 200 and reponse["Content-Type"].startswith("text/javascript")
    assert "no-cache" in reponse["Cache-Control"] and "Set-Cookie" not in reponse
    assert b"/hors-ligne/" in reponse.content and client.post("/sw.js").status_code == 405


def test_la_page_sans_reseau_est_la_meme_pour_tous(client, personne):
    connectee = client.get("/hors-ligne/")
    assert connectee.status_code == 200 and connectee.content == Client().get("/hors-ligne/").content
