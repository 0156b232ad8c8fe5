"""The official import of education: establishments, school holidays with their traps, public holidays."""

from datetime import date

import pytest

from formations.models import Etablissement
from formations.services.import_officiel import importer_education
from territoires.importeurs.calendrier import jour_de_paris
from territoires.models import CalendrierScolaire, Importation, JourFerie
from tests.formations import fichiers_officiels as f
from tests.formations.fabriques import EtablissementFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(tmp_path):
    CommuneFactory(code_insee="49001", nom="Bourg")
    lignes = [
        f.etablissement("0440001M"),
        f.etablissement("0440002N", "Collège Essai", "Collège", nature=""),
        f.etablissement("0440003P", "Service rectoral", "Service Administratif", nature=""),
        f.etablissement("0440004R", "Maison Familiale Rurale de Bourg", "Autre", nature=""),
        f.etablissement("0440005S", "Ecole de Production du Bourg", "Lycée"),
    ]
    return f.ecrire(tmp_path, "etablissements_zz.csv", f.ETABLISSEMENTS, lignes, marque=False)


def importer(dossier, appliquer=True):
    return importer_education(chemin=dossier, appliquer=appliquer)


def test_les_etablissements_et_leurs_types(dossier):
    journal = importer(dossier)
    assert journal.etat == Importation.Etat.APPLIQUEE
    types = dict(Etablissement.objects.values_list("uai", "type"))
    assert types == {
        "0440001M": "lycee_pro",
        "0440002N": "college",
        "0440004R": "mfr",
        "0440005S": "ecole_production",
    }
    lycee = Etablissement.objects.get(uai="0440001M")
    assert (lycee.statut, lycee.apprentissage, lycee.commune.nom) == ("public", "oui", "Bourg")
    assert "1 services sans élèves" in journal.rapport["avertissements"][0]


def test_deux_fois_ne_change_rien(dossier):
    importer(dossier)
    journal = importer(dossier)
    assert (journal.crees, journal.modifies, journal.retires) == (0, 0, 0)


def test_ce_qui_manque_au_fichier_n_efface_rien(dossier):
    EtablissementFactory(uai="0440001M", slug="deja-la", telephone="02 40 00 00 01", situation_qpv="hors QPV")
    importer(dossier)
    lycee = Etablissement.objects.get(uai="0440001M")
    assert (lycee.slug, lycee.telephone, lycee.situation_qpv) == ("deja-la", "02 40 00 00 01", "hors QPV")
    assert lycee.nom == "Lycée professionnel Essai"


def test_un_etablissement_disparu_est_ferme(dossier):
    lignes = [f.etablissement(f"04401{n:02d}A", f"Lycée {n}") for n in range(20)]
    f.ecrire(dossier, "etablissements_zz.csv", f.ETABLISSEMENTS, lignes)
    importer(dossier)
    f.ecrire(dossier, "etablissements_zz.csv", f.ETABLISSEMENTS, lignes[:18])
    assert importer(dossier).retires == 2
    f.ecrire(dossier, "etablissements_zz.csv", f.ETABLISSEMENTS, lignes[:5])
    journal = importer(dossier)
    assert journal.etat == Importation.Etat.REFUSEE
    assert "tronqué" in journal.rapport["refus"][0]["raison"]


def test_education_prioritaire_et_quartier(dossier):
    f.ecrire(dossier, "rep_rep+_zz.csv", "ACADEMIE,NUMERO,EP", ["NANTES,0440002N,REP+"])
    entete = "Numéro établissement;Situation relative à un QPV (quartier prioritaire de la Ville)"
    f.ecrire(dossier, "situation_qpv_zz.csv", entete, ["0440002N;dans un QPV"])
    importer(dossier)
    college = Etablissement.objects.get(uai="0440002N")
    assert (college.education_prioritaire, college.situation_qpv) == ("REP+", "dans un QPV")


def test_l_annuaire_officiel_aux_nombreuses_colonnes(tmp_path):
    CommuneFactory(code_insee="49001")
    ligne = "0440001M;Lycée Essai;Lycée;Public;1 rue;44990;49001;044;47.1;-1.2;1;0;0;LYCEE POLYVALENT"
    f.ecrire(tmp_path, "fr-en-annuaire-education_lycees.csv", f.ANNUAIRE, [ligne])
    assert importer(tmp_path).etat == Importation.Etat.APPLIQUEE
    assert Etablissement.objects.get().type == "lycee_polyvalent"


