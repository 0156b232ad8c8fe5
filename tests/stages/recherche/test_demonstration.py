"""Invented offers: loaded once, renewed when they are over, never announced, always said to be invented."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from stages.choices import EtatOffre, Section
from stages.importeurs.demonstration import DemonstrationIllisible, lire_demonstration
from stages.models import EvenementOffre, MotDOffre, OffreStage
from stages.services.controles import controler
from stages.services.demonstration_offres import charger_demonstration
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory

CHEMIN = settings.DONNEES / "stages" / "demonstration.toml"


@pytest.fixture
def entreprises(db):
    lues = lire_demonstration(CHEMIN)
    for slug in {slug for e in lues for slug in e.metiers}:
        MetierFactory(slug=slug)
    for code in {e.commune for e in lues}:
        CommuneFactory(code_insee=code)
    return lues


def test_le_fichier_couvre_les_cinq_sections():
    lues = lire_demonstration(CHEMIN)
    offres = [offre for e in lues for offre in e.offres]
    assert 25 <= len(lues) <= 40
    assert 100 <= len(offres) <= 120
    assert {offre.section for offre in offres} == set(Section)


def test_charger_deux_fois_n_ajoute_rien_et_tout_est_publiable(entreprises, regles):
    maintenant = timezone.now()
    bilan = charger_demonstration(entreprises=entreprises, maintenant=maintenant)
    assert bilan.ajoutees == OffreStage.objects.visibles().count() == sum(len(e.offres) for e in entreprises)
    second = charger_demonstration(entreprises=entreprises, maintenant=maintenant)
    assert (second.ajoutees, second.renouvelees) == (0, 0)
    assert not OffreStage.objects.filter(demonstration=False).exists()
    assert not EvenementOffre.objects.exists()
    assert MotDOffre.objects.values("offre").distinct().count() == bilan.ajoutees
    manques = [(o.titre, m) for o in OffreStage.objects.all() for m in controler(o, timezone.localdate())]
    assert manques == []


def test_ce_qui_est_passe_reprend_des_dates_et_ce_qui_est_retire_le_reste(entreprises, regles):
    charger_demonstration(entreprises=entreprises[:2], maintenant=timezone.now())
    retiree = OffreStage.objects.first()
    OffreStage.objects.filter(pk=retiree.pk).update(etat=EtatOffre.RETIREE)
    plus_tard = timezone.now() + timedelta(days=500)
    nombre = OffreStage.objects.count()
    bilan = charger_demonstration(entreprises=entreprises[:2], maintenant=plus_tard)
    assert (bilan.ajoutees, bilan.renouvelees) == (0, nombre - 1)
    retiree.refresh_from_db()
    assert retiree.etat == EtatOffre.RETIREE
    assert not OffreStage.objects.visibles().filter(expire_le__lt=plus_tard).exists()


def test_un_fichier_incomplet_est_refuse(tmp_path):
    fichier = tmp_path / "d.toml"
    fichier.write_text('[[entreprise]]\nnom = "X"\n')
    with pytest.raises(DemonstrationIllisible, match="entreprise 1"):
        lire_demonstration(fichier)


@pytest.mark.django_db
def test_la_commande_sans_commune_ni_metier_ne_charge_rien(capsys, regles):
    call_command("charger_stages")
    assert "0 ajoutée(s)" in capsys.readouterr().out
