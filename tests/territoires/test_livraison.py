"""The bundled data set: complete, checked line by line, loaded once, and never over what people entered."""

import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from territoires.models import (
    BassinEmploi,
    Commune,
    Departement,
    Epci,
    FormeDeNom,
    Importation,
    Referent,
    TerritoireEmploi,
)
from territoires.services.importation import charger_livraison

pytestmark = pytest.mark.django_db
SOURCE = settings.DONNEES / "territoires"


@pytest.fixture
def dossier(tmp_path):
    return shutil.copytree(SOURCE, tmp_path / "territoires")


def remplacer(dossier, fichier, avant, apres, fois=1):
    chemin = dossier / fichier
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, fois), encoding="utf-8")
    return texte[: texte.index(avant)].count("\n") + 1


def test_tout_y_est():
    journal = charger_livraison(dossier=SOURCE)
    assert journal.etat == Importation.Etat.APPLIQUEE
    assert Departement.objects.count() == 5
    assert TerritoireEmploi.objects.count() == 18
    assert Epci.objects.count() == 71
    assert not Epci.objects.filter(territoire=None).exists()
    assert BassinEmploi.objects.count() == 27
    assert Commune.objects.count() >= 160
    assert not Commune.objects.filter(territoire=None).exists()
    assert not Commune.objects.filter(bassin=None).exists()
    assert not Commune.objects.filter(annee_population=None).exists()
    assert not Commune.objects.filter(codes_postaux=None).exists()
    assert Referent.objects.filter(demonstration=True).count() == 5
    assert not TerritoireEmploi.objects.filter(approximation="").exists()
    assert Commune.objects.get(nom="Nantes").codes == ["44000", "44100", "44200", "44300"]


def test_l_ile_sans_epci_a_son_territoire():
    charger_livraison(dossier=SOURCE)
    sans = Commune.objects.filter(epci=None)
    assert [(c.nom, c.territoire.code) for c in sans] == [("L'Île-d'Yeu", "vendee-littoral")]


def test_les_contacts_de_demonstration_ne_sont_joignables_nulle_part():
    charger_livraison(dossier=SOURCE)
    for referent in Referent.objects.all():
        assert referent.courriel.endswith(".example")
        assert referent.telephone.startswith("02 61 91 ")


def test_une_seconde_fois_ne_lit_rien(django_assert_max_num_queries):
    charger_livraison(dossier=SOURCE)
    with django_assert_max_num_queries(3):
        assert charger_livraison(dossier=SOURCE) is None
    assert Importation.objects.count() == 1


def test_une_nouvelle_livraison_ne_change_que_ce_qui_change(dossier):
    charger_livraison(dossier=SOURCE)
    formes = FormeDeNom.objects.count()
    remplacer(dossier, "communes-vendee.toml", 'nom = "Challans"', 'nom = "Challans-Ville"')
    journal = charger_livraison(dossier=dossier)
    assert (journal.crees, journal.modifies, journal.retires) == (0, 1, 0)
    assert Commune.objects.get(code_insee="85047").nom == "Challans-Ville"
    assert FormeDeNom.objects.count() != formes


