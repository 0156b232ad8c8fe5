"""The public API of places."""

import pytest
from django.urls import reverse

from territoires.models import Commune
from tests.territoires.fabriques import (
    CommuneFactory,
    DepartementFactory,
    EpciFactory,
    ReferentFactory,
    TerritoireFactory,
)

pytestmark = pytest.mark.django_db
COMMUNES = "/api/v1/communes/"
LISTES = ["communes", "departements", "territoires", "epci"]


def codes(reponse):
    assert reponse.status_code == 200, reponse.content
    return [c["code_insee"] for c in reponse.json()["results"]]


def test_completer(client):
    CommuneFactory(code_insee="44036", nom="Châteaubriant", codes=["44110"], anciennes=["Béré"], population=12_000)
    reponse = client.get(COMMUNES, {"q": "bere"})
    commune = reponse.json()["results"][0]
    assert commune["libelle"] == "Châteaubriant (44)"
    assert commune["ancienne_commune"] == "Béré"
    assert commune["codes_postaux"] == ["44110"]
    assert commune["departement"] == {"code": "44", "nom": "Département 44"}
    assert (commune["population"], commune["annee_population"]) == (12_000, 2023)
    assert commune["distance_km"] is None


def test_dix_reponses_au_plus_ou_taille(client):
    CommuneFactory.create_batch(15)
    assert len(codes(client.get(COMMUNES, {"q": "villeneuve"}))) == 10
    assert len(codes(client.get(COMMUNES, {"q": "villeneuve", "taille": "12"}))) == 12
    for taille in ("zéro", "0", "101", "", "9" * 5_000):
        assert client.get(COMMUNES, {"q": "villeneuve", "taille": taille}).status_code == 400


def test_q_et_les_autres_filtres_ensemble(client):
    ici = CommuneFactory(code_insee="44001", nom="Villeneuve", latitude=47.0)
    CommuneFactory(code_insee="44002", nom="Villeneuve-la-Loin", latitude=48.0)
    reponse = client.get(COMMUNES, {"q": "villeneuve", "pres_de": "44001", "rayon": "20"})
    assert codes(reponse) == ["44001"]
    assert reponse.json()["results"][0]["distance_km"] == 0
    assert codes(client.get(COMMUNES, {"q": "villeneuve", "epci": ici.epci.siren})) == ["44001"]
    assert codes(client.get(COMMUNES, {"q": "villeneuve", "territoire": ici.territoire.code})) == ["44001"]
    assert codes(client.get(COMMUNES, {"q": "villeneuve", "departement": "85"})) == []


def test_autour_d_une_commune(client):
    CommuneFactory(code_insee="44001", latitude=47.0)
    CommuneFactory(code_insee="44002", latitude=47.1)
    CommuneFactory(code_insee="44003", latitude=48.0)
    resultats = client.get(COMMUNES, {"pres_de": "44001", "rayon": "12"}).json()["results"]
    assert [(c["code_insee"], c["distance_km"]) for c in resultats] == [("44001", 0), ("44002", 11.1)]
    assert len(codes(client.get(COMMUNES, {"pres_de": "44001"}))) == 2


def test_autour_d_une_commune_inconnue_est_introuvable(client):
    reponse = client.get(COMMUNES, {"pres_de": "99999"})
    assert reponse.status_code == 404
    assert reponse["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("parametre", "valeur"),
    [
        ("rayon", "NaN"),
        ("rayon", "inf"),
        ("rayon", "-5"),
        ("rayon", "0"),
        ("rayon", "101"),
        ("rayon", "1" * 400),
        ("rayon", "1e400"),
        ("pres_de", "4410"),
        ("pres_de", "44109'--"),
        ("pres_de", "٤٤١٠٩"),
        ("departement", "Loire"),
        ("departement", "4" * 5_000),
        ("epci", "12"),
        ("territoire", "Ici ou là"),
        ("q", "x" * 10_000),
        ("q", "\0"),
    ],
)
def test_une_valeur_absurde_est_une_erreur_claire(client, parametre, valeur):
    CommuneFactory(code_insee="44001")
    reponse = client.get(COMMUNES, {"pres_de": "44001", parametre: valeur})
    assert reponse.status_code == 400
    if valeur != "\0":
        assert reponse["Content-Type"].startswith("application/problem+json")
        assert parametre in reponse.json()["erreurs"]


@pytest.mark.parametrize(
    "q", ["%", "_", "🙂", "' OR 1=1 --", "*", "%" * 200, "\ud800".encode("utf-8", "replace").decode()]
)
def test_une_recherche_hostile_repond(client, q):
    CommuneFactory(nom="Nantes")
    assert codes(client.get(COMMUNES, {"q": q})) == []


@pytest.mark.parametrize("page", ["0", "-1", "9999999999999999999", "deux", "1e3", "9" * 5_000])
@pytest.mark.parametrize("liste", LISTES)
def test_une_page_absurde_est_introuvable(client, liste, page):
    CommuneFactory()
    reponse = client.get(f"/api/v1/{liste}/", {"page": page})
    assert reponse.status_code == 404
    assert reponse.json()["title"] == "Introuvable"


