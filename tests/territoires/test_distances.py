"""Distances: a pure function, and the same figures from either database."""

import math

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from commun.distances import RAYON_TERRE_KM, arrondir_km, boite_autour, distance_km
from territoires.models import Commune, Point
from territoires.services.importation import charger_livraison
from tests.territoires.fabriques import CommuneFactory

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def test_distances_connues():
    assert distance_km(47.2184, -1.5536, 47.2184, -1.5536) == 0
    assert distance_km(0, 0, 0, 180) == arrondir_km(math.pi * RAYON_TERRE_KM)
    assert distance_km(90, 0, -90, 0) == arrondir_km(math.pi * RAYON_TERRE_KM)
    assert distance_km(0, 0, 1, 0) == 111.2
    assert distance_km(47.2184, -1.5536, 48.8566, 2.3522) == pytest.approx(342.8, abs=0.2)  # Nantes, Paris


def test_l_arrondi_est_au_dixieme_superieur():
    assert arrondir_km(0.04) == 0
    assert arrondir_km(0.05) == 0.1
    assert arrondir_km(29.96) == 30


@given(latitudes, longitudes, latitudes, longitudes)
def test_la_distance_est_symetrique_et_bornee(a, b, c, d):
    assert distance_km(a, b, c, d) == distance_km(c, d, a, b)
    assert 0 <= distance_km(a, b, c, d) <= 20_015.2


@given(latitudes, longitudes, st.floats(0, 500), latitudes, longitudes)
def test_la_boite_ne_perd_personne(lat, lon, rayon, autre_lat, autre_lon):
    boite = boite_autour(lat, lon, rayon)
    if distance_km(lat, lon, autre_lat, autre_lon) <= rayon:
        assert boite.latitude_min <= autre_lat <= boite.latitude_max
        assert boite.longitude_min <= autre_lon <= boite.longitude_max or abs(autre_lon) == 180


@pytest.mark.django_db
def test_la_base_donne_les_distances_de_la_fonction():
    """Run on SQLite and on PostgreSQL: both equal Python's list, so both are the same."""
    charger_livraison(dossier=settings.DONNEES / "territoires")
    communes = list(Commune.objects.all())
    for centre in communes[::15]:
        for rayon in (0, 5, 30, 60, 100):
            calculees = [
                (d, -(c.population or 0), c.code_insee)
                for c in communes
                if (d := distance_km(centre.latitude, centre.longitude, c.latitude, c.longitude)) <= rayon
            ]
            trouvees = Commune.objects.autour_de(centre, rayon)
            assert [(c.distance_km, -c.population, c.code_insee) for c in trouvees] == sorted(calculees)


@pytest.mark.django_db
def test_a_distance_egale_la_plus_peuplee_puis_le_code():
    CommuneFactory(code_insee="44003", population=None)
    CommuneFactory(code_insee="44002", population=10)
    CommuneFactory(code_insee="44001", population=10)
    CommuneFactory(code_insee="44004", population=99)
    codes = [c.code_insee for c in Commune.objects.autour_de(Point(47.0, -1.0), 1)]
    assert codes == ["44004", "44001", "44002", "44003"]


@pytest.mark.django_db
@pytest.mark.parametrize("rayon", [float("nan"), float("inf"), -1, 1e300])
def test_un_rayon_absurde_est_refuse(rayon):
    with pytest.raises(ValueError, match="rayon"):
        Commune.objects.autour_de(Point(47.0, -1.0), rayon)


@pytest.mark.django_db
def test_les_poles_et_l_antimeridien():
    CommuneFactory(code_insee="44001", latitude=89.9, longitude=170.0)
    CommuneFactory(code_insee="44002", latitude=0.0, longitude=-179.9)
    assert [c.code_insee for c in Commune.objects.autour_de(Point(89.9, -10.0), 50)] == ["44001"]
    assert [c.distance_km for c in Commune.objects.autour_de(Point(0.0, 179.9), 50)] == [22.2]


@pytest.mark.django_db
def test_la_plus_proche():
    CommuneFactory(code_insee="44001", latitude=47.0, longitude=-1.0)
    CommuneFactory(code_insee="44002", latitude=47.3, longitude=-1.0)
    assert Commune.objects.plus_proche(Point(47.29, -1.0), 60).code_insee == "44002"
    assert Commune.objects.plus_proche(Point(0.0, 0.0), 60) is None
