"""The market on a sheet: figures with source, period and grain; the hidden is said, the wider is named."""

import html
import re

import pytest

from metiers.models import Grain
from metiers.services.memoire import oublier
from tests.metiers.fabriques import MetierFactory
from tests.metiers.marche_fictif import I, chiffre, famille, portrait, projets
from tests.territoires.fabriques import BassinFactory, CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def region(db):
    """Figures name their territory: it exists."""
    DepartementFactory()


def bloc(client, metier, **parametres):
    """The market's section of the page, as it is read."""
    oublier()
    reponse = client.get(metier.get_absolute_url(), parametres)
    assert reponse.status_code == 200
    section = re.search(r'<section class="carte marche".*?</section>', reponse.content.decode(), re.S)[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", section)).replace("\xa0", " "))


@pytest.fixture
def metier():
    return MetierFactory(redige=True)


@pytest.fixture
def commune():
    return CommuneFactory(nom="Angers", bassin=BassinFactory(nom="Angers"))


def test_les_chiffres_de_la_region(client, metier):
    projets(famille(metier, "Soudeurs"), 1_340, difficiles=81, saisonniers=6)
    texte = bloc(client, metier)
    assert "Le marché du travail en Pays de la Loire" in texte
    assert "1 340 projets d'embauche" in texte
    assert "81 % jugées difficiles" in texte and "19 % non" in texte
    assert "6 % de saison" in texte
    assert "Enquête d'essai, 2025, Région d'essai (région)" in texte
    assert "Chiffre de la famille « Soudeurs », qui réunit plusieurs métiers." in texte
    assert re.search(r"[345]/5 potentiel d'embauche", texte)


def test_le_chiffre_du_bassin_d_abord(client, metier, commune):
    soudeurs = famille(metier, "Soudeurs")
    projets(soudeurs, 1_340)
    projets(soudeurs, 90, grain=Grain.BASSIN, code=commune.bassin.code)
    texte = bloc(client, metier, commune=commune.code_insee)
    assert "Le marché du travail près d'Angers" in texte
    assert "90 projets" in texte and "1 340" not in texte
    assert "plus proche" not in texte


def test_un_bassin_cache_donne_un_chiffre_plus_large_et_nomme(client, metier, commune):
    soudeurs = famille(metier, "Soudeurs")
    projets(soudeurs, None, grain=Grain.BASSIN, code=commune.bassin.code)
    projets(soudeurs, 400, grain=Grain.DEPARTEMENT, code="44")
    texte = bloc(client, metier, commune=commune.code_insee)
    assert "400 projets" in texte
    assert "Département 44 (département) : le chiffre plus proche n'est pas diffusé." in texte


def test_un_chiffre_absent_n_est_pas_dit_cache(client, metier, commune):
    projets(famille(metier, "Soudeurs"), 1_340)
    texte = bloc(client, metier, commune=commune.code_insee)
    assert "Région d'essai (région) : le portail n'a pas de chiffre plus proche." in texte


def test_tout_cache_n_est_jamais_zero(client, metier):
    projets(famille(metier, "Soudeurs"), None)
    texte = bloc(client, metier)
    assert "Potentiel d'embauche : non diffusé" in texte
    assert "non diffusé : projets d'embauche" in texte
    assert not re.search(r"\b0\b", texte)


def test_ce_qu_un_total_laisse(client, metier):
    projets(famille(metier, "Soudeurs"), 100)
    projets(famille(metier, "Chaudronniers"), None)
    texte = bloc(client, metier)
    assert "100 projets" in texte
    assert "1 chiffre non diffusé laissé de côté." in texte
    assert "2 familles qui réunissent plusieurs métiers : « Soudeurs », « Chaudronniers »" in texte


def test_le_portrait_de_la_famille(client, metier):
    portrait(
        famille(metier, "Soudeurs", "2009"),
        femmes=7.2, salaire=1_850, emplois=12_300, tension=5,
        ages=[("15-24 ans", 6), ("25-29 ans", 4), ("40-44 ans", 20), ("50-54 ans", 5), ("60 ans ou plus", 5)],
        causes=[("Lien formation-emploi", 4), ("Inadéquation géographique", None)],
    )  # fmt: skip
    texte = bloc(client, metier)
    for attendu in (
        "12 300 emplois", "1 850 € net par mois", "7 % femmes", "93 % hommes",
        "moins de 30 ans 25 %", "40 à 49 ans 50 %", "50 ans ou plus 25 %",
        "Leur âge : 25 % ont moins de 30 ans, 25 % ont 50 ans ou plus",
        "Tension : très forte, 5 sur 5. Pourquoi ?",
        "Lien formation-emploi 4 sur 5", "Inadéquation géographique non diffusé",
        "Portraits d'essai, 2017-2019, France",
    ):  # fmt: skip
        assert attendu in texte, attendu


def test_chaque_famille_est_nommee_et_rien_n_est_partage(client, metier):
    projets(famille(metier, "Soudeurs"), 100)
    for nom, emplois in (("Aides", 500), ("Soudeurs", 3_500)):
        portrait(famille(metier, nom, "2009"), emplois=emplois, femmes=emplois / 100, salaire=1_000 + emplois)
    texte = bloc(client, metier)
    assert texte.index("3 500 emplois") < texte.index("Aides : 500 emplois, 1 500 € net par mois, 5 % de femmes.")
    assert "4 000" not in texte


def test_une_tranche_cachee_ote_les_pourcentages(client, metier):
    ages = [("15-24 ans", 10), ("25-29 ans", None), ("30 ans ou plus", 30)]
    portrait(famille(metier, "Soudeurs", "2009"), ages=ages)
    texte = bloc(client, metier)
    assert "Leur âge Famille « Soudeurs » (milliers) 15-24 ans 10 25-29 ans non diffusé 30 ans ou plus 30" in texte


def test_sans_aucun_chiffre(client, metier):
    texte = bloc(client, metier)
    assert "Aucun chiffre du marché du travail n'est publié pour ce métier." in texte
    assert "Potentiel d'embauche :" in texte and "/5" not in texte


def test_le_lieu_se_demande_sur_place(client, metier, commune):
    contenu = client.get(metier.get_absolute_url()).content.decode()
    adresse = f"/territoires/chez-moi/?suite=%2Fmetiers%2F{metier.slug}%2F%23marche"
    assert adresse in contenu
    assert adresse not in client.get(metier.get_absolute_url(), {"commune": commune.code_insee}).content.decode()
    reponse = client.post(
        "/territoires/chez-moi/",
        {"commune": "Angers", "rayon": 20, "suite": f"{metier.get_absolute_url()}#marche"},
    )
    assert reponse["Location"] == f"{metier.get_absolute_url()}#marche"
    assert "près d'Angers" in bloc(client, metier)


def test_la_fiche_coute_autant_avec_dix_familles(client, metier, django_assert_max_num_queries):
    for n in range(10):
        projets(famille(metier, f"Famille {n}"), 10 + n)
        portrait(famille(metier, f"Portrait {n}", "2009"), femmes=n, emplois=n, ages=[("15-24 ans", n)], tension=3)
    chiffre(famille(metier, "Cachée"), I.PROJETS, None)
    bloc(client, metier)
    # The occupation, the catalogue's state three times, the place, internships by spans of time, stops of the bus.
    with django_assert_max_num_queries(10):
        client.get(metier.get_absolute_url())
