"""The apprentice's pay follows the legal scale, by age and year, at the dates when they change."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from commun.importation import Rapport
from commun.regles import ajouter_les_regles, lire_regles
from stages.models import Regle
from stages.services.simulateur import Contrat, age_de_paie, simuler


@pytest.fixture(autouse=True)
def _regles(db):
    ajouter_les_regles(Regle, lire_regles(settings.DONNEES / "stages" / "regles.toml"), Rapport())


def _contrat(**champs) -> Contrat:
    return Contrat(
        **{"naissance": date(2009, 3, 10), "debut": date(2026, 9, 1), "duree_mois": 24, "niveau": 3} | champs
    )


def test_le_salaire_suit_l_age_et_l_annee():
    periodes = simuler(_contrat()).periodes
    assert [(p.debut, p.annee, p.tranche, p.pourcentage) for p in periodes] == [
        (date(2026, 9, 1), 1, "15-17", 27),
        (date(2027, 4, 1), 1, "18-20", 43),
        (date(2027, 9, 1), 2, "18-20", 51),
    ]
    assert periodes[-1].fin == date(2028, 8, 31)


def test_le_montant_est_la_part_du_smic_mensuel():
    """12,02 € an hour is 1 823,03 € a month, of which 27 % is 492,22 €."""
    assert simuler(_contrat()).periodes[0].brut == pytest.approx(492.22, abs=0.01)


def test_un_nouveau_smic_ouvre_une_nouvelle_periode():
    periodes = simuler(_contrat(debut=date(2025, 9, 1), duree_mois=12)).periodes
    assert [p.debut for p in periodes] == [date(2025, 9, 1), date(2026, 1, 1)]
    assert periodes[1].brut > periodes[0].brut


@pytest.mark.parametrize(
    ("jour", "naissance", "age"),
    [
        (date(2027, 3, 31), date(2009, 3, 10), 17),
        (date(2027, 4, 1), date(2009, 3, 10), 18),
        (date(2027, 3, 15), date(2009, 3, 1), 17),
        (date(2027, 4, 1), date(2009, 3, 1), 18),
    ],
)
def test_l_age_compte_le_mois_suivant_l_anniversaire(jour, naissance, age):
    assert age_de_paie(jour, naissance) == age


def test_une_licence_professionnelle_compte_comme_une_deuxieme_annee():
    simulation = simuler(_contrat(naissance=date(2005, 1, 2), duree_mois=12, niveau=6, licence_pro=True))
    assert (simulation.periodes[0].annee, simulation.periodes[0].pourcentage) == (2, 61)


@pytest.mark.parametrize(
    ("champs", "montant"),
    [
        ({"niveau": 3}, 5000),
        ({"niveau": 5}, 4500),
        ({"niveau": 7, "effectif": "250_et_plus"}, 750),
        ({"niveau": 7, "handicap": True}, 6000),
        ({"debut": date(2026, 2, 1), "niveau": 5}, None),
        ({"debut": date(2027, 1, 1)}, None),
    ],
)
def test_l_aide_a_l_employeur_depend_de_la_date_du_niveau_et_de_la_taille(champs, montant):
    aide = simuler(_contrat(**champs)).aide
    assert aide.montant == montant
    assert aide.montant is not None or aide.raison


SAISIE = {
    "naissance": "2009-03-10", "debut": "2026-09-01", "duree_mois": "24", "niveau": "3", "effectif": "moins_de_250",
}  # fmt: skip


def test_la_page_repond_sans_rien_garder_dans_l_adresse(client):
    reponse = client.post(reverse("stages:simulateur"), SAISIE)
    assert reponse.status_code == 200
    assert "27&nbsp;%" in reponse.content.decode()
    assert "5\u202f000" in reponse.content.decode() or "5\xa0000" in reponse.content.decode()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"naissance": ""}, "Indiquez une date de naissance."),
        ({"naissance": "2026-02-31"}, "Cette date n'existe pas."),
        ({"naissance": "2020-01-01"}, "entre 15 et 65 ans"),
        ({"debut": "1999-01-01"}, "Choisissez un début entre"),
        ({"debut": "9999-12-31"}, "Choisissez un début entre"),
        ({"duree_mois": "7"}, "Sélectionnez un choix valide"),
        ({"licence_pro": "on"}, "bac + 3"),
        ({"niveau": "'; DROP"}, "Sélectionnez un choix valide"),
    ],
)
def test_une_saisie_fautive_est_dite_et_rien_n_est_perdu(client, champs, message):
    reponse = client.post(reverse("stages:simulateur"), SAISIE | champs)
    texte = reponse.content.decode()
    assert reponse.status_code == 422
    assert message in texte.replace("&#x27;", "'")
    assert 'value="2026-09-01"' in texte or "debut" in champs


def test_la_page_vide_se_lit_sans_requete(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("stages:simulateur")).status_code == 200
