"""Accepting a plan: what is offered, moved, cancelled, told; what is refused; who wins when two publish."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from comptes.models import Courriel
from orientibus.choices import EtatDemande, EtatEtape, EtatPlan
from orientibus.models import CaseEtape, Etape, Indisponibilite, Plan
from orientibus.services import retouches
from orientibus.services.differences import comparer, parts_par_territoire
from orientibus.services.etapes import confirmer_etape
from orientibus.services.parametres import Absence, Parametres
from orientibus.services.plans import PlanImpossible, PlanPerime, PlanRefuse, copier_plan, creer_plan, supprimer_plan
from orientibus.services.publication import examiner, publier_plan
from tests.orientibus.plans.monde import AUJOURDHUI, LUNDI, MAINTENANT, MARDI, bus, calculer, demande, places, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]


def publier(p, maintenant=MAINTENANT):
    return publier_plan(plan=p, auteur=None, maintenant=maintenant)


def refaire(origine, **parametres):
    p = creer_plan(
        saison=origine.saison,
        nom="Refait",
        secondes=5,
        auteur=None,
        maintenant=MAINTENANT,
        parametres=Parametres(**parametres),
        origine=origine,
    )
    calculer(p)
    return p


def etape_de(d):
    return Etape.objects.occupantes().select_related("bus").filter(demande=d).first()


def test_publier_propose_les_dates_et_dit_aux_autres_pourquoi():
    b = bus()
    fortes, faible = [demande(poids=30), demande(poids=20)], demande(poids=5)
    p = plan()
    bilan = publier(p)
    assert (bilan.proposees, bilan.deplacees, bilan.annulees, bilan.laissees) == (2, 0, 0, 1)
    p.refresh_from_db()
    assert p.etat == EtatPlan.PUBLIE and p.publie_le == MAINTENANT
    assert {etape_de(d).etat for d in fortes} == {EtatEtape.PROPOSEE} and etape_de(fortes[0]).bus == b
    faible.refresh_from_db()
    assert faible.etat == EtatDemande.NON_RETENUE and faible.motif
    lettres = Courriel.objects.filter(nature="demande-laissee")
    assert lettres.count() == 2 and faible.motif in lettres[0].texte
    with pytest.raises(PlanImpossible, match="publié"):
        publier(p)


def test_refaire_apres_une_panne_deplace_le_moins_possible_et_ecrit_la_panne():
    b1, b2 = bus(), bus()
    demandes = [demande(LUNDI, LUNDI + timedelta(3)) for _ in range(3)]
    premier = plan()
    publier(premier)
    for d in demandes:
        confirmer_etape(etape=etape_de(d), par=None, maintenant=MAINTENANT)
    avant = places(premier)
    panne = Absence(next(iter(avant.values()))[0], LUNDI, LUNDI + timedelta(3), "Moteur cassé")
    touchees = {r for r, (code, *_) in avant.items() if code == panne.bus}
    second = refaire(premier, absences=(panne,))
    changement, _ = examiner(second, aujourdhui=AUJOURDHUI)
    assert {d.etape.demande.reference for d in changement.deplacees} == touchees
    assert len(changement.memes) == 3 - len(touchees) and second.derangement_prouve
    assert second.derangement == len(touchees), "un autre bus à la même heure coûte 1"
    assert publier(second).deplacees == len(touchees)
    assert Indisponibilite.objects.get().motif == "Moteur cassé"
    premier.refresh_from_db()
    assert premier.etat == EtatPlan.REMPLACE
    assert all(etape_de(d).etat == EtatEtape.CONFIRMEE for d in demandes), "seul le bus change"
    assert {b1.code, b2.code} >= {etape_de(d).bus.code for d in demandes}
    deplacees = Courriel.objects.filter(nature="etape-deplacee")
    assert deplacees.exists()


def test_une_date_confirmee_ne_se_deplace_pas_a_la_main():
    b, d = bus(), demande(LUNDI, LUNDI + timedelta(3))
    premier = plan()
    publier(premier)
    confirmer_etape(etape=etape_de(d), par=None, maintenant=MAINTENANT)
    copie = copier_plan(plan=premier, nom="Copie", auteur=None)
    avant = places(copie)
    jour = LUNDI + timedelta(2)
    assert avant[d.reference][1] != jour
    for geste in (
        lambda: retouches.placer(plan=copie, demande=d, bus=b, jour=jour, creneau="matin", aujourdhui=AUJOURDHUI),
        lambda: retouches.retirer(plan=copie, demande=d, aujourdhui=AUJOURDHUI),
    ):
        with pytest.raises(PlanImpossible, match="est confirmée : elle ne bouge que si son bus manque") as refus:
            geste()
        assert "hors des dates" not in str(refus.value)
    assert places(copie) == avant


def test_une_demande_urgente_entre_sans_toucher_aux_confirmees():
    bus()
    servie = demande(LUNDI, poids=30)
    autre = demande(LUNDI, poids=20)
    premier = plan()
    publier(premier)
    confirmer_etape(etape=etape_de(servie), par=None, maintenant=MAINTENANT)
    urgente = demande(LUNDI, poids=1)
    second = refaire(premier, obligatoires=frozenset({urgente.reference}))
    assert set(places(second)) == {servie.reference, urgente.reference}
    assert publier(second).annulees == 1
    autre.refresh_from_db()
    assert autre.etat == EtatDemande.NON_RETENUE and autre.motif
    natures = list(Courriel.objects.filter(destinataire=autre.contact_courriel).values_list("nature", flat=True))
    assert natures.count("etape-annulee") == 1 and "demande-laissee" not in natures, "dit une seule fois"


def test_une_annulation_libere_la_place_pour_une_autre():
    bus()
    partie, venue = demande(poids=30), demande(poids=20)
    troisieme = demande(poids=5)
    premier = plan()
    publier(premier)
    second = refaire(premier, retirees=frozenset({partie.reference}))
    assert set(places(second)) == {venue.reference, troisieme.reference}
    publier(second)
    partie.refresh_from_db()
    assert partie.etat == EtatDemande.NON_RETENUE and "Région" in partie.motif
    assert etape_de(partie) is None and etape_de(troisieme).etat == EtatEtape.PROPOSEE


def test_deux_etapes_echangent_leurs_places():
    bus()
    une, deux = demande(LUNDI, MARDI), demande(LUNDI, MARDI)
    premier = plan()
    publier(premier)
    copie = copier_plan(plan=premier, nom="Échange", auteur=None)
    for affectation in copie.affectations.select_related("demande"):
        autre = deux if affectation.demande_id == une.pk else une
        voulue = etape_de(autre)
        copie.affectations.filter(pk=affectation.pk).update(jour=voulue.jour, creneau=voulue.creneau)
    avant = {d.pk: (etape_de(d).jour, etape_de(d).creneau) for d in (une, deux)}
    assert publier(copie).deplacees == 2
    assert (etape_de(une).jour, etape_de(une).creneau) == avant[deux.pk]
    assert CaseEtape.objects.count() == 2


def test_une_etape_changee_depuis_le_calcul_perime_le_brouillon():
    bus()
    d = demande(LUNDI, MARDI)
    premier = plan()
    brouillon = copier_plan(plan=premier, nom="Autre", auteur=None)
    publier(premier)
    with pytest.raises(PlanPerime, match=d.structure):
        publier(brouillon)
    assert Plan.objects.filter(etat=EtatPlan.PUBLIE).count() == 1
    with pytest.raises(PlanPerime):
        retouches.retirer(plan=brouillon, demande=d, aujourdhui=AUJOURDHUI)


def test_une_regle_enfreinte_ou_un_plan_vide_ne_se_publie_pas():
    b = bus()
    demande()
    vide = plan(calcule=False)
    with pytest.raises(PlanImpossible, match="en cours"):
        publier(vide)
    with pytest.raises(PlanImpossible, match="pas encore"):
        examiner(vide, aujourdhui=AUJOURDHUI)
    p = plan()
    Indisponibilite.objects.create(bus=b, debut=LUNDI, fin=LUNDI, motif="Entretien")
    with pytest.raises(PlanRefuse, match="Entretien"):
        publier(p)
    assert not Etape.objects.exists() and not Courriel.objects.exists()


def test_un_bus_sorti_du_service_et_une_saison_finie_sont_dits():
    b = bus()
    demande()
    p = plan()
    b.actif = False
    b.save()
    with pytest.raises(PlanImpossible, match="Aucun bus"):
        publier(p)


def test_un_echec_au_milieu_annule_tout(monkeypatch):
    bus()
    demande(poids=30), demande(poids=20), demande(poids=5)
    p = plan()

    def casser(**_):
        raise OSError("panne")

    monkeypatch.setattr("orientibus.services.publication.ecrire_courriel", casser)
    with pytest.raises(OSError, match="panne"):
        publier(p)
    p.refresh_from_db()
    assert p.etat == EtatPlan.BROUILLON and not Etape.objects.exists() and not Courriel.objects.exists()


def test_seuls_les_brouillons_se_suppriment():
    bus(), demande()
    p = plan()
    copie = copier_plan(plan=p, nom="Copie", auteur=None)
    assert places(copie) == places(p) and copie.origine == p and copie.poids == p.poids
    publier(p)
    with pytest.raises(PlanImpossible):
        supprimer_plan(plan=p)
    supprimer_plan(plan=copie)
    assert list(Plan.objects.all()) == [p]


def test_la_main_deplace_retire_et_verrouille_sous_l_oeil_du_verificateur():
    b = bus()
    d, e = demande(LUNDI, MARDI, poids=9), demande(LUNDI, LUNDI, poids=4)
    p = plan()
    cible = {"plan": p, "demande": d, "bus": b, "aujourdhui": AUJOURDHUI}
    retouches.placer(**cible, jour=MARDI, creneau="apres_midi")
    assert places(p)[d.reference] == (b.code, MARDI, "apres_midi")
    with pytest.raises(PlanRefuse) as refus:
        retouches.placer(**cible, jour=MARDI + timedelta(5), creneau="matin")
    assert d.structure in refus.value.motifs[0]
    assert places(p)[d.reference] == (b.code, MARDI, "apres_midi"), "rien n'est changé"
    retouches.retirer(plan=p, demande=e, aujourdhui=AUJOURDHUI)
    p.refresh_from_db()
    assert (p.poids, p.prouve, p.laissees.get().motif) == (9, False, "à la main")
    assert retouches.basculer_verrou(plan=p, demande=d) is True
    with pytest.raises(PlanImpossible, match="verrouillée"):
        retouches.retirer(plan=p, demande=d, aujourdhui=AUJOURDHUI)
    refait = refaire(p)
    assert places(refait)[d.reference] == (b.code, MARDI, "apres_midi"), "le nouveau calcul la garde"
    assert refait.affectations.get(demande=d).verrouillee
    assert retouches.basculer_verrou(plan=p, demande=d) is False
    with pytest.raises(PlanImpossible, match="n'a pas d'étape"):
        retouches.basculer_verrou(plan=p, demande=e)
    e.etat = EtatDemande.REFUSEE
    e.save()
    with pytest.raises(PlanImpossible, match="n'est plus à placer"):
        retouches.placer(plan=p, demande=e, bus=b, jour=LUNDI, creneau="matin", aujourdhui=AUJOURDHUI)
    b.actif = False
    b.save()
    with pytest.raises(PlanImpossible, match="Aucun bus"):
        retouches.retirer(plan=p, demande=d, aujourdhui=AUJOURDHUI)


def test_comparer_compte_dans_les_points_des_demandes_et_par_territoire():
    bus()
    forte, moyenne, faible = demande(poids=30), demande(poids=20), demande(poids=5, public="familles")
    reference = plan()
    autre = refaire(reference, critere="public:familles", pourcent=1000)
    un, deux = comparer([reference, autre])
    assert (un.points, deux.points, autre.poids) == (50, 35, 80)
    assert sum(deux.gagnees.values(), []) == [faible.structure] and sum(deux.perdues.values(), []) == [
        moyenne.structure
    ]
    parts = parts_par_territoire(reference)
    assert sum(p.demande for p in parts) == 55 and sum(p.servies for p in parts) == 2
    assert forte.structure and [p.taux for p in parts] == sorted(p.taux for p in parts)
    assert replace(Parametres.lire(autre.evenement), annonces={}).pourcent == 1000


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_publications_en_meme_temps_une_seule_gagne():
    bus()
    demande(LUNDI, MARDI, poids=30), demande(LUNDI, MARDI, poids=20)
    premier = plan()
    deux = [premier, copier_plan(plan=premier, nom="Copie", auteur=None)]
    depart, issues = Barrier(2), []

    def courir(p):
        try:
            depart.wait()
            publier(p)
            issues.append("fait")
        except PlanImpossible:
            issues.append("refuse")
        finally:
            connection.close()

    fils = [Thread(target=courir, args=(p,)) for p in deux]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["fait", "refuse"]
    assert Plan.objects.filter(etat=EtatPlan.PUBLIE).count() == 1 and Etape.objects.count() == 2
