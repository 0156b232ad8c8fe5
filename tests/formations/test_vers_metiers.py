"""Trainings that lead to occupations, as the occupations app asks for them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formations.choices import OrigineLien
from formations.services.vers_metiers import formations_vers_metiers
from metiers.services.registres import formations_vers
from tests.formations.fabriques import CertificationMetierFactory, OffreFactory
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db


def relier(offre, metier, origine=OrigineLien.PORTAIL):
    CertificationMetierFactory(certification=offre.formation.certification, metier=metier, origine=origine)
    return offre


def une_offre(metier, latitude=47.0, origine=OrigineLien.PORTAIL, **champs):
    return relier(OffreFactory(etablissement__commune=CommuneFactory(latitude=latitude), **champs), metier, origine)


def test_inscrit_au_registre():
    assert dict(formations_vers.elements())["formations"] is formations_vers_metiers


def test_la_plus_proche_d_abord():
    metier, ici = MetierFactory(), CommuneFactory(latitude=47.0)
    loin = une_offre(metier, 47.5, formation__intitule="A")
    pres = une_offre(metier, 47.1, formation__intitule="B")
    vers = formations_vers_metiers([metier.pk], ici)[metier.pk]
    assert vers.nombre == 2
    assert vers.plus_proche_km == pytest.approx(11.1, abs=0.2)
    assert [nom for nom, _ in vers.exemples] == [pres.formation.intitule, loin.formation.intitule]
    assert vers.exemples[0][1] == pres.formation.get_absolute_url()
    assert vers.niveaux == (3,)


def test_sans_lieu_pas_de_distance():
    metier = MetierFactory()
    une_offre(metier)
    assert formations_vers_metiers([metier.pk], None)[metier.pk].plus_proche_km is None


def test_un_metier_sans_formation_repond_zero():
    metier = MetierFactory()
    vers = formations_vers_metiers([metier.pk], CommuneFactory())[metier.pk]
    assert (vers.nombre, vers.plus_proche_km, vers.exemples) == (0, None, ())


def test_ce_qui_est_ferme_ne_compte_pas():
    metier = MetierFactory()
    une_offre(metier, active=False)
    une_offre(metier, etablissement__actif=False)
    une_offre(metier, formation__active=False)
    assert formations_vers_metiers([metier.pk], None)[metier.pk].nombre == 0


def test_un_lien_incertain_ne_compte_que_faute_de_mieux():
    sur, incertain = MetierFactory(), MetierFactory()
    une_offre(sur)
    une_offre(sur, origine=OrigineLien.PARENT)
    une_offre(incertain, origine=OrigineLien.PARENT)
    vers = formations_vers_metiers([sur.pk, incertain.pk], None)
    assert (vers[sur.pk].nombre, vers[incertain.pk].nombre) == (1, 1)


def test_autant_de_requetes_pour_deux_que_pour_vingt_metiers():
    metiers = [MetierFactory() for _ in range(20)]
    for metier in metiers:
        une_offre(metier)
    ici = CommuneFactory()
    couts = []
    for nombre in (2, 20):
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            formations_vers_metiers([m.pk for m in metiers[:nombre]], ici)
        couts.append(len(requetes))
    assert couts[0] == couts[1] <= 3
