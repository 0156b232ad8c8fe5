"""Read layers: plans in force, measures for an audience, milestones late or untold, open readings."""

from datetime import date, timedelta

import pytest

from grenelle.models import Jalon, Mesure, Plan, PublicDeMesure
from tests.grenelle.fabriques import JOUR, JalonFactory, MesureFactory, PlanFactory

pytestmark = pytest.mark.django_db


def test_un_plan_sans_fin_reste_en_vigueur():
    sans_fin = PlanFactory(debut=date(2020, 1, 1))
    fini = PlanFactory(debut=date(2020, 1, 1), fin=date(2022, 12, 31))
    assert set(Plan.objects.en_vigueur_le(date(2022, 12, 31))) == {sans_fin, fini}
    assert list(Plan.objects.en_vigueur_le(date(2023, 1, 1))) == [sans_fin]
    assert not Plan.objects.en_vigueur_le(date(2019, 12, 31)).exists()


def test_une_mesure_pour_tous_est_aussi_pour_moi():
    tous, parents, seniors = MesureFactory(), MesureFactory(), MesureFactory()
    for mesure, public in ((tous, "tous"), (parents, "parents"), (parents, "tous"), (seniors, "seniors")):
        PublicDeMesure.objects.create(mesure=mesure, public=public)
    assert sorted(m.pk for m in Mesure.objects.pour("parents")) == sorted([tous.pk, parents.pk])


def test_en_retard_et_a_renseigner_sont_deux_choses():
    hier = JOUR - timedelta(days=1)
    retard = JalonFactory(prevu_le=hier, etat="en_cours")
    inconnu = JalonFactory(prevu_le=hier)
    JalonFactory(prevu_le=JOUR, etat="a_venir")
    JalonFactory(etat="a_venir")
    JalonFactory(prevu_le=hier, etat="fait", fait_le=hier)
    assert list(Jalon.objects.en_retard_le(JOUR)) == [retard]
    assert list(Jalon.objects.a_renseigner_le(JOUR)) == [inconnu]


def test_les_mesures_d_un_plan_gardent_l_ordre_du_document():
    plan = PlanFactory(slug="dans-l-ordre")
    dixieme = MesureFactory(axe__plan=plan, numero="10", rang=10)
    deuxieme = MesureFactory(axe=dixieme.axe, numero="2", rang=2)
    assert list(Mesure.objects.du_plan("dans-l-ordre")) == [deuxieme, dixieme]
