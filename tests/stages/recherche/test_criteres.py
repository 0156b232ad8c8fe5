"""Reading of an address of search: what is understood, what is put aside, and that it can be written again."""

from datetime import date

import pytest
from django.http import QueryDict

from stages.services.exploration import CriteresOffres, lire_criteres
from tests.metiers.fabriques import FamilleFactory, MetierFactory
from tests.territoires.fabriques import CommuneFactory, TerritoireFactory

pytestmark = pytest.mark.django_db


def lire(adresse, **suite):
    return lire_criteres(QueryDict(adresse), **suite)


def test_une_adresse_vide_ne_demande_rien():
    lecture = lire("")
    assert lecture.criteres == CriteresOffres()
    assert lecture.ecartes == ()


def test_tous_les_criteres_se_lisent_et_se_reecrivent():
    commune, territoire = CommuneFactory(), TerritoireFactory()
    metier, famille = MetierFactory(), FamilleFactory()
    adresse = (
        f"q=pain+chaud&section=observation&niveau=college&semaine_debut=2027-01-06&semaine_fin=2027-01-11"
        f"&metier={metier.slug}&famille={famille.slug}&commune={commune.code_insee}&rayon=20"
        f"&departement={commune.departement.code}&territoire={territoire.code}&distance=non&depuis=7&places=2&tri=date"
    )
    lecture = lire(adresse)
    assert lecture.ecartes == ()
    criteres = lecture.criteres
    assert criteres.semaine_debut == date(2027, 1, 4), "the Monday of the day given"
    assert (criteres.metier, criteres.famille, criteres.commune) == (metier, famille, commune)
    assert (criteres.rayon_km, criteres.depuis, criteres.places) == (20, 7, 2)
    assert lire(criteres.adresse).criteres == criteres


@pytest.mark.parametrize(
    "adresse",
    ["section=stage", "niveau=9", "semaine_debut=lundi", "semaine_debut=2027-02-31", "semaine_debut=9999-01-01"]
    + ["metier=rien", "metier=%00", "famille=x'y", "commune=4400", "commune=99999", "departement=999", "ou=zzzzzz"]
    + ["territoire=rien", "distance=oui", "depuis=0", "depuis=9999", "depuis=²", "places=-1", "tri=hasard"]
    + ["semaine_debut=2027-01-11&semaine_fin=2027-01-04"],
)
def test_ce_qui_n_est_pas_compris_est_dit_et_pas_applique(adresse):
    lecture = lire(adresse)
    assert len(lecture.ecartes) == 1
    assert lecture.criteres.sans("semaine_debut") == CriteresOffres()


@pytest.mark.parametrize("rayon", ["4", "61", "abc", "1e3", "99999999999"])
def test_un_rayon_hors_bornes_laisse_celui_par_defaut(rayon):
    commune = CommuneFactory()
    lecture = lire(f"commune={commune.code_insee}&rayon={rayon}")
    assert lecture.criteres.rayon_km == 30
    assert lecture.ecartes == (rayon,)


def test_toute_la_region_garde_la_commune_pour_les_distances():
    commune = CommuneFactory()
    criteres = lire(f"commune={commune.code_insee}&rayon=0&tri=distance").criteres
    assert (criteres.commune, criteres.rayon_km, criteres.tri) == (commune, None, "distance")
    assert lire(criteres.adresse).criteres == criteres


def test_trier_par_distance_demande_un_lieu():
    assert lire("tri=distance").criteres.tri == "pertinence"


def test_des_mots_trop_longs_sont_coupes_et_cela_se_dit():
    lecture = lire("q=" + "pain+" * 60)
    assert lecture.mots_coupes
    assert len(lecture.criteres.mots) <= 120