def test_ce_que_le_personnel_a_change_est_garde(dossier):
    charger_livraison(dossier=SOURCE)
    Referent.objects.filter(departement__code="44").update(nom="Vraie Personne", demonstration=False)
    Commune.objects.filter(code_insee="44109").update(population=1)
    remplacer(dossier, "communes-loire-atlantique.toml", "population = 327734", "population = 327735")
    remplacer(dossier, "referents.toml", "Maëlle Guérin", "Autre Nom")
    journal = charger_livraison(dossier=dossier)
    assert journal.modifies == 0
    assert journal.rapport["tables"]["commune"]["conserves"] == 1
    assert Referent.objects.get(departement__code="44").nom == "Vraie Personne"
    assert Commune.objects.get(code_insee="44109").population == 1


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "raison"),
    [
        ("communes-vendee.toml", "latitude = 46.667526", "latitude = 146.6", "n'est pas entre"),
        ("communes-vendee.toml", "latitude = 46.667526", "latitude = nan", "n'est pas entre"),
        ("communes-vendee.toml", "population = 54849", "population = -3", "n'est pas entre"),
        ("communes-vendee.toml", "population = 54849", 'population = "54849"', "entier est attendu"),
        ("communes-vendee.toml", 'codes_postaux = ["85000"]', 'codes_postaux = ["8500"]', "5 chiffres"),
        ("communes-vendee.toml", 'codes_postaux = ["85000"]', "codes_postaux = []", "élément"),
        ("communes-vendee.toml", "annee_population = 2023", "anne_population = 2023", "clé inconnue"),
        ("departements.toml", 'nom = "Vendée"', "nom = 3", "texte entre guillemets"),
        ("departements.toml", 'nom = "Vendée"', "nom = ", "TOML illisible"),
        ("referents.toml", "02 61 91 44 01", "0261914401", "numéro"),
        ("epci.toml", 'nature = "CC"', 'nature = "CZ"', "« CZ »"),
    ],
)
def test_une_faute_refuse_tout_avec_sa_ligne(dossier, fichier, avant, apres, raison):
    ligne = remplacer(dossier, fichier, avant, apres)
    journal = charger_livraison(dossier=dossier)
    assert journal.etat == Importation.Etat.REFUSEE
    assert not Departement.objects.exists()
    refus = journal.rapport["refus"]
    assert any(r["fichier"] == fichier and r["ligne"] == ligne and raison in r["raison"] for r in refus), refus


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "raison"),
    [
        ("communes-vendee.toml", 'epci = "248500589"', 'epci = "999999999"', "epci inconnu"),
        ("communes-vendee.toml", 'bassin = "5214"', 'bassin = "9999"', "bassin inconnu"),
        ("communes-vendee.toml", 'code_insee = "85194"', 'code_insee = "85191"', "déjà employé"),
        ("communes-vendee.toml", 'epci = "248500589"\n', "", "EPCI, ou à défaut un territoire"),
        ("territoires.toml", 'departement = "85"', 'departement = "86"', "departement inconnu"),
        ("epci.toml", 'territoire = "saumur"', 'territoire = "nulle-part"', "territoire inconnu"),
    ],
)
def test_une_incoherence_refuse_tout(dossier, fichier, avant, apres, raison):
    remplacer(dossier, fichier, avant, apres)
    journal = charger_livraison(dossier=dossier)
    assert journal.etat == Importation.Etat.REFUSEE
    assert not Commune.objects.exists()
    assert any(r["fichier"] == fichier and r["ligne"] and raison in r["raison"] for r in journal.rapport["refus"])


def test_toutes_les_fautes_sont_dites_a_la_fois(dossier):
    remplacer(dossier, "communes-vendee.toml", "population = 54849", "population = -3")
    remplacer(dossier, "epci.toml", 'nature = "CC"', 'nature = "CZ"')
    assert charger_livraison(dossier=dossier).refuses == 2


def test_un_dossier_vide_est_refuse(tmp_path):
    journal = charger_livraison(dossier=tmp_path)
    assert journal.etat == Importation.Etat.REFUSEE


def test_la_commande(capsys, dossier):
    call_command("charger_territoires")
    call_command("charger_territoires")
    assert "déjà à jour" in capsys.readouterr().out
    remplacer(dossier, "regions.toml", 'code = "52"', 'code = "x"')
    with pytest.raises(CommandError, match="rien n'est changé"):
        call_command("charger_territoires", dossier=dossier)
    assert "regions.toml, ligne 6" in capsys.readouterr().out


def test_une_table_simple_est_mise_a_jour(dossier):
    charger_livraison(dossier=SOURCE)
    remplacer(dossier, "epci.toml", 'nom = "CA Mauges Communauté"', 'nom = "Mauges Communauté"')
    remplacer(dossier, "epci.toml", 'territoire = "saumur"', 'territoire = "angers"')
    journal = charger_livraison(dossier=dossier)
    assert journal.rapport["tables"]["epci"]["modifies"] == 2
    assert Epci.objects.get(siren="200060010").nom == "Mauges Communauté"
    assert journal.rapport["tables"]["commune"]["modifies"] > 0  # they follow their EPCI's territory


def test_ce_que_la_base_refuse_ne_change_rien(dossier):
    remplacer(dossier, "departements.toml", 'slug = "vendee"', 'slug = "sarthe"')
    journal = charger_livraison(dossier=dossier)
    assert journal.etat == Importation.Etat.REFUSEE
    assert "la base refuse" in journal.rapport["refus"][0]["raison"]
    assert not Departement.objects.exists()


def test_une_ancienne_commune_mal_ecrite_est_refusee(dossier):
    remplacer(dossier, "communes-maine-et-loire.toml", "anciennes = [{ code_insee = ", "anciennes = [{ code = ")
    assert "ancienne commune" in charger_livraison(dossier=dossier).rapport["refus"][0]["raison"]
