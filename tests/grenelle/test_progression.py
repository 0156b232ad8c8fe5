"""The path to a target, and what a reading says of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from grenelle.choices import Sens
from grenelle.services.progression import Repere, Suivi, attendu_le, mesurer, releve_manquant

DEPART = Repere(Decimal(0), date(2020, 1, 1))
CIBLE = Repere(Decimal(100), date(2020, 12, 31))
MILIEU = date(2020, 7, 1)


def suivi(valeur, le=MILIEU, *, depart=DEPART, cibles=(CIBLE,), sens=Sens.HAUSSE):
    return mesurer(sens=sens, depart=depart, cibles=cibles, valeur=None if valeur is None else Decimal(valeur), le=le)


def test_le_chemin_est_une_droite_entre_deux_nombres():
    assert round(attendu_le(DEPART, [CIBLE], MILIEU)) == 50
    assert attendu_le(DEPART, [CIBLE], date(2019, 12, 31)) is None
    assert attendu_le(DEPART, [CIBLE], date(2030, 1, 1)) == 100


def test_le_chemin_passe_par_chaque_cible():
    etape = Repere(Decimal(10), MILIEU)
    assert attendu_le(DEPART, [CIBLE, etape], MILIEU) == 10


def test_sans_date_il_n_y_a_pas_de_chemin():
    assert attendu_le(None, [Repere(Decimal(5), None)], MILIEU) is None


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (None, Suivi.SANS_RELEVE),
        (0, Suivi.ECART),
        (44, Suivi.ECART),
        (45, Suivi.DANS_LES_TEMPS),
        (60, Suivi.DANS_LES_TEMPS),
        (100, Suivi.ATTEINTE),
        (120, Suivi.ATTEINTE),
    ],
)
def test_un_releve_se_compare_au_chemin(valeur, attendu):
    assert suivi(valeur).suivi is attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(100, Suivi.ECART), (60, Suivi.ECART), (50, Suivi.DANS_LES_TEMPS), (0, Suivi.ATTEINTE)]
)
def test_moins_peut_etre_mieux(valeur, attendu):
    depart, cible = Repere(Decimal(100), DEPART.le), Repere(Decimal(0), CIBLE.le)
    assert suivi(valeur, depart=depart, cibles=[cible], sens=Sens.BAISSE).suivi is attendu


def test_apres_la_date_la_tolerance_ne_joue_plus():
    assert suivi(99, CIBLE.le).suivi is Suivi.ECART


def test_une_cible_sans_date_ne_met_personne_en_retard():
    sans_date = Repere(Decimal(5), None)
    assert suivi(3, depart=None, cibles=[sans_date]).suivi is Suivi.EN_CHEMIN
    assert suivi(5, depart=None, cibles=[sans_date]).suivi is Suivi.ATTEINTE
    assert suivi(3, depart=None, cibles=[sans_date]).part == Decimal("0.6")


def test_l_etape_datee_compte_avant_le_but_sans_date():
    bus = [Repere(Decimal(2), date(2019, 12, 20)), Repere(Decimal(5), None)]
    assert suivi(1, date(2020, 1, 31), depart=None, cibles=bus).suivi is Suivi.ECART
    assert suivi(2, date(2020, 1, 31), depart=None, cibles=bus).suivi is Suivi.DANS_LES_TEMPS
    assert suivi(5, date(2020, 1, 31), depart=None, cibles=bus).suivi is Suivi.ATTEINTE


def test_sans_sens_ou_sans_cible_rien_n_est_compare():
    assert suivi(3, sens=Sens.SUIVI).suivi is Suivi.SANS_CIBLE
    assert suivi(3, cibles=()).suivi is Suivi.SANS_CIBLE


def test_la_part_reste_entre_zero_et_un():
    assert suivi(-50).part == 0
    assert suivi(500).part == 1
    assert suivi(0, depart=Repere(Decimal(100), DEPART.le)).part is None


@pytest.mark.parametrize(
    ("frequence", "jours", "attendu"),
    [("annuelle", 456, False), ("annuelle", 457, True), ("mensuelle", 121, False), ("mensuelle", 122, True)],
)
def test_un_releve_manque_quand_sa_periode_est_finie_depuis_longtemps(frequence, jours, attendu):
    jour = date(2026, 11, 28)
    dernier = jour - timedelta(days=jours)
    assert releve_manquant(frequence=frequence, dernier=dernier, depuis=date(2000, 1, 1), aujourdhui=jour) is attendu
    assert releve_manquant(frequence=frequence, dernier=None, depuis=dernier, aujourdhui=jour) is attendu


def test_un_releve_unique_ne_manque_pas():
    assert not releve_manquant(frequence="unique", dernier=None, depuis=date(2000, 1, 1), aujourdhui=date(2026, 11, 28))
