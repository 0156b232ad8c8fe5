"""A measure by place: three scales, every place, the last reading of each; the filter by place of the dashboard."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grenelle.services.releves import Saisie, enregistrer_lot
from tests.grenelle.fabriques import (
    MAINTENANT,
    AxeFactory,
    CibleFactory,
    IndicateurFactory,
    MesureFactory,
    PlanFactory,
)
from tests.territoires.fabriques import CommuneFactory, DepartementFactory, RegionFactory, TerritoireFactory

pytestmark = pytest.mark.django_db
PAGE = "/grenelle/essai/mesures/7/territoires/"


@pytest.fixture
def region():
    return RegionFactory(code="52")


@pytest.fixture
def departements(region):
    lus = [DepartementFactory(code=code, nom=nom, region=region) for code, nom in (("44", "Loire"), ("85", "Vendée"))]
    for rang, departement in enumerate(lus):
        territoire = TerritoireFactory(code=f"pays-{departement.code}", nom=f"Pays {rang}", departement=departement)
        for _ in range(2):
            CommuneFactory(departement=departement, territoire=territoire)
    return lus


@pytest.fixture
def mesure(departements):
    plan = PlanFactory(slug="essai", region_code="52", region_nom="Pays de la Loire")
    return MesureFactory(axe=AxeFactory(plan=plan), numero="7", titre="Créer une bourse")


@pytest.fixture
def indicateur(mesure):
    return IndicateurFactory(mesure=mesure, code="offres", libelle="Offres", echelle="territoire")


def relever(indicateur, valeur, territoire="", echelle="region", annee=2025, source="Essai", **champs):
    saisie = Saisie(
        date(annee, 1, 1),
        date(annee, 12, 31),
        None if valeur is None else Decimal(valeur),
        source,
        echelle=echelle,
        territoire=territoire,
    )
    enregistrer_lot(indicateur=indicateur, saisies=[saisie], maintenant=MAINTENANT, **champs)


def texte(reponse):
    assert reponse.status_code == 200
    return " ".join(unescape(reponse.content.decode()).replace("\xa0", " ").split())


def test_chaque_lieu_dit_son_dernier_releve_sa_periode_et_sa_source(client, indicateur):
    relever(indicateur, 5, "44", "departement", 2024)
    relever(indicateur, 12, "44", "departement", source="Le rectorat")
    contenu = texte(client.get(f"{PAGE}?indicateur=offres&echelle=departement"))
    assert "1. Loire</th><td><strong>12</strong></td><td>2025" in contenu
    assert "2. Vendée" in contenu and "à renseigner" in contenu and "Le rectorat" in contenu
    assert "<strong>5</strong>" not in contenu


def test_non_publie_n_est_ni_zero_ni_a_renseigner(client, indicateur):
    relever(indicateur, None, "44", "departement")
    relever(indicateur, 0, "85", "departement")
    contenu = texte(client.get(f"{PAGE}?echelle=departement"))
    assert "1. Vendée</th><td><strong>0</strong>" in contenu
    assert '2. Loire</th><td><span class="doux">non publié</span></td><td>2025' in contenu


@pytest.mark.parametrize(("echelle", "lieux"), [("region", 1), ("departement", 2), ("territoire", 2)])
def test_la_carte_a_un_numero_par_lieu_aux_trois_echelles(client, indicateur, echelle, lieux):
    contenu = client.get(f"{PAGE}?echelle={echelle}").content.decode()
    assert contenu.count('r="27"') == lieux


@pytest.mark.parametrize("requete", ["indicateur=zz", "echelle=zz", "indicateur=" + "x" * 3000])
def test_un_choix_inconnu_est_dit(client, indicateur, requete):
    assert "n'a pas été comprise" in texte(client.get(f"{PAGE}?{requete}"))


def test_une_echelle_que_l_indicateur_n_a_pas_est_ecartee(client, mesure):
    IndicateurFactory(mesure=mesure, code="region", libelle="Régional")
    contenu = texte(client.get(f"{PAGE}?echelle=territoire"))
    assert "n'a pas été comprise" in contenu and "1. Pays de la Loire" in contenu


def test_sans_indicateur_la_page_le_dit(client, mesure):
    assert "Aucun indicateur n'est suivi" in texte(client.get(PAGE))
    assert client.get("/grenelle/essai/mesures/99/territoires/").status_code == 404
    assert client.post(PAGE).status_code == 405


def test_un_releve_invente_est_signale(client, indicateur):
    relever(indicateur, 5, "44", "departement", demonstration=True)
    assert "Chiffres de démonstration" in texte(client.get(f"{PAGE}?echelle=departement"))
    relever(indicateur, 6, "85", "departement")
    assert "Une partie est de démonstration" in texte(client.get(f"{PAGE}?echelle=departement"))


def test_la_page_coute_autant_a_deux_qu_a_vingt(client, region, indicateur):
    couts = []
    for nombre in (0, 18):
        for rang in range(nombre):
            departement = DepartementFactory(code=f"{rang + 10}", region=region)
            CommuneFactory(departement=departement, territoire=TerritoireFactory(departement=departement))
            for annee in (2024, 2025):
                relever(indicateur, rang, departement.code, "departement", annee)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as requetes:
            client.get(f"{PAGE}?echelle=departement")
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_le_tableau_se_filtre_par_lieu(client, mesure, indicateur):
    plan, axe = mesure.axe.plan, mesure.axe
    cible = IndicateurFactory(mesure=MesureFactory(axe=axe, titre="Avec une cible"), echelle="departement")
    CibleFactory(indicateur=cible, echelle="departement", territoire="85")
    relever(indicateur, 5, "44", "departement")
    for lieu, gardees in (("44", {"Créer une bourse"}), ("85", {"Avec une cible"}), ("pays-44", set())):
        cache.clear()
        with CaptureQueriesContext(connection) as requetes:
            contenu = texte(client.get(f"{plan.get_absolute_url()}?territoire={lieu}"))
        assert {t for t in ("Créer une bourse", "Avec une cible") if t in contenu} == gardees
        assert len(requetes) <= 12
    assert "n'a pas été comprise" in texte(client.get(f"{plan.get_absolute_url()}?territoire=99"))
