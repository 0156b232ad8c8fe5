"""The home page: what it shows comes from the database, in a bounded number of queries."""

import re
from datetime import date

import pytest
from django.core.cache import cache

from metiers.models import CentreInteret, Metier
from metiers.services.memoire import oublier
from portail import vitrine
from tests.metiers.fabriques import MetierFactory as MetierDuRomeFactory
from tests.metiers.marche_fictif import famille, projets
from tests.orientibus.fabriques_publiques import EtapeFactory
from tests.portail.fabriques import FamilleFactory, MetierFactory
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db


def test_sans_donnees_la_page_reste_honnete(client):
    html = client.get("/").content.decode()
    assert "Les familles de métiers arrivent" in html
    assert "0 métier" not in html
    assert 'class="points"' not in html


def test_les_nombres_viennent_de_la_base(client):
    famille = FamilleFactory(libelle="Bois et forêt")
    MetierFactory.create_batch(3, famille=famille)
    MetierFactory(famille=famille, etat=Metier.Etat.RETIRE)
    FamilleFactory(libelle="Famille vide")
    html = client.get("/").content.decode()
    assert "Explorez 3 métiers" in html
    assert re.search(r"<span>Bois et forêt</span><small>3 métiers</small>", html)
    assert f"?famille={famille.slug}" in html
    assert "Famille vide" not in html


def test_seules_les_envies_qui_menent_quelque_part(client):
    CentreInteret.objects.create(code="9", slug="au-contact-de-la-nature", libelle="J'aime la nature")
    html = client.get("/").content.decode()
    assert re.findall(r'class="puce" href="([^"]+)"', html) == ["/metiers/?interet=au-contact-de-la-nature"]


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(client, django_assert_num_queries):
    mesures = []
    for nombre in (2, 18):
        MetierFactory.create_batch(nombre)
        CommuneFactory.create_batch(nombre)
        EtapeFactory.create_batch(nombre)
        client.get("/")  # the labour market is then in memory
        cache.clear()
        with django_assert_num_queries(12) as requetes:
            client.get("/")
        mesures.append(len(requetes))
    assert mesures[0] == mesures[1]


def test_ceux_qui_recrutent_viennent_de_familles_differentes(client):
    DepartementFactory()
    metiers = MetierDuRomeFactory.create_batch(7, redige=True)
    jumeau = MetierDuRomeFactory(redige=True, famille=metiers[0].famille)
    for rang, metier in enumerate([*metiers, jumeau]):
        projets(famille(metier, f"F{rang}"), 900 - rang)
    muet = MetierDuRomeFactory()
    projets(famille(muet, "M"), None)
    oublier()
    recrutent = [metier for metier, _ in client.get("/").context["recrutent"]]
    assert recrutent == metiers[:6]
    html = client.get("/").content.decode()
    assert "Ils recrutent en Pays de la Loire" in html and "Enquête d&#x27;essai, 2025, Région d&#x27;essai" in html


def test_sans_chiffre_rien_ne_recrute(client):
    MetierFactory()
    assert "Ils recrutent" not in client.get("/").content.decode()


def test_la_selection_est_la_meme_pour_tous_et_change_chaque_jour():
    metiers = MetierFactory.create_batch(20)
    MetierFactory(accroche="")
    jours = [[m.pk for m in vitrine.metiers_du_jour(date(2026, 11, jour))] for jour in range(1, 6)]
    assert jours[0] == [m.pk for m in vitrine.metiers_du_jour(date(2026, 11, 1))]
    assert len({tuple(jour) for jour in jours}) > 1
    assert all(len(set(jour)) == vitrine.METIERS_DU_JOUR for jour in jours)
    assert {pk for jour in jours for pk in jour} <= {m.pk for m in metiers}


def test_la_selection_prend_des_familles_differentes():
    grande = FamilleFactory()
    MetierFactory.create_batch(30, famille=grande)
    MetierFactory.create_batch(3)
    familles = [m.famille_id for m in vitrine.metiers_du_jour(date(2026, 11, 20))]
    assert len(set(familles)) == 4 and len(familles) == vitrine.METIERS_DU_JOUR


def test_le_plan_compte_ses_mesures(client):
    plan = vitrine.plan()
    assert plan is not None and plan.nombre_mesures == 22
    assert [axe.mesures.start for axe in plan.axes] == [1, 7, 13, 17]
    html = client.get("/").content.decode()
    assert "Le plan régional en 22 mesures" in html
    assert re.search(r"Mesures 7 à 12\.", html)


def test_la_recherche_part_sans_javascript(client):
    html = client.get("/").content.decode()
    formulaire = re.search(r'<form class="recherche[^>]*>', html)[0]
    assert 'action="/metiers/"' in formulaire and 'method="get"' in formulaire
    assert 'name="q"' in html
