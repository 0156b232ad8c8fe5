"""A run: taken once, followed, stopped, declared dead; what it stores was accepted by the verifier."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from orientibus.choices import EtatCalcul, EtatDemande, EtatPlan
from orientibus.models import Calcul, RegleTournee
from orientibus.planification.instance import Arret
from orientibus.planification.solveur import Progres, Resultat
from orientibus.services import calculs, plans
from orientibus.services.calculs import arreter_calcul, declarer_les_morts, executer_calcul, relancer_calcul
from orientibus.services.instance import dossier_du_plan
from orientibus.services.plans import PlanImpossible, PlanRefuse
from orientibus.tasks.calculs import calculer_bientot, calculer_plan, suivre_les_calculs
from tests.orientibus.plans.monde import AUJOURDHUI, LUNDI, MAINTENANT, MARDI, bus, calculer, demande, places, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]


def test_les_plus_prioritaires_sont_servies_et_les_autres_savent_pourquoi():
    b = bus()
    fortes = [demande(poids=30), demande(poids=20)]
    faible = demande(poids=5)
    sans_place = demande(stationnement="non")
    p = plan()
    assert p.calcul.etat == EtatCalcul.FINI and p.prouve
    assert (p.poids, p.borne, p.desequilibre is not None, p.nuits, p.derangement) == (50, 50, True, 0, None)
    assert set(places(p)) == {d.reference for d in fortes} and {v[0] for v in places(p).values()} == {b.code}
    raisons = {e.demande_id: e for e in p.laissees.all()}
    assert raisons[faible.pk].motif and raisons[faible.pk].explication
    assert "19 mètres" in raisons[sans_place.pk].explication
    faible.refresh_from_db()
    assert faible.etat == EtatDemande.A_L_ETUDE and not faible.modifiable


def test_un_calcul_n_est_pris_qu_une_fois():
    bus(), demande()
    p = plan()
    assert executer_calcul(p.pk) is False
    relancer_calcul(plan=p)
    assert Calcul.objects.get(plan=p).etat == EtatCalcul.EN_ATTENTE
    with pytest.raises(PlanImpossible, match="en cours"):
        relancer_calcul(plan=p)
    calculer(p)
    assert p.calcul.etat == EtatCalcul.FINI


def test_deux_promesses_incompatibles_sont_nommees_en_francais():
    bus()
    ensemble = [demande(obligatoire=True, structure=f"École {n}") for n in range(3)]
    p = plan()
    assert p.calcul.etat == EtatCalcul.IMPOSSIBLE and p.poids is None
    assert set(p.calcul.conflit) == {d.reference for d in ensemble}
    assert "École 0" in p.calcul.message and "Sans l'une d'elles, les autres tiennent." in p.calcul.message


def test_une_demande_obligatoire_sans_date_est_nommee():
    bus()
    demande(obligatoire=True, structure="Mairie de Nulle-Part", stationnement="non")
    p = plan()
    assert "Mairie de Nulle-Part" in p.calcul.message and "aucun bus" in p.calcul.message


def test_une_regle_manquante_est_un_echec_dit():
    bus(), demande()
    RegleTournee.objects.filter(code="pause_min").delete()
    p = plan()
    assert p.calcul.etat == EtatCalcul.ECHEC and "pause_min" in p.calcul.message


def test_un_defaut_du_planificateur_est_un_echec_et_jamais_un_plan(monkeypatch, caplog):
    bus(), demande()

    def casser(instance, reglages):
        raise RuntimeError("défaut")

    monkeypatch.setattr(calculs, "planifier", casser)
    p = plan()
    assert p.calcul.etat == EtatCalcul.ECHEC and "imprévue" in p.calcul.message and p.poids is None
    assert "défaut" in caplog.text


def test_le_verificateur_refuse_ce_qui_enfreint_une_regle_et_rien_n_est_ecrit():
    b = bus()
    d = demande()
    p = plan()
    dossier = dossier_du_plan(p, aujourdhui=AUJOURDHUI)
    with pytest.raises(PlanRefuse) as refus:
        plans.enregistrer(plan=p, dossier=dossier, arrets=[Arret(d.reference, b.code, MARDI, "AM")], raisons={})
    assert d.structure in refus.value.motifs[0] and "12/01/2027" in refus.value.motifs[0]
    assert places(p)[d.reference][1] == LUNDI


def test_l_avancement_est_ecrit_et_l_arret_demande_est_entendu(monkeypatch):
    bus(), demande()
    monkeypatch.setattr(calculs, "INTERVALLE", 0.01)
    vus, vrai, suivre = [], calculs.planifier, calculs._suivre
    dit = threading.Event()

    def lent(instance, reglages):
        reglages.progres(Progres("recuit", 3, 9, 0.5))
        for _ in range(500):
            if reglages.arret():
                vus.append("arrêté")
                break
            dit.wait(0.01)
        return vrai(instance, reglages)

    def suivre_et_arreter(marque, progres):
        rendu = suivre(marque, progres)
        ligne = Calcul.objects.get(plan_id=marque.plan_id)
        vus.append((ligne.etape, ligne.poids, ligne.borne))
        arreter_calcul(plan=ligne.plan)
        return rendu

    monkeypatch.setattr(calculs, "planifier", lent)
    monkeypatch.setattr(calculs, "_suivre", suivre_et_arreter)
    p = plan()
    assert ("recuit", 3, 9) in vus and "arrêté" in vus
    assert p.calcul.etat == EtatCalcul.FINI


def test_un_calcul_perdu_n_ecrit_rien(monkeypatch):
    bus(), demande()

    def prendre_la_place(instance, reglages):
        return Resultat(None, 1.0)

    def perdre(marque, progres):
        Calcul.objects.filter(plan_id=marque.plan_id).update(debut=timezone.now(), etat=EtatCalcul.ECHEC)
        raise calculs.CalculPerdu

    monkeypatch.setattr(calculs, "planifier", prendre_la_place)
    monkeypatch.setattr(calculs, "_suivre", perdre)
    p = plan()
    assert p.poids is None and p.calcul.etat == EtatCalcul.ECHEC


def test_un_plan_publie_entre_temps_n_est_pas_ecrase(monkeypatch):
    bus(), demande()
    vrai = calculs._expliquer

    def publier_pendant(marque, dossier, explications):
        p = Calcul.objects.get(plan_id=marque.plan_id).plan
        type(p).objects.filter(pk=p.pk).update(etat=EtatPlan.REMPLACE)
        return vrai(marque, dossier, explications)

    monkeypatch.setattr(calculs, "_expliquer", publier_pendant)
    p = plan(calcule=False)
    executer_calcul(p.pk, processus=1, aujourdhui=AUJOURDHUI)
    assert not p.affectations.exists()


def test_passe_un_temps_les_raisons_deviennent_generales(monkeypatch):
    bus()
    demande(poids=30), demande(poids=20), demande(poids=5)
    monkeypatch.setattr(calculs, "EXPLICATIONS", -1)
    monkeypatch.setattr(calculs, "INTERVALLE", 0.0)
    p = plan()
    assert p.laissees.get().explication == calculs.SANS_PLACE.explication


def test_un_processus_mort_est_declare_et_un_calcul_oublie_repart(monkeypatch):
    bus(), demande()
    mort, oublie = plan(calcule=False), plan(calcule=False)
    vieux = timezone.now() - timedelta(minutes=10)
    Calcul.objects.filter(plan=mort).update(etat=EtatCalcul.EN_COURS, bail=vieux, debut=vieux)
    Calcul.objects.filter(plan=oublie).update(created_at=vieux)
    repris = []
    monkeypatch.setattr(calculer_plan, "delay", repris.append)
    suivre_les_calculs()
    assert repris == [oublie.pk]
    mort.calcul.refresh_from_db()
    assert mort.calcul.etat == EtatCalcul.ECHEC and "interrompu" in mort.calcul.message
    assert declarer_les_morts(timezone.now()) == 0


def test_arreter_avant_le_debut_ou_apres_la_fin():
    bus(), demande()
    p = plan(calcule=False)
    assert arreter_calcul(plan=p) is True
    assert Calcul.objects.get(plan=p).etat == EtatCalcul.ECHEC
    assert arreter_calcul(plan=p) is False


def test_sans_processus_de_fond_le_calcul_part_dans_un_fil_apres_la_validation(
    monkeypatch, settings, django_capture_on_commit_callbacks
):
    lances = []
    monkeypatch.setattr(threading.Thread, "start", lambda fil: lances.append(fil.name))
    bus(), demande()
    p = plan(calcule=False)
    settings.CELERY_TASK_ALWAYS_EAGER = True
    with django_capture_on_commit_callbacks(execute=True):
        calculer_bientot(p)
    assert lances == [f"calcul-{p.pk}"]
    settings.CELERY_TASK_ALWAYS_EAGER = False
    envoyes = []
    monkeypatch.setattr(calculer_plan, "apply_async", lambda arguments, retry: envoyes.append(arguments))
    with django_capture_on_commit_callbacks(execute=True):
        calculer_bientot(p)
    assert envoyes == [(p.pk,)]


def test_une_tache_rejouee_ne_change_rien(monkeypatch):
    bus(), demande()
    p = plan()
    avant = places(p)
    calculer_plan(p.pk)
    p.refresh_from_db()
    assert places(p) == avant


def test_les_durees_de_calcul_sont_bornees():
    assert plan(calcule=False).secondes == 5
    p = plans.creer_plan(saison=plan(calcule=False).saison, nom="x", secondes=10**9, auteur=None, maintenant=MAINTENANT)
    assert p.secondes == plans.SECONDES_MAX
