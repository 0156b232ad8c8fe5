"""How alerts end: a notice a month before, then the end; missed runs are caught up; twice changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from comptes.models import Courriel, EtatEnvoi
from stages.choices import Canal
from stages.models import Alerte, Livraison
from stages.services.fin_des_alertes import entretenir
from stages.tasks.alertes import entretenir_les_alertes
from tests.stages.alertes.fabriques import AlerteFactory
from tests.stages.fabriques import OffreStageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
JOUR = datetime(2027, 6, 1, 10, tzinfo=UTC)


def _visitee(jours: int, **champs) -> Alerte:
    return AlerteFactory(derniere_visite=JOUR - timedelta(days=jours), **champs)


def test_un_avis_un_mois_avant_une_seule_fois():
    _visitee(300)
    alerte = _visitee(336)
    assert entretenir(maintenant=JOUR).prevenues == 1
    assert entretenir(maintenant=JOUR + timedelta(days=1)).prevenues == 0
    courriel = Courriel.objects.get()
    assert courriel.destinataire == alerte.utilisateur.email
    assert "1er juillet 2027" in courriel.texte


def test_un_mois_apres_l_avis_l_alerte_est_effacee():
    _visitee(336, adresse_seule=True)
    entretenir(maintenant=JOUR)
    assert entretenir(maintenant=JOUR + timedelta(days=29)).finies == 0
    assert entretenir(maintenant=JOUR + timedelta(days=31)).finies == 1
    assert not Alerte.objects.exists()


def test_un_passage_manque_laisse_quand_meme_un_mois():
    _visitee(800)
    assert entretenir(maintenant=JOUR).finies == 0
    assert entretenir(maintenant=JOUR + timedelta(days=29)).finies == 0
    assert entretenir(maintenant=JOUR + timedelta(days=30)).finies == 1


def test_une_visite_apres_l_avis_garde_l_alerte():
    alerte = _visitee(336)
    entretenir(maintenant=JOUR)
    Alerte.objects.filter(pk=alerte.pk).update(derniere_visite=JOUR, prevenue_le=None)
    assert entretenir(maintenant=JOUR + timedelta(days=60)).finies == 0


def test_ce_qui_n_est_jamais_confirme_ou_arrete_depuis_longtemps_est_efface():
    jamais = AlerteFactory(adresse_seule=True, confirmee_le=None)
    Alerte.objects.filter(pk=jamais.pk).update(created_at=JOUR - timedelta(days=8))
    _visitee(10, desinscrite_le=JOUR - timedelta(days=8))
    garde = _visitee(10, desinscrite_le=JOUR - timedelta(days=6))
    bilan = entretenir(maintenant=JOUR)
    assert (bilan.jamais_confirmees, bilan.arretees) == (1, 1)
    assert list(Alerte.objects.all()) == [garde]


def test_les_vieux_envois_finis_sont_effaces_pas_les_autres():
    alerte = _visitee(1)
    for etat in (EtatEnvoi.ENVOYEE, EtatEnvoi.EN_FILE):
        Livraison.objects.create(
            offre=OffreStageFactory(), alerte=alerte, destinataire="u1", canal=Canal.PUSH, pas_avant=JOUR, etat=etat
        )
    Livraison.objects.update(created_at=JOUR - timedelta(days=400))
    assert entretenir(maintenant=JOUR).livraisons == 1
    assert Livraison.objects.get().etat == EtatEnvoi.EN_FILE


def test_la_tache_dit_ce_qu_elle_a_fait():
    AlerteFactory(derniere_visite=timezone.now() - timedelta(days=400))
    assert entretenir_les_alertes()["prevenues"] == 1
