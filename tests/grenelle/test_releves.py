"""Readings: checked, and never changed in silence."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grenelle.models import Releve
from grenelle.services.releves import CONFIRMATION, Issue, ReleveRefuse, Saisie, enregistrer_lot, enregistrer_releve
from territoires.models import Region
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import MAINTENANT, IndicateurFactory, MesureFactory, PlanFactory
from tests.territoires.fabriques import DepartementFactory

pytestmark = pytest.mark.django_db


def saisie(valeur=12, **champs):
    base = {
        "debut": date(2025, 1, 1),
        "fin": date(2025, 12, 31),
        "valeur": None if valeur is None else Decimal(str(valeur)),
        "source": "Rectorat",
    }
    return Saisie(**base | champs)


def ecrire(indicateur, s, **options):
    return enregistrer_releve(indicateur=indicateur, saisie=s, maintenant=MAINTENANT, **options)


def test_un_releve_garde_qui_et_quand():
    personne = UtilisateurFactory(agent=True)
    issue, releve = ecrire(IndicateurFactory(), saisie(), saisi_par=personne)
    assert issue is Issue.CREE
    assert (releve.valeur, releve.revision, releve.en_vigueur) == (12, 1, True)
    assert (releve.saisi_par, releve.saisi_le) == (personne, MAINTENANT)


def test_la_meme_valeur_ne_fait_rien():
    indicateur = IndicateurFactory()
    ecrire(indicateur, saisie())
    issue, _ = ecrire(indicateur, saisie("12.0"))
    assert issue is Issue.INCHANGE
    assert Releve.objects.count() == 1


def test_une_autre_valeur_demande_une_raison():
    indicateur = IndicateurFactory()
    ecrire(indicateur, saisie())
    with pytest.raises(ReleveRefuse, match="dites pourquoi"):
        ecrire(indicateur, saisie(13))
    assert Releve.objects.get().valeur == 12


def test_une_revision_garde_l_ancienne_valeur():
    indicateur = IndicateurFactory()
    ecrire(indicateur, saisie())
    issue, nouveau = ecrire(indicateur, saisie(13, raison="Une école avait été oubliée."))
    assert (issue, nouveau.revision) == (Issue.REVISE, 2)
    assert list(Releve.objects.order_by("revision").values_list("valeur", "en_vigueur", "raison")) == [
        (12, False, ""),
        (13, True, "Une école avait été oubliée."),
    ]
    assert Releve.objects.revisions().get() == nouveau


def test_confirmer_une_valeur_provisoire_est_une_revision_qui_le_dit():
    indicateur = IndicateurFactory()
    ecrire(indicateur, saisie())
    issue, releve = ecrire(indicateur, saisie(statut="definitif"))
    assert (issue, releve.statut, releve.raison) == (Issue.REVISE, "definitif", CONFIRMATION)


def test_une_autre_source_est_un_changement():
    indicateur = IndicateurFactory()
    ecrire(indicateur, saisie())
    with pytest.raises(ReleveRefuse, match="dites pourquoi"):
        ecrire(indicateur, saisie(source="Insee"))


def test_non_publie_n_est_pas_zero():
    indicateur = IndicateurFactory()
    _, releve = ecrire(indicateur, saisie(None))
    assert releve.valeur is None
    assert "non publié" in str(releve)
    with pytest.raises(ReleveRefuse, match=r"\(non publié\)"):
        ecrire(indicateur, saisie(0))


@pytest.mark.parametrize(
    ("reglage", "champs", "raison"),
    [
        ({}, {"valeur": Decimal(-1)}, "entre 0 et"),
        ({}, {"valeur": Decimal("1.5")}, "décimale"),
        ({}, {"valeur": Decimal("NaN")}, "pas un nombre"),
        ({}, {"valeur": Decimal("Infinity")}, "pas un nombre"),
        ({}, {"valeur": Decimal("1e30")}, "entre 0 et"),
        ({"unite": "pourcentage"}, {"valeur": Decimal(101)}, "entre 0 et 100"),
        ({"unite": "pourcentage"}, {"valeur": Decimal("1.234")}, "2 décimale"),
        ({"mini": 5, "maxi": 10}, {"valeur": Decimal(12)}, "entre 5 et 10"),
        ({}, {"debut": date(2026, 1, 1)}, "finit avant"),
        ({}, {"debut": date(2025, 12, 1)}, "de 365 à 366 jours"),
        ({}, {"debut": date(2027, 1, 1), "fin": date(2027, 12, 31)}, "n'a pas commencé"),
        ({}, {"debut": date(2026, 1, 1), "fin": date(2026, 12, 31), "statut": "definitif"}, "provisoire"),
        ({}, {"echelle": "departement", "territoire": "44"}, "pas suivi à l'échelle"),
        ({}, {"echelle": "commune"}, "Échelle inconnue"),
        ({}, {"territoire": "44"}, "ne nomme pas de territoire"),
        ({"echelle": "territoire"}, {"echelle": "departement", "territoire": "Loire"}, "pas un département"),
        ({"echelle": "territoire"}, {"echelle": "territoire", "territoire": "Pays Bleu"}, "pas un territoire"),
        ({}, {"source": "  "}, "source"),
        ({}, {"source": "x\0"}, "source"),
        ({}, {"statut": "secret"}, "provisoire ou définitif"),
        ({"actif": False}, {}, "plus suivi"),
    ],
)
def test_une_saisie_fautive_est_refusee(reglage, champs, raison):
    with pytest.raises(ReleveRefuse, match=raison):
        ecrire(IndicateurFactory(**reglage), saisie(**champs))
    assert not Releve.objects.exists()


def test_le_territoire_est_de_la_region_du_plan():
    ici = DepartementFactory(code="44", slug="ici")
    autre = Region.objects.create(code="98", nom="Ailleurs", slug="ailleurs")
    ailleurs = DepartementFactory(code="35", slug="la-bas", region=autre)
    plan = PlanFactory(region_code=ici.region.code)
    indicateur = IndicateurFactory(mesure=MesureFactory(axe__plan=plan), echelle="departement")
    ecrire(indicateur, saisie(echelle="departement", territoire=ici.code))
    with pytest.raises(ReleveRefuse, match="pas un département"):
        ecrire(indicateur, saisie(echelle="departement", territoire=ailleurs.code))


def test_un_lot_est_ecrit_en_entier_ou_pas_du_tout():
    indicateur = IndicateurFactory(echelle="departement")
    lot = [saisie(n, echelle="departement", territoire=f"4{n}") for n in range(1, 4)]
    with pytest.raises(ReleveRefuse) as refus:
        enregistrer_lot(indicateur=indicateur, saisies=[*lot, saisie(-1), lot[0]], maintenant=MAINTENANT)
    assert sorted(refus.value.raisons) == [3, 4]
    assert not Releve.objects.exists()
    bilan = enregistrer_lot(indicateur=indicateur, saisies=lot, maintenant=MAINTENANT)
    assert bilan.nombre(Issue.CREE) == 3


def test_un_lot_coute_autant_a_deux_qu_a_vingt():
    couts = []
    for nombre in (2, 20):
        indicateur = IndicateurFactory(echelle="territoire")
        lot = [saisie(n, echelle="territoire", territoire=f"pays-{n}") for n in range(nombre)]
        with CaptureQueriesContext(connection) as requetes:
            enregistrer_lot(indicateur=indicateur, saisies=lot, maintenant=MAINTENANT)
        couts.append(len(requetes))
    assert couts[0] == couts[1]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_saisies_au_meme_instant_ne_se_perdent_pas():
    indicateur = IndicateurFactory()
    barriere, issues = threading.Barrier(4), []

    def saisir(valeur):
        barriere.wait()
        try:
            issues.append(ecrire(indicateur, saisie(valeur, raison=f"Valeur {valeur}."))[0])
        finally:
            connection.close()

    fils = [threading.Thread(target=saisir, args=(valeur,)) for valeur in range(1, 5)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["cree", "revise", "revise", "revise"]
    assert sorted(Releve.objects.values_list("revision", flat=True)) == [1, 2, 3, 4]
    assert Releve.objects.en_vigueur().get().revision == 4


def test_le_jour_est_celui_de_paris():
    premier = saisie(debut=date(2026, 10, 1), fin=date(2026, 10, 31), statut="definitif")
    indicateur = IndicateurFactory(frequence="mensuelle")
    instant = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)  # already November in Paris
    issue, _ = enregistrer_releve(indicateur=indicateur, saisie=premier, maintenant=instant)
    assert issue is Issue.CREE


def test_la_base_refuse_deux_valeurs_en_vigueur():
    _, releve = ecrire(IndicateurFactory(), saisie())
    releve.pk, releve.revision, releve.raison = None, 2, "forcé"
    with pytest.raises(IntegrityError), transaction.atomic():
        releve.save(force_insert=True)


def test_la_base_refuse_une_revision_sans_raison():
    _, releve = ecrire(IndicateurFactory(), saisie())
    releve.pk, releve.revision, releve.en_vigueur = None, 2, False
    with pytest.raises(IntegrityError), transaction.atomic():
        releve.save(force_insert=True)
