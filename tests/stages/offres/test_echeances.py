"""Reminders before the end of an offer, then expiry."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comptes.models import Courriel
from stages.choices import EtatOffre
from stages.services import offres
from stages.services.echeances import rappeler_les_fins
from stages.tasks.offres import suivre_les_fins
from tests.stages.fabriques import OffreStageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


def _offre(entreprise, jours):
    return OffreStageFactory(entreprise=entreprise, expire_le=timezone.now() + timedelta(days=jours))


def test_un_rappel_a_sept_jours_puis_a_un_jour_une_fois_chacun(entreprise, membre):
    offre = _offre(entreprise, 6.5)
    maintenant = timezone.now()
    assert rappeler_les_fins(maintenant=maintenant) == 1
    assert rappeler_les_fins(maintenant=maintenant) == 0
    assert rappeler_les_fins(maintenant=maintenant + timedelta(days=6)) == 1
    assert rappeler_les_fins(maintenant=maintenant + timedelta(days=6, hours=1)) == 0
    courriels = Courriel.objects.filter(nature="offre-fin")
    assert [c.destinataire for c in courriels] == [membre.email] * 2
    assert f"/entreprise/offres/{offre.pk}/" in courriels[0].texte


def test_un_passage_manque_est_rattrape_par_le_rappel_le_plus_proche_seulement(entreprise):
    offre = _offre(entreprise, 0.5)
    assert rappeler_les_fins(maintenant=timezone.now()) == 1
    assert Courriel.objects.count() == 1
    offre.refresh_from_db()
    assert offre.rappels == [1, 7]


def test_trop_tot_ou_hors_ligne_aucun_rappel(entreprise):
    _offre(entreprise, 8)
    OffreStageFactory(entreprise=entreprise, etat=EtatOffre.RETIREE, expire_le=timezone.now() + timedelta(days=1))
    assert rappeler_les_fins(maintenant=timezone.now()) == 0


def test_une_offre_renouvelee_aura_de_nouveaux_rappels(entreprise):
    offre = _offre(entreprise, 0.5)
    rappeler_les_fins(maintenant=timezone.now())
    offres.renouveler(offre=offre, maintenant=timezone.now())
    offre.refresh_from_db()
    assert offre.rappels == []
    assert rappeler_les_fins(maintenant=offre.expire_le - timedelta(days=6)) == 1
    assert Courriel.objects.count() == 2


def test_un_rappel_n_est_pas_une_modification(entreprise):
    offre = _offre(entreprise, 3)
    avant = offre.history.count()
    rappeler_les_fins(maintenant=timezone.now())
    assert offre.history.count() == avant


def test_la_tache_rappelle_et_expire(entreprise):
    echue, bientot = _offre(entreprise, -2), _offre(entreprise, 2)
    suivre_les_fins()
    echue.refresh_from_db()
    bientot.refresh_from_db()
    assert (echue.etat, bientot.etat, bientot.rappels) == (EtatOffre.EXPIREE, EtatOffre.PUBLIEE, [7])
