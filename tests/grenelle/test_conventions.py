"""Conventions: three years, an evaluation before renewing, two months' notice."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from grenelle.models import Convention
from grenelle.services.conventions import ConventionRefusee, conclure, denoncer, renouveler
from tests.grenelle.fabriques import MesureFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return conclure(plan=PlanFactory(), partenaire="Rectorat", objet="Cadre régional", debut=date(2020, 2, 29))


def evaluer(convention):
    convention.evaluee_le = date(2022, 12, 1)
    convention.save()
    return convention


def test_une_convention_dure_trois_ans(convention):
    assert convention.fin == date(2023, 2, 27)
    assert convention.preavis_mois == 2


def test_elle_ne_porte_que_des_mesures_de_son_plan():
    plan = PlanFactory()
    sienne, autre = MesureFactory(axe__plan=plan), MesureFactory()
    convention = conclure(plan=plan, partenaire="x", objet="x", debut=date(2020, 1, 1), mesures=[sienne, autre])
    assert list(convention.mesures.all()) == [sienne]


def test_elle_ne_se_renouvelle_qu_apres_une_evaluation(convention):
    with pytest.raises(ConventionRefusee, match="évaluation"):
        renouveler(convention=convention)
    suivante = renouveler(convention=evaluer(convention))
    assert (suivante.debut, suivante.renouvelle) == (date(2023, 2, 28), convention)
    with pytest.raises(ConventionRefusee, match="déjà renouvelée"):
        renouveler(convention=convention)


def test_la_denonciation_prend_effet_apres_deux_mois(convention):
    denoncer(convention=convention, le=date(2021, 12, 31))
    convention.refresh_from_db()
    assert convention.prend_fin_le == date(2022, 2, 28)
    assert convention in Convention.objects.en_vigueur_le(date(2022, 2, 27))
    assert convention not in Convention.objects.en_vigueur_le(date(2022, 2, 28))
    with pytest.raises(ConventionRefusee, match="déjà dénoncée"):
        denoncer(convention=convention, le=date(2022, 1, 1))
    with pytest.raises(ConventionRefusee, match="dénoncée"):
        renouveler(convention=convention)


def test_la_denonciation_ne_depasse_pas_le_terme(convention):
    assert denoncer(convention=convention, le=date(2023, 2, 1)).prend_fin_le == convention.fin


def test_on_ne_denonce_que_ce_qui_est_en_vigueur(convention):
    with pytest.raises(ConventionRefusee, match="pas en vigueur"):
        denoncer(convention=convention, le=date(2019, 1, 1))


def test_celles_a_renouveler_sont_signalees(convention):
    aujourdhui = date(2022, 12, 15)
    a_renouveler = Convention.objects.a_renouveler_avant(date(2023, 3, 15), aujourdhui=aujourdhui)
    assert list(a_renouveler) == [convention]
    assert not Convention.objects.a_renouveler_avant(date(2023, 1, 15), aujourdhui=aujourdhui).exists()
    renouveler(convention=evaluer(convention))
    assert not a_renouveler.all().exists()


def test_une_duree_folle_est_refusee():
    with pytest.raises(ConventionRefusee):
        conclure(plan=PlanFactory(), partenaire="x", objet="x", debut=date(2020, 1, 1), ans=99)


def test_la_base_refuse_une_denonciation_sans_fin(convention):
    with pytest.raises(IntegrityError), transaction.atomic():
        Convention.objects.filter(pk=convention.pk).update(denoncee_le=date(2021, 1, 1))
