"""Reports of offers by readers."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from stages.choices import EtatOffre
from stages.models import Signalement
from tests.stages.fabriques import OffreStageFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _compteurs_vides():
    cache.clear()


def _page(offre):
    return reverse("stages:signaler", args=[offre.pk])


def test_sans_compte_on_signale_une_fois_par_jour(client):
    offre = OffreStageFactory()
    assert client.get(_page(offre)).status_code == 200
    for _ in range(2):
        reponse = client.post(_page(offre), {"motif": "payante", "precision": "On me demande 50 €."})
        assert "Merci" in reponse.text
    signalement = Signalement.objects.get()
    assert (signalement.motif, signalement.utilisateur) == ("payante", None)
    assert "127.0.0.1" not in signalement.empreinte


def test_deux_personnes_signalent_la_meme_offre(client):
    offre = OffreStageFactory()
    for _ in range(2):
        client.force_login(UtilisateurFactory())
        client.post(_page(offre), {"motif": "danger"})
    assert Signalement.objects.filter(offre=offre).count() == 2


@pytest.mark.parametrize("donnees", [{}, {"motif": "zzz"}, {"motif": "autre", "precision": "x" * 1001}])
def test_un_signalement_faux_est_reaffiche(client, donnees):
    reponse = client.post(_page(OffreStageFactory()), donnees)
    assert reponse.status_code == 422
    assert not Signalement.objects.exists()


def test_une_offre_que_personne_ne_voit_ne_se_signale_pas(client):
    for etat in (EtatOffre.BROUILLON, EtatOffre.RETIREE):
        assert client.get(_page(OffreStageFactory(etat=etat))).status_code == 404


def test_au_dela_de_dix_par_heure_l_adresse_attend(client):
    statuts = [client.post(_page(OffreStageFactory()), {"motif": "autre"}).status_code for _ in range(11)]
    assert statuts == [200] * 10 + [429]
