"""The bundled figures: loaded once, refused whole, and giving way to official imports."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from metiers.models import EtatCatalogue, FamilleProfessionnelle, Passage, Statistique
from metiers.services.chargement import charger_metiers
from metiers.services.chargement_emploi import charger_emploi
from metiers.services.import_emploi import importer_emploi
from metiers.services.marche import lieu_de_mesure, observations, potentiels, qui_recrutent
from metiers.services.marche.memoire import marche_courant
from territoires.models import Importation
from tests.metiers.fichiers_emploi import ecrire, territoires_minimaux

I = Statistique.Indicateur  # noqa: E741
pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(settings, tmp_path):
    return shutil.copytree(settings.DONNEES / "emploi", tmp_path / "emploi")


def remplacer(chemin, avant, apres):
    texte = chemin.read_text()
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1))


def test_les_metiers_livres_ont_tous_des_familles_et_presque_tous_un_potentiel():
    territoires_minimaux()
    charger_metiers()
    charger_emploi()
    marche = marche_courant()
    assert len(marche.de_metier) == 239
    assert not [pk for pk, f in marche.de_metier.items() if not (f.bmo and f.dares)]
    tous = potentiels(marche.de_metier, lieu_de_mesure(None))
    assert {p.niveau for p in tous.values()} == {None, 0, 1, 2, 3, 4, 5}
    assert sum(p.niveau is None for p in tous.values()) < 15
    assert all(p.raison for p in tous.values() if p.niveau is None)
    assert len(qui_recrutent(lieu_de_mesure(None))) == 239 - sum(p.niveau is None for p in tous.values())


def test_chaque_chiffre_livre_a_sa_source_sa_periode_et_sa_maille():
    charger_emploi()
    assert not Statistique.objects.filter(source="").exists()
    assert not Statistique.objects.filter(periode="").exists()
    assert set(Statistique.objects.values_list("grain", flat=True)) == {"departement", "region", "national"}, (
        "pas de case par bassin : ce serait recopier le fichier"
    )
    assert not Statistique.objects.filter(livree=False).exists()
    assert Passage.objects.filter(nature="portail").exclude(source="Rapprochement du portail").count() == 0


def test_le_secret_des_totaux_livres():
    charger_emploi()
    caches = Statistique.objects.filter(indicateur=I.PROJETS, secret=True)
    assert caches.exists()
    assert not caches.filter(laisses=0).exists()
    assert not Statistique.objects.filter(indicateur=I.PROJETS, valeur=0).exists()


def test_relancer_ne_lit_ni_ne_change_rien(django_assert_max_num_queries):
    assert charger_emploi().total().crees > 8_000
    version = EtatCatalogue.objects.get().version
    with django_assert_max_num_queries(3):
        assert charger_emploi() is None
    assert EtatCatalogue.objects.get().version == version
    assert Importation.objects.filter(jeu="emploi-livre").count() == 1


def test_un_fichier_corrige_est_recharge(dossier):
    charger_emploi(dossier=dossier)
    remplacer(dossier / "passages.toml", 'H1528 = ["H0X90"]', 'H1528 = ["H1X93"]')
    rapport = charger_emploi(dossier=dossier)
    assert (rapport.total().crees, rapport.total().retires, rapport.total().modifies) == (1, 1, 0)


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "raison"),
    [
        ("passages.toml", 'H1528 = ["H0X90"]', 'H1528 = ["Z9X99"]', "famille sans intitulé : Z9X99"),
        ("passages.toml", 'H1528 = ["H0X90"]', "H1528 = []", "H1528"),
        ("passages.toml", "[rome4_rome3]", "[rome4_rome2]", "clé manquante"),
        ("familles.toml", 'ENS = "Ensemble des familles"', "ENS = 3", "un texte entre guillemets"),
        ("projets.toml", "R52 = [166498,", "R52 = [", "8 nombres sont attendus"),
        ("projets.toml", "R52 = [166498", "X52 = [166498", "R et une région"),
        ("projets.toml", "R52 = [166498", "R52 = [-3", "n'est pas entre"),
        ("tensions.toml", "A0Z = [3,", "A0Z = [9,", "n'est pas entre 0 et 5"),
        ("emplois.toml", "femmes = 48.3", "femmes = 148.3", "n'est pas entre 0 et 100"),
        ("emplois.toml", "[[famille]]", "[[famille", "TOML illisible"),
    ],
)
def test_un_fichier_faux_fait_tout_refuser(dossier, fichier, avant, apres, raison):
    remplacer(dossier / fichier, avant, apres)
    with pytest.raises(CommandError) as refus:
        call_command("charger_emploi", dossier=dossier)
    assert raison in str(refus.value) and fichier in str(refus.value)
    assert not Statistique.objects.exists() and not FamilleProfessionnelle.objects.exists()


def test_un_import_officiel_passe_avant_et_n_est_pas_defait(dossier, tmp_path):
    territoires_minimaux()
    charger_emploi(dossier=dossier)
    importer_emploi(chemin=ecrire(tmp_path / "officiel"), appliquer=True)
    total = Statistique.objects.get(
        indicateur=I.PROJETS, famille__code="ENS", famille__nomenclature="2021", grain="region"
    )
    assert (total.valeur, total.livree) == (240, False), "le total de l'import remplace celui qui était livré"

    remplacer(dossier / "passages.toml", 'H1528 = ["H0X90"]', 'H1528 = ["H1X93"]')
    rapport = charger_emploi(dossier=dossier)

    assert rapport.compte("Chiffres").conserves > 0
    total.refresh_from_db()
    assert (total.valeur, total.livree) == (240, False)


def test_la_commande_dit_ce_qu_elle_a_fait(capsys):
    call_command("charger_emploi")
    assert "Chiffres" in capsys.readouterr().out
    call_command("charger_emploi")
    assert "tout est à jour" in capsys.readouterr().out


def test_un_metier_livre_a_tout_ce_que_montre_sa_fiche():
    territoires_minimaux()
    charger_metiers()
    charger_emploi()
    marche = marche_courant()
    soudeur = next(pk for pk, nom in marche.noms_des_metiers.items() if nom.startswith("Soudeur"))
    vu = observations(soudeur, lieu_de_mesure(None))
    assert vu.projets.territoire == "Pays de la Loire"
    assert all((vu.part_difficiles, vu.part_saisonniers, vu.emplois, vu.femmes, vu.ages, vu.salaires, vu.tensions))
    assert len(vu.ages[0].tranches) == 9
    assert len(vu.tensions[0].causes) == 6
    assert vu.femmes[0].famille == "Soudeurs", "la famille la plus précise d'abord"
