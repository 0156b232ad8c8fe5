"""The published rule: each criterion at its bounds, and what is not known."""

import pytest

from orientibus.services.priorite import Faits, parts, total, zone_prioritaire

VALEURS = {
    "priorite_base": 10,
    "priorite_education_prioritaire": 8,
    "priorite_qpv": 8,
    "priorite_rurale": {"points": 8, "habitants": 5000, "km": 15, "km_maximum": 30},
    "priorite_derniere_visite": {"points": 6, "mois": 24},
    "priorite_taille": {"points": 4, "personnes": 120},
    "priorite_premiere": 4,
}


def points(**dits):
    faits = Faits(
        **({"education_prioritaire": "inconnue", "qpv": "inconnue", "habitants": None, "km_lieu": None,
            "mois_depuis_visite": 0, "effectif": 1, "premiere": False} | dits)
    )  # fmt: skip
    return {p.code: p.points for p in parts(faits, VALEURS)}


@pytest.mark.parametrize(("dit", "attendu"), [("oui", 8), ("non", 0), ("inconnue", None)])
@pytest.mark.parametrize("code", ["education_prioritaire", "qpv"])
def test_ne_pas_savoir_n_est_pas_non(code, dit, attendu):
    assert points(**{code: dit})[code] == attendu


@pytest.mark.parametrize(
    ("habitants", "km", "attendu"),
    [(None, 20.0, None), (900, None, None), (5000, 40.0, 0), (4999, 14.9, 0), (4999, 15.0, 4), (900, 22.5, 6),
     (900, 30.0, 8), (900, 90.0, 8)],
)  # fmt: skip
def test_commune_rurale_eloignee(habitants, km, attendu):
    assert points(habitants=habitants, km_lieu=km)["rurale"] == attendu


@pytest.mark.parametrize(("mois", "attendu"), [(None, 6), (0, 0), (12, 3), (24, 6), (300, 6)])
def test_temps_depuis_la_derniere_visite(mois, attendu):
    assert points(mois_depuis_visite=mois)["derniere_visite"] == attendu


@pytest.mark.parametrize(("effectif", "attendu"), [(1, 0), (60, 2), (120, 4), (2000, 4)])
def test_taille(effectif, attendu):
    assert points(effectif=effectif)["taille"] == attendu


def test_le_total_ne_compte_que_ce_qui_est_connu():
    faits = Faits("inconnue", "oui", None, None, None, 120, premiere=True)
    lues = parts(faits, VALEURS)
    assert total(lues) == 10 + 8 + 6 + 4 + 4
    assert zone_prioritaire(lues)
    assert not zone_prioritaire(parts(Faits("non", "non", 90_000, 1.0, None, 120, premiere=True), VALEURS))
