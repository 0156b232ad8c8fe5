"""``verifier_plan``: what is loaded against what was counted in the documents."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from commun.importation import ImportRefuse
from grenelle.models import Cible, Mesure, Plan
from grenelle.services.chargement import charger_plans
from grenelle.services.verification import verifier
from tests.grenelle.fabriques import PlanFactory

pytestmark = pytest.mark.django_db
SLUGS = ["ile-de-france-2019", "normandie-2019", "pays-de-la-loire-2019", "srefop-pays-de-la-loire-2017"]


def test_les_plans_livres_sont_conformes_aux_documents(capsys):
    charger_plans()
    call_command("verifier_plan")
    sortie = capsys.readouterr().out
    assert "Tout est conforme" in sortie
    assert "ÉCART" not in sortie
    for slug in SLUGS:
        assert slug in sortie
    assert "Mesures ou actions : 22" in sortie
    assert "« 3640 jeunes" in sortie


def test_chaque_plan_livre_a_ses_comptes_avec_leur_source():
    charger_plans()
    for plan in Plan.objects.all():
        constats = verifier(plan)
        quoi = {c.quoi for c in constats}
        assert {"Axes", "Mesures ou actions", "Cibles"} <= quoi, plan.slug
        assert any(q.startswith("Indicateurs") for q in quoi), plan.slug
        assert all(c.attendu and c.source for c in constats)


def test_un_nombre_change_est_un_ecart(capsys):
    charger_plans()
    Cible.objects.filter(indicateur__code="decrocheurs", valeur=3640).update(valeur=3641)
    with pytest.raises(CommandError, match="1 écart"):
        call_command("verifier_plan", "pays-de-la-loire-2019")
    assert "3641 au lieu de 3640" in capsys.readouterr().out


def test_une_mesure_de_moins_est_un_ecart():
    charger_plans()
    Mesure.objects.du_plan("normandie-2019").filter(numero="6-2").delete()
    with pytest.raises(CommandError, match="2 écart"):
        call_command("verifier_plan", "normandie-2019")


def test_un_nombre_de_trop_est_un_ecart():
    charger_plans()
    cible = Cible.objects.get(indicateur__code="referents-orientation")
    Cible.objects.create(indicateur=cible.indicateur, valeur=9, le="2030-01-01")
    with pytest.raises(CommandError, match="écart"):
        call_command("verifier_plan", "pays-de-la-loire-2019")


def test_sans_comptes_le_plan_est_seulement_dit(capsys):
    PlanFactory(slug="sans-comptes")
    call_command("verifier_plan", "sans-comptes")
    assert "rien n'a été compté" in capsys.readouterr().out


def test_un_plan_inconnu_est_refuse():
    with pytest.raises(CommandError, match="Aucun plan « nulle-part »"):
        call_command("verifier_plan", "nulle-part")


def test_des_comptes_fautifs_disent_leur_ligne(tmp_path):
    plan = PlanFactory(slug="fautif")
    (tmp_path / "fautif.toml").write_text('[[compte]]\nquoi = "lunes"\nattendu = 3\nsource = "x"\n', encoding="utf-8")
    with pytest.raises(ImportRefuse) as refus:
        verifier(plan, dossier=tmp_path)
    assert refus.value.raisons[0].ligne == 2
