"""Coming to a stop that is open to all: an address confirms, places are never taken twice."""

from datetime import time, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from comptes.models import Courriel
from orientibus.choices import EtatEtape, EtatInscription
from orientibus.models import Inscription
from orientibus.services.inscriptions import (
    EtapeFermee,
    PlusDePlaces,
    annuler_inscription,
    confirmer_inscription,
    demander_inscription,
    effacer_les_inscriptions,
    jeton,
)
from tests.orientibus.fabriques_publiques import EtapeFactory

pytestmark = pytest.mark.django_db


def demander(etape, courriel="moi@test.example", personnes=2):
    return demander_inscription(etape_id=etape.pk, courriel=courriel, personnes=personnes, maintenant=timezone.now())


def confirmer(inscription):
    return confirmer_inscription(inscription_id=inscription.pk, maintenant=timezone.now())


def test_une_demande_ecrit_un_message_et_ne_prend_rien(client):
    etape = EtapeFactory(ouverte=True)
    reponse = client.post(etape.get_absolute_url(), {"courriel": "Moi@Test.Example", "personnes": "3"}, follow=True)
    assert "Ouvrez le message reçu" in reponse.content.decode()
    inscription = Inscription.objects.get()
    assert (inscription.courriel, inscription.personnes) == ("moi@test.example", 3)
    etape.refresh_from_db()
    assert etape.places_prises == 0
    assert jeton(inscription) in Courriel.objects.get().texte


def test_la_confirmation_prend_les_places_une_seule_fois_et_par_un_bouton(client):
    etape = EtapeFactory(ouverte=True)
    adresse = f"/orientibus/inscriptions/{jeton(demander(etape))}/"
    assert "Je confirme" in client.get(adresse).content.decode()
    etape.refresh_from_db()
    assert etape.places_prises == 0
    for _ in range(2):
        assert client.post(adresse, {"geste": "confirmer"}).status_code == 302
    etape.refresh_from_db()
    assert etape.places_prises == 2
    assert client.post(adresse, {"geste": "annuler"}).status_code == 302
    etape.refresh_from_db()
    assert etape.places_prises == 0 and Inscription.objects.get().etat == EtatInscription.ANNULEE
    annuler_inscription(inscription_id=Inscription.objects.get().pk)
    etape.refresh_from_db()
    assert etape.places_prises == 0


def test_redemander_ne_change_pas_une_inscription_confirmee():
    etape = EtapeFactory(ouverte=True)
    confirmer(demander(etape))
    inscription = demander(etape, personnes=5)
    assert (inscription.personnes, inscription.etat) == (2, EtatInscription.CONFIRMEE)
    assert Courriel.objects.filter(sujet__contains="déjà inscrit").exists()


def test_sans_place_le_formulaire_le_dit_et_garde_la_saisie(client):
    etape = EtapeFactory(ouverte=True, places=3, places_prises=2)
    reponse = client.post(etape.get_absolute_url(), {"courriel": "moi@test.example", "personnes": "2"})
    texte = reponse.content.decode()
    assert reponse.status_code == 422 and "Il ne reste qu&#x27;une place" in texte and "moi@test.example" in texte
    assert not Inscription.objects.exists()


@pytest.mark.parametrize(
    "donnees",
    [{}, {"courriel": "pas une adresse", "personnes": "1"}, {"courriel": "a@b.fr", "personnes": "0"},
     {"courriel": "a@b.fr", "personnes": "7"}, {"courriel": "a@b.fr", "personnes": "9" * 400},
     {"courriel": "x" * 100_000, "personnes": "un"}],
)  # fmt: skip
def test_une_saisie_hostile_est_refusee_en_francais(client, donnees):
    reponse = client.post(EtapeFactory(ouverte=True).get_absolute_url(), donnees)
    assert reponse.status_code == 422 and not Inscription.objects.exists()


@pytest.mark.parametrize("champs", [{"ouverte_a_tous": False}, {"etat": EtatEtape.ANNULEE}, {"heure_debut": time(0)}])
def test_une_etape_fermee_ne_prend_personne(champs):
    etape = EtapeFactory(ouverte=True, **{"jour": timezone.localdate(), **champs})
    with pytest.raises(EtapeFermee):
        demander(etape)


def test_un_lien_qui_n_est_pas_le_notre_ou_efface(client):
    assert client.get("/orientibus/inscriptions/1~faux/").status_code == 404
    inscription = demander(EtapeFactory(ouverte=True))
    lien = f"/orientibus/inscriptions/{jeton(inscription)}/"
    inscription.delete()
    assert client.get(lien).status_code == 410


def test_les_adresses_sont_effacees_apres_l_etape_ou_sans_confirmation():
    aujourdhui, maintenant = timezone.localdate(), timezone.now()
    gardee = confirmer(demander(EtapeFactory(ouverte=True)))
    finie = EtapeFactory(ouverte=True)
    confirmer(demander(finie))
    type(finie).objects.filter(pk=finie.pk).update(
        jour=aujourdhui - timedelta(days=40), fin=aujourdhui - timedelta(days=31)
    )
    perdue = demander(EtapeFactory(ouverte=True))
    Inscription.objects.filter(pk=perdue.pk).update(created_at=maintenant - timedelta(days=4))
    assert effacer_les_inscriptions(aujourdhui=aujourdhui, maintenant=maintenant) == 2
    assert list(Inscription.objects.all()) == [gardee]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_la_derniere_place_prise_deux_fois_a_la_fois_en_laisse_une():
    etape = EtapeFactory(ouverte=True, places=2)
    demandes = [demander(etape, f"p{n}@test.example") for n in range(4)]
    resultats = []

    def tenter(inscription):
        try:
            confirmer(inscription)
            resultats.append("prise")
        except PlusDePlaces:
            resultats.append("refusee")
        finally:
            connection.close()

    fils = [Thread(target=tenter, args=(d,)) for d in demandes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    etape.refresh_from_db()
    assert sorted(resultats) == ["prise", "refusee", "refusee", "refusee"] and etape.places_prises == 2
