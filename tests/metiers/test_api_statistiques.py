"""Statistics of an occupation in the public API: figures, refusals, conditional requests, cost, documentation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.api.exemples import STATISTIQUES
from metiers.models import Passage, Statistique
from metiers.services.catalogue import signaler_changement
from metiers.services.import_emploi import importer_emploi
from metiers.services.memoire import prechauffer
from tests.metiers.fabriques import MetierFactory
from tests.metiers.fichiers_emploi import CASES_BMO, bmo, ecrire, territoires_minimaux

pytestmark = pytest.mark.django_db
ADRESSE = "/api/v1/metiers/soudeur/statistiques/"


@pytest.fixture
def soudeur(tmp_path):
    territoires_minimaux()
    importer_emploi(chemin=ecrire(tmp_path / "emploi"), appliquer=True)
    Passage.objects.create(
        de="fap2009", code_de="D2Z42", vers="fap2021", code_vers="D1X33", nature="portail", source="x"
    )
    metier = MetierFactory(nom="Soudeur / Soudeuse", slug="soudeur", code_rome="H2913")
    signaler_changement()
    return metier


def test_chaque_chiffre_dit_d_ou_il_vient(client, soudeur):
    corps = client.get(ADRESSE, {"commune": "44109"}).json()
    assert corps["lieu"] == {"nom": "Nantes", "bassin": "5220", "departement": "44", "region": "52"}
    assert corps["familles_projets"] == [{"code": "D1X33", "nomenclature": "2021", "libelle": "Soudeurs"}]
    assert corps["potentiel"]["niveau"] in range(6)
    assert {part["code"] for part in corps["potentiel"]["parts"]} >= {"volume", "difficulte", "duree", "tension"}
    (projets,) = [m for m in corps["mesures"] if m["indicateur"] == "projets"]
    assert (projets["valeur"], projets["grain"], projets["territoire"], projets["secret"]) == (
        120, "bassin", "Nantes", False,
    )  # fmt: skip
    for mesure in corps["mesures"]:
        assert mesure["source"] and mesure["periode"] and mesure["grain"] and mesure["territoire"]


def test_un_chiffre_non_diffuse_est_null_et_le_plus_large_suit(client, soudeur):
    mesures = client.get(ADRESSE, {"territoire": "bassin-5218"}).json()["mesures"]
    cache, large = [m for m in mesures if m["indicateur"] == "projets"]
    assert (cache["secret"], cache["valeur"], cache["territoire"]) == (True, None, "Angers")
    assert (large["valeur"], large["elargi"], large["laisses"], large["grain"]) == (200, True, 1, "region")


@pytest.mark.parametrize(
    ("requete", "nom"),
    [
        ("", "Pays de la Loire"),
        ("?territoire=departement-49&commune=44109", "Maine-et-Loire"),
        ("?territoire=region-52", "Pays de la Loire"),
    ],
)
def test_les_lieux(client, soudeur, requete, nom):
    assert client.get(ADRESSE + requete).json()["lieu"]["nom"] == nom


@pytest.mark.parametrize(
    "requete",
    [
        "commune=", "commune=4410", "commune=44109x", "commune=%00%00%00%00%00", "commune=é4109", "territoire=",
        "territoire=44", "territoire=ville-44", "territoire=departement-", "territoire=departement-4%004",
        "territoire=national-",
    ],
)  # fmt: skip
def test_ce_qui_n_a_pas_de_sens_est_refuse_en_francais(client, soudeur, requete):
    reponse = client.get(f"{ADRESSE}?{requete}")
    assert reponse.status_code == 400
    assert reponse["Content-Type"].startswith("application/problem+json")
    assert set(reponse.json().get("erreurs", {})) <= {"commune", "territoire"}


@pytest.mark.parametrize("requete", ["commune=99999", "territoire=region-99", "territoire=bassin-1"])
def test_un_lieu_inconnu_est_introuvable(client, soudeur, requete):
    assert client.get(f"{ADRESSE}?{requete}").status_code == 404


def test_un_metier_qui_n_est_pas_publie_est_introuvable(client, soudeur):
    MetierFactory(slug="brouillon", brouillon=True)
    for slug in ("brouillon", "inconnu"):
        assert client.get(f"/api/v1/metiers/{slug}/statistiques/").status_code == 404


def test_sans_aucun_chiffre_la_reponse_est_vide_et_dit_pourquoi(client):
    MetierFactory(slug="soudeur", code_rome="H2913")
    corps = client.get(ADRESSE).json()
    assert corps["mesures"] == [] and corps["familles_projets"] == []
    assert corps["potentiel"]["niveau"] is None and corps["potentiel"]["raison"]


def test_ce_qui_n_a_pas_change_n_est_pas_redit(client, soudeur, tmp_path):
    marque = client.get(ADRESSE)["ETag"]
    assert client.get(ADRESSE, headers={"If-None-Match": marque}).status_code == 304
    cases = (CASES_BMO[0].replace(";120;90;*", ";150;90;*"), *CASES_BMO[1:])
    importer_emploi(chemin=ecrire(tmp_path / "emploi", bmo=bmo(*cases)), appliquer=True)
    assert client.get(ADRESSE, headers={"If-None-Match": marque}).status_code == 200


def test_le_cout_ne_depend_pas_du_nombre_de_chiffres(client, soudeur):
    def requetes():
        prechauffer()
        client.get(ADRESSE, {"commune": "44109"})
        with CaptureQueriesContext(connection) as capture:
            reponse = client.get(ADRESSE, {"commune": "44109"})
        return len(capture), len(reponse.json()["mesures"])

    peu, avant = requetes()
    famille = Statistique.objects.filter(famille__code="D2Z42").first().famille
    for age in range(20):
        Statistique.objects.create(
            indicateur="emploi_age", modalite=f"{age} ans", famille=famille, grain="national", periode="2018", valeur=1,
            unite="emplois", source="essai",
        )  # fmt: skip
    signaler_changement()
    beaucoup, apres = requetes()
    assert apres == avant + 20
    assert peu == beaucoup <= 5


def test_l_exemple_de_la_documentation_a_la_forme_des_reponses(client, soudeur):
    corps = client.get(ADRESSE, {"commune": "44109"}).json()
    assert set(STATISTIQUES) == set(corps)
    assert set(STATISTIQUES["potentiel"]) == set(corps["potentiel"])
    assert set(STATISTIQUES["potentiel"]["parts"][0]) == set(corps["potentiel"]["parts"][0])
    assert set(STATISTIQUES["mesures"][0]) == set(corps["mesures"][0])
    schema = client.get("/api/v1/schema/?format=json").json()
    operation = schema["paths"]["/api/v1/metiers/{slug}/statistiques/"]["get"]
    assert {p["name"] for p in operation["parameters"]} >= {"slug", "commune", "territoire"}
