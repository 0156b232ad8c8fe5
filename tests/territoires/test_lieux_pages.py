"""« À qui parler »: the two questions, the directory, the sheet; any address answers."""

from html import unescape

import pytest
from django.urls import reverse

from territoires.models import Aiguillage, LieuOrientation
from territoires.services.chez_moi import retenir
from tests.territoires.fabriques import CommuneFactory, LieuFactory, PublicFactory, ReferentFactory, ReseauFactory

pytestmark = pytest.mark.django_db
LIEUX = "/territoires/lieux/"


@pytest.fixture
def nantes():
    return CommuneFactory(code_insee="85109", nom="Nantes", codes=["44000"])


@pytest.fixture
def annuaire(nantes):
    lyceen = PublicFactory()
    cio, info = ReseauFactory(code="cio", publics=[lyceen]), ReseauFactory(code="info-jeunes", publics=[lyceen])
    Aiguillage.objects.create(public=lyceen, reseau=cio, rang=1, raison="Au lycée, c'est le CIO.")
    LieuFactory(slug="cio-ici", nom="CIO d'ici", reseau=cio, commune=nantes, publics=[lyceen])
    loin = CommuneFactory(code_insee="85200", nom="Loinville", latitude=47.5)
    LieuFactory(slug="info-loin", nom="Info Jeunes de Loinville", reseau=info, commune=loin, publics=[lyceen])
    ReferentFactory(departement=nantes.departement, nom="Alix Martin")


def lire(client, adresse=LIEUX, **parametres):
    reponse = client.get(adresse, parametres)
    assert reponse.status_code == 200
    return unescape(reponse.content.decode())


def test_deux_reponses_donnent_la_porte_et_sa_raison(client, annuaire):
    page = lire(client, public="lyceen", commune="85109")
    assert "Votre porte" in page
    assert "Au lycée, c'est le CIO." in page
    assert 'href="/territoires/lieux/cio-ici/"' in page
    assert "Alix Martin" in page


@pytest.mark.parametrize("saisie", ["Nantes", "nante", "44000", "85109"])
def test_le_lieu_s_ecrit_comme_on_veut(client, annuaire, saisie):
    assert "Votre porte" in lire(client, public="lyceen", lieu=saisie)


def test_le_lieu_de_la_session_sert_sans_le_redemander(client, annuaire, nantes):
    session = client.session
    retenir(session, commune=nantes, rayon_km=30)
    session.save()
    page = lire(client, public="lyceen")
    assert "Votre porte" in page
    assert 'value="Nantes (44)"' in page


def test_rien_n_est_garde_des_reponses(client, annuaire):
    client.get(LIEUX, {"public": "lyceen", "lieu": "Nantes"})
    assert dict(client.session) == {}


def test_plusieurs_communes_se_choisissent(client, annuaire):
    CommuneFactory(code_insee="85301", nom="Saint-Jean-du-Bois")
    CommuneFactory(code_insee="85302", nom="Saint-Jean-du-Pré")
    page = lire(client, public="lyceen", lieu="Saint-Jean")
    assert "Plusieurs communes correspondent" in page
    assert "?commune=85301&public=lyceen" in page


def test_une_commune_introuvable_le_dit_et_garde_la_saisie(client, annuaire):
    page = lire(client, public="lyceen", lieu="Zzyzx")
    assert "Commune introuvable" in page
    assert 'value="Zzyzx"' in page


def test_sans_commune_la_page_la_demande(client, annuaire):
    assert "Il manque votre commune" in lire(client, public="lyceen")


def test_le_rayon_se_regle_et_s_elargit(client, annuaire):
    assert "Info Jeunes de Loinville" not in lire(client, commune="85109")
    assert "Info Jeunes de Loinville" in lire(client, commune="85109", rayon="60")
    vide = lire(client, commune="85200", reseau="cio")
    assert "Aucun lieu ne répond à tout cela" in vide
    assert "rayon=60" in vide


def test_toute_la_region_garde_les_distances(client, annuaire):
    page = lire(client, commune="85109", partout="oui")
    assert "Info Jeunes de Loinville" in page
    assert "55,6 km" in page


def test_les_filtres_se_cumulent_et_se_retirent(client, annuaire):
    LieuOrientation.objects.filter(slug="cio-ici").update(cep="oui", accessible="oui")
    page = lire(client, departement="44", reseau="cio", cep="oui", accessible="oui")
    assert "1 lieu" in page
    assert 'href="?departement=44&cep=oui&accessible=oui"' in page
    assert "Aucun lieu" in lire(client, departement="44", reseau="info-jeunes", cep="oui")