@pytest.mark.parametrize(
    ("uai", "lat", "attendu"), [("044", "47", "UAI illisible"), ("0440001M", "470", "latitude impossible")]
)
def test_une_ligne_fausse_est_dite(dossier, uai, lat, attendu):
    lignes = [f.etablissement(f"04402{n:02d}A", f"Lycée {n}") for n in range(30)] + [f.etablissement(uai, lat=lat)]
    f.ecrire(dossier, "etablissements_zz.csv", f.ETABLISSEMENTS, lignes)
    journal = importer(dossier)
    assert journal.etat == Importation.Etat.APPLIQUEE
    assert attendu in journal.rapport["refus"][0]["raison"]
    assert journal.rapport["refus"][0]["ligne"] == 32


# --- calendar


def test_une_date_utc_est_un_jour_de_paris():
    assert jour_de_paris("2025-10-17T22:00:00+00:00") == date(2025, 10, 18)
    assert jour_de_paris("2025-12-19T23:00:00+00:00") == date(2025, 12, 20)


def test_la_date_de_fin_est_le_jour_de_la_reprise(tmp_path):
    lignes = [
        "Vacances de la Toussaint;-;2025-10-17T22:00:00+00:00;2025-11-02T23:00:00+00:00;Nantes;Zone B;2025-2026",
        "Début des Vacances d'Été;-;2026-07-03T22:00:00+00:00;2026-07-03T22:00:00+00:00;Nantes;Zone B;2025-2026",
        "Vacances d'Été;Élèves;2025-07-04T22:00:00+00:00;2025-08-31T22:00:00+00:00;Nantes;Zone B;2024-2025",
        "Vacances d'Été;Enseignants;2025-07-04T22:00:00+00:00;2025-08-28T22:00:00+00:00;Nantes;Zone B;2024-2025",
    ]
    f.ecrire(tmp_path, "fr-en-calendrier-scolaire.csv", f.CALENDRIER, lignes)
    importer(tmp_path)
    toussaint = CalendrierScolaire.objects.get(libelle="Vacances de la Toussaint")
    assert (toussaint.premier_jour, toussaint.dernier_jour) == (date(2025, 10, 18), date(2025, 11, 2))
    assert toussaint.reprise == date(2025, 11, 3)
    ete = CalendrierScolaire.objects.get(libelle="Début des Vacances d'Été")
    assert (ete.premier_jour, ete.dernier_jour, ete.reprise) == (date(2026, 7, 4), None, None)
    zone = CalendrierScolaire.objects.de_la_zone("B").pour_les_eleves()
    assert zone.le(date(2025, 11, 2)).exists()
    assert not zone.le(date(2025, 11, 3)).exists()
    assert zone.le(date(2026, 8, 15)).get() == ete
    assert not zone.le(date(2026, 9, 15)).exists()
    assert zone.filter(libelle="Vacances d'Été").count() == 1


def test_une_date_illisible_refuse_le_fichier(tmp_path):
    f.ecrire(tmp_path, "feries.csv", f.FERIES, ["2026-02-30,2026,Métropole,Rien"])
    journal = importer(tmp_path)
    assert journal.etat == Importation.Etat.REFUSEE
    assert journal.rapport["refus"][0]["ligne"] == 2
    assert not JourFerie.objects.exists()


@pytest.mark.donnees_officielles
def test_les_calendriers_publies(donnees_officielles):
    importer(donnees_officielles / "education")
    assert JourFerie.objects.count() == 110
    noel = CalendrierScolaire.objects.get(libelle="Vacances de Noël", annee_scolaire="2026-2027")
    assert (noel.premier_jour, noel.reprise) == (date(2026, 12, 19), date(2027, 1, 4))
    # The normalised file and the official one say the same: nothing is stored twice.
    assert CalendrierScolaire.objects.filter(libelle="Vacances de Noël", annee_scolaire="2025-2026").count() == 1
