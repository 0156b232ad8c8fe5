"""Occupations side by side: rows, differences first, the list kept from sheet to sheet, hostile addresses, cost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from metiers.choices import Niveau, OuiNon
from metiers.services.comparaison import comparer
from metiers.services.facettes import catalogue_courant
from metiers.services.memoire import oublier, prechauffer
from metiers.services.panier import CLE, lire_panier
from metiers.services.reseau import reseau_courant
from tests.metiers.fabriques import AccesNiveauFactory, MetierConditionFactory, MetierFactory
from tests.metiers.passerelles_fictives import metier

pytestmark = pytest.mark.django_db
PAGE, CHOISIR = "/metiers/comparer/", "/metiers/comparer/choisir/"


def page(client, *slugs, **parametres):
    reponse = client.get(PAGE, {"m": slugs, **parametres})
    assert reponse.status_code == 200
    return re.sub(r"\s+", " ", reponse.content.decode())


def comparaison(*metiers):
    return comparer(list(metiers), reseau=reseau_courant(), catalogue=catalogue_courant(), lieu=None)


def criteres(compare):
    return {c.code: (groupe.titre, c) for groupe in compare.groupes for c in groupe.criteres}


@pytest.fixture
def deux():
    un = metier("Maçon", "Bâtir", "Mesurer", redige=True, riasec_mineur="", reglemente=OuiNon.NON)
    autre = metier("Fleuriste", "Composer", "Mesurer", redige=True, riasec_majeur="A", reglemente=OuiNon.NON)
    AccesNiveauFactory(metier=un, niveau=Niveau.CAP)
    AccesNiveauFactory(metier=autre, niveau=Niveau.BAC)
    return un, autre


def test_ce_qui_distingue_vient_avant_ce_qui_est_pareil(deux):
    lus = criteres(comparaison(*deux))
    assert lus["niveau"][0] == lus["savoirs"][0] == lus["interets"][0] == "Ce qui les distingue"
    assert lus["reglemente"][0] == lus["savoirs-communs"][0] == "Ce qui est pareil"
    assert lus["journee"][0] == "Le quotidien"
    assert [c.elements for c in lus["savoirs"][1].cellules] == [("Bâtir",), ("Composer",)]


def test_ce_qui_n_est_renseigne_pour_aucun_est_dit_a_part(deux):
    compare = comparaison(*deux)
    assert "Salaire médian, net par mois" in compare.inconnus
    assert "salaire" not in criteres(compare)


def test_les_conditions_propres_viennent_avant_les_communes():
    un, autre = MetierFactory(), MetierFactory()
    commune = MetierConditionFactory(metier=un, condition__libelle="A dehors").condition
    MetierConditionFactory(metier=un, condition__libelle="Z de nuit")
    MetierConditionFactory(metier=autre, condition=commune)
    cellules = criteres(comparaison(un, autre))["conditions"][1].cellules
    assert cellules[0].elements == ("Z de nuit", "A dehors")


def test_la_table_a_des_entetes(client, deux):
    contenu = page(client, "macon", "fleuriste")
    assert contenu.count('scope="col"') == 2 and 'scope="row"' in contenu and 'scope="rowgroup"' in contenu
    assert contenu.index(">Maçon</a>") < contenu.index(">Fleuriste</a>")
    assert "Retirer<span" in contenu


def test_l_ordre_est_celui_de_l_adresse(client, deux):
    contenu = page(client, "fleuriste", "macon")
    assert contenu.index(">Fleuriste</a>") < contenu.index(">Maçon</a>")


def test_sans_metier_la_page_invite(client, deux):
    assert "Aucun métier choisi" in page(client)


def test_un_seul_metier_propose_ses_voisins(client, deux):
    metier("Carreleur", "Bâtir", "Mesurer")
    contenu = page(client, "macon")
    assert "Ajoutez un ou plusieurs métiers" in contenu and 'name="ajouter" value="carreleur"' in contenu


def test_des_voisins_en_commun(client):
    for nom in ("Un", "Deux", "Trois"):
        metier(nom, "Bâtir", "Mesurer")
    assert "Des métiers voisins en commun" in page(client, "un", "deux")


def test_au_plus_quatre_et_les_inconnus_sont_dits(client):
    for rang in range(6):
        metier(f"Métier {rang}")
    contenu = page(client, *(f"metier-{rang}" for rang in range(6)), "inconnu")
    assert contenu.count('scope="col"') == 4
    assert "Laissés de côté" in contenu and "«&nbsp;inconnu&nbsp;»" in contenu


def test_ni_brouillon_ni_retire_ne_se_compare(client):
    metier("Brouillon", brouillon=True)
    metier("Parti", retire=True)
    contenu = page(client, "brouillon", "parti")
    assert "scope=" not in contenu and "Aucun métier publié ne correspond" in contenu


@pytest.mark.parametrize("requete", ["m=" + "x" * 5_000, "&".join(f"m=a{n}" for n in range(300)), "m=&m=", "m=%C3%A9",
                                     "commune=abcde&m=macon"])  # fmt: skip
def test_une_adresse_hostile_donne_une_page(client, deux, requete):
    assert client.get(f"{PAGE}?{requete}").status_code == 200


def test_de_fiche_en_fiche_la_liste_se_garde(client, deux):
    assert client.post(CHOISIR, {"ajouter": "macon"})["Location"] == f"{PAGE}?m=macon"
    assert client.post(CHOISIR, {"ajouter": "fleuriste"})["Location"] == f"{PAGE}?m=macon&m=fleuriste"
    assert client.get(PAGE)["Location"] == f"{PAGE}?m=macon&m=fleuriste"
    retrait = client.post(CHOISIR, {"m": ["macon", "fleuriste"], "retirer": "macon"})
    assert retrait["Location"] == f"{PAGE}?m=fleuriste"
    client.post(CHOISIR, {"m": ["fleuriste"], "retirer": "fleuriste"})
    assert CLE not in client.session


def test_la_page_dit_sa_propre_liste(client, deux):
    client.post(CHOISIR, {"ajouter": "macon"})
    assert client.post(CHOISIR, {"m": [""], "ajouter": "fleuriste"})["Location"] == f"{PAGE}?m=fleuriste"


def test_ajouter_par_un_nom_deja_la_inconnu_ou_de_trop(client, deux):
    assert client.post(CHOISIR, {"ajouter": "maçons"})["Location"] == f"{PAGE}?m=macon"
    for saisie, dit in (("macon", "déjà dans la comparaison"), ("xqzw", "Aucun métier ne répond")):
        reponse = client.post(CHOISIR, {"m": ["macon"], "ajouter": saisie}, follow=True)
        assert dit in reponse.content.decode()
    for rang in range(4):
        metier(f"Métier {rang}")
    oublier()
    quatre = [f"metier-{rang}" for rang in range(4)]
    assert "retirez-en un" in client.post(CHOISIR, {"m": quatre, "ajouter": "macon"}, follow=True).content.decode()


@pytest.mark.parametrize("corps", [{}, {"ajouter": "\x00"}, {"ajouter": "x" * 9_000}, {"retirer": "x" * 9_000},
                                   {"m": ["x" * 9_000] * 50}])  # fmt: skip
def test_un_envoi_hostile_ne_casse_rien(client, deux, corps):
    assert client.post(CHOISIR, corps).status_code in (302, 400)


def test_choisir_demande_un_envoi_et_son_jeton(client):
    assert client.get(CHOISIR).status_code == 405
    assert Client(enforce_csrf_checks=True).post(CHOISIR, {"ajouter": "macon"}).status_code == 403


@pytest.mark.parametrize("brut", [None, 3, "macon", [1, None, ""], {"a": 1}])
def test_une_session_abimee_vaut_rien(brut):
    assert lire_panier({CLE: brut}) == [] and lire_panier(None) == []


def test_le_nombre_de_requetes_est_borne(client):
    for rang in range(4):
        fait = metier(f"Métier {rang}", "Mesurer", redige=True)
        for _ in range(5):
            MetierConditionFactory(metier=fait)
    page(client, "metier-0")
    nombres = []
    for nombre in (2, 4):
        oublier()
        prechauffer()
        with CaptureQueriesContext(connection) as requetes:
            page(client, *(f"metier-{rang}" for rang in range(nombre)))
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 8
