"""From the database to the planner: windows, opening, what was announced, what takes a bus away."""

from datetime import date, timedelta

import pytest

from orientibus.choices import Creneau, Duree, EtatDemande, EtatEtape
from orientibus.models import Bus, Indisponibilite, PeriodeDemande, Plan, RegleTournee
from orientibus.planification.instance import Periode, Statut
from orientibus.services.instance import InstanceImpossible, dossier_du_plan
from orientibus.services.matrices import matrices
from orientibus.services.parametres import Absence, Parametres
from territoires.models import JourFerie
from tests.orientibus.fabriques import AtelierFactory, DemandeFactory, EtapeFactory, SaisonFactory
from tests.orientibus.plans.monde import AUJOURDHUI, LUNDI, MARDI, bus, demande

VALEURS = {"detour": 1.3, "vitesses": [{"jusqu_a_km": 6, "km_h": 28}, {"jusqu_a_km": 1000, "km_h": 70}]}


def lire(parametres=None, aujourdhui=AUJOURDHUI):
    plan = Plan(saison=SaisonFactory(), evenement=(parametres or Parametres()).ecrire())
    return dossier_du_plan(plan, aujourdhui=aujourdhui)


def test_les_trajets_sont_entiers_symetriques_et_gardent_l_inegalite_triangulaire():
    points = [(47.0, -1.0), (47.001, -1.0), (47.3, -1.4), (47.9, 0.2), (46.5, -1.8)]
    for grille in matrices(points, VALEURS):
        for i in range(5):
            assert grille[i][i] == 0
            for j in range(5):
                assert isinstance(grille[i][j], int) and grille[i][j] == grille[j][i]
                assert all(grille[i][j] <= grille[i][k] + grille[k][j] for k in range(5))


def test_une_tranche_plus_lente_que_la_precedente_ne_rend_pas_un_detour_plus_court():
    lentes = {"detour": 1, "vitesses": [{"jusqu_a_km": 10, "km_h": 80}, {"jusqu_a_km": 1000, "km_h": 20}]}
    minutes, _ = matrices([(47.0, -1.0), (47.1, -1.0), (47.2, -1.0)], lentes)
    assert minutes[0][2] <= minutes[0][1] + minutes[1][2]
    assert matrices([], VALEURS) == ([], [])


