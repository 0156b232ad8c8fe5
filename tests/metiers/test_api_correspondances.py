"""From six scores to occupations, in the public API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.api.correspondances import EXEMPLE
from metiers.services.catalogue import signaler_changement
from metiers.services.memoire import oublier
from tests.metiers.fabriques import AccesNiveauFactory, CentreInteretFactory, MetierFactory, MetierInteretFactory

pytestmark = pytest.mark.django_db
ADRESSE = "/api/v1/interets/correspondances/"
CONCRET = "20-4-3-2-6-15"


def test_les_metiers_avec_r_label_et_raison(client):
    loin = MetierFactory(riasec_majeur="S", riasec_mineur="A")
    proche = MetierFactory(redige=True)
    MetierInteretFactory(metier=proche, interet=CentreInteretFactory(code="14", libelle="J'aime le travail manuel"))
    corps = client.get(ADRESSE, {"p": CONCRET}).json()
    assert corps["count"] == 2 and corps["classement"] is True
    assert [m["slug"] for m in corps["results"]] == [proche.slug, loin.slug]
    lien = corps["results"][0]["correspondance"]
    assert lien["label"] == "meilleure" and 0.729 <= lien["r"] <= 1 and lien["centres"] == ["J'aime le travail manuel"]
    assert lien["raison"].startswith("Répond à vos envies d'agir concrètement (20/20)")
    assert corps["results"][1]["correspondance"]["label"] == "lointaine"


def test_l_exemple_de_la_documentation_a_la_forme_de_la_reponse(client):
    MetierFactory(redige=True)
    (metier,) = client.get(ADRESSE, {"p": CONCRET}).json()["results"]
    assert set(metier) == set(EXEMPLE) and set(metier["correspondance"]) == set(EXEMPLE["correspondance"])
    schema = client.get("/api/v1/schema/?format=json").json()
    operation = schema["paths"][ADRESSE]["get"]
    assert {p["name"] for p in operation["parameters"]} == {"p", "niveau", "page", "taille"}


def test_des_scores_trop_proches_ne_classent_rien(client):
    MetierFactory()
    corps = client.get(ADRESSE, {"p": "10-10-10-10-10-10"}).json()
    assert (corps["count"], corps["results"], corps["classement"]) == (0, [], False)


@pytest.mark.parametrize(
    ("parametres", "champ"),
    [
        ({}, "p"),
        ({"p": ""}, "p"),
        ({"p": "21-0-0-0-0-0"}, "p"),
        ({"p": "1-2-3"}, "p"),
        ({"p": "9" * 20_000}, "p"),
        ({"p": "1.5-2-3-4-5-6"}, "p"),
        ({"p": CONCRET, "niveau": "99"}, "niveau"),
        ({"p": CONCRET, "niveau": ""}, "niveau"),
        ({"p": CONCRET, "taille": "0"}, "taille"),
    ],
)
def test_une_valeur_fausse_est_refusee_avec_sa_raison(client, parametres, champ):
    reponse = client.get(ADRESSE, parametres)
    assert reponse.status_code == 400 and reponse["Content-Type"] == "application/problem+json"
    assert champ in reponse.json()["erreurs"]


def test_une_page_au_dela_de_la_derniere_est_introuvable(client):
    assert client.get(ADRESSE, {"p": CONCRET, "page": "9"}).status_code == 404
    assert client.post(ADRESSE, {"p": CONCRET}).status_code == 405


def test_le_niveau_filtre(client):
    cap = MetierFactory()
    MetierFactory()
    AccesNiveauFactory(metier=cap, niveau=3)
    assert [m["slug"] for m in client.get(ADRESSE, {"p": CONCRET, "niveau": "3"}).json()["results"]] == [cap.slug]


def test_une_reponse_connue_n_est_pas_refaite(client):
    MetierFactory()
    etag = client.get(ADRESSE, {"p": CONCRET})["ETag"]
    assert client.get(ADRESSE, {"p": CONCRET}, headers={"If-None-Match": etag}).status_code == 304
    signaler_changement()
    assert client.get(ADRESSE, {"p": CONCRET}, headers={"If-None-Match": etag}).status_code == 200


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_metiers(client):
    nombres = []
    for ajout in (2, 18):
        MetierFactory.create_batch(ajout)
        oublier()
        client.get(ADRESSE, {"p": CONCRET})
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(ADRESSE, {"p": CONCRET}).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 6
