"""Pages of the places: what they say, and what they cost."""

import pytest

from territoires.models import Commune
from tests.territoires.fabriques import (
    CommuneFactory,
    DepartementFactory,
    EpciFactory,
    ReferentFactory,
    TerritoireFactory,
)

pytestmark = pytest.mark.django_db


def peupler(nombre):
    """``nombre`` territories of one département, each with as many communes of as many EPCI."""
    departement = DepartementFactory(code="44")
    ReferentFactory(departement=departement, nom="Alix Martin")
    for rang in range(nombre):
        territoire = TerritoireFactory(code=f"t-{rang}", nom=f"Territoire {rang}", departement=departement)
        CommuneFactory(nom=f"Bourg {rang}", epci=EpciFactory(territoire=territoire))
    premier = TerritoireFactory(code="grand", nom="Grand", departement=departement)
    for rang in range(nombre):
        CommuneFactory(nom=f"Port {rang}", epci=EpciFactory(territoire=premier, nom=f"CC {rang}"))


ADRESSES = [
    "/territoires/",
    "/territoires/departement-44/",
    "/territoires/departement-44/grand/",
    "/territoires/contacts/",
    "/territoires/chez-moi/",
]


@pytest.mark.parametrize("adresse", ADRESSES)
def test_le_nombre_de_requetes_ne_depend_pas_des_lignes(client, django_assert_max_num_queries, adresse):
    comptes = []
    for nombre in (2, 20):
        Commune.objects.all().delete()
        peupler(nombre) if nombre == 2 else [
            CommuneFactory(nom=f"Cale {r}", epci=EpciFactory(territoire=TerritoireFactory(code=f"u-{r}")))
            for r in range(18)
        ]
        with django_assert_max_num_queries(9) as requetes:
            assert client.get(adresse).status_code == 200
        comptes.append(len(requetes))
    assert comptes[1] <= comptes[0]


def test_l_accueil_compte_et_mene_aux_territoires(client):
    peupler(2)
    page = client.get("/territoires/").content.decode()
    assert "1 département, 3 territoires emploi" in page
    assert 'href="/territoires/departement-44/grand/"' in page
    assert "Alix Martin" in page
    assert "approché" in page


def test_un_departement(client):
    peupler(2)
    page = client.get("/territoires/departement-44/").content.decode()
    assert "Alix Martin" in page
    assert "4 communes" in page
    assert "Territoire 1" in page


def test_un_territoire_dit_ce_qui_est_approche(client):
    peupler(2)
    page = client.get("/territoires/departement-44/grand/").content.decode()
    assert "Contour approché" in page
    assert "Port 1" in page
    assert "Alix Martin" in page
    assert 'href="tel:0261910001"' in page


def test_sans_contact_la_page_donne_une_issue(client):
    CommuneFactory()
    territoire = Commune.objects.get().territoire
    for adresse in ("/territoires/departement-44/", f"/territoires/departement-44/{territoire.code}/"):
        assert "Personne n'est encore nommé" in client.get(adresse).content.decode().replace("&#x27;", "'")


def test_sans_aucune_donnee_les_pages_repondent(client):
    assert "encore chargé" in client.get("/territoires/").content.decode()
    assert "Aucun contact" in client.get("/territoires/contacts/").content.decode()


@pytest.mark.parametrize(
    "adresse",
    [
        "/territoires/nulle-part/",
        "/territoires/departement-44/ailleurs/",
        "/territoires/departement-85/grand/",
        "/territoires/" + "a" * 10_000 + "/",
        "/territoires/%F0%9F%99%82/",
        "/territoires/%25/",
    ],
)
def test_une_adresse_inconnue_est_introuvable(client, adresse):
    peupler(2)
    assert client.get(adresse).status_code == 404


def test_une_commune(client):
    peupler(2)
    bourg = Commune.objects.get(nom="Bourg 1")
    page = client.get(bourg.get_absolute_url()).content.decode()
    assert "S'orienter près de Bourg 1" in page or "S&#x27;orienter près de Bourg 1" in page
    assert f"commune={bourg.code_insee}" in page
    assert "Alix Martin" in page
    assert f'href="{bourg.get_absolute_url()}"' in client.get("/territoires/departement-44/t-1/").content.decode()
    assert f"{bourg.get_absolute_url()}</loc>" in client.get("/sitemap.xml").content.decode()


def test_une_commune_d_hier_n_a_plus_de_page(client):
    commune = CommuneFactory(active=False)
    assert client.get(commune.get_absolute_url()).status_code == 404
    assert client.get("/territoires/communes/nulle-part/").status_code == 404


def test_la_page_d_une_commune_coute_toujours_autant(client, django_assert_max_num_queries):
    peupler(2)
    adresse = Commune.objects.get(nom="Bourg 1").get_absolute_url()
    comptes = []
    for _ in range(2):
        with django_assert_max_num_queries(10) as requetes:
            assert client.get(adresse).status_code == 200
        comptes.append(len(requetes))
        [CommuneFactory(nom=f"Cale {r}") for r in range(18)]
    assert comptes[1] <= comptes[0]