@pytest.mark.parametrize(
    "parametres",
    [
        {"public": "martien"},
        {"reseau": "x" * 5_000},
        {"departement": "00"},
        {"commune": "99999"},
        {"commune": "<script>"},
        {"rayon": "-4"},
        {"rayon": "NaN"},
        {"rayon": "9" * 900},
        {"cep": "peut-etre"},
        {"partout": "1"},
    ],
)
def test_une_valeur_inconnue_est_ecartee_et_dite(client, annuaire, parametres):
    page = lire(client, **parametres)
    assert "n'a pas été comprise" in page
    assert "<script>" not in page.replace("<script src", "")[:200]


@pytest.mark.parametrize("parametres", [{"page": "abc"}, {"page": "99999"}, {"lieu": "é" * 900}, {"lieu": "%' OR 1=1"}])
def test_aucune_adresse_ne_casse(client, annuaire, parametres):
    lire(client, **parametres)


def test_htmx_ne_recoit_que_la_reponse_et_l_adresse_propre(client, annuaire):
    reponse = client.get(LIEUX, {"public": "lyceen", "lieu": "Nantes", "reseau": ""}, headers={"HX-Request": "true"})
    page = reponse.content.decode()
    assert "<form" not in page
    assert "Votre porte" in page
    assert reponse["HX-Push-Url"] == "/territoires/lieux/?public=lyceen&commune=85109"
    assert "HX-Request" in reponse["Vary"]


def test_la_page_se_suit(client, nantes):
    LieuFactory.create_batch(14, commune=nantes)
    premiere = lire(client, commune="85109")
    assert "14 lieux" in premiere
    assert 'rel="next"' in premiere
    assert "Lieu d" in lire(client, commune="85109", page="2")


def test_une_base_vide_donne_une_issue(client):
    page = lire(client)
    assert "Aucun lieu ne répond" in page
    assert "/territoires/contacts/" in page


@pytest.mark.parametrize("parametres", [{"public": "lyceen", "commune": "85109"}, {}, {"departement": "44"}])
def test_le_nombre_de_requetes_ne_depend_pas_des_lignes(
    client, annuaire, nantes, django_assert_max_num_queries, parametres
):
    comptes = []
    for nombre in (1, 18):
        for _ in range(nombre):
            lieu = LieuFactory(commune=CommuneFactory(), reseau=ReseauFactory(code="info-jeunes"))
            lieu.publics.add(PublicFactory())
        with django_assert_max_num_queries(16) as requetes:
            lire(client, **parametres)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


# --- The sheet


def test_la_fiche_dit_ce_que_l_on_sait(client, annuaire):
    page = lire(client, "/territoires/lieux/cio-ici/")
    assert "À vérifier avant de vous déplacer" in page
    assert "Public lyceen" in page
    assert "Alix Martin" in page
    assert '"@type":"Organization"' in page
    assert '"geo"' not in page
    assert "openstreetmap" not in page


def test_la_fiche_d_un_lieu_verifie_et_labellise(client, annuaire):
    LieuOrientation.objects.filter(slug="cio-ici").update(
        verifie_le="2026-11-20", label="Beau label", label_par="Région d'essai", position="adresse", accessible="oui",
        telephone="02 00 00 00 01", adresse="1 rue de l'Essai", code_postal="44000",
    )  # fmt: skip
    page = lire(client, "/territoires/lieux/cio-ici/")
    assert "Beau label, donné par Région d" in page
    assert "Vérifié le 20 novembre 2026" in page
    assert "À vérifier avant" not in page
    assert '"geo"' in page
    assert 'href="tel:0200000001"' in page


def test_le_numero_du_reseau_remplace_celui_du_lieu(client, annuaire):
    ReseauFactory._meta.model.objects.filter(code="cio").update(telephone="39 49")
    page = lire(client, "/territoires/lieux/cio-ici/")
    assert "39 49" in page
    assert "numéro national" in page


def test_un_lieu_ferme_n_a_plus_de_page(client, annuaire):
    LieuOrientation.objects.update(actif=False)
    assert client.get("/territoires/lieux/cio-ici/").status_code == 404


# --- From the other pages


@pytest.mark.parametrize("adresse", ["/territoires/departement-44/", "/territoires/contacts/", "/", "/metiers/"])
def test_chaque_page_mene_a_qui_parler(client, annuaire, adresse):
    assert f'href="{LIEUX}"' in lire(client, adresse)


def test_les_pages_locales_listent_leurs_lieux(client, annuaire, nantes):
    territoire = reverse("territoires:territoire", args=["departement-44", nantes.territoire.code])
    for adresse in ("/territoires/departement-44/", territoire):
        page = lire(client, adresse)
        assert "CIO d'ici" in page
        assert "?departement=44" in page


def test_le_plan_xml_nomme_les_lieux(client, annuaire):
    LieuFactory(slug="invente", demonstration=True)
    plan = client.get("/sitemap.xml").content.decode()
    assert "/territoires/lieux/cio-ici/" in plan
    assert "/territoires/lieux/invente/" not in plan
