"""The search on the database: what it reads, when it rebuilds, how many queries it takes."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from metiers.choices import Origine, TypeCompetence
from metiers.models import Appellation, Competence, EtatCatalogue, Metier, MetierCompetence
from metiers.services import recherche

pytestmark = pytest.mark.django_db


def creer(nom, code, *, etat=Metier.Etat.PUBLIE, **champs):
    masculin, _, feminin = nom.partition(" / ")
    return Metier.objects.create(
        slug=code.lower(), nom=nom, nom_masculin=masculin, nom_feminin=feminin, code_rome=code, etat=etat, **champs
    )


def changer():
    etat, _ = EtatCatalogue.objects.get_or_create(pk=1)
    etat.version += 1
    etat.modifie_le = timezone.now()
    etat.save()


@pytest.fixture
def soudeur():
    metier = creer("Soudeur / Soudeuse", "H2913", mots=["assembler du métal"], accroche="Il réunit deux tôles.")
    Appellation.objects.create(metier=metier, libelle="Braseur / Braseuse", origine=Origine.ROME)
    competence = Competence.objects.create(
        slug="souder", libelle="Souder des pièces", type=TypeCompetence.SAVOIR_FAIRE, origine=Origine.ROME
    )
    MetierCompetence.objects.create(metier=metier, competence=competence, origine=Origine.ROME)
    changer()
    return metier


def test_nom_appellation_competence_mot_et_code_trouvent_le_metier(soudeur):
    for q in ("soudeuse", "braseur", "souder des pièces", "assembler du métal", "deux tôles", "h2913"):
        assert [r.metier_id for r in recherche.chercher_metiers(q)] == [soudeur.pk], q
    assert recherche.completer_metiers("soud")[0].metier_id == soudeur.pk


def test_un_metier_non_publie_ne_se_trouve_pas(soudeur):
    creer("Soudeur / Soudeuse sous-marin", "I1502", etat=Metier.Etat.RETIRE)
    changer()
    assert [r.metier_id for r in recherche.chercher_metiers("soudeur")] == [soudeur.pk]


def test_l_index_suit_la_version_du_catalogue(soudeur):
    assert not recherche.chercher_metiers("boulanger")
    boulanger = creer("Boulanger / Boulangère", "D1102")
    assert not recherche.chercher_metiers("boulanger")
    changer()
    assert [r.metier_id for r in recherche.chercher_metiers("boulanger")] == [boulanger.pk]


def test_une_requete_par_recherche_et_sept_de_plus_pour_construire(soudeur, django_assert_num_queries):
    with django_assert_num_queries(8):
        recherche.chercher_metiers("soudeur")
    with django_assert_num_queries(1):
        recherche.chercher_metiers("soudeuse")
    for rang in range(20):
        creer(f"Métier {rang} / Métière {rang}", f"A11{rang:02}")
    changer()
    with django_assert_num_queries(8):
        recherche.chercher_metiers("soudeur")


def test_pendant_une_reconstruction_les_autres_gardent_l_ancien_index(soudeur):
    ancien = recherche.index_courant()
    changer()
    with recherche.memoire._verrou:
        assert recherche.index_courant() is ancien
    assert recherche.index_courant() is not ancien


def test_un_catalogue_vide_ne_trouve_rien():
    assert recherche.chercher_metiers("soudeur") == []
    assert recherche.completer_metiers("s") == []


def test_la_commande_mesure_le_catalogue_present(soudeur, capsys):
    call_command("evaluer_recherche", taille=5)
    sortie = capsys.readouterr().out
    assert "1 métiers" in sortie
    assert "appellation exacte, masculin" in sortie
