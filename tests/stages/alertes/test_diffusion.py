"""One row per person, offer and channel, whatever is repeated, lost or done twice at once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stages.choices import Canal, EtatOffre, Frequence
from stages.models import EvenementOffre, Livraison
from stages.services import diffusion, offres
from stages.services.evenements import annoncer
from stages.tasks import alertes as taches
from tests.stages.alertes.fabriques import AlerteFactory
from tests.stages.fabriques import OffreStageFactory, UtilisateurFactory
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
MIDI = datetime(2027, 1, 5, 11, tzinfo=UTC)


def _diffuser(offre, maintenant=MIDI):
    return diffusion.traiter_evenement(annoncer(offre=offre).pk, maintenant=maintenant)


def test_une_livraison_par_canal_et_l_evenement_est_traite():
    alerte = AlerteFactory(par_push=True)
    offre = OffreStageFactory()
    assert _diffuser(offre) == 2
    assert set(Livraison.objects.values_list("destinataire", "canal", "alerte", "pas_avant")) == {
        (f"u{alerte.utilisateur_id}", canal, alerte.pk, MIDI) for canal in Canal.values
    }
    assert EvenementOffre.objects.get(offre=offre).traite_le == MIDI


def test_traiter_deux_fois_ne_change_rien():
    AlerteFactory()
    offre = OffreStageFactory()
    _diffuser(offre)
    assert _diffuser(offre) is None
    assert Livraison.objects.count() == 1


def test_deux_alertes_d_une_personne_font_un_message_la_plus_pressee_parle():
    personne = UtilisateurFactory()
    AlerteFactory(utilisateur=personne, frequence=Frequence.HEBDOMADAIRE)
    pressee = AlerteFactory(utilisateur=personne)
    AlerteFactory(utilisateur=personne, mineur=True)
    _diffuser(OffreStageFactory())
    assert Livraison.objects.get().alerte == pressee


def test_une_adresse_qui_est_aussi_un_compte_est_la_meme_personne():
    personne = UtilisateurFactory()
    AlerteFactory(utilisateur=personne)
    AlerteFactory(utilisateur=None, courriel=personne.email)
    AlerteFactory(adresse_seule=True, courriel="seule@adresse.example")
    _diffuser(OffreStageFactory())
    assert set(Livraison.objects.values_list("destinataire", flat=True)) == {
        f"u{personne.pk}",
        "cseule@adresse.example",
    }


def test_la_plus_pressee_parle_meme_quand_les_lots_les_separent(monkeypatch):
    monkeypatch.setattr(diffusion, "ALERTES_PAR_REQUETE", 1)
    personne = UtilisateurFactory()
    AlerteFactory(utilisateur=personne, frequence=Frequence.QUOTIDIENNE)
    pressee = AlerteFactory(utilisateur=personne)
    _diffuser(OffreStageFactory())
    assert Livraison.objects.get().alerte == pressee


def test_retiree_modifiee_puis_republiee_une_seule_annonce():
    AlerteFactory()
    offre = OffreStageFactory(brouillon=True)
    offres.soumettre(offre=offre, par=None, maintenant=timezone.now())
    evenement = EvenementOffre.objects.get(offre=offre)
    assert diffusion.traiter_evenement(evenement.pk, maintenant=timezone.now()) == 1
    offres.retirer(offre=offre)
    offre.refresh_from_db()
    offre.titre = "Un autre titre"
    offre.save()
    offres.soumettre(offre=offre, par=None, maintenant=timezone.now())
    assert taches.rattraper_les_annonces() == 0
    assert Livraison.objects.count() == 1


def test_retiree_avant_son_tour_elle_est_annoncee_a_son_retour():
    AlerteFactory()
    offre = OffreStageFactory(etat=EtatOffre.RETIREE)
    assert _diffuser(offre) is None
    assert diffusion.evenements_a_traiter() == []
    offre.etat = EtatOffre.PUBLIEE
    offre.save()
    assert diffusion.evenements_a_traiter() == [offre.evenement.pk]
    assert _diffuser(offre) == 1


def test_hors_zone_autre_niveau_arretee_en_pause_ou_compte_ferme_rien_ne_part():
    jour = timezone.localdate(MIDI)
    AlerteFactory(commune=CommuneFactory(latitude=49), rayon_km=10)
    AlerteFactory(departement=DepartementFactory(code="85"))
    AlerteFactory(niveau="adulte")
    AlerteFactory(desinscrite_le=MIDI)
    AlerteFactory(confirmee_le=None)
    AlerteFactory(en_pause_jusqu_au=jour + timedelta(days=1))
    AlerteFactory(utilisateur__is_active=False)
    reprise = AlerteFactory(en_pause_jusqu_au=jour)
    _diffuser(OffreStageFactory())
    assert Livraison.objects.get().alerte == reprise


def test_un_mineur_averti_la_nuit_le_sera_au_matin():
    AlerteFactory(mineur=True)
    _diffuser(OffreStageFactory(), datetime(2027, 1, 5, 22, tzinfo=UTC))
    assert Livraison.objects.get().pas_avant == datetime(2027, 1, 6, 6, tzinfo=UTC)


def test_une_panne_au_milieu_laisse_tout_comme_avant(monkeypatch):
    AlerteFactory()
    offre = OffreStageFactory()

    def panne(*args, **kwargs):
        raise RuntimeError("base coupée")

    monkeypatch.setattr(EvenementOffre, "save", panne)
    evenement = EvenementOffre(offre=offre)
    EvenementOffre.objects.bulk_create([evenement])
    with pytest.raises(RuntimeError):
        diffusion.traiter_evenement(evenement.pk, maintenant=MIDI)
    assert not Livraison.objects.exists()
    assert diffusion.evenements_a_traiter() == [evenement.pk]


def test_le_passage_regulier_rattrape_ce_qui_a_manque():
    AlerteFactory()
    annoncer(offre=OffreStageFactory())
    assert taches.rattraper_les_annonces() == 1
    assert Livraison.objects.count() == 1
    assert taches.rattraper_les_annonces() == 0


def test_annoncer_bientot_attend_la_fin_de_la_transaction(django_capture_on_commit_callbacks):
    AlerteFactory()
    offre = OffreStageFactory()
    annoncer(offre=offre)
    with django_capture_on_commit_callbacks(execute=True):
        taches.annoncer_bientot(offre)
        assert not Livraison.objects.exists()
    assert Livraison.objects.count() == 1


def test_ce_qui_n_est_plus_du_ne_part_pas():
    for _ in range(4):
        AlerteFactory()
    offre = OffreStageFactory()
    _diffuser(offre)
    reste, arretee, pausee, fermee = Livraison.objects.order_by("pk")
    arretee.alerte.desinscrite_le = MIDI
    arretee.alerte.save()
    pausee.alerte.en_pause_jusqu_au = timezone.localdate(MIDI) + timedelta(days=3)
    pausee.alerte.save()
    fermee.alerte.utilisateur.is_active = False
    fermee.alerte.utilisateur.save()
    toutes = list(Livraison.objects.all())
    assert diffusion.encore_due(toutes, maintenant=MIDI) == {reste.pk}
    offre.etat = EtatOffre.COMPLETE
    offre.save()
    assert diffusion.encore_due(toutes, maintenant=MIDI) == set()


def test_autant_de_requetes_pour_2_que_pour_20_alertes():
    comptes = []
    for nombre in (2, 20):
        AlerteFactory.create_batch(nombre, par_push=True)
        evenement = annoncer(offre=OffreStageFactory())
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            diffusion.traiter_evenement(evenement.pk, maintenant=MIDI)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_ouvriers_a_la_fois_une_seule_diffusion():
    AlerteFactory.create_batch(30)
    evenement = annoncer(offre=OffreStageFactory())
    depart, resultats = threading.Barrier(4), []

    def ouvrier():
        depart.wait()
        try:
            resultats.append(diffusion.traiter_evenement(evenement.pk, maintenant=MIDI))
        finally:
            connections.close_all()

    fils = [threading.Thread(target=ouvrier) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(resultats, key=str) == [30, None, None, None]
    assert Livraison.objects.count() == 30
