"""The public formula: it says what computes, and works an example out with the figures of the day."""

import html
import re

import pytest

from metiers.models import Grain
from metiers.services.marche import explication
from metiers.services.memoire import oublier
from tests.metiers.fabriques import MetierFactory
from tests.metiers.marche_fictif import famille, portrait, projets
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db
PAGE = "/metiers/potentiel/"


@pytest.fixture(autouse=True)
def region(db):
    DepartementFactory()


def ouvrir(client, **parametres):
    oublier()
    reponse = client.get(PAGE, parametres)
    assert reponse.status_code == 200
    brut = html.unescape(re.sub(r"<[^>]+>", " ", reponse.content.decode()))
    reponse.texte = re.sub(r"\s+", " ", brut.replace("\xa0", " "))
    return reponse


def test_la_page_dit_toute_la_formule(client):
    texte = ouvrir(client).texte
    formule = explication()
    total = sum(terme.poids for terme in formule.termes)
    for terme in formule.termes:
        assert f"{terme.libelle} {round(100 * terme.poids / total)} %" in texte
        assert terme.phrase in texte and terme.source in texte
    for seuil in formule.seuils:
        assert f"À partir de {100 * seuil.a_partir_de:g} points sur 100." in texte
    for limite in formule.limites:
        assert limite in texte
    assert all(f"{n}/5" in texte for n in range(6))


def test_la_page_suit_la_formule(client, monkeypatch):
    from dataclasses import replace

    from metiers.views import potentiel as vue

    formule = explication()
    autre = replace(formule, resume="Une autre formule.", termes=formule.termes[:1])
    monkeypatch.setattr(vue, "explication", lambda: autre)
    texte = ouvrir(client).texte
    assert "Une autre formule." in texte
    assert f"{formule.termes[0].libelle} 100 %" in texte and formule.termes[-1].phrase not in texte


def test_l_exemple_fait_le_compte(client):
    metier = MetierFactory(redige=True)
    projets(famille(metier, "Soudeurs"), 340, difficiles=81, saisonniers=6)
    portrait(famille(metier, "Soudeurs", "2009"), tension=5)
    reponse = ouvrir(client, metier=metier.slug)
    calcule, lignes = reponse.context["potentiel"], reponse.context["lignes"]
    assert sum(ligne.points for ligne in lignes) == pytest.approx(100 * calcule.score, abs=0.01)
    assert f"Total sur 100 {reponse.context['score']}" in reponse.texte
    assert "34 pour 1 000 projets du territoire" in reponse.texte
    assert "81 % des projets" in reponse.texte
    assert "Pas de chiffre : ce terme est retiré." in reponse.texte
    assert f"{calcule.niveau}/5 potentiel d'embauche" in reponse.texte


def test_l_exemple_se_choisit(client):
    soudeur, commune = MetierFactory(nom_masculin="Soudeur", nom_feminin="Soudeuse"), CommuneFactory(nom="Saumur")
    soudeurs = famille(soudeur, "Soudeurs")
    projets(soudeurs, 340)
    projets(soudeurs, 20, grain=Grain.BASSIN, code=commune.bassin.code)
    oublier()
    reponse = client.get(PAGE, {"q": "soudeuse", "lieu": "saumur"})
    assert reponse["Location"] == f"{PAGE}?q=soudeuse&commune={commune.code_insee}#exemple"
    reponse = ouvrir(client, q="soudeuse", commune=commune.code_insee)
    assert reponse.context["metier"] == soudeur
    assert reponse.context["potentiel"].grain == Grain.BASSIN
    assert "Soudeur, soudeuse, Saumur (44)" in reponse.texte


def test_tout_cache_n_a_pas_d_etape(client):
    metier = MetierFactory()
    projets(famille(metier, "Soudeurs"), None)
    reponse = ouvrir(client, metier=metier.slug)
    assert reponse.context["potentiel"].niveau is None
    assert "Potentiel d'embauche : non diffusé" in reponse.texte
    assert "Total sur 100" not in reponse.texte


@pytest.mark.parametrize(
    ("parametres", "dit"),
    [
        ({"metier": "inconnu"}, "Aucun métier n'a l'adresse « inconnu »."),
        ({"metier": "x" * 5_000}, "Aucun métier n'a l'adresse"),
        ({"q": "zzzzqqqq"}, "Aucun métier ne répond à « zzzzqqqq »."),
        ({"commune": "99999"}, "Aucune commune de la région ne porte le code « 99999 »."),
        ({"lieu": "<b>nulle part</b>"}, "Aucune commune de la région ne répond à"),
        ({}, "Aucun métier n'est encore publié."),
    ],
)
def test_une_adresse_folle_donne_une_page(client, parametres, dit):
    assert dit in ouvrir(client, **parametres).texte


def test_un_metier_retire_n_est_pas_un_exemple(client):
    retire = MetierFactory(retire=True)
    assert ouvrir(client, metier=retire.slug).context["metier"] is None
