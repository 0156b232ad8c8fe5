"""Facets: what is counted, what narrows what, how many queries it takes."""

import pytest

from metiers.choices import Origine, OuiNon, TransitionEcologique
from metiers.models import EtatCatalogue
from metiers.services.exploration import Criteres, explorer
from metiers.services.facettes import catalogue_courant
from tests.metiers.fabriques import (
    AccesNiveauFactory,
    CentreInteretFactory,
    FamilleFactory,
    MetierCompetenceFactory,
    MetierFactory,
    MetierInteretFactory,
    MetierSecteurFactory,
    SecteurFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def comptes(criteres, facette):
    catalogue = catalogue_courant()
    exploration = explorer(catalogue, criteres)
    return {
        c.valeur.code: c.nombre
        for c in exploration.compter(catalogue.facettes[facette])
        if not c.valeur.code.startswith("famille-")  # those of the domaines that the factories make
    }


def trouves(**choix):
    catalogue = catalogue_courant()
    return explorer(catalogue, Criteres(choix={nom: tuple(codes) for nom, codes in choix.items()})).ids


@pytest.fixture
def deux_familles():
    bois, mer = FamilleFactory(code="bois", slug="bois"), FamilleFactory(code="mer", slug="mer")
    metiers = {
        "menuisier": MetierFactory(famille=bois, riasec_majeur="R", riasec_mineur="A"),
        "charpentier": MetierFactory(famille=bois, riasec_majeur="R", riasec_mineur=""),
        "marin": MetierFactory(famille=mer, riasec_majeur="R", riasec_mineur=""),
        "luthier": MetierFactory(famille=bois, riasec_majeur="A", riasec_mineur="R"),
        "brouillon": MetierFactory(famille=mer, brouillon=True),
        "retire": MetierFactory(famille=mer, retire=True),
    }
    return {nom: metier.pk for nom, metier in metiers.items()}


def test_seuls_les_metiers_publies_comptent(deux_familles):
    assert comptes(Criteres(), "famille") == {"bois": 3, "mer": 1}


def test_les_valeurs_d_une_facette_elargissent_et_les_facettes_resserrent(deux_familles):
    assert set(trouves(famille=["bois", "mer"])) == {
        deux_familles[n] for n in ("menuisier", "charpentier", "marin", "luthier")
    }
    assert set(trouves(famille=["bois"], riasec=["A"])) == {deux_familles["menuisier"], deux_familles["luthier"]}
    assert trouves(famille=["mer"], riasec=["A"]) == []


def test_une_facette_ne_resserre_pas_ses_propres_comptes(deux_familles):
    criteres = Criteres(choix={"famille": ("bois",), "riasec": ("A",)})
    assert comptes(criteres, "famille") == {"bois": 2, "mer": 0}
    assert {code: n for code, n in comptes(criteres, "riasec").items() if n} == {"R": 3, "A": 2}


def test_l_inconnu_n_est_pas_non():
    MetierFactory(reglemente=OuiNon.NON)
    MetierFactory(reglemente=OuiNon.INCONNU)
    MetierFactory(reglemente=OuiNon.OUI)
    assert comptes(Criteres(), "reglemente") == {"oui": 1, "non": 1, "inconnue": 1}


def test_les_transitions():
    MetierFactory(transition_ecologique=TransitionEcologique.VERTE, transition_numerique=OuiNon.OUI)
    MetierFactory(transition_ecologique=TransitionEcologique.NON)
    MetierFactory()
    attendu = {"verte": 1, "strategique": 0, "brune": 0, "numerique": 1, "demographique": 0, "non-renseignee": 1}
    assert comptes(Criteres(), "transition") == attendu


def test_un_secteur_compte_ses_sous_secteurs():
    industrie = SecteurFactory(slug="industrie")
    bois = SecteurFactory(slug="bois", parent=industrie)
    metier = MetierSecteurFactory(secteur=bois).metier
    MetierSecteurFactory(secteur=industrie)
    assert comptes(Criteres(), "secteur") == {"industrie": 2, "bois": 1}
    assert trouves(secteur=["bois"]) == [metier.pk]


def test_interets_themes_niveaux_et_origine():
    metier = MetierFactory(redige=True)
    MetierFactory()
    MetierInteretFactory(metier=metier, interet=CentreInteretFactory(slug="mains"))
    metier.themes.add(ThemeFactory(slug="mer"))
    AccesNiveauFactory(metier=metier, niveau=3)
    for facette, code in (("interet", "mains"), ("theme", "mer"), ("niveau", "3"), ("origine", "portail")):
        assert comptes(Criteres(), facette)[code] == 1, facette
        assert trouves(**{facette: [code]}) == [metier.pk]
    assert comptes(Criteres(), "origine")["rome"] == 1


def test_un_savoir_faire_resserre():
    lien = MetierCompetenceFactory(competence__slug="souder", origine=Origine.ROME)
    MetierFactory()
    catalogue = catalogue_courant()
    exploration = explorer(catalogue, Criteres(competences=("souder",)))
    assert exploration.ids == [lien.metier_id]
    assert exploration.libelles_competences == {"souder": lien.competence.libelle}
    assert explorer(catalogue, Criteres(competences=("inconnu",))).ids == []


def test_l_ordre_rediges_d_abord_puis_le_nom():
    c = MetierFactory(nom="Écailler", redige=False)
    a = MetierFactory(nom="Zingueur", redige=True)
    b = MetierFactory(nom="Ébéniste", redige=False)
    catalogue = catalogue_courant()
    assert explorer(catalogue, Criteres()).ids == [a.pk, b.pk, c.pk]
    assert explorer(catalogue, Criteres(tri="nom")).ids == [b.pk, c.pk, a.pk]


def test_ce_que_chaque_critere_cache(deux_familles):
    exploration = explorer(catalogue_courant(), Criteres(choix={"famille": ("mer",), "riasec": ("A",)}))
    assert exploration.ids == []
    assert exploration.sans == {"famille": 2, "riasec": 1}


def test_un_changement_du_catalogue_se_voit(django_assert_num_queries):
    EtatCatalogue.objects.create(pk=1)
    metier = MetierFactory()
    assert explorer(catalogue_courant(), Criteres()).ids == [metier.pk]
    with django_assert_num_queries(1):
        catalogue_courant()
    autre = MetierFactory(nom="Zingueur")
    EtatCatalogue.objects.update(version=2)
    assert explorer(catalogue_courant(), Criteres()).ids == [metier.pk, autre.pk]


def test_le_masque_ignore_les_inconnus():
    metier = MetierFactory()
    catalogue = catalogue_courant()
    assert catalogue.masque([metier.pk, 10**9]) == catalogue.tous == 1
    assert catalogue.repere(10**9) is None
