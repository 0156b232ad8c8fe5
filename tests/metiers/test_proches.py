"""Occupations that recruit around a place: basins read together, order, facets, hostile addresses, cost."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.models import Grain
from metiers.services.memoire import oublier
from tests.metiers.fabriques import AccesNiveauFactory, FamilleFactory, MetierFactory
from tests.metiers.marche_fictif import famille, projets
from tests.territoires.fabriques import BassinFactory, CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db
PAGE = "/metiers/pres-de-chez-moi/"


@pytest.fixture
def ici():
    """Two basins within 20 km, and one beyond."""
    DepartementFactory()
    communes = [
        CommuneFactory(nom=nom, bassin=BassinFactory(code=code, nom=nom), latitude=latitude)
        for nom, code, latitude in (("Saumur", "5201", 47.0), ("Angers", "5202", 47.1), ("Loin", "5203", 48.5))
    ]
    return communes[0]


def au_bassin(objet, code, valeur, **suite):
    projets(objet, valeur, grain=Grain.BASSIN, code=code, **suite)


def ouvrir(client, ici=None, **parametres):
    oublier()
    if ici:
        parametres = {"commune": ici.code_insee, "rayon": "20"} | parametres
    reponse = client.get(PAGE, parametres)
    assert reponse.status_code == 200, reponse.get("Location")
    reponse.texte = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", reponse.content.decode())))
    return reponse


def noms(reponse):
    return [carte["metier"].nom_court for carte in reponse.context["cartes"]]


def nommer(nom, **suite):
    return MetierFactory(nom_masculin=nom, nom_feminin=nom, **suite)


def test_les_bassins_du_rayon_s_additionnent(client, ici):
    soudeurs = famille(nommer("Soudeur"), "Soudeurs")
    au_bassin(soudeurs, "5201", 90)
    au_bassin(soudeurs, "5202", 110)
    au_bassin(soudeurs, "5203", 5_000)
    reponse = ouvrir(client, ici)
    [carte] = reponse.context["cartes"]
    assert carte["projets"] == "200" and carte["elargi"] == ""
    assert carte["potentiel"].territoire == "Saumur et Angers"
    assert "200 projets d'embauche Soudeurs" in reponse.texte.replace("\xa0", " ")
    assert "Saumur : 1 commune dans le rayon" in reponse.texte
    assert "Loin" not in reponse.texte


def test_un_bassin_cache_est_laisse_et_jamais_zero(client, ici):
    soudeurs = famille(nommer("Soudeur"), "Soudeurs")
    au_bassin(soudeurs, "5201", 90)
    au_bassin(soudeurs, "5202", None)
    [carte] = ouvrir(client, ici).context["cartes"]
    assert carte["projets"] == "90"
    assert carte["potentiel"].projets.laisses == 1


def test_tout_cache_lit_plus_large_et_le_nomme(client, ici):
    soudeurs, autres = famille(nommer("Soudeur"), "Soudeurs"), famille(nommer("Autre"), "Autres")
    for code in ("5201", "5202"):
        au_bassin(soudeurs, code, None)
        au_bassin(autres, code, 100)
    projets(soudeurs, 700, grain=Grain.DEPARTEMENT, code="44")
    reponse = ouvrir(client, ici)
    assert noms(reponse) == ["Autre", "Soudeur"]  # a figure of here comes before a wider one
    assert "Chiffre plus large : Département 44 (département)" in reponse.texte.replace("\xa0", " ")


def test_sans_chiffre_par_bassin_la_page_le_dit(client, ici):
    projets(famille(nommer("Soudeur"), "Soudeurs"), 700, grain=Grain.DEPARTEMENT, code="44")
    reponse = ouvrir(client, ici)
    assert "Chiffres plus larges que votre rayon" in reponse.texte
    assert "Aucun chiffre dans le portail pour Saumur, Angers." in reponse.texte
    assert noms(reponse) == ["Soudeur"]


def test_ce_qui_ne_recrute_pas_n_est_pas_dans_la_liste(client, ici):
    muet, cache, rare = nommer("Muet"), nommer("Caché"), nommer("Rare")
    projets(famille(cache, "Cachés"), None)
    projets(famille(rare, "Rares"), 0.1, difficiles=0, saisonniers=100)
    projets(famille(nommer("Soudeur"), "Soudeurs"), 700)
    reponse = ouvrir(client, ici)
    assert noms(reponse) == ["Soudeur"]
    assert reponse.context["muets"] == 2
    assert "2 métiers n'ont aucun chiffre" in reponse.texte
    assert muet.nom_court not in reponse.texte


@pytest.fixture
def trois(ici):
    """Three occupations: a best potential, a most projects, a first by name."""
    projets(famille(nommer("Bottier", riasec_majeur="A", riasec_mineur="S"), "B"), 400, difficiles=95, saisonniers=0)
    projets(famille(nommer("Cueilleur"), "C"), 900, difficiles=5, saisonniers=90)
    projets(famille(nommer("Artiste", riasec_majeur="S", riasec_mineur="A"), "A"), 30, difficiles=50)
    return ici


@pytest.mark.parametrize(
    ("tri", "ordre"),
    [
        ("", ["Bottier", "Cueilleur", "Artiste"]),
        ("projets", ["Cueilleur", "Bottier", "Artiste"]),
        ("nom", ["Artiste", "Bottier", "Cueilleur"]),
    ],
)
def test_les_tris(client, trois, tri, ordre):
    assert noms(ouvrir(client, trois, **({"tri": tri} if tri else {}))) == ordre


def test_le_tri_par_interets(client, trois):
    assert noms(ouvrir(client, trois, tri="interets", p="0-2-15-20-3-0"))[0] == "Artiste"
    sans = ouvrir(client, trois, tri="interets")
    assert "questionnaire d'intérêts" in sans.texte and noms(sans)[0] == "Bottier"
    plat = ouvrir(client, trois, tri="interets", p="9-9-9-9-9-9")
    assert noms(plat)[0] == "Bottier" and "Très proche" not in plat.texte


def test_les_facettes_comptent_ce_qui_recrute(client, ici):
    cuir = FamilleFactory(code="cuir", slug="cuir", libelle="Cuir")
    dedans = nommer("Bottier", famille=cuir)
    AccesNiveauFactory(metier=dedans, niveau=3)
    projets(famille(dedans, "B"), 400)
    projets(famille(nommer("Cueilleur"), "C"), 400)
    nommer("Sellier", famille=cuir)
    reponse = ouvrir(client, ici)
    assert "Cuir (1)" in reponse.texte
    reponse = ouvrir(client, ici, famille="cuir", niveau="3")
    assert noms(reponse) == ["Bottier"]
    adresses = {f["libelle"]: f["adresse"] for f in reponse.context["filtres"]}
    assert adresses["Cuir"] == f"?commune={ici.code_insee}&rayon=20&niveau=3"
    assert reponse.context["effacer"] == f"?commune={ici.code_insee}&rayon=20"


def test_un_lieu_ecrit_devient_une_adresse(client, ici):
    reponse = client.get(PAGE, {"lieu": "saumur", "rayon": "10", "tri": "nom"})
    assert reponse.status_code == 302
    assert reponse["Location"] == f"{PAGE}?rayon=10&tri=nom&commune={ici.code_insee}"
    garde = client.get(PAGE, {"lieu": ici.libelle, "commune": ici.code_insee})
    assert garde["Location"] == f"{PAGE}?commune={ici.code_insee}"


def test_le_lieu_de_la_visite_est_repris(client, ici):
    client.post("/territoires/chez-moi/", {"commune": "Saumur", "rayon": "15"})
    assert client.get(PAGE)["Location"] == f"{PAGE}?commune={ici.code_insee}&rayon=15"
    angers = client.get(PAGE, {"lieu": "Angers"})
    assert ici.code_insee not in angers["Location"]


def test_plusieurs_communes_se_choisissent(client, ici):
    for departement in ("44", "49"):
        CommuneFactory(nom="Saint-Georges", departement=DepartementFactory(code=departement))
    reponse = ouvrir(client, lieu="saint georges", tri="nom")
    assert "Quelle commune ?" in reponse.texte.replace("\xa0", " ")
    assert reponse.content.decode().count("?tri=nom&amp;commune=") == 2


def test_sans_lieu_la_region_entiere(client, ici):
    projets(famille(nommer("Soudeur"), "Soudeurs"), 700)
    reponse = ouvrir(client)
    assert noms(reponse) == ["Soudeur"] and "voici toute la région" in reponse.texte
    assert "<ellipse" not in reponse.content.decode()


def test_rien_a_montrer(client, ici):
    reponse = ouvrir(client, ici)
    assert "Aucun métier trouvé" in reponse.texte


@pytest.mark.parametrize(
    ("parametres", "dit"),
    [
        ({"commune": "99999"}, "Aucune commune de la région ne porte le code « 99999 »."),
        ({"commune": "' OR 1=1--"}, "Aucune commune de la région ne porte le code"),
        ({"lieu": "zzzzzz"}, "Aucune commune de la région ne répond à « zzzzzz »."),
        ({"lieu": "<script>" * 60}, "Aucune commune de la région ne répond"),
        ({"rayon": "-5"}, "« -5 »"),
        ({"rayon": "NaN"}, "« NaN »"),
        ({"rayon": "９９"}, "« ９９ »"),
        ({"rayon": "9999"}, "« 9999 km »"),
        ({"famille": "inconnue", "niveau": "99"}, "« inconnue »"),
        ({"tri": "hasard"}, "« hasard »"),
        ({"p": "99-1-1-1-1-1"}, "« 99-1-1-1-1-1 »"),
        ({"page": "abc"}, "toute la région"),
    ],
)
def test_une_adresse_folle_donne_une_page(client, ici, parametres, dit):
    assert dit in ouvrir(client, **parametres).texte.replace("\xa0", " ")


def test_le_rayon_reste_dans_ses_bornes(client, ici):
    assert ouvrir(client, ici, rayon="1").context["rayon"] == 5
    assert ouvrir(client, ici, rayon="9999").context["rayon"] == 60


def test_le_fragment_et_la_page_disent_la_meme_chose(client, ici):
    projets(famille(nommer("Soudeur"), "Soudeurs"), 700)
    page = ouvrir(client, ici)
    fragment = client.get(PAGE, {"lieu": "Saumur", "rayon": "20", "tri": ""}, headers={"hx-request": "true"})
    assert fragment.status_code == 200 and "<html" not in fragment.content.decode()
    assert fragment["HX-Push-Url"] == f"{PAGE}?rayon=20&commune={ici.code_insee}"
    assert noms(fragment) == noms(page)
    assert "HX-Request" in fragment["Vary"]
    assert 'aria-live="polite"' in fragment.content.decode()


def test_le_nombre_de_requetes_ne_depend_ni_des_metiers_ni_des_communes(client, ici):
    nombres = []
    for en_plus in (2, 18):
        for _ in range(en_plus):
            projets(famille(MetierFactory(), "F"), 500)
            CommuneFactory(latitude=47.01)
        ouvrir(client, ici)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(PAGE, {"commune": ici.code_insee, "rayon": "20"}).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 6