@pytest.mark.parametrize(
    "chemin",
    [
        "communes/99999/",
        "communes/99999999999999999999/",
        "communes/4410%00/",
        "communes/%F0%9F%99%82/",
        "communes/2C004/",
        "departements/999/",
        "departements/99999999999999999999/",
        "territoires/nulle-part/",
        "territoires/" + "a" * 3_000 + "/",
        "epci/000000000/",
        "epci/9223372036854775808/",
    ],
)
def test_un_code_inconnu_est_introuvable(client, chemin):
    assert client.get(f"/api/v1/{chemin}").status_code == 404


def test_une_commune(client):
    CommuneFactory(code_insee="2A004", nom="Ajaccio", departement=DepartementFactory(code="2A"))
    assert client.get(f"{COMMUNES}2A004/").json()["nom"] == "Ajaccio"
    Commune.objects.update(active=False)
    assert client.get(f"{COMMUNES}2A004/").status_code == 404


def test_les_departements_disent_qui_appeler(client):
    CommuneFactory(population=40)
    CommuneFactory(population=2)
    ReferentFactory(departement=DepartementFactory(code="44"), nom="Qui de droit")
    DepartementFactory(code="85")
    premier, second = client.get("/api/v1/departements/").json()["results"]
    assert (premier["nombre_communes"], premier["population"]) == (2, 42)
    assert premier["referent"]["nom"] == "Qui de droit"
    assert premier["referent"]["demonstration"] is True
    assert second["referent"] is None
    assert client.get("/api/v1/departements/44/").json()["code"] == "44"


def test_les_territoires_disent_ce_qui_est_approche(client):
    territoire = TerritoireFactory(nom="Île et Côte", departement=DepartementFactory(code="85"))
    TerritoireFactory(nom="Autre")
    reponse = client.get("/api/v1/territoires/", {"q": "ile et cote"}).json()
    assert [t["approximation"] for t in reponse["results"]] == [territoire.approximation]
    assert client.get("/api/v1/territoires/", {"departement": "85"}).json()["count"] == 1
    assert client.get("/api/v1/territoires/", {"q": "🙂"}).json()["count"] == 0
    assert client.get(f"/api/v1/territoires/{territoire.code}/").json()["nom"] == "Île et Côte"


def test_les_epci(client):
    epci = EpciFactory(nom="CC de l'Ève")
    CommuneFactory(epci=epci)
    EpciFactory(nom="CC du Pays")
    assert client.get("/api/v1/epci/", {"q": "eve"}).json()["count"] == 1
    assert client.get("/api/v1/epci/", {"departement": "44"}).json()["count"] == 1
    assert client.get("/api/v1/epci/", {"territoire": epci.territoire.code}).json()["count"] == 1
    assert client.get(f"/api/v1/epci/{epci.siren}/").json()["nombre_communes"] == 1


@pytest.mark.parametrize(
    "adresse", [COMMUNES, f"{COMMUNES}?q=villeneuve", f"{COMMUNES}44001/", "/api/v1/departements/"]
)
def test_une_requete_conditionnelle_ne_renvoie_pas_le_corps(client, adresse):
    commune = CommuneFactory(code_insee="44001", nom="Villeneuve", population=10)
    etiquette = client.get(adresse)["ETag"]
    reponse = client.get(adresse, headers={"If-None-Match": etiquette})
    assert (reponse.status_code, reponse.content) == (304, b"")
    Commune.objects.filter(pk=commune.pk).update(population=11)
    assert client.get(adresse, headers={"If-None-Match": etiquette}).status_code == 200


@pytest.mark.parametrize("liste", LISTES)
def test_lecture_seule(client, liste):
    for methode in (client.post, client.put, client.delete):
        assert methode(f"/api/v1/{liste}/").status_code in (403, 405)


@pytest.mark.parametrize(
    ("adresse", "requetes"),
    [
        (COMMUNES, 2),
        (f"{COMMUNES}?q=villeneuve&taille=50", 1),
        (f"{COMMUNES}?pres_de=44100&rayon=50", 3),
        ("/api/v1/departements/", 2),
        ("/api/v1/territoires/", 2),
        ("/api/v1/territoires/?q=territoire", 3),
        ("/api/v1/epci/", 2),
    ],
)
@pytest.mark.parametrize("nombre", [2, 20])
def test_le_nombre_de_requetes_ne_depend_pas_des_lignes(client, django_assert_num_queries, nombre, adresse, requetes):
    for rang in range(nombre):
        departement = DepartementFactory(code=f"{10 + rang}")
        epci = EpciFactory(territoire__departement=departement)
        CommuneFactory(code_insee=f"44{100 + rang}", departement=departement, epci=epci, codes=["44990", "44991"])
        ReferentFactory(departement=departement)
    with django_assert_num_queries(requetes):
        reponse = client.get(adresse)
    assert len(reponse.json()["results"]) == nombre


def test_les_adresses_ont_des_noms():
    assert reverse("api:commune-list") == COMMUNES
    assert reverse("api:commune-detail", args=["44109"]) == f"{COMMUNES}44109/"
