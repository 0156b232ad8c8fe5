"""Occupations in the public API: answers, refusals, conditional requests, cost, documentation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.api.exemples import DETAIL, LISTE, REFERENCE, RETRAIT, SUGGESTION
from metiers.choices import Origine
from metiers.models import EtatCatalogue
from metiers.services.memoire import oublier, prechauffer
from tests.metiers.fabriques import (
    AccesNiveauFactory,
    AppellationFactory,
    CompetenceFactory,
    FamilleFactory,
    MetierCompetenceFactory,
    MetierConditionFactory,
    MetierFactory,
    MetierInteretFactory,
    MetierSecteurFactory,
    MobiliteFactory,
    SecteurFactory,
)

pytestmark = pytest.mark.django_db
LISTE_METIERS = "/api/v1/metiers/"


@pytest.fixture
def soudeur():
    metier = MetierFactory(
        nom="Soudeur / Soudeuse", nom_masculin="Soudeur", nom_feminin="Soudeuse", slug="soudeur", redige=True,
        famille=FamilleFactory(code="metal", slug="metal"),
    )  # fmt: skip
    AppellationFactory(metier=metier, libelle="Braseur / Braseuse")
    return metier


def slugs(reponse):
    assert reponse.status_code == 200, reponse.content
    return [m["slug"] for m in reponse.json()["results"]]


def test_la_liste(client, soudeur):
    MetierFactory(brouillon=True)
    MetierFactory(retire=True)
    (metier,) = client.get(LISTE_METIERS).json()["results"]
    assert metier["origine"] == "portail"
    assert metier["resume"] == soudeur.accroche
    assert metier["page"] == "http://127.0.0.1:8000/metiers/soudeur/"
    assert metier["correspondance"] is None


def test_la_recherche_dit_ce_qui_a_repondu(client, soudeur):
    MetierFactory(nom="Fleuriste", nom_masculin="Fleuriste", nom_feminin="Fleuriste")
    (metier,) = client.get(LISTE_METIERS, {"q": "braseuse"}).json()["results"]
    assert metier["slug"] == "soudeur"
    assert metier["correspondance"]["champ"] == "titre"
    assert "Braseu" in metier["correspondance"]["extrait"]


def test_les_filtres(client, soudeur):
    MetierFactory(riasec_majeur="S", riasec_mineur="")
    lien = MetierCompetenceFactory(metier=soudeur)
    AccesNiveauFactory(metier=soudeur, niveau=3)
    for filtres in (
        {"famille": "metal"}, {"riasec": "R"}, {"niveau": ["3", "4"]}, {"origine": "portail"},
        {"competence": lien.competence.slug}, {"famille": "metal", "tri": "nom"},
    ):  # fmt: skip
        assert slugs(client.get(LISTE_METIERS, filtres)) == ["soudeur"], filtres
    assert slugs(client.get(LISTE_METIERS, {"famille": "metal", "riasec": "S"})) == []


@pytest.mark.parametrize(
    ("parametre", "valeur"),
    [
        ("famille", "inconnue"), ("riasec", "Z"), ("niveau", "99"), ("tri", "hasard"), ("tri", ""), ("interet", ""),
        ("q", "x" * 10_000), ("taille", "0"), ("taille", "101"), ("taille", "dix"), ("taille", ""), ("competence", ""),
        ("reglemente", "peut-être"),
    ],
)  # fmt: skip
def test_une_valeur_inconnue_est_refusee_en_francais(client, soudeur, parametre, valeur):
    reponse = client.get(LISTE_METIERS, {parametre: valeur})
    assert reponse.status_code == 400
    assert reponse["Content-Type"].startswith("application/problem+json")
    corps = reponse.json()
    assert corps["title"] == "Requête incorrecte"
    assert corps["erreurs"][parametre]


@pytest.mark.parametrize(
    "requete", ["page=999", "page=0", "page=x", "page=", "competence=inconnue", "competence=%C3%A9"]
)
def test_ce_qui_n_existe_pas_est_introuvable(client, soudeur, requete):
    reponse = client.get(f"{LISTE_METIERS}?{requete}")
    assert reponse.status_code == 404
    assert reponse.json()["title"] == "Introuvable"


def test_la_pagination(client):
    MetierFactory.create_batch(25)
    reponse = client.get(LISTE_METIERS).json()
    assert (reponse["count"], len(reponse["results"])) == (25, 20)
    assert "page=2" in reponse["next"]
    assert len(client.get(LISTE_METIERS, {"taille": "7"}).json()["results"]) == 7


def test_la_fiche_entiere(client, soudeur):
    MetierCompetenceFactory(metier=soudeur, coeur="principale")
    vocabulaire = CompetenceFactory(portail=True)
    voisin = MobiliteFactory(source=soudeur).cible
    for metier in (soudeur, voisin):
        MetierCompetenceFactory(metier=metier, competence=vocabulaire, origine=Origine.PORTAIL)
    MetierConditionFactory(metier=soudeur)
    MetierInteretFactory(metier=soudeur)
    MetierSecteurFactory(metier=soudeur)
    AccesNiveauFactory(metier=soudeur)
    corps = client.get(f"{LISTE_METIERS}soudeur/").json()
    assert corps["rome"]["version"] == "60"
    assert corps["rome"]["source"] == "ROME 4.0, France Travail, Licence Ouverte 2.0"
    assert corps["redaction"]["accroche"] == soudeur.accroche
    assert {c["origine"] for c in corps["competences"]} == {"rome", "portail"}
    assert corps["voisins"][0]["communs"] == [vocabulaire.libelle]
    assert corps["niveaux"] == [{"niveau": 3, "libelle": "CAP, BEP", "origine": "portail"}]
    assert corps["reglemente"] == "inconnue"
    assert client.get(f"{LISTE_METIERS}{voisin.slug}/").json()["redaction"] is None


def test_une_fiche_absente_brouillon_ou_retiree(client, soudeur):
    brouillon, retire = MetierFactory(brouillon=True), MetierFactory(retire=True, remplace_par=soudeur)
    assert client.get(f"{LISTE_METIERS}inconnu/").status_code == 404
    assert client.get(f"{LISTE_METIERS}{brouillon.slug}/").status_code == 404
    reponse = client.get(f"{LISTE_METIERS}{retire.slug}/")
    assert reponse.status_code == 410
    assert reponse["Content-Type"].startswith("application/problem+json")
    assert reponse.json() == RETRAIT | {"remplace_par": "soudeur"}


@pytest.mark.parametrize("methode", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("chemin", [LISTE_METIERS, f"{LISTE_METIERS}soudeur/", "/api/v1/familles/"])
def test_on_ne_fait_que_lire(client, soudeur, methode, chemin):
    reponse = getattr(client, methode)(chemin)
    assert reponse.status_code == 405
    assert reponse.json()["title"] == "Méthode non autorisée"


@pytest.mark.parametrize(
    "chemin", [LISTE_METIERS, f"{LISTE_METIERS}soudeur/", f"{LISTE_METIERS}suggestions/?q=soud", "/api/v1/familles/"]
)
def test_rien_n_est_construit_quand_rien_n_a_change(client, soudeur, chemin):
    EtatCatalogue.objects.create(pk=1)
    premiere = client.get(chemin)
    assert premiere["ETag"].startswith('W/"') and premiere["Last-Modified"] and "max-age" in premiere["Cache-Control"]
    with CaptureQueriesContext(connection) as requetes:
        seconde = client.get(chemin, headers={"If-None-Match": premiere["ETag"]})
    assert (seconde.status_code, seconde.content, len(requetes)) == (304, b"", 1)
    assert client.get(chemin, headers={"If-Modified-Since": premiere["Last-Modified"]}).status_code == 304
    EtatCatalogue.objects.update(version=2)
    assert client.get(chemin, headers={"If-None-Match": premiere["ETag"]}).status_code == 200
    assert client.head(chemin).status_code == 200
    assert client.options(chemin).status_code == 200


def test_une_marque_ne_vaut_que_pour_son_adresse(client, soudeur):
    marque = client.get(LISTE_METIERS)["ETag"]
    assert client.get(f"{LISTE_METIERS}?q=soudeur", headers={"If-None-Match": marque}).status_code == 200


def test_suggestions(client, soudeur):
    assert client.get(f"{LISTE_METIERS}suggestions/", {"q": "soud"}).json()[0]["slug"] == "soudeur"
    assert client.get(f"{LISTE_METIERS}suggestions/").json() == []
    assert client.get(f"{LISTE_METIERS}suggestions/", {"q": "x" * 500}).status_code == 400


@pytest.mark.parametrize("liste", ["familles", "interets", "themes", "secteurs"])
def test_les_listes_de_reference(client, liste, soudeur):
    MetierInteretFactory(metier=soudeur)
    enfant = SecteurFactory(parent=SecteurFactory(slug="parent"))
    MetierSecteurFactory(metier=soudeur, secteur=enfant)
    entrees = client.get(f"/api/v1/{liste}/").json()
    for entree in entrees:
        assert set(REFERENCE) <= set(entree)
    if liste != "themes":
        assert {e["nombre_metiers"] for e in entrees} - {0} == {1}
    if liste == "secteurs":
        assert {e["slug"]: e["parent"] for e in entrees} == {"parent": None, enfant.slug: "parent"}


@pytest.mark.parametrize("chemin", [LISTE_METIERS, f"{LISTE_METIERS}?q=assembleur", "/api/v1/familles/"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_metiers(client, chemin):
    nombres = []
    for en_plus in (2, 18):
        MetierFactory.create_batch(en_plus)
        oublier()
        client.get(chemin)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(chemin).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 4


def test_le_nombre_de_requetes_d_une_fiche(client):
    nombres = []
    for nombre in (2, 20):
        metier = MetierFactory()
        for _ in range(nombre):
            MetierCompetenceFactory(metier=metier)
            MetierCompetenceFactory(metier=MobiliteFactory(source=metier).cible)
            AppellationFactory(metier=metier)
        oublier()
        prechauffer()  # the network is built once for all sheets
        with CaptureQueriesContext(connection) as requetes:
            client.get(f"{LISTE_METIERS}{metier.slug}/")
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]


def _forme(valeur):
    """Keys all the way down, whatever the values."""
    if isinstance(valeur, dict):
        return {cle: _forme(v) for cle, v in valeur.items()}
    return [_forme(valeur[0])] if isinstance(valeur, list) and valeur else type(valeur).__name__


def test_les_exemples_de_la_documentation_ont_la_forme_des_reponses(client, catalogue_minimal):
    fiche = client.get(f"{LISTE_METIERS}soudeur-soudeuse/").json()
    vides = {cle for cle, valeur in DETAIL.items() if valeur == []} | {
        cle for cle, valeur in fiche.items() if valeur == []
    }
    assert {c: v for c, v in _forme(fiche).items() if c not in vides} == {
        c: v for c, v in _forme(DETAIL).items() if c not in vides
    }
    assert set(fiche) == set(DETAIL)
    liste = client.get(LISTE_METIERS, {"q": "souder"}).json()["results"][0]
    assert _forme(liste) == _forme(LISTE)
    assert _forme(client.get("/api/v1/familles/").json()[0]) == _forme(REFERENCE)
    assert _forme(client.get(f"{LISTE_METIERS}suggestions/", {"q": "soud"}).json()[0]) == _forme(SUGGESTION)


def test_le_schema_donne_les_valeurs_des_facettes(client, soudeur):
    schema = client.get("/api/v1/schema/?format=json").json()
    parametres = {p["name"]: p["schema"] for p in schema["paths"][LISTE_METIERS]["get"]["parameters"]}
    assert "metal" in parametres["famille"]["items"]["enum"]
    assert parametres["tri"]["enum"] == ["pertinence", "nom"]
    assert (parametres["taille"]["minimum"], parametres["taille"]["maximum"]) == (1, 100)


def test_la_documentation_ne_demande_rien_d_inline(client):
    reponse = client.get("/api/v1/docs/")
    contenu = reponse.content.decode()
    assert reponse.status_code == 200
    assert "<style" not in contenu and "swagger-ui" in contenu and "API publique" in contenu
    assert client.get("/api/v1/docs/?script=").headers["Content-Type"].startswith("application/javascript")


@pytest.mark.parametrize("chemin", ["/api/v1/metiers/aucun-metier-ici/", "/api/v1/metiers/?niveau=abc"])
def test_une_date_ne_rend_pas_vraie_une_adresse_fausse(client, catalogue_minimal, chemin):
    attendu = client.get(chemin).status_code
    assert attendu in (400, 404)
    assert client.get(chemin, headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}).status_code == attendu
    assert client.get(chemin, headers={"If-None-Match": "*"}).status_code == attendu
