"""Sign-up, sign-in, reset: no enumeration, throttles, a new session key."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptes.models import Utilisateur
from tests.comptes.fabriques import MOT_DE_PASSE, UtilisateurFactory
from tests.stages.conftest import regles  # noqa: F401 - the rules that an application reads
from tests.stages.fabriques import OffreStageFactory

pytestmark = pytest.mark.django_db
NOUVEAU = {"email": "nouvelle@test.example", "password1": "prunier-en-fleur-44", "password2": "prunier-en-fleur-44"}


def test_inscription_puis_confirmation_de_l_adresse(client):
    reponse = client.post("/compte/signup/", NOUVEAU)
    assert reponse.status_code == 302
    utilisateur = Utilisateur.objects.get(email="nouvelle@test.example")
    assert utilisateur.role == "citoyen"
    assert not utilisateur.is_staff
    assert not EmailAddress.objects.get(user=utilisateur).verified
    lien = re.search(r"http://[^/]+(/compte/confirm-email/\S+)", mail.outbox[0].body).group(1)
    # Opening the link confirms nothing (mail scanners open links); the button does.
    assert client.get(lien).status_code == 200
    assert not EmailAddress.objects.get(user=utilisateur).verified
    client.post(lien)
    assert EmailAddress.objects.get(user=utilisateur).verified


def _lien_de_confirmation():
    return re.search(r"http://[^/]+(/compte/confirm-email/\S+)", mail.outbox[-1].body).group(1)


def _confirmer(client):
    """Open the link of the mail, and press the button as the page would."""
    lien = _lien_de_confirmation()
    page = client.get(lien).content.decode()
    formulaire = re.search(r'<form method="post" action="(/compte/confirm-email/.*?)</form>', page, re.S).group(1)
    suite = re.search(r'name="next"[^>]*value="([^"]*)"', formulaire)
    champs = {"next": html.unescape(suite.group(1))} if suite else {}
    return client.post(lien.partition("?")[0], champs)


@pytest.mark.usefixtures("regles")
def test_l_inscription_depuis_une_offre_y_ramene_apres_la_confirmation(client):
    offre = OffreStageFactory()
    postuler = reverse("stages:postuler", args=[offre.pk])
    connexion = client.get(postuler)
    assert connexion.status_code == 302
    inscription = re.search(r'href="(/compte/signup/[^"]*)"', client.get(connexion.url).content.decode()).group(1)
    page = client.get(html.unescape(inscription)).content.decode()
    assert f'name="next" value="{postuler}"' in page
    client.post("/compte/signup/", NOUVEAU | {"next": postuler})
    autre_navigateur = Client()
    reponse = _confirmer(autre_navigateur)
    assert reponse.url == f"/compte/login/?next={postuler}"
    champs = {"login": NOUVEAU["email"], "password": NOUVEAU["password1"], "next": postuler}
    assert f'name="next" value="{postuler}"' in autre_navigateur.get(reponse.url).content.decode()
    assert autre_navigateur.post("/compte/login/", champs).url == postuler
    assert autre_navigateur.get(postuler).status_code == 200


def test_la_suite_garde_ses_criteres_meme_quand_la_connexion_renvoie_le_courriel(client):
    client.post("/compte/signup/", NOUVEAU)
    assert "next" not in _lien_de_confirmation()
    suite = "/stages/?q=pain & vin&page=2"
    cache.clear()
    client.post("/compte/login/", {"login": NOUVEAU["email"], "password": NOUVEAU["password1"], "next": suite})
    assert len(mail.outbox) == 2
    connexion = _confirmer(client).url
    assert parse_qs(urlsplit(connexion).query)["next"] == [suite]


@pytest.mark.parametrize(
    "suite",
    ["https://ailleurs.example/", "//ailleurs.example/x", "javascript:alert(1)", "http://testserver/x", "/x" * 300, ""],
)
def test_jamais_vers_un_autre_site(client, suite):
    client.post("/compte/signup/", NOUVEAU | {"next": suite})
    assert "next" not in _lien_de_confirmation()
    assert _confirmer(client).url == "/compte/login/"


def test_une_adresse_de_courriel_fabriquee_ne_mene_pas_ailleurs(client):
    client.post("/compte/signup/", NOUVEAU)
    assert client.post(_lien_de_confirmation(), {"next": "https://ailleurs.example/"}).url == "/compte/login/"


def test_sans_confirmation_on_n_entre_pas(client):
    client.post("/compte/signup/", NOUVEAU)
    client.post("/compte/logout/")
    client.post("/compte/login/", {"login": NOUVEAU["email"], "password": NOUVEAU["password1"]})
    assert client.get("/compte/").status_code == 302


def test_connexion_et_nouvelle_cle_de_session(client):
    personne = UtilisateurFactory()
    session = client.session
    session["lieu"] = "avant"
    session.save()
    avant = session.session_key
    client.cookies["sessionid"] = avant
    reponse = client.post("/compte/login/", {"login": personne.email.upper(), "password": MOT_DE_PASSE})
    assert reponse.status_code == 302
    assert client.session.session_key != avant
    assert client.get("/compte/").status_code == 200


def test_meme_reponse_que_l_adresse_existe_ou_non_a_l_inscription(client):
    UtilisateurFactory(email="connue@test.example")
    reponses = [
        client.post("/compte/signup/", NOUVEAU | {"email": e}) for e in ("connue@test.example", "autre@test.example")
    ]
    assert {(r.status_code, r.headers["Location"]) for r in reponses} == {(302, "/compte/confirm-email/")}
    assert Utilisateur.objects.filter(email="connue@test.example").count() == 1


def test_meme_reponse_que_l_adresse_existe_ou_non_a_l_oubli(client):
    UtilisateurFactory(email="connue@test.example")
    reponses = [
        client.post("/compte/password/reset/", {"email": e}) for e in ("connue@test.example", "autre@test.example")
    ]
    assert {(r.status_code, r.headers["Location"]) for r in reponses} == {(302, "/compte/password/reset/done/")}


def test_meme_erreur_que_l_adresse_existe_ou_non_a_la_connexion(client):
    UtilisateurFactory(email="connue@test.example")
    pages = [
        client.post("/compte/login/", {"login": e, "password": "faux-mot-de-passe"}).content.decode()
        for e in ("connue@test.example", "autre@test.example")
    ]
    erreurs = [re.findall(r'class="[^"]*erreur[^"]*"[^>]*>(.*?)</', p, re.S) for p in pages]
    assert erreurs[0] == erreurs[1]
    assert erreurs[0]


def test_changer_son_mot_de_passe_oublie(client):
    personne = UtilisateurFactory()
    client.post("/compte/password/reset/", {"email": personne.email})
    lien = re.search(r"http://[^/]+(/compte/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    page = client.get(lien, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "pommier-fleuri-49", "password2": "pommier-fleuri-49"})
    personne.refresh_from_db()
    assert personne.check_password("pommier-fleuri-49")


def test_trop_d_essais_de_connexion_sont_freines(client):
    personne = UtilisateurFactory()
    for _ in range(6):
        client.post("/compte/login/", {"login": personne.email, "password": "faux-mot-de-passe"})
    client.post("/compte/login/", {"login": personne.email, "password": MOT_DE_PASSE})
    assert client.get("/compte/").status_code == 302


@pytest.mark.parametrize("entete", [{}, {"HTTP_X_FORWARDED_FOR": "10.9.8.{}"}])
def test_l_administration_se_ferme_apres_cinq_essais_meme_avec_une_adresse_forgee(client, settings, entete):
    settings.NOMBRE_MANDATAIRES = 0
    UtilisateurFactory(email="agent@test.example", agent=True)
    for n in range(5):
        forge = {k: v.format(n) for k, v in entete.items()}
        client.post("/admin/login/", {"username": "agent@test.example", "password": "faux"}, **forge)
    forge = {k: v.format(99) for k, v in entete.items()}
    reponse = client.post("/admin/login/", {"username": "agent@test.example", "password": MOT_DE_PASSE}, **forge)
    assert reponse.status_code == 429
    assert "essais" in reponse.content.decode()
    assert client.get("/admin/").status_code == 302


def test_un_mot_de_passe_faible_est_refuse_en_francais(client):
    reponse = client.post("/compte/signup/", NOUVEAU | {"password1": "12345", "password2": "12345"})
    assert reponse.status_code == 200
    assert "mot de passe" in reponse.content.decode()
    assert NOUVEAU["email"] in reponse.content.decode()
    assert not Utilisateur.objects.exists()


@pytest.mark.parametrize(
    "email", ["", "pas-une-adresse", "a" * 300 + "@x.example", "é@é", "x@y.example\r\nBcc: z@w.example"]
)
def test_une_adresse_impossible_est_refusee(client, email):
    reponse = client.post("/compte/signup/", NOUVEAU | {"email": email})
    assert reponse.status_code == 200
    assert not Utilisateur.objects.exists()
