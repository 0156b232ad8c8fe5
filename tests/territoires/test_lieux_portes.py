"""« No more than two doors »: the right contact, its reason, and what happens when it is far."""

import pytest

from territoires.models import Aiguillage, Point
from territoires.services.orientation import deux_portes, portes_en_bref
from tests.territoires.fabriques import CommuneFactory, LieuFactory, PublicFactory, ReseauFactory

pytestmark = pytest.mark.django_db
ICI = Point(47.0, -1.0)


@pytest.fixture
def public():
    lyceen = PublicFactory()
    for rang, code in enumerate(("cio", "universite", "info-jeunes"), start=1):
        reseau = ReseauFactory(code=code, publics=[lyceen])
        Aiguillage.objects.create(public=lyceen, reseau=reseau, rang=rang, raison=f"Raison {code}")
    return lyceen


def lieu(code, km, public, **champs):
    commune = CommuneFactory(latitude=47.0 + km / 111.2)
    return LieuFactory(reseau=ReseauFactory(code=code), commune=commune, publics=[public], **champs)


def trouver(public, rayon=20):
    return deux_portes(public=public, lieu=ICI, rayon_km=rayon)


def noms(portes):
    return [porte.lieu.reseau.code for porte in portes.portes]


def test_l_ordre_des_regles_passe_avant_la_distance(public):
    lieu("info-jeunes", 1, public)
    lieu("universite", 5, public)
    lieu("cio", 15, public)
    portes = trouver(public)
    assert noms(portes) == ["cio", "universite"]
    assert portes.portes[0].raison == "Raison cio"
    assert not portes.elargi


def test_jamais_plus_de_deux_et_le_plus_proche_de_chaque_reseau(public):
    lieu("cio", 12, public)
    proche = lieu("cio", 3, public)
    lieu("universite", 4, public)
    lieu("info-jeunes", 2, public)
    portes = trouver(public)
    assert len(portes.portes) == 2
    assert portes.portes[0].lieu == proche


def test_le_reseau_du_public_trop_loin_est_nomme_avec_sa_distance(public):
    lieu("info-jeunes", 2, public)
    loin = lieu("cio", 45, public)
    portes = trouver(public)
    assert noms(portes) == ["info-jeunes"]
    assert portes.ailleurs.lieu == loin


def test_rien_dans_le_rayon_on_elargit_et_on_le_dit(public):
    lieu("universite", 45, public)
    portes = trouver(public)
    assert noms(portes) == ["universite"]
    assert portes.elargi
    assert portes.rayon_km == 60


def test_recevoir_a_distance_rapproche(public):
    lieu("cio", 80, public, a_distance="oui")
    lieu("universite", 5, public)
    assert noms(trouver(public)) == ["cio", "universite"]


def test_un_lieu_ferme_ou_pour_d_autres_n_est_pas_une_porte(public):
    lieu("cio", 2, public, actif=False)
    lieu("cio", 3, PublicFactory(code="parent"))
    assert trouver(public).portes == []


def test_un_lieu_ouvert_a_tous_est_une_porte(public):
    tous = PublicFactory(code="tout-public", tous=True)
    lieu("cio", 2, tous)
    assert noms(trouver(public)) == ["cio"]


def test_sans_regle_pas_de_porte(public):
    lieu("cio", 2, public)
    assert trouver(PublicFactory(code="parent")).portes == []


def test_en_bref_les_premieres_portes_du_plus_de_publics(public, django_assert_num_queries):
    parent = PublicFactory(code="parent")
    Aiguillage.objects.create(public=parent, reseau=ReseauFactory(code="cio"), rang=1, raison="Raison")
    lieu("cio", 12, public)
    proche = lieu("cio", 3, public)
    lieu("universite", 1, public)
    with django_assert_num_queries(1):
        bref = portes_en_bref(ICI)
        assert [(porte.lieu, porte.publics) for porte in bref] == [(proche, ["public lyceen", "public parent"])]
        assert bref[0].lieu.commune.nom
