"""Screens of the plans: who sees and does what, hostile input, queries, the road book."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from orientibus.choices import EtatCalcul, EtatEtape, EtatPlan
from orientibus.models import Calcul, Plan, RegleTournee
from orientibus.services import ecran_plan
from orientibus.services.feuille_de_route import feuille_de_route
from orientibus.services.plans import copier_plan
from orientibus.services.publication import publier_plan
from tests.comptes.fabriques import UtilisateurFactory
from tests.orientibus.fabriques import AtelierFactory, EtapeFactory, SaisonFactory
from tests.orientibus.plans.monde import LUNDI, MAINTENANT, MARDI, bus, calculer, demande, places, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]


@pytest.fixture(autouse=True)
def _horloge():
    with time_machine.travel(MAINTENANT, tick=True):
        yield


@pytest.fixture(autouse=True)
def _sans_fil(monkeypatch):
    """No run starts by itself: the tests lead it."""
    for module in ("ecran_plan", "gestes_plan"):
        monkeypatch.setattr(f"orientibus.admin.{module}.calculer_bientot", lambda p: None)


@pytest.fixture
def agent(client):
    client.force_login(UtilisateurFactory(agent=True))
    return client


def adresse(nom, *arguments, **requete):
    suite = "&".join(f"{cle}={valeur}" for cle, valeur in requete.items())
    return reverse(f"admin:orientibus_{nom}", args=arguments) + (f"?{suite}" if suite else "")


def pages(p):
    ecrans = [adresse("plan_ecran", p.pk, vue=vue) for vue in ecran_vues()]
    autres = ("plans_comparer", "feuille_de_route", "feuille_de_route_pdf", "plan_changelist")
    return [*ecrans, adresse("plan_calcul", p.pk), *(adresse(nom) for nom in autres)]


def ecran_vues():
    return ("calendrier", "demandes", "territoires")


def test_qui_voit_et_qui_change(client):
    bus(), demande()
    p = plan()
    gestes = [
        (adresse("plan_calcul", p.pk), {"geste": "relancer"}),
        (adresse("plan_retoucher", p.pk), {"geste": "retirer"}),
        (adresse("plan_essai", p.pk), {}),
        (adresse("plan_copier", p.pk), {}),
        (adresse("plan_publier", p.pk), {}),
        (adresse("plan_nouveau"), {}),
        (adresse("plan_supprimer", p.pk), {}),
    ]
    for page in pages(p):
        assert client.get(page).status_code == 302, page
    client.force_login(UtilisateurFactory())
    assert {client.get(page).status_code for page in pages(p)} == {302}
    client.force_login(UtilisateurFactory(referent=True))
    assert {client.get(page).status_code for page in pages(p)} == {200}
    assert {client.post(page, donnees).status_code for page, donnees in gestes} == {403}
    assert Plan.objects.count() == 1 and Plan.objects.get().etat == EtatPlan.BROUILLON
    client.force_login(UtilisateurFactory(agent=True))
    assert {client.get(page).status_code for page in pages(p)} == {200}


def test_preparer_calculer_voir_publier(agent):
    b = bus()
    servie, laissee = demande(structure="Lycée servi"), demande(structure="Mairie <b>", stationnement="non")
    vide = agent.post(adresse("plan_nouveau"), {"saison": servie.saison_id, "nom": "", "secondes": "0"})
    assert vide.status_code == 422 and "obligatoire" in vide.text
    reponse = agent.post(adresse("plan_nouveau"), {"saison": servie.saison_id, "nom": "Le plan", "secondes": "5"})
    p = Plan.objects.get()
    assert reponse.url == adresse("plan_calcul", p.pk)
    assert "Le calcul va commencer" in agent.get(reponse.url).text
    assert agent.get(adresse("plan_ecran", p.pk)).url == reponse.url
    calculer(p)
    fragment = agent.get(reponse.url + "?fragment")
    assert fragment["HX-Redirect"] == adresse("plan_ecran", p.pk) and "<html" not in fragment.text
    page = agent.get(adresse("plan_ecran", p.pk, semaine="2027-01-11")).text
    assert "est prouvé" in page and "Lycée servi" in page and "Mairie &lt;b&gt;" in page
    assert "19 mètres" in agent.get(adresse("plan_ecran", p.pk, vue="demandes", filtre="laissees")).text
    assert "Servie le 11/01/2027" in agent.get(adresse("plan_ecran", p.pk, vue="demandes", filtre="servies")).text
    avant = agent.get(adresse("plan_publier", p.pk)).text
    assert "Nouvelles dates" in avant and "Lycée servi" in avant
    assert agent.post(adresse("plan_publier", p.pk)).url == adresse("plan_ecran", p.pk)
    p.refresh_from_db()
    assert p.etat == EtatPlan.PUBLIE and b.etapes.get().demande == servie
    assert "Seul un brouillon" in agent.get(adresse("plan_publier", p.pk)).text
    encore = agent.post(adresse("plan_publier", p.pk), follow=True).text
    assert "Rien n&#x27;est publié" in encore or "Rien n'est publié" in encore
    assert laissee.structure


def test_le_formulaire_et_le_glisser_font_la_meme_chose(agent):
    b = bus()
    d = demande(LUNDI, MARDI)
    p = plan()
    voir = agent.get(adresse("plan_ecran", p.pk, semaine="2027-01-11", demande=d.reference)).text
    assert "Déplacer ici" in voir and 'draggable="true"' in voir
    geste = {"geste": "deplacer", "demande": d.reference, "bus": b.pk, "creneau": "apres_midi", "semaine": "2027-01-11"}
    fait = agent.post(adresse("plan_retoucher", p.pk), geste | {"jour": "2027-01-12"})
    assert fait.url == adresse("plan_ecran", p.pk, semaine="2027-01-11")
    assert places(p)[d.reference] == (b.code, MARDI, "apres_midi")
    refus = agent.post(adresse("plan_retoucher", p.pk), geste | {"jour": "2027-01-13"})
    assert refus.status_code == 409 and "hors des dates souhaitées" in refus.text and d.structure in refus.text
    assert 'value="2027-01-13"' in refus.text, "ce qui a été choisi est gardé"
    assert places(p)[d.reference] == (b.code, MARDI, "apres_midi")
    assert agent.post(adresse("plan_retoucher", p.pk), geste | {"geste": "verrouiller"}).status_code == 302
    assert p.affectations.get().verrouillee
    assert agent.post(adresse("plan_retoucher", p.pk), geste | {"jour": "2027-01-11"}).status_code == 409
    agent.post(adresse("plan_retoucher", p.pk), geste | {"geste": "verrouiller"})
    assert agent.post(adresse("plan_retoucher", p.pk), geste | {"geste": "retirer"}).status_code == 302
    assert not p.affectations.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"demande": "INCONNUE"},
        {"demande": ""},
        {"bus": "999999999999999999999"},
        {"bus": "abc"},
        {"jour": "2027-02-31"},
        {"jour": "1999-01-01"},
        {"jour": "demain"},
        {"creneau": "soir"},
        {"creneau": "minuit"},
        {"geste": "exploser"},
        {"geste": "verrouiller", "demande": "INCONNUE"},
    ],
)
def test_un_deplacement_impossible_est_dit_sans_rien_changer(agent, change):
    b = bus()
    d = demande(LUNDI, MARDI)
    p = plan()
    avant = places(p)
    geste = {"geste": "deplacer", "demande": d.reference, "bus": b.pk, "jour": "2027-01-12", "creneau": "matin"}
    assert agent.post(adresse("plan_retoucher", p.pk), geste | change).status_code in (409, 422)
    assert places(p) == avant


def test_une_demande_d_une_autre_saison_n_entre_pas(agent):
    b = bus()
    demande()
    ailleurs = demande(saison=SaisonFactory(slug="autre", debut=LUNDI + timedelta(140), fin=LUNDI + timedelta(146)))
    p = plan()
    geste = {"geste": "deplacer", "demande": ailleurs.reference, "bus": b.pk, "jour": "2027-01-12", "creneau": "matin"}
    reponse = agent.post(adresse("plan_retoucher", p.pk), geste)
    assert reponse.status_code == 422
    essai = agent.post(adresse("plan_essai", p.pk), {"nom": "x", "secondes": 5, "obligatoires": ailleurs.reference})
    assert essai.status_code == 422 and "Cette saison n&#x27;a pas ces demandes" in essai.text


@pytest.mark.parametrize(
    "change",
    [
        {"obligatoires": ",".join(f"B{n}" for n in range(10_000))},
        {"obligatoires": ",".join(f"B{n}" for n in range(60))},
        {"debut": "2027-01-12"},
        {"bus": "1"},
        {"bus": "nul", "debut": "2027-01-12", "fin": "2027-01-11"},
        {"debut": "32/13/2027", "fin": "x"},
        {"pourcent": "-5"},
        {"critere": "public:martiens"},
        {"secondes": "1e9"},
        {"nom": "x" * 500},
    ],
)
def test_un_essai_mal_rempli_garde_ce_qui_est_ecrit(agent, change):
    bus(), demande()
    p = plan()
    reponse = agent.post(adresse("plan_essai", p.pk), {"nom": "Essai gardé", "secondes": 5} | change)
    assert reponse.status_code == 422 and Plan.objects.count() == 1
    assert "nom" in change or "Essai gardé" in reponse.text


def test_un_essai_se_calcule_et_se_compare(agent):
    b = bus()
    une, deux = demande(poids=9), demande(LUNDI, MARDI, poids=5)
    p = plan()
    dites = {"nom": "Sans bus lundi", "secondes": 5, "bus": b.pk, "debut": "2027-01-11", "fin": "2027-01-11"}
    assert agent.post(adresse("plan_essai", p.pk), dites | {"obligatoires": deux.reference.lower()}).status_code == 302
    essai = Plan.objects.exclude(pk=p.pk).get()
    assert essai.origine == p and essai.evenement["obligatoires"] == [deux.reference]
    calculer(essai)
    assert set(places(essai)) == {deux.reference}
    page = agent.get(f"{adresse('plans_comparer')}?plan={p.pk}&plan={essai.pk}")
    assert page.status_code == 200 and une.structure in page.text and "Demandes perdues" in page.text
    assert "Hors service dans cet essai" in agent.get(adresse("plan_ecran", essai.pk, semaine="2027-01-11")).text
    seul = agent.post(
        adresse("plan_changelist"), {"action": "comparer_la_selection", "_selected_action": [p.pk, essai.pk]}
    )
    assert seul.url == f"{adresse('plans_comparer')}?plan={p.pk}&plan={essai.pk}"


@pytest.mark.parametrize("requete", ["plan=1", "plan=a&plan=b", "plan=" + "9" * 40, "&".join(["plan=7"] * 999)])
def test_comparer_n_importe_quoi_est_refuse_en_francais(agent, requete):
    reponse = agent.get(f"{adresse('plans_comparer')}?{requete}")
    assert reponse.status_code in (200, 422)
    assert "Choisissez deux ou trois plans" in reponse.text or "Aucun plan n" in reponse.text


def test_comparer_deux_saisons_est_refuse(agent):
    bus(), demande()
    p = plan()
    autre = copier_plan(plan=p, nom="Ailleurs", auteur=None)
    Plan.objects.filter(pk=autre.pk).update(
        saison=SaisonFactory(slug="autre", debut=LUNDI + timedelta(140), fin=LUNDI + timedelta(146))
    )
    reponse = agent.get(f"{adresse('plans_comparer')}?plan={p.pk}&plan={autre.pk}")
    assert reponse.status_code == 422 and "pas de la même saison" in reponse.text


@pytest.mark.parametrize("semaine", ["", "2027-13-45", "0001-01-01", "9999-12-31", "x" * 5000])
def test_une_semaine_insensee_est_celle_d_aujourd_hui(agent, semaine):
    bus(), demande()
    p = plan()
    assert agent.get(adresse("plan_ecran", p.pk), {"semaine": semaine, "demande": "x" * 99}).status_code == 200
    assert agent.get(adresse("feuille_de_route"), {"semaine": semaine, "bus": semaine}).status_code == 200
    assert agent.get(adresse("feuille_de_route_pdf"), {"semaine": semaine}).status_code == 200
    assert agent.get(adresse("plan_ecran", p.pk), {"vue": "demandes", "page": semaine}).status_code == 200


def test_ce_qui_n_existe_pas_est_introuvable(agent):
    for nom in ("ecran", "calcul", "essai", "publier"):
        assert agent.get(adresse(f"plan_{nom}", 999)).status_code == 404
    for nom in ("retoucher", "copier", "supprimer"):
        assert agent.post(adresse(f"plan_{nom}", 999)).status_code == 404


def test_les_gestes_ne_se_font_pas_en_ouvrant_une_page(agent):
    bus(), demande()
    p = plan()
    for nom in ("retoucher", "copier", "supprimer"):
        assert agent.get(adresse(f"plan_{nom}", p.pk)).status_code == 405
    assert Plan.objects.count() == 1


def test_copier_puis_supprimer(agent):
    bus(), demande()
    p = plan()
    copie = agent.post(adresse("plan_copier", p.pk))
    assert Plan.objects.count() == 2
    pk = Plan.objects.exclude(pk=p.pk).get().pk
    assert copie.url == adresse("plan_ecran", pk)
    assert agent.post(adresse("plan_supprimer", pk)).url == adresse("plan_changelist")
    publier_plan(plan=p, auteur=None, maintenant=MAINTENANT)
    assert agent.post(adresse("plan_supprimer", p.pk)).url == adresse("plan_calcul", p.pk)
    assert Plan.objects.get() == p


def test_ajouter_et_ouvrir_menent_aux_ecrans(agent):
    bus(), demande()
    p = plan()
    assert agent.get(adresse("plan_add")).url == adresse("plan_nouveau")
    assert agent.get(adresse("plan_change", p.pk)).url == adresse("plan_ecran", p.pk)
    assert agent.get(adresse("plan_change", "n-importe-quoi")).url == adresse("plan_changelist")
    assert agent.post(adresse("plan_delete", p.pk)).status_code == 403


def test_arreter_relancer_et_une_commande_inconnue(agent):
    bus(), demande()
    p = plan()
    page = adresse("plan_calcul", p.pk)
    agent.post(page, {"geste": "relancer"})
    assert Calcul.objects.get().etat == EtatCalcul.EN_ATTENTE
    assert "en cours de calcul" in agent.post(page, {"geste": "relancer"}, follow=True).text
    Calcul.objects.update(etat=EtatCalcul.EN_COURS, bail=MAINTENANT + timedelta(hours=1), etape="poids", ecoule=3)
    suivi = agent.get(page).text
    assert "Servir le plus de priorité" in suivi and "Actualiser" in suivi and 'hx-trigger="every 2s"' in suivi
    agent.post(page, {"geste": "arreter"})
    assert Calcul.objects.get().arret_demande and "Arrêt demandé" in agent.get(page).text
    Calcul.objects.update(bail=MAINTENANT - timedelta(hours=1))
    assert "interrompu" in agent.get(page).text
    assert "Choisissez" in agent.post(page, {"geste": "voler"}, follow=True).text


@pytest.mark.parametrize("vue", ["calendrier", "demandes", "territoires", "liste", "publier"])
def test_autant_de_requetes_a_deux_qu_a_vingt(agent, vue):
    for _ in range(2):
        bus()
    for _ in range(2):
        demande(LUNDI, LUNDI + timedelta(4))
    page = {
        "liste": lambda p: adresse("plan_changelist"),
        "publier": lambda p: adresse("plan_publier", p.pk),
    }.get(vue, lambda p: adresse("plan_ecran", p.pk, vue=vue, semaine="2027-01-11"))
    nombres = []
    for total in (2, 20):
        for _ in range(total - 2):
            demande(LUNDI, LUNDI + timedelta(4))
        p = plan()
        if vue == "liste" and total == 20:
            for n in range(18):
                copier_plan(plan=p, nom=f"Copie {n}", auteur=None)
        agent.get(page(p))
        with CaptureQueriesContext(connection) as requetes:
            assert agent.get(page(p)).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]


def test_la_qualite_se_dit_sans_arrondir_vers_le_haut():
    p = Plan(poids=9999, borne=10000)
    assert ecran_plan.part_du_maximum(p) == 99.9
    assert ecran_plan.qualite(p).startswith("99,9 % du maximum prouvé : un plan parfait servirait au plus 1 points")
    assert "pas encore" in ecran_plan.qualite(Plan())
    assert "rien à placer" in ecran_plan.qualite(Plan(poids=0, borne=0))
    p.prouve = True
    assert "prouvé" in ecran_plan.qualite(p) and "déranger" not in ecran_plan.qualite(p)
    p.derangement = 3
    assert "Sans déranger davantage" in ecran_plan.qualite(p)


class TestFeuille:
    def test_la_semaine_d_un_bus_avec_ses_trajets_et_ce_qu_il_faut_savoir(self, agent):
        b = bus()
        matin = demande(structure="Lycée #du *Nord*", latitude=47.2, longitude=-1.2, acces="Portail bleu")
        matin.ateliers.add(AtelierFactory(nom="Souder", equipement="simulateur"))
        EtapeFactory(demande=matin, bus=b, jour=LUNDI)
        EtapeFactory(demande=demande(latitude=47.3, longitude=-1.1), bus=b, jour=LUNDI, creneau="apres_midi",
                     heure_debut="13:45", heure_fin="16:45")  # fmt: skip
        sejour = EtapeFactory(demande=demande(duree="deux_jours"), bus=b, jour=MARDI, creneau="journee",
                              fin=MARDI + timedelta(1))  # fmt: skip
        EtapeFactory(demande=demande(), bus=b, jour=LUNDI + timedelta(3), etat=EtatEtape.ANNULEE)
        feuille = feuille_de_route(b, LUNDI)
        lundi, mardi, mercredi, jeudi = feuille.journees[:4]
        assert (
            [v.arrivee is not None for v in lundi.visites] == [True, True] and lundi.retour and lundi.depart < "08 h 30"
        )
        assert mardi.nuit and not mardi.retour_a and mercredi.retour_a and not mercredi.depart
        assert not jeudi.visites and sejour.demande.structure in mercredi.visites[0].etape.demande.structure
        assert feuille.km == sum(j.km for j in feuille.journees) > 0
        page = agent.get(adresse("feuille_de_route", bus=b.code, semaine="2027-01-13")).text
        assert "Portail bleu" in page and "simulateur" in page and "Nuit sur place" in page
        pdf = agent.get(adresse("feuille_de_route_pdf", bus=b.code, semaine="2027-01-13"))
        assert pdf["Content-Type"] == "application/pdf" and "no-store" in pdf["Cache-Control"]
        texte = "".join(p.extract_text() for p in PdfReader(BytesIO(pdf.content)).pages)
        assert "Lycée #du *Nord*" in texte and "Portail bleu" in texte and "02 40 00 00 00" in texte

    def test_une_semaine_vide_une_regle_absente_aucun_bus(self, agent):
        assert "Aucun bus" in agent.get(adresse("feuille_de_route")).text
        assert agent.get(adresse("feuille_de_route_pdf")).status_code == 302
        bus()
        assert "Aucune visite cette semaine" in agent.get(adresse("feuille_de_route")).text
        assert agent.get(adresse("feuille_de_route_pdf")).status_code == 200
        assert agent.get(adresse("feuille_de_route_pdf", bus="inconnu")).status_code == 404
        RegleTournee.objects.all().delete()
        assert "Une règle manque" in agent.get(adresse("feuille_de_route")).text
        assert agent.get(adresse("feuille_de_route_pdf")).status_code == 302
