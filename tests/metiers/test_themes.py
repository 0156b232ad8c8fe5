"""Themes: what their rules keep, their figures, their pages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metiers.choices import OuiNon, TransitionEcologique
from metiers.services.chargement import charger_metiers
from metiers.services.facettes import catalogue_courant
from metiers.services.marche import LieuDeMesure, Observation, Potentiel
from metiers.services.memoire import oublier
from metiers.services.themes import composer_theme, sources_des_chiffres, themes_courants
from tests.metiers.fabriques import AccesNiveauFactory, FamilleFactory, MediaFactory, MetierFactory

pytestmark = pytest.mark.django_db
TOUS = ["mixite", "verts", "numerique", "demain", "sciences", "soin", "recrutent"]


def texte(reponse):
    return re.sub(
        r"\s+", " ", reponse.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").replace("&#x27;", "'")
    )


def adresse(slug):
    return f"/metiers/themes/{slug}/"


def ids(slug, sens="femmes"):
    return list(composer_theme(themes_courants()[slug], catalogue_courant(), LieuDeMesure(), sens).ids)


@pytest.fixture
def parts(monkeypatch):
    """Shares of women, by occupation, as the labour market gives them."""
    valeurs: dict[int, float | None] = {}

    def lire():
        return {
            pk: Observation(v, "%", "Dares, Portraits statistiques", "2017-2019", "national", "France", "Soudeurs")
            for pk, v in valeurs.items()
        }

    monkeypatch.setattr("metiers.services.themes.part_des_femmes", lire)
    return valeurs


@pytest.fixture
def embauches(monkeypatch):
    """Hiring potentials, best first."""
    niveaux: dict[int, int] = {}
    monkeypatch.setattr(
        "metiers.services.themes.qui_recrutent", lambda lieu: sorted(niveaux, key=lambda pk: -niveaux[pk])
    )
    monkeypatch.setattr(
        "metiers.services.themes.potentiels",
        lambda pks, lieu: {pk: Potentiel(niveaux[pk], "bassin", "Bassin d'essai", sources=("BMO 2025",)) for pk in pks},
    )
    return niveaux


def test_les_sept_themes_ont_une_regle_et_une_page(client):
    assert list(themes_courants()) == TOUS
    page = texte(client.get("/metiers/themes/"))
    for theme in themes_courants().values():
        assert theme.regle.endswith((".", "%.")) and (theme.criteres or theme.calcul)
        assert adresse(theme.slug) in page
        assert client.get(adresse(theme.slug)).status_code == 200


def test_chaque_critere_existe_et_trouve_des_metiers_livres():
    charger_metiers()
    catalogue = catalogue_courant()
    for theme in themes_courants().values():
        for facette, codes in theme.criteres.items():
            assert set(codes) <= set(catalogue.facettes[facette].valeurs), theme.slug
        if theme.criteres:
            assert len(ids(theme.slug)) >= 10, theme.slug


def test_les_metiers_verts_sont_ceux_que_le_rome_dit():
    vert = MetierFactory(transition_ecologique=TransitionEcologique.VERTE)
    strategique = MetierFactory(transition_ecologique=TransitionEcologique.STRATEGIQUE)
    MetierFactory(transition_ecologique=TransitionEcologique.BRUNE)
    MetierFactory(transition_ecologique=TransitionEcologique.INCONNUE)
    MetierFactory(transition_ecologique=TransitionEcologique.VERTE, retire=True)
    assert set(ids("verts")) == {vert.pk, strategique.pk}


def test_ceux_que_plusieurs_transitions_concernent_viennent_d_abord():
    un = MetierFactory(transition_ecologique=TransitionEcologique.VERTE, redige=True)
    deux = MetierFactory(transition_numerique=OuiNon.OUI, transition_demographique=OuiNon.OUI)
    assert ids("demain") == [deux.pk, un.pk]


def test_la_mixite_se_lit_dans_les_deux_sens(parts):
    peu, bord, moyen, beaucoup, muet = MetierFactory.create_batch(5)
    parts.update({peu.pk: 3.0, bord.pk: 25.0, moyen.pk: 52.0, beaucoup.pk: 97.5, muet.pk: None, 10**6: 1.0})
    assert ids("mixite") == [peu.pk, bord.pk]
    assert ids("mixite", "hommes") == [beaucoup.pk]
    assert ids("mixite", "mixtes") == [moyen.pk]


def test_chaque_part_a_sa_source_sa_periode_son_grain_et_sa_famille(client, parts):
    parts[MetierFactory().pk] = 3.4
    page = texte(client.get(adresse("mixite")))
    for attendu in ("3 % de femmes", "Dares, Portraits statistiques", "2017-2019", "France", "Famille « Soudeurs »"):
        assert attendu in page
    assert "25 % au plus" in page


def test_les_puces_changent_de_sens_et_gardent_le_niveau(client, parts):
    metier = MetierFactory()
    AccesNiveauFactory(metier=metier, niveau=3)
    parts[metier.pk] = 92.0
    reponse = client.get(adresse("mixite"), {"sens": "hommes", "niveau": "3"})
    assert reponse.context["nombre"] == 1
    assert "?sens=femmes&amp;niveau=3" in texte(reponse) and 'name="sens" value="hommes"' in texte(reponse)
    assert "Aucun à ce niveau" in texte(client.get(adresse("mixite"), {"sens": "hommes", "niveau": "8"}))


def test_qui_recrute_a_un_potentiel_de_quatre_au_moins(client, embauches):
    fort, moyen, tres_fort = MetierFactory.create_batch(3)
    embauches.update({fort.pk: 4, moyen.pk: 3, tres_fort.pk: 5})
    assert ids("recrutent") == [tres_fort.pk, fort.pk]
    page = texte(client.get(adresse("recrutent")))
    assert "5/5" in page and "Bassin d'essai" in page and "BMO 2025" in page and "Pour toute la région" in page


@pytest.mark.parametrize("slug", ["mixite", "recrutent"])
def test_sans_chiffres_rien_n_est_invente(client, parts, embauches, slug):
    MetierFactory()
    assert "Les chiffres ne sont pas encore chargés" in texte(client.get(adresse(slug)))
    assert "Chiffres à venir" in texte(client.get("/metiers/themes/"))


def test_chaque_source_est_dite_une_fois_avec_ses_periodes():
    projets = Observation(12.0, "projets", "BMO", "2025", "region", "Pays de la Loire")
    femmes = Observation(3.0, "%", "Dares, portraits", "2019", "national", "France")
    mesures = [Potentiel(4, projets=projets, sources=("BMO", "BMO ; Dares, tensions")), Potentiel(None)]
    assert sources_des_chiffres([femmes], mesures) == ["BMO, 2025", "Dares, portraits, 2019", "Dares, tensions"]


def test_un_theme_vide_a_une_sortie(client):
    assert "Aucun métier dans cette liste" in texte(client.get(adresse("sciences")))


def test_un_theme_inconnu_est_introuvable(client):
    assert client.get(adresse("inconnu")).status_code == 404


@pytest.mark.parametrize("suite", ["sens=zz", "niveau=99", "niveau=é", f"niveau={'9' * 5000}"])
def test_une_adresse_mal_comprise_le_dit(client, suite):
    MetierFactory(transition_ecologique=TransitionEcologique.VERTE)
    reponse = client.get(f"{adresse('verts')}?{suite}")
    assert reponse.status_code == 200 and reponse.context["nombre"] == 1 and "n'a pas été comprise" in texte(reponse)


@pytest.mark.parametrize("page", ["0", "abc", "99999999999", "-3"])
def test_toute_page_demandee_repond(client, page):
    MetierFactory.create_batch(2, transition_ecologique=TransitionEcologique.VERTE)
    assert len(client.get(adresse("verts"), {"page": page}).context["cartes"]) == 2


def test_les_videos_des_metiers_du_theme(client):
    metier = MetierFactory(transition_ecologique=TransitionEcologique.VERTE)
    MediaFactory(metier=metier, titre="Une journée en forêt")
    MediaFactory(titre="Un tout autre métier")
    page = texte(client.get(adresse("verts")))
    assert "Une journée en forêt" in page and "Un tout autre métier" not in page


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_metiers(client, parts):
    nombres: dict[str, list[int]] = {slug: [] for slug in ("verts", "mixite", "")}
    for ajout in (2, 18):
        for metier in MetierFactory.create_batch(ajout, transition_ecologique=TransitionEcologique.VERTE):
            parts[metier.pk] = 5.0
            MediaFactory(metier=metier)
        oublier()
        for slug, comptes in nombres.items():
            chemin = adresse(slug) if slug else "/metiers/themes/"
            client.get(chemin)
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(chemin).status_code == 200
            comptes.append(len(requetes))
    for comptes in nombres.values():
        assert comptes[0] == comptes[1] <= 6, nombres


def test_les_themes_sont_au_plan_et_la_famille_compte(client):
    metier = MetierFactory(famille=FamilleFactory(code="sante", slug="sante"))
    assert ids("soin") == [metier.pk]
    assert f"{adresse('verts')}</loc>" in client.get("/sitemap.xml").content.decode()
    assert adresse("verts") in texte(client.get("/plan-du-site/"))
