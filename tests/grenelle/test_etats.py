"""The published rule: a table of milestones and indicators, and the state that each gives."""

from datetime import date, timedelta

import pytest

from grenelle.choices import EtatJalon, EtatMesure
from grenelle.services.etats import REGLE, FaitIndicateur, FaitJalon, evaluer
from grenelle.services.progression import Suivi

JOUR = date(2026, 11, 28)


def jalon(etat, jours=None):
    return FaitJalon(f"jalon {etat}", etat, None if jours is None else JOUR + timedelta(days=jours))


def indicateur(suivi, manquant=False):
    return FaitIndicateur(f"indicateur {suivi}", suivi, manquant)


FAIT, EN_COURS, A_VENIR = EtatJalon.FAIT, EtatJalon.EN_COURS, EtatJalon.A_VENIR
INCONNU, ABANDONNE = EtatJalon.INCONNU, EtatJalon.ABANDONNE

TABLE = [
    ([], [], EtatMesure.A_RENSEIGNER),
    ([jalon(INCONNU)], [], EtatMesure.A_RENSEIGNER),
    ([jalon(INCONNU, -1)], [], EtatMesure.A_RENSEIGNER),
    ([jalon(INCONNU, -400), jalon(A_VENIR, 30)], [], EtatMesure.A_RENSEIGNER),
    ([], [indicateur(Suivi.SANS_RELEVE)], EtatMesure.A_RENSEIGNER),
    ([], [indicateur(Suivi.SANS_CIBLE)], EtatMesure.A_RENSEIGNER),
    ([jalon(ABANDONNE)], [], EtatMesure.A_RENSEIGNER),
    ([jalon(A_VENIR, 30)], [], EtatMesure.A_LANCER),
    ([jalon(INCONNU, 30)], [], EtatMesure.A_LANCER),
    ([jalon(A_VENIR)], [], EtatMesure.A_LANCER),
    ([jalon(A_VENIR, 0)], [], EtatMesure.A_LANCER),
    ([jalon(FAIT, -30), jalon(A_VENIR, 30)], [], EtatMesure.EN_BONNE_VOIE),
    ([jalon(FAIT, -30), jalon(INCONNU, -1)], [], EtatMesure.EN_BONNE_VOIE),
    ([jalon(EN_COURS, 30)], [], EtatMesure.EN_BONNE_VOIE),
    ([], [indicateur(Suivi.EN_CHEMIN)], EtatMesure.EN_BONNE_VOIE),
    ([], [indicateur(Suivi.DANS_LES_TEMPS)], EtatMesure.EN_BONNE_VOIE),
    ([jalon(A_VENIR, 30)], [indicateur(Suivi.ATTEINTE)], EtatMesure.EN_BONNE_VOIE),
    ([jalon(FAIT)], [indicateur(Suivi.SANS_RELEVE)], EtatMesure.EN_BONNE_VOIE),
    ([jalon(A_VENIR, -1)], [], EtatMesure.VIGILANCE),
    ([jalon(EN_COURS, -90)], [], EtatMesure.VIGILANCE),
    ([jalon(FAIT)], [indicateur(Suivi.DANS_LES_TEMPS, manquant=True)], EtatMesure.VIGILANCE),
    ([], [indicateur(Suivi.ECART), *[indicateur(Suivi.DANS_LES_TEMPS)] * 2], EtatMesure.VIGILANCE),
    ([jalon(A_VENIR, -91)], [], EtatMesure.EN_DIFFICULTE),
    ([jalon(FAIT), jalon(EN_COURS, -200)], [indicateur(Suivi.ATTEINTE)], EtatMesure.EN_DIFFICULTE),
    ([], [indicateur(Suivi.ECART)], EtatMesure.EN_DIFFICULTE),
    ([], [indicateur(Suivi.ECART), indicateur(Suivi.ATTEINTE)], EtatMesure.EN_DIFFICULTE),
    ([], [indicateur(Suivi.ECART), indicateur(Suivi.SANS_RELEVE)], EtatMesure.EN_DIFFICULTE),
    ([jalon(FAIT)], [], EtatMesure.REALISEE),
    ([jalon(FAIT), jalon(ABANDONNE, -400)], [], EtatMesure.REALISEE),
    ([], [indicateur(Suivi.ATTEINTE)], EtatMesure.REALISEE),
    ([jalon(FAIT)], [indicateur(Suivi.ATTEINTE), indicateur(Suivi.SANS_CIBLE)], EtatMesure.REALISEE),
]


@pytest.mark.parametrize(("jalons", "indicateurs", "attendu"), TABLE)
def test_la_regle(jalons, indicateurs, attendu):
    verdict = evaluer(close=False, jalons=jalons, indicateurs=indicateurs, aujourdhui=JOUR)
    assert verdict.etat is attendu
    assert verdict.raisons


@pytest.mark.parametrize(("jalons", "indicateurs", "attendu"), TABLE)
def test_une_mesure_close_le_reste(jalons, indicateurs, attendu):
    assert evaluer(close=True, jalons=jalons, indicateurs=indicateurs, aujourdhui=JOUR).etat is EtatMesure.CLOSE


def test_la_raison_nomme_ce_qui_decide():
    verdict = evaluer(close=False, jalons=[jalon(A_VENIR, -91), jalon(EN_COURS, -1)], indicateurs=[], aujourdhui=JOUR)
    assert "91 jours" in verdict.raisons[0]
    assert "1 jour :" in verdict.raisons[1]


def test_la_regle_publiee_dit_chaque_etat():
    assert {etat for etat, _ in REGLE} == set(EtatMesure)
    assert {etat for _, _, etat in TABLE} | {EtatMesure.CLOSE} == set(EtatMesure)
