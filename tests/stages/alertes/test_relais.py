"""An alert falls silent with deliveries in the queue: another alert of the person that matches says them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import EtatEnvoi
from stages.choices import Canal, EtatOffre, Frequence
from stages.models import Livraison
from stages.services import alertes as service
from stages.services import diffusion, relais
from stages.services.evenements import annoncer
from stages.services.fin_des_alertes import entretenir
from tests.stages.alertes.fabriques import AlerteFactory
from tests.stages.fabriques import EntrepriseFactory, OffreStageFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
MIDI = datetime(2027, 1, 5, 11, tzinfo=UTC)  # a Tuesday, noon in Paris


@pytest.fixture
def personne():
    return UtilisateurFactory()


def diffuser(**offre):
    offre = OffreStageFactory(**offre)
    diffusion.traiter_evenement(annoncer(offre=offre).pk, maintenant=MIDI)
    return offre


def arreter(alerte, tout=False):
    return service.arreter_alerte(alerte=alerte, tout=tout, maintenant=MIDI)


def mettre_en_pause(alerte):
    service.mettre_en_pause(alerte=alerte, jusqu_au=datetime(2027, 1, 12, tzinfo=UTC).date(), maintenant=MIDI)


def supprimer(alerte):
    service.supprimer_alerte(alerte=alerte, maintenant=MIDI)


def partent():
    return diffusion.encore_due(list(Livraison.objects.all()), maintenant=MIDI)


@pytest.mark.parametrize("geste", [arreter, mettre_en_pause, supprimer])
def test_l_autre_alerte_qui_convient_prend_le_relais(personne, geste):
    premiere, seconde = AlerteFactory.create_batch(2, utilisateur=personne)
    diffuser()
    avant = Livraison.objects.get()
    assert avant.alerte == premiere
    geste(premiere)
    livraison = Livraison.objects.get()
    assert livraison.pk == avant.pk and livraison.alerte == seconde and livraison.pas_avant == MIDI
    assert partent() == {livraison.pk}
    geste(seconde)
    assert partent() == set()


@pytest.mark.parametrize(
    "autre",
    [
        {"section": "vte"},
        {"mots": "introuvable"},
        {"desinscrite_le": MIDI},
        {"confirmee_le": None},
        {"en_pause_jusqu_au": datetime(2027, 1, 6, tzinfo=UTC).date()},
        {"par_courriel": False, "par_push": True},
    ],
)
def test_une_alerte_qui_ne_convient_pas_ou_se_tait_ne_prend_rien(personne, autre):
    premiere = AlerteFactory(utilisateur=personne)
    diffuser()
    AlerteFactory(utilisateur=personne, **autre)
    arreter(premiere)
    assert Livraison.objects.get().alerte == premiere
    assert partent() == set()


def test_jamais_par_l_alerte_d_une_autre_personne(personne):
    premiere = AlerteFactory(utilisateur=personne)
    diffuser()
    AlerteFactory(), AlerteFactory(adresse_seule=True)
    arreter(premiere)
    assert partent() == set()


@pytest.mark.parametrize(
    ("autre", "quand"),
    [
        ({"frequence": Frequence.QUOTIDIENNE}, timedelta(days=1)),
        ({"frequence": Frequence.HEBDOMADAIRE}, timedelta(days=7)),
        ({"calme_debut": time(11), "calme_fin": time(14)}, timedelta(hours=2)),
    ],
)
def test_les_heures_calmes_et_la_frequence_de_l_autre_alerte(personne, autre, quand):
    premiere, _ = AlerteFactory(utilisateur=personne), AlerteFactory(utilisateur=personne, **autre)
    diffuser()
    arreter(premiere)
    pas_avant = Livraison.objects.get().pas_avant
    assert MIDI < pas_avant <= MIDI + quand
    if "calme_fin" in autre:
        assert pas_avant == MIDI + quand


def test_la_plus_pressee_des_autres_parle(personne):
    premiere = AlerteFactory(utilisateur=personne)
    AlerteFactory(utilisateur=personne, frequence=Frequence.QUOTIDIENNE)
    pressee = AlerteFactory(utilisateur=personne)
    diffuser()
    arreter(premiere)
    assert Livraison.objects.get().alerte == pressee


def test_ce_qui_a_deja_echoue_attend_aussi_son_nouvel_essai(personne):
    premiere, seconde = AlerteFactory.create_batch(2, utilisateur=personne)
    diffuser()
    plus_tard = MIDI + timedelta(hours=3)
    Livraison.objects.update(essais=2, pas_avant=plus_tard)
    arreter(premiere)
    livraison = Livraison.objects.get()
    assert livraison.alerte == seconde and livraison.pas_avant == plus_tard


@pytest.mark.parametrize("etat", [EtatEnvoi.ENVOYEE, EtatEnvoi.EN_VOL, EtatEnvoi.RESERVEE, EtatEnvoi.ECHOUEE])
def test_ce_qui_est_parti_ou_tenu_par_un_ouvrier_ne_bouge_pas(personne, etat):
    premiere, _ = AlerteFactory.create_batch(2, utilisateur=personne)
    diffuser()
    Livraison.objects.update(etat=etat)
    arreter(premiere)
    livraison = Livraison.objects.get()
    assert livraison.alerte == premiere and livraison.etat == etat


def test_une_pause_laisse_ce_qui_part_apres_elle(personne):
    premiere, _ = AlerteFactory.create_batch(2, utilisateur=personne)
    diffuser()
    Livraison.objects.update(pas_avant=MIDI + timedelta(days=10))
    mettre_en_pause(premiere)
    assert Livraison.objects.get().alerte == premiere
    service.mettre_en_pause(alerte=premiere, jusqu_au=None, maintenant=MIDI)
    assert Livraison.objects.get().alerte == premiere


def test_tout_arreter_ne_laisse_rien_partir(personne):
    premiere, _ = AlerteFactory.create_batch(2, utilisateur=personne)
    AlerteFactory(adresse_seule=True, courriel=personne.email)
    diffuser()
    assert arreter(premiere, tout=True) == 2
    assert partent() == set()


def test_chaque_canal_a_son_relais(personne):
    premiere = AlerteFactory(utilisateur=personne, par_push=True)
    courriel = AlerteFactory(utilisateur=personne)
    push = AlerteFactory(utilisateur=personne, par_courriel=False, par_push=True)
    diffuser()
    supprimer(premiere)
    assert dict(Livraison.objects.values_list("canal", "alerte")) == {
        Canal.COURRIEL: courriel.pk,
        Canal.PUSH: push.pk,
    }


def test_une_adresse_seule_a_aussi_ses_relais():
    premiere = AlerteFactory(adresse_seule=True, courriel="seule@adresse.example")
    seconde = AlerteFactory(adresse_seule=True, courriel="seule@adresse.example")
    diffuser()
    supprimer(premiere)
    assert Livraison.objects.get().alerte == seconde


def test_un_compte_parle_aussi_par_les_alertes_de_son_adresse(personne):
    premiere = AlerteFactory(utilisateur=personne)
    seconde = AlerteFactory(adresse_seule=True, courriel=personne.email)
    diffuser()
    arreter(premiere)
    assert Livraison.objects.get().alerte == seconde


def test_une_offre_retiree_ou_de_sa_propre_entreprise_n_est_pas_reprise(personne):
    premiere, _ = AlerteFactory.create_batch(2, utilisateur=personne)
    retiree, sienne = diffuser(), diffuser()
    retiree.etat = EtatOffre.RETIREE
    retiree.save()
    sienne.entreprise = EntrepriseFactory(membre=personne)
    sienne.save()
    arreter(premiere)
    assert set(Livraison.objects.values_list("alerte", flat=True)) == {premiere.pk}


def test_au_plus_tant_d_offres_les_plus_pressees(personne, monkeypatch):
    monkeypatch.setattr(relais, "RELAIS_MAX", 2)
    premiere, seconde = AlerteFactory.create_batch(2, utilisateur=personne)
    offres = [diffuser() for _ in range(4)]
    Livraison.objects.filter(offre=offres[3]).update(pas_avant=MIDI - timedelta(hours=1))
    arreter(premiere)
    assert set(Livraison.objects.filter(alerte=seconde).values_list("offre", flat=True)) == {
        offres[3].pk,
        offres[0].pk,
    }


def test_autant_de_requetes_avec_2_et_20_autres_alertes(personne):
    comptes = []
    for nombre in (2, 20):
        premiere = AlerteFactory(utilisateur=UtilisateurFactory())
        AlerteFactory.create_batch(nombre, utilisateur=premiere.utilisateur)
        diffuser()
        with CaptureQueriesContext(connection) as requetes:
            arreter(premiere)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_sans_autre_alerte_rien_de_plus_qu_une_lecture(django_assert_num_queries, personne):
    premiere = AlerteFactory(utilisateur=personne)
    with django_assert_num_queries(3):  # the savepoint and the reading
        assert relais.passer_le_relais(alertes=[premiere.pk], maintenant=MIDI) == 0


def test_une_alerte_que_personne_ne_visite_passe_aussi_le_relais(personne):
    ancienne = MIDI - timedelta(days=800)
    premiere = AlerteFactory(utilisateur=personne, derniere_visite=ancienne, prevenue_le=ancienne)
    seconde = AlerteFactory(utilisateur=personne, derniere_visite=MIDI)
    diffuser()
    assert entretenir(maintenant=MIDI).finies == 1
    assert Livraison.objects.get().alerte == seconde
    assert premiere != seconde


def test_supprimer_par_la_page_passe_le_relais(client, personne):
    premiere, seconde = AlerteFactory.create_batch(2, utilisateur=personne)
    offre = OffreStageFactory()
    diffusion.traiter_evenement(annoncer(offre=offre).pk, maintenant=timezone.now())
    client.force_login(personne)
    client.post(reverse("stages:alerte_supprimer", args=[premiere.pk]))
    assert Livraison.objects.get().alerte == seconde
