"""The match on the whole official ROME: letters, interests and macro-skills read from the published files."""

import csv
from collections import defaultdict

import pytest
from django.conf import settings

from metiers.interets import Attributs, Correspondeur, lire_questionnaire
from metiers.interets.stabilite import mesurer_accord, mesurer_stabilite, par_simple_tri
from metiers.interets.vecteurs import POIDS_COEUR, POIDS_PRINCIPAL

pytestmark = pytest.mark.donnees_officielles
PAIRES = 3_000


@pytest.fixture(scope="module")
def rome(donnees_officielles) -> Correspondeur:
    def lignes(nom):
        (chemin,) = (donnees_officielles / "rome").glob(f"unix_{nom}_v4*_utf8.csv*")
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            yield from csv.DictReader(flux)

    attribution = lire_questionnaire(settings.DONNEES / "metiers" / "interets.toml").centres
    centres, competences = defaultdict(list), defaultdict(list)
    for ligne in lignes("arborescence_centre_interet"):
        lettres = attribution[ligne["code_centre_interet"]]
        if lettres:
            poids = POIDS_PRINCIPAL if ligne["principal"] == "oui" else 1.0
            centres[ligne["code_rome"]].append((lettres, poids))
    macros = {
        m["code_ogr"]: m["riasec_majeur"] + m["riasec_mineur"] for m in lignes("referentiel_macro_competence_riasec")
    }
    macro_de = {c["code_ogr"]: c["code_ogr_macro_comp"] for c in lignes("referentiel_competence")}
    for ligne in lignes("coherence_item"):
        lettres = macros.get(macro_de.get(ligne["code_ogr"], ""), "")
        if lettres:
            competences[ligne["code_rome"]].append((lettres, POIDS_COEUR if ligne["coeur_metier"] else 1.0))
    metiers = sorted(lignes("referentiel_code_rome_riasec"), key=lambda m: m["code_rome"])
    return Correspondeur(
        (rang, Attributs(m["riasec_majeur"], m["riasec_mineur"], tuple(centres[m["code_rome"]]),
                         tuple(competences[m["code_rome"]])))
        for rang, m in enumerate(metiers)
    )  # fmt: skip


@pytest.mark.parametrize("typees", [False, True])
def test_sept_des_dix_premiers_restent_sur_le_rome_entier(rome, typees):
    mesure = mesurer_stabilite(rome, paires=PAIRES, graine=2026, typees=typees)
    assert mesure.minimum >= 7 and mesure.moyenne >= 7.9, mesure
    assert mesure.nettes >= 0.93, "presque tout ce qui est montré d'abord mérite son label"


def test_le_simple_tri_ne_suffit_pas_sur_le_rome_entier(rome):
    assert mesurer_stabilite(rome, paires=PAIRES, graine=2026, typees=True, choisir=par_simple_tri(rome)).minimum < 7


def test_les_valeurs_s_accordent_avec_les_lettres_et_ne_se_confondent_pas(rome):
    accord = mesurer_accord(rome)
    assert accord.metiers == accord.distincts == 1_584
    assert accord.majeure == accord.deux_lettres == 1.0
    assert accord.majeure_seuls >= 0.6, "intérêts et compétences disent d'eux-mêmes la majeure, le plus souvent"
