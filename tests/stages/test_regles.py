"""Legal and operating values: the one in force at the date in question, with its source."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from commun.importation import ImportRefuse, Rapport
from commun.regles import ajouter_les_regles, lire_regles
from stages.models import Regle
from stages.services.regles import RegleAbsente, regles_au

LIVREES = settings.DONNEES / "stages" / "regles.toml"


@pytest.fixture
def livrees(db) -> None:
    ajouter_les_regles(Regle, lire_regles(LIVREES), Rapport())


def test_la_valeur_en_vigueur_depend_du_jour(livrees):
    assert regles_au(date(2025, 6, 1))["gratification_horaire"] == 4.35
    assert regles_au(date(2026, 1, 1))["gratification_horaire"] == 4.5
    assert regles_au(date(2025, 12, 31))["smic_horaire"] == 11.88


def test_avant_la_premiere_date_la_regle_manque_et_le_dit(livrees):
    with pytest.raises(RegleAbsente, match="smic_horaire"):
        regles_au(date(2020, 1, 1))["smic_horaire"]


def test_chaque_regle_a_une_source_et_une_unite(livrees):
    assert Regle.objects.count() > 40
    assert not Regle.objects.filter(source="").exists()
    assert not Regle.objects.filter(unite="").exists()


def test_recharger_ne_change_rien_et_garde_ce_que_l_equipe_a_corrige(livrees):
    Regle.objects.filter(code="offre_duree").update(valeur=45)
    rapport = Rapport()
    ajouter_les_regles(Regle, lire_regles(LIVREES), rapport)
    assert not rapport.total().change
    assert regles_au(date(2026, 6, 1))["offre_duree"] == 45


def test_les_regles_d_un_jour_se_lisent_en_une_requete(livrees, django_assert_num_queries):
    with django_assert_num_queries(1):
        regles = regles_au(date(2026, 6, 1))
        assert regles["majorite"] == 18
        assert regles.regle("majorite").source


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ('[[regle]]\ncode = "x"\n', "clé manquante"),
        ("[[regle]\n", "TOML illisible"),
        ('[[regle]]\ncode = "abc"\ndepuis = "2026-02-31"\n', "n'est pas une date"),
    ],
)
def test_un_fichier_fautif_est_refuse_en_entier(tmp_path: Path, texte, raison):
    chemin = tmp_path / "regles.toml"
    chemin.write_text(texte)
    with pytest.raises(ImportRefuse) as refus:
        lire_regles(chemin)
    assert any(raison in r.raison for r in refus.value.raisons)
