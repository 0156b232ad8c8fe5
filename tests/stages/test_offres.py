"""The life of an offer: who publishes, what is refused, what vanishes, what is announced once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stages.choices import EtatOffre, NiveauPublic, Section
from stages.models import EvenementOffre, OffreStage
from stages.services import offres
from stages.services.controles import controler
from tests.stages.fabriques import OffreStageFactory, UtilisateurFactory, prochain_lundi

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


def _maintenant():
    return timezone.now()


def test_une_entreprise_verifiee_publie_tout_de_suite_et_l_offre_est_annoncee():
    offre = OffreStageFactory(brouillon=True)
    offres.soumettre(offre=offre, par=None, maintenant=_maintenant())
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.PUBLIEE
    assert (offre.expire_le - offre.publiee_le).days == 60
    assert EvenementOffre.objects.filter(offre=offre).count() == 1


def test_une_entreprise_a_verifier_passe_par_la_moderation_et_rien_n_est_annonce():
    offre = OffreStageFactory(brouillon=True)
    offre.entreprise.organisation.verifiee = False
    offre.entreprise.organisation.save()
    offres.soumettre(offre=offre, par=None, maintenant=_maintenant())
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.A_MODERER
    assert not EvenementOffre.objects.exists()
    assert offre not in OffreStage.objects.visibles()


def test_un_refus_a_un_motif_que_l_entreprise_lit():
    agent = UtilisateurFactory(agent=True)
    offre = OffreStageFactory(etat=EtatOffre.A_MODERER)
    with pytest.raises(ValueError, match="motif"):
        offres.refuser(offre=offre, par=agent, motif="  ", maintenant=_maintenant())
    offres.refuser(offre=offre, par=agent, motif="Le texte contient un numéro.", maintenant=_maintenant())
    offre.refresh_from_db()
    assert (offre.etat, offre.motif, offre.moderee_par) == (EtatOffre.REFUSEE, "Le texte contient un numéro.", agent)


def test_retirer_puis_republier_n_annonce_qu_une_fois():
    offre = OffreStageFactory(brouillon=True)
    offres.soumettre(offre=offre, par=None, maintenant=_maintenant())
    offres.retirer(offre=offre)
    offre.refresh_from_db()
    premiere = offre.publiee_le
    offres.soumettre(offre=offre, par=None, maintenant=_maintenant() + timedelta(days=1))
    offre.refresh_from_db()
    assert EvenementOffre.objects.filter(offre=offre).count() == 1
    assert offre.publiee_le == premiere


@pytest.mark.parametrize("etat", [EtatOffre.PUBLIEE, EtatOffre.COMPLETE, EtatOffre.A_MODERER])
def test_ce_qui_n_est_pas_un_brouillon_ne_se_soumet_pas(etat):
    offre = OffreStageFactory(etat=etat)
    with pytest.raises(offres.TransitionRefusee):
        offres.soumettre(offre=offre, par=None, maintenant=_maintenant())


def test_une_offre_incomplete_dit_tout_ce_qui_manque_et_reste_un_brouillon():
    offre = OffreStageFactory(brouillon=True, description="", semaines=[], niveaux=[])
    with pytest.raises(offres.OffreIncomplete) as refus:
        offres.soumettre(offre=offre, par=None, maintenant=_maintenant())
    assert {m.champ for m in refus.value.manques} == {"description", "semaines", "niveaux"}
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.BROUILLON


def test_les_offres_echues_disparaissent_meme_si_un_passage_a_manque():
    vieille = OffreStageFactory(expire_le=_maintenant() - timedelta(days=9))
    jeune = OffreStageFactory()
    assert offres.expirer_offres(maintenant=_maintenant()) == 1
    assert offres.expirer_offres(maintenant=_maintenant()) == 0
    assert list(OffreStage.objects.visibles()) == [jeune]
    vieille.refresh_from_db()
    assert vieille.etat == EtatOffre.EXPIREE


def test_renouveler_rend_visible_pour_la_duree_habituelle():
    offre = OffreStageFactory(etat=EtatOffre.EXPIREE, expire_le=_maintenant() - timedelta(days=1), rappels=[7, 1])
    offres.renouveler(offre=offre, maintenant=_maintenant())
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.PUBLIEE
    assert offre.rappels == []
    assert (offre.expire_le - timezone.now()).days in (59, 60)


def test_une_copie_est_un_brouillon_sans_place_prise():
    offre = OffreStageFactory()
    offre.semaines.update(places_prises=1)
    copie = offres.dupliquer(offre=offre)
    assert copie.etat == EtatOffre.BROUILLON
    assert [s.places_prises for s in copie.semaines.all()] == [0]
    assert list(copie.metiers.all()) == list(offre.metiers.all())
    assert [n.niveau for n in copie.niveaux.all()] == [n.niveau for n in offre.niveaux.all()]


def test_une_offre_sans_place_est_complete_puis_revient():
    offre = OffreStageFactory()
    offre.semaines.update(places_prises=2)
    assert offres.revoir_les_places(offre=offre).etat == EtatOffre.COMPLETE
    offre.semaines.update(places_prises=1)
    assert offres.revoir_les_places(offre=offre).etat == EtatOffre.PUBLIEE


def test_chaque_changement_est_dans_l_historique():
    offre = OffreStageFactory(brouillon=True)
    offres.soumettre(offre=offre, par=None, maintenant=_maintenant())
    offres.retirer(offre=offre, motif="Finalement non")
    assert [h.etat for h in offre.history.order_by("history_date", "history_id")] == [
        EtatOffre.BROUILLON,
        EtatOffre.PUBLIEE,
        EtatOffre.RETIREE,
    ]


def _manques(**champs) -> dict[str, str]:
    offre = OffreStageFactory(brouillon=True, **champs)
    return {m.champ: m.message for m in controler(offre, timezone.localdate())}


def test_avant_quinze_ans_trente_heures_par_semaine_au_plus():
    assert "30 heures" in _manques(heures_par_semaine=31)["heures_par_semaine"]
    assert _manques(heures_par_semaine=30) == {}


def test_un_stage_d_observation_ne_se_paie_pas():
    assert "n'est pas payé" in _manques(gratification_horaire=5)["gratification_horaire"]


def test_au_dela_de_308_heures_la_gratification_est_due():
    debut = prochain_lundi(timezone.localdate(), 4)
    champs = {"section": Section.LONG, "niveaux": [NiveauPublic.SUPERIEUR], "debut": debut, "capacite": 1}
    courte = _manques(fin=debut + timedelta(days=54), **champs)
    longue = _manques(fin=debut + timedelta(days=70), **champs)
    assert courte == {}
    assert "4,5 €" in longue["gratification_horaire"]
    assert _manques(fin=debut + timedelta(days=70), gratification_horaire="4.50", **champs) == {}


def test_un_stage_long_ne_depasse_pas_six_mois():
    debut = prochain_lundi(timezone.localdate(), 4)
    champs = {"section": Section.LONG, "niveaux": [NiveauPublic.SUPERIEUR], "capacite": 1, "gratification_horaire": 5}
    offre = OffreStageFactory(brouillon=True, debut=debut, fin=debut + timedelta(days=200), **champs)
    assert any("6 mois" in manque.message for manque in controler(offre, timezone.localdate()))


def test_l_immersion_est_ouverte_des_seize_ans_et_dure_un_mois_au_plus():
    debut = prochain_lundi(timezone.localdate(), 4)
    champs = {"section": Section.PMSMP, "debut": debut, "capacite": 1}
    assert "16 ans" in _manques(fin=debut, niveaux=[NiveauPublic.COLLEGE], **champs)["niveaux"]
    assert "30 jours" in _manques(fin=debut + timedelta(days=30), niveaux=[NiveauPublic.ADULTE], **champs)["fin"]
    assert _manques(fin=debut + timedelta(days=29), niveaux=[NiveauPublic.ADULTE], **champs) == {}


def test_un_vte_dure_un_an_ou_dix_mois_en_alternance():
    debut = prochain_lundi(timezone.localdate(), 4)
    champs = {"section": Section.VTE, "debut": debut, "capacite": 1, "niveaux": [NiveauPublic.SUPERIEUR]}
    assert "12 mois" in _manques(duree_mois=11, **champs)["duree_mois"]
    assert _manques(duree_mois=10, contrat="apprentissage", **champs) == {}
