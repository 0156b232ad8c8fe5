"""What lies within a radius: basins by their largest commune, départements, dots; one query."""

import pytest

from territoires.models import Point
from territoires.services.alentours import DEDANS, alentours
from tests.territoires.fabriques import BassinFactory, CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db
ICI = Point(47.0, -1.0)


def test_les_bassins_du_rayon(django_assert_num_queries):
    ouest, est = BassinFactory(code="5201", nom="Ouest"), BassinFactory(code="5202", nom="Est")
    CommuneFactory(bassin=ouest, nom="Bourg", population=900)
    ville = CommuneFactory(bassin=ouest, nom="Ville", population=9_000, latitude=47.05)
    CommuneFactory(bassin=est, nom="Loin", population=90_000, latitude=47.9)
    voisine = CommuneFactory(bassin=est, latitude=47.1, population=None, departement=DepartementFactory(code="49"))
    CommuneFactory(bassin=None, latitude=47.02)
    CommuneFactory(active=False)
    with django_assert_num_queries(1):
        autour = alentours(ICI, 20)
    assert [(b.nom, b.chef_lieu, b.communes) for b in autour.bassins] == [
        ("Ouest", "Ville", 2),
        ("Est", voisine.nom, 1),
    ]
    assert autour.bassins[0].code_insee == ville.code_insee
    assert (autour.communes, autour.sans_bassin, autour.region) == (4, 1, "52")
    assert [code for code, _ in autour.departements] == ["44", "49"]
    assert sorted(point.groupe for point in autour.points) == ["", *[DEDANS] * 4]


def test_personne_autour():
    CommuneFactory(latitude=48.0)
    autour = alentours(ICI, 5)
    assert (autour.communes, autour.bassins, autour.departements, autour.region) == (0, (), (), "")
    assert len(autour.points) == 1
