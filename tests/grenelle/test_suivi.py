"""States kept up to date, decided by staff with a reason; milestones that wait for each other."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from grenelle.choices import EtatMesure
from grenelle.models import Mesure
from grenelle.services.progression import Suivi
from grenelle.services.releves import Saisie, enregistrer_releve
from grenelle.services.suivi import (
    DecisionRefusee,
    avancer_jalon,
    decider_etat,
    lever_decision,
    progres_des,
    recalculer,
)
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    JOUR,
    MAINTENANT,
    AxeFactory,
    CibleFactory,
    IndicateurFactory,
    JalonFactory,
    MesureFactory,
    PlanFactory,
)

pytestmark = pytest.mark.django_db


def relever(indicateur, valeur, annee=2025, **champs):
    saisie = Saisie(date(annee, 1, 1), date(annee, 12, 31), Decimal(valeur), "Essai", **champs)
    return enregistrer_releve(indicateur=indicateur, saisie=saisie, maintenant=MAINTENANT)


def etat(mesure):
    recalculer(plan=mesure.axe.plan, maintenant=MAINTENANT)
    mesure.refresh_from_db()
    return mesure.etat


def test_l_etat_suit_les_jalons_et_les_releves():
    mesure = MesureFactory()
    assert etat(mesure) == EtatMesure.A_RENSEIGNER
    jalon = JalonFactory(mesure=mesure, prevu_le=JOUR + timedelta(days=10), etat="a_venir")
    assert etat(mesure) == EtatMesure.A_LANCER
    jalon.prevu_le = JOUR - timedelta(days=10)
    jalon.save()
    assert etat(mesure) == EtatMesure.VIGILANCE
    assert "10 jours" in mesure.etat_raisons[0]
    avancer_jalon(jalon=jalon, etat="fait", fait_le=JOUR, maintenant=MAINTENANT)
    assert etat(mesure) == EtatMesure.REALISEE
    cible = CibleFactory(indicateur__mesure=mesure, valeur=100, le=date(2025, 12, 31))
    relever(cible.indicateur, 40)
    assert etat(mesure) == EtatMesure.EN_DIFFICULTE


def test_le_dernier_releve_publie_en_vigueur_decide():
    cible = CibleFactory(valeur=100, le=None)
    relever(cible.indicateur, 100, 2024)
    relever(cible.indicateur, 90, 2025)
    assert progres_des([cible.indicateur])[cible.indicateur_id].suivi is Suivi.EN_CHEMIN
    relever(cible.indicateur, 100, 2025, raison="Corrigé.")
    assert progres_des([cible.indicateur])[cible.indicateur_id].suivi is Suivi.ATTEINTE


def test_la_cible_d_un_departement_n_est_pas_celle_de_la_region():
    cible = CibleFactory(indicateur__echelle="departement", echelle="departement", territoire="44")
    relever(cible.indicateur, 500)
    assert progres_des([cible.indicateur])[cible.indicateur_id].suivi is Suivi.SANS_CIBLE


@pytest.mark.parametrize("annee", [2024, 2025])
def test_un_releve_qui_ne_vient_plus_se_voit(annee):
    indicateur = IndicateurFactory()
    relever(indicateur, 3, annee)
    attendu = EtatMesure.VIGILANCE if annee == 2024 else EtatMesure.EN_BONNE_VOIE
    assert etat(indicateur.mesure) == attendu


def test_le_calcul_coute_autant_a_deux_qu_a_vingt_mesures():
    couts = []
    for nombre in (2, 20):
        plan = PlanFactory()
        axe = AxeFactory(plan=plan)
        for _ in range(nombre):
            mesure = MesureFactory(axe=axe)
            JalonFactory(mesure=mesure)
            relever(CibleFactory(indicateur__mesure=mesure).indicateur, 3)
        with CaptureQueriesContext(connection) as requetes:
            recalculer(plan=plan, maintenant=MAINTENANT)
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_les_services_decident_avec_une_raison():
    mesure, personne = MesureFactory(), UtilisateurFactory(agent=True)
    for raison in ("", "  "):
        with pytest.raises(DecisionRefusee, match="pourquoi"):
            decider_etat(mesure=mesure, etat="realisee", raison=raison, par=personne, maintenant=MAINTENANT)
    with pytest.raises(DecisionRefusee, match="n'existe pas"):
        decider_etat(mesure=mesure, etat="parfaite", raison="x", par=personne, maintenant=MAINTENANT)
    mesure = decider_etat(mesure=mesure, etat="realisee", raison="Vu sur place.", par=personne, maintenant=MAINTENANT)
    assert (mesure.etat_affiche, mesure.etat_decide_par) == (EtatMesure.REALISEE, personne)
    assert etat(mesure) == EtatMesure.A_RENSEIGNER
    assert mesure.etat_affiche == EtatMesure.REALISEE


def test_lever_la_decision_rend_la_parole_a_la_regle_et_l_historique_garde_la_raison():
    mesure = decider_etat(
        mesure=MesureFactory(), etat="realisee", raison="Vu sur place.", par=None, maintenant=MAINTENANT
    )
    mesure = lever_decision(mesure=mesure)
    assert mesure.etat_affiche == EtatMesure.A_RENSEIGNER
    assert "Vu sur place." in mesure.history.values_list("etat_decide_raison", flat=True)


def test_la_base_refuse_une_decision_sans_raison():
    mesure = MesureFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mesure.objects.filter(pk=mesure.pk).update(etat_decide="realisee")


def test_un_jalon_attend_ceux_dont_il_depend():
    premier = JalonFactory(libelle="Le premier")
    second = JalonFactory(mesure=premier.mesure)
    second.depend_de.add(premier)
    with pytest.raises(DecisionRefusee, match="Le premier"):
        avancer_jalon(jalon=second, etat="fait", fait_le=JOUR, maintenant=MAINTENANT)
    avancer_jalon(jalon=premier, etat="abandonne", maintenant=MAINTENANT)
    assert avancer_jalon(jalon=second, etat="fait", fait_le=JOUR, maintenant=MAINTENANT).fait_le == JOUR


@pytest.mark.parametrize(
    ("valeur", "fait_le"),
    [("fait", None), ("fait", JOUR + timedelta(days=1)), ("en_cours", JOUR), ("parti", None)],
)
def test_un_jalon_impossible_est_refuse(valeur, fait_le):
    with pytest.raises(DecisionRefusee):
        avancer_jalon(jalon=JalonFactory(), etat=valeur, fait_le=fait_le, maintenant=MAINTENANT)
