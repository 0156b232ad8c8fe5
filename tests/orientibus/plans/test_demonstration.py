"""The invented season: flagged, planned by the real planner, partly told, the same twice; never where staff work."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from comptes.models import Courriel
from orientibus.choices import EtatEtape, EtatPlan
from orientibus.models import CompteRendu, Demande, Etape, Plan, Saison
from orientibus.services import demonstration
from orientibus.services.demonstration import creer_saison_demo
from orientibus.services.plans import PlanImpossible
from orientibus.services.saisons import assurer_les_saisons
from tests.orientibus.plans.monde import bus
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]
JOUR = date(2026, 11, 28)


@pytest.fixture
def _monde():
    b = bus(departement=DepartementFactory(code="44"), equipements=["etabli"])
    for n in range(8):
        CommuneFactory(departement=b.departement, population=3000 + n, latitude=47.1 + n / 100, longitude=-1.1)
    assurer_les_saisons(aujourdhui=JOUR)


@pytest.mark.usefixtures("_monde")
def test_la_saison_du_jour_est_remplie_une_seule_fois(capsys, settings):
    plan = creer_saison_demo(aujourdhui=JOUR, secondes=3)
    assert plan.etat == EtatPlan.PUBLIE and plan.prouve
    demandes = Demande.objects.all()
    assert demandes.count() == 8 and all(d.demonstration and d.priorite for d in demandes)
    etapes = Etape.objects.all()
    assert etapes and all(e.demonstration for e in etapes)
    assert {e.etat for e in etapes if e.fin < JOUR} <= {EtatEtape.REALISEE}
    assert {e.etat for e in etapes if e.jour > JOUR} <= {EtatEtape.CONFIRMEE, EtatEtape.PROPOSEE}
    assert all(e.repondre_avant >= JOUR for e in etapes if e.etat == EtatEtape.PROPOSEE)
    assert all("démonstration" in c.remarques for c in CompteRendu.objects.all())
    assert not Courriel.objects.exists(), "personne n'est prévenu de ce qui est inventé"
    assert creer_saison_demo(aujourdhui=JOUR) is None and Plan.objects.count() == 1


@pytest.mark.usefixtures("_monde")
def test_deux_fois_la_meme_saison():
    def tirer():
        creer_saison_demo(aujourdhui=JOUR, secondes=3)
        return sorted(Etape.objects.values_list("demande__reference", "jour", "creneau", "etat"))

    premiere = tirer()
    for modele in (CompteRendu, Etape, Plan, Demande):
        modele.objects.all().delete()
    assert tirer() == premiere


@pytest.mark.usefixtures("_monde")
def test_sans_saison_de_demonstration_rien_n_est_invente():
    Saison.objects.update(demonstration=False)
    assert creer_saison_demo(aujourdhui=JOUR) is None
    assert not Demande.objects.exists()


@pytest.mark.usefixtures("_monde")
def test_un_calcul_impossible_se_dit(monkeypatch):
    monkeypatch.setattr(demonstration, "executer_calcul", lambda *a, **k: False)
    with pytest.raises(PlanImpossible, match="n'a pas de plan"):
        creer_saison_demo(aujourdhui=JOUR)


def test_la_commande_est_refusee_hors_developpement(settings, monkeypatch, capsys):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("orientibus_demo")
    settings.DEBUG = True
    call_command("orientibus_demo")
    assert "déjà là" in capsys.readouterr().out

    def echouer(**_):
        raise PlanImpossible("Rien à faire.")

    monkeypatch.setattr("orientibus.management.commands.orientibus_demo.creer_saison_demo", echouer)
    with pytest.raises(CommandError, match="Rien à faire"):
        call_command("orientibus_demo")
    assert demonstration.SECONDES <= 6 and timedelta(1)
