"""The nightly count, with a register of figures made for the tests."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from grenelle.models import Releve
from grenelle.services.comptage import RAISON, compter, periodes_finies
from tests.grenelle.fabriques import MAINTENANT, IndicateurFactory, MesureFactory, PlanFactory
from tests.territoires.fabriques import DepartementFactory

pytestmark = pytest.mark.django_db


@dataclass
class FauxChiffre:
    """Answers by month; ``erreur`` fails instead."""

    valeurs: dict = field(default_factory=dict)
    code: str = "offres"
    unite: str = "nombre"
    erreur: Exception | None = None
    demandes: list = field(default_factory=list)

    def requete(self, debut, fin):
        self.demandes.append((debut, fin))
        if self.erreur:
            raise self.erreur
        return self.valeurs.get(debut, {})


OCTOBRE = date(2026, 10, 1)


def compte(**champs):
    return IndicateurFactory(
        **{"collecte": "compte", "chiffre": "offres", "frequence": "mensuelle", "echelle": "territoire"} | champs
    )


def releves():
    lignes = Releve.objects.en_vigueur().order_by("debut", "territoire")
    return list(lignes.values_list("debut", "echelle", "territoire", "valeur"))


@pytest.mark.parametrize(
    ("frequence", "jour", "attendu"),
    [
        (
            "mensuelle",
            date(2026, 1, 1),
            [(date(2025, 11, 1), date(2025, 11, 30)), (date(2025, 12, 1), date(2025, 12, 31))],
        ),
        (
            "mensuelle",
            date(2024, 3, 31),
            [(date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 1), date(2024, 2, 29))],
        ),
        (
            "trimestrielle",
            date(2026, 3, 31),
            [(date(2025, 7, 1), date(2025, 9, 30)), (date(2025, 10, 1), date(2025, 12, 31))],
        ),
        (
            "semestrielle",
            date(2026, 7, 1),
            [(date(2025, 7, 1), date(2025, 12, 31)), (date(2026, 1, 1), date(2026, 6, 30))],
        ),
        (
            "annuelle",
            date(2026, 12, 31),
            [(date(2024, 1, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 12, 31))],
        ),
        ("unique", date(2026, 1, 1), []),
    ],
)
def test_seules_les_periodes_finies_sont_comptees(frequence, jour, attendu):
    assert periodes_finies(frequence, jour) == attendu


def test_chaque_territoire_a_son_releve():
    DepartementFactory(code="44")
    plan = PlanFactory(region_code=DepartementFactory(code="44").region.code)
    compte(mesure=MesureFactory(axe__plan=plan))
    bilan = compter(registre={"offres": FauxChiffre({OCTOBRE: {None: 7, "44": 5}})}, maintenant=MAINTENANT)
    assert (bilan.crees, bilan.erreurs) == (2, [])
    assert releves() == [(OCTOBRE, "region", "", 7), (OCTOBRE, "departement", "44", 5)]
    assert {r.statut for r in Releve.objects.all()} == {"definitif"}


def test_compter_deux_fois_ne_change_rien():
    compte()
    registre = {"offres": FauxChiffre({OCTOBRE: {None: 7}})}
    compter(registre=registre, maintenant=MAINTENANT)
    bilan = compter(registre=registre, maintenant=MAINTENANT)
    assert (bilan.crees, bilan.revises, bilan.inchanges) == (0, 0, 1)
    assert Releve.objects.count() == 1


def test_ce_qui_arrive_tard_fait_une_revision():
    compte()
    compter(registre={"offres": FauxChiffre({OCTOBRE: {None: 7}})}, maintenant=MAINTENANT)
    bilan = compter(registre={"offres": FauxChiffre({OCTOBRE: {None: 8}})}, maintenant=MAINTENANT)
    assert bilan.revises == 1
    assert list(Releve.objects.order_by("revision").values_list("valeur", "en_vigueur", "raison")) == [
        (7, False, ""),
        (8, True, RAISON),
    ]


def test_zero_est_compte_et_rien_n_est_pas_zero():
    compte()
    compter(registre={"offres": FauxChiffre({OCTOBRE: {None: 0}})}, maintenant=MAINTENANT)
    assert releves() == [(OCTOBRE, "region", "", 0)]


def test_un_chiffre_sans_valeur_est_non_publie():
    compte()
    compter(registre={"offres": FauxChiffre({OCTOBRE: {None: None}})}, maintenant=MAINTENANT)
    assert releves() == [(OCTOBRE, "region", "", None)]


@pytest.mark.parametrize(
    ("chiffre", "message"),
    [
        (None, "n'a pas de chiffre"),
        (FauxChiffre(unite="pourcentage"), "unité"),
        (FauxChiffre(erreur=RuntimeError("base en panne")), "RuntimeError"),
        (FauxChiffre({OCTOBRE: {None: -4}}), "entre 0 et"),
        (FauxChiffre({OCTOBRE: {None: "beaucoup"}}), "pas un nombre"),
        (FauxChiffre({OCTOBRE: {"Nulle part": 3}}), "pas un territoire"),
    ],
)
def test_un_chiffre_fautif_n_arrete_pas_les_autres(chiffre, message):
    compte(chiffre="fautif")
    compte()
    registre = {"offres": FauxChiffre({OCTOBRE: {None: 7}})} | ({"fautif": chiffre} if chiffre else {})
    bilan = compter(registre=registre, maintenant=MAINTENANT)
    assert bilan.crees == 1
    assert message in " ".join(bilan.erreurs)


def test_ce_qui_n_est_pas_compte_par_le_portail_n_est_pas_touche():
    IndicateurFactory(frequence="mensuelle")
    compte(actif=False)
    chiffre = FauxChiffre({OCTOBRE: {None: Decimal(7)}})
    compter(registre={"offres": chiffre}, maintenant=MAINTENANT)
    assert chiffre.demandes == []
    assert not Releve.objects.exists()


def test_le_jour_est_celui_de_paris():
    compte()
    chiffre = FauxChiffre()
    compter(registre={"offres": chiffre}, maintenant=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    assert chiffre.demandes[-1] == (OCTOBRE, date(2026, 10, 31))


@pytest.mark.parametrize("nombre", [2, 20])
def test_un_comptage_ne_lit_pas_les_lieux_pour_chaque_indicateur(nombre, django_assert_max_num_queries):
    plan = PlanFactory()
    for rang in range(nombre):
        compte(mesure=MesureFactory(axe__plan=plan), chiffre=f"offres-{rang}")
    with django_assert_max_num_queries(2):
        compter(registre={}, maintenant=MAINTENANT)