@pytest.mark.django_db
@pytest.mark.usefixtures("regles_du_bus")
class TestInstance:
    def test_les_dates_exclues_coupent_les_dates_souhaitees(self):
        bus()
        d = demande(LUNDI, LUNDI + timedelta(6))
        PeriodeDemande.objects.create(demande=d, debut=MARDI, fin=MARDI, exclue=True)
        (lue,) = lire().instance.demandes
        assert lue.fenetres == (Periode(LUNDI, LUNDI), Periode(MARDI + timedelta(1), LUNDI + timedelta(6)))

    def test_sans_date_souhaitee_toute_la_saison_convient_a_partir_de_demain(self):
        bus()
        DemandeFactory()
        (lue,) = lire(aujourdhui=LUNDI).instance.demandes
        assert lue.fenetres == (Periode(MARDI, date(2027, 5, 2)),)

    def test_une_date_declinee_n_est_plus_proposee(self):
        b = bus()
        d = demande(LUNDI, MARDI, etat=EtatDemande.A_L_ETUDE)
        EtapeFactory(demande=d, bus=b, jour=LUNDI, etat=EtatEtape.DECLINEE).cases.all().delete()
        (lue,) = lire().instance.demandes
        assert lue.fenetres == (Periode(MARDI, MARDI),)

    def test_un_lieu_sans_place_pour_le_bus_n_a_pas_de_date(self):
        bus()
        demande(stationnement="non")
        assert lire().instance.demandes[0].fenetres == ()

    def test_ce_qui_est_demande_arrive_au_planificateur(self):
        bus(equipements=["etabli"])
        d = demande(
            duree=Duree.JOURNEE, effectif=50, poids=31, ouvertures={"0": ["matin", "apres_midi"], "9": ["soir"], "1": 3}
        )
        d.ateliers.add(AtelierFactory(equipement="etabli"), AtelierFactory())
        (lue,) = lire().instance.demandes
        assert (lue.duree.value, lue.effectif, lue.poids, lue.scolaire) == ("DAY", 50, 31, True)
        assert lue.ouvertures == {0: frozenset({"AM", "PM"})}
        assert lue.equipement == {"etabli"}

    def test_les_demandes_closes_et_celles_d_une_autre_saison_n_y_sont_pas(self):
        bus()
        demande(etat=EtatDemande.REFUSEE)
        demande(etat=EtatDemande.RETIREE)
        demande(saison=SaisonFactory(slug="ete-2027", debut=date(2027, 5, 3), fin=date(2027, 9, 5)))
        assert lire().instance.demandes == ()

    def test_une_etape_confirmee_est_une_promesse_meme_si_la_demande_a_change(self):
        b = bus()
        d = demande(MARDI, effectif=900, etat=EtatDemande.CONFIRMEE)
        EtapeFactory(demande=d, bus=b, jour=LUNDI)
        dossier = lire()
        (annonce,) = dossier.instance.replanification.precedents
        assert (annonce.arret.jour, annonce.statut) == (LUNDI, Statut.CONFIRME)
        (lue,) = dossier.instance.demandes
        assert lue.effectif == 0 and lue.fenetres == (Periode(LUNDI, LUNDI),)
        assert dossier.empreinte() == {d.reference: f"{b.code}|2027-01-11|matin"}

    def test_une_proposition_verrouillee_est_une_promesse(self):
        e = EtapeFactory(demande=demande(), bus=bus(), jour=LUNDI, etat=EtatEtape.PROPOSEE)
        assert lire().instance.replanification.precedents[0].statut is Statut.PROPOSE
        e.verrouillee = True
        e.save()
        assert lire().instance.replanification.precedents[0].statut is Statut.CONFIRME

    def test_une_etape_en_cours_ou_un_jour_ferie_prend_seulement_le_bus(self):
        b = bus()
        JourFerie.objects.create(jour=MARDI, libelle="Essai", source="Essai")
        EtapeFactory(demande=demande(MARDI), bus=b, jour=MARDI)
        dossier = lire()
        assert dossier.annonces == {} and dossier.instance.demandes == ()
        assert dossier.instance.bus[0].indisponibilites == (Periode(MARDI, MARDI, "étape hors du plan"),)

    def test_un_bus_absent_libere_ses_etapes_a_partir_de_demain(self):
        b = bus()
        Indisponibilite.objects.create(bus=b, debut=date(2026, 1, 1), fin=MARDI, motif="Entretien")
        EtapeFactory(demande=demande(effectif=20), bus=b, jour=LUNDI)
        dossier = lire(Parametres(absences=(Absence(b.code, MARDI, MARDI, "Panne"),)))
        assert dossier.instance.demandes[0].effectif == 20
        pannes = {(p.bus, p.periode.debut, p.periode.motif) for p in dossier.instance.replanification.pannes}
        assert pannes == {(b.code, MARDI, "Panne"), (b.code, date(2027, 1, 4), "Entretien")}

    def test_un_bus_hors_service_ne_garde_que_ce_qu_il_a_promis(self):
        b = bus(actif=False)
        with pytest.raises(InstanceImpossible, match="Aucun bus"):
            lire()
        EtapeFactory(demande=demande(), bus=b, jour=LUNDI)
        assert lire().instance.bus[0].indisponibilites[-1].motif == "hors service"

    def test_les_poids_changes_ne_touchent_que_le_critere(self):
        bus()
        demande(poids=10)
        demande(poids=10, public="familles")
        poids = {d.poids for d in lire(Parametres(critere="public:familles", pourcent=250)).instance.demandes}
        assert poids == {10, 25}

    def test_les_dimanches_et_les_feries_ne_sont_pas_travailles(self):
        bus()
        JourFerie.objects.create(jour=LUNDI, libelle="Essai", source="Essai")
        jours = {j.date: j for j in lire().instance.jours}
        assert not jours[LUNDI].ouvrable and not jours[date(2027, 1, 10)].ouvrable and jours[MARDI].scolaire
        assert len(jours) == 119

    def test_une_regle_absente_ou_illisible_est_nommee(self):
        bus()
        RegleTournee.objects.filter(code="repos_min").update(valeur="onze heures")
        with pytest.raises(InstanceImpossible, match="ne comprend pas"):
            lire()
        RegleTournee.objects.filter(code="repos_min").delete()
        with pytest.raises(InstanceImpossible, match="repos_min"):
            lire()

    def test_le_nombre_de_requetes_ne_depend_pas_des_demandes(self, django_assert_max_num_queries):
        for _ in range(2):
            demande(), bus()
        plan = Plan(saison=SaisonFactory())
        with django_assert_max_num_queries(15) as deux:
            dossier_du_plan(plan, aujourdhui=AUJOURDHUI)
        nombre = len(deux)
        for _ in range(18):
            demande()
        with django_assert_max_num_queries(nombre):
            dossier_du_plan(plan, aujourdhui=AUJOURDHUI)
        assert Bus.objects.count() == 2


def test_des_parametres_illisibles_sont_comme_absents():
    assert Parametres.lire("n'importe quoi") == Parametres()
    assert Parametres.lire(Parametres(obligatoires=frozenset({"A"})).ecrire()).obligatoires == {"A"}
    assert Creneau.JOURNEE.cases == ("matin", "apres_midi")
