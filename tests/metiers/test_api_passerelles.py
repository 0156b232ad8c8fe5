"""Neighbours and skills in the public API: parts and reasons, refusals, conditional requests, cost, examples."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.api.exemples import PASSERELLE, SAVOIR_FAIRE
from metiers.choices import Niveau
from metiers.services.memoire import oublier, prechauffer
from tests.metiers.fabriques import AccesNiveauFactory, MetierFactory, MobiliteFactory
from tests.metiers.passerelles_fictives import metier
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
SAVOIRS = "/api/v1/savoir-faire/"


def adresse(fait):
    return f"/api/v1/metiers/{fait.slug}/passerelles/"


@pytest.fixture
def menuisier():
    ici = metier("Menuisier", "Scier", "Poncer")
    MobiliteFactory(source=ici, cible=metier("Ébéniste", "Scier", "Vernir"))
    metier("Charpentier", "Scier", "Grimper")
    return ici


def test_les_parts_et_leurs_raisons(client, menuisier):
    premiere, seconde = client.get(adresse(menuisier)).json()["results"]
    assert (premiere["slug"], premiere["rang_officiel"], premiere["base"]) == ("ebeniste", 1, "portail")
    assert [s["libelle"] for s in premiere["communs"]] == ["Scier"]
    assert [s["libelle"] for s in premiere["a_acquerir"]] == ["Vernir"]
    parts = {p["part"]: p for p in premiere["parts"]}
    assert parts["mobilite"]["valeur"] == 1 and parts["formation"]["valeur"] is None
    assert sum(p["poids"] for p in parts.values()) == pytest.approx(1)
    assert (seconde["slug"], seconde["rang_officiel"]) == ("charpentier", None)
    connues = [p for p in premiere["parts"] if p["valeur"] is not None]
    moyenne = sum(p["valeur"] * p["poids"] for p in connues) / sum(p["poids"] for p in connues)
    assert premiere["note"] == pytest.approx(moyenne, abs=1e-4)


def test_l_autre_sens_et_les_filtres(client, menuisier):
    ebeniste = MetierFactory._meta.model.objects.get(slug="ebeniste")
    AccesNiveauFactory(metier=menuisier, niveau=Niveau.CAP)
    entrantes = client.get(adresse(ebeniste), {"sens": "depuis", "niveau": "3", "tri": "nom"}).json()["results"]
    assert [(p["slug"], p["rang_officiel"]) for p in entrantes] == [("menuisier", 1)]
    assert (
        client.get(adresse(menuisier), {"essentiel": "oui", "commune": CommuneFactory().code_insee}).status_code == 200
    )


@pytest.mark.parametrize(
    ("parametre", "valeur"),
    [("sens", "haut"), ("niveau", "9"), ("niveau", ""), ("tri", "x" * 5_000), ("essentiel", "non"), ("famille", ""),
     ("commune", "9"), ("commune", ""), ("taille", "0")],
)  # fmt: skip
def test_une_valeur_inconnue_est_refusee(client, menuisier, parametre, valeur):
    reponse = client.get(adresse(menuisier), {parametre: valeur})
    assert reponse.status_code == 400 and reponse.json()["erreurs"][parametre]


@pytest.mark.parametrize(("parametre", "valeur"), [("famille", "rien"), ("commune", "99999")])
def test_une_famille_ou_une_commune_inconnue_est_introuvable(client, menuisier, parametre, valeur):
    assert client.get(adresse(menuisier), {parametre: valeur}).status_code == 404


def test_ce_qui_n_est_pas_publie(client):
    assert client.get("/api/v1/metiers/inconnu/passerelles/").status_code == 404
    assert client.get(adresse(MetierFactory(brouillon=True))).status_code == 404
    suite = MetierFactory()
    reponse = client.get(adresse(MetierFactory(retire=True, remplace_par=suite)))
    assert reponse.status_code == 410 and reponse.json()["remplace_par"] == suite.slug


def test_rien_de_nouveau_se_repond_304(client, menuisier):
    marque = client.get(adresse(menuisier))["ETag"]
    assert client.get(adresse(menuisier), headers={"If-None-Match": marque}).status_code == 304


def test_les_savoir_faire(client, menuisier):
    (trouve,) = client.get(SAVOIRS, {"q": "scier"}).json()
    assert trouve["libelle"] == "Scier" and trouve["nombre_metiers"] == 3
    assert client.get(SAVOIRS).json() == client.get(SAVOIRS, {"q": "xqzw"}).json() == []
    assert client.get(SAVOIRS, {"q": "x" * 500}).status_code == 400


def test_les_exemples_ont_la_forme_des_reponses(client, menuisier):
    premiere = client.get(adresse(menuisier)).json()["results"][0]
    assert set(PASSERELLE) == set(premiere) and set(PASSERELLE["parts"][0]) == set(premiere["parts"][0])
    assert set(SAVOIR_FAIRE) == set(client.get(SAVOIRS, {"q": "scier"}).json()[0])


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre(client):
    nombres = []
    client.get(SAVOIRS)
    for nombre in (2, 20):
        ici = metier(f"Ici {nombre}", f"Savoir {nombre}")
        for rang in range(nombre):
            metier(f"Voisin {nombre} {rang}", f"Savoir {nombre}")
        oublier()
        prechauffer()
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse(ici)).json()["count"] == nombre
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 6
