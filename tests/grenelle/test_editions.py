"""The yearly Grenelle: moderated contributions, one vote a person, and what it changes in the plan."""

import json
import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from comptes.services.donnees_personnelles import effacer_mon_compte, exporter_mes_donnees
from grenelle.choices import EtatEdition
from grenelle.models import Contribution, EffetSurMesure, Mesure, Vote
from grenelle.services import contributions, editions
from grenelle.services.editions import GrenelleRefuse
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import MAINTENANT, AxeFactory, EditionFactory, MesureFactory

JOUR = date(2027, 1, 1)


def contribution(edition=None, acceptee=True):
    recue = contributions.contribuer(
        edition=edition or EditionFactory(),
        auteur=UtilisateurFactory(),
        titre="Plus de bus",
        texte="Plus de bus dans les villages.",
        maintenant=MAINTENANT,
    )
    return contributions.moderer(contribution=recue, acceptee=True, maintenant=MAINTENANT) if acceptee else recue


def voter(pour, personne):
    return contributions.voter(contribution=pour, personne=personne, maintenant=MAINTENANT)


def retirer_vote(pour, personne):
    return contributions.retirer_vote(contribution=pour, personne=personne, maintenant=MAINTENANT)


def conclue():
    return EditionFactory(etat=EtatEdition.CONCLUE, conclue_le=MAINTENANT, conclusions="Fait.")


@pytest.mark.django_db
def test_personne_ne_voit_une_contribution_avant_la_relecture():
    recue = contribution(acceptee=False)
    assert recue not in Contribution.objects.publiees()
    contributions.moderer(contribution=recue, acceptee=True, maintenant=MAINTENANT)
    assert recue in Contribution.objects.publiees()


@pytest.mark.django_db
def test_un_refus_dit_pourquoi():
    recue = contribution(acceptee=False)
    with pytest.raises(GrenelleRefuse):
        contributions.moderer(contribution=recue, acceptee=False, maintenant=MAINTENANT, motif=" ")
    refusee = contributions.moderer(contribution=recue, acceptee=False, maintenant=MAINTENANT, motif="Hors sujet.")
    assert refusee not in Contribution.objects.publiees()


@pytest.mark.django_db
@pytest.mark.parametrize("texte", ["", "court", "x" * 4_001, "Un texte avec un nul \0 dedans"])
def test_un_texte_impossible_est_refuse(texte):
    with pytest.raises(GrenelleRefuse):
        contributions.contribuer(
            edition=EditionFactory(),
            auteur=UtilisateurFactory(),
            titre="Plus de bus",
            texte=texte,
            maintenant=MAINTENANT,
        )


@pytest.mark.django_db
@pytest.mark.parametrize("etat", ["preparation", "vote"])
def test_on_ne_contribue_que_quand_c_est_ouvert(etat):
    with pytest.raises(GrenelleRefuse, match="pas ouvertes"):
        contribution(EditionFactory(etat=etat))


@pytest.mark.django_db
def test_une_contribution_porte_sur_une_mesure_du_plan():
    with pytest.raises(GrenelleRefuse, match="pas de ce plan"):
        contributions.contribuer(
            edition=EditionFactory(),
            auteur=UtilisateurFactory(),
            titre="Plus de bus",
            texte="Plus de bus dans les villages.",
            mesure=MesureFactory(),
            maintenant=MAINTENANT,
        )


@pytest.mark.django_db
def test_on_vote_une_fois():
    pour, personne = contribution(), UtilisateurFactory()
    assert voter(pour, personne)[1] is True
    assert voter(pour, personne)[1] is False
    assert Vote.objects.count() == 1
    assert Contribution.objects.avec_voix().get().voix == 1


@pytest.mark.django_db
def test_la_base_refuse_un_second_vote():
    pour, personne = contribution(), UtilisateurFactory()
    vote, _ = voter(pour, personne)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(contribution=pour, personne=personne, created_at=vote.created_at)


@pytest.mark.django_db
def test_on_retire_son_vote_et_lui_seul():
    pour, personne = contribution(), UtilisateurFactory()
    voter(pour, personne)
    voter(pour, UtilisateurFactory())
    assert retirer_vote(pour, personne) is True
    assert retirer_vote(pour, personne) is False
    assert Vote.objects.count() == 1


@pytest.mark.django_db
def test_on_ne_vote_ni_pour_ce_qui_est_cache_ni_apres_la_cloture():
    with pytest.raises(GrenelleRefuse):
        voter(contribution(acceptee=False), UtilisateurFactory())
    pour = contribution()
    pour.edition.etat = EtatEdition.CONCLUE
    with pytest.raises(GrenelleRefuse):
        voter(pour, UtilisateurFactory())
    with pytest.raises(GrenelleRefuse):
        retirer_vote(pour, UtilisateurFactory())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_clics_au_meme_instant_font_un_vote():
    pour, personne = contribution(), UtilisateurFactory()
    barriere, resultats = threading.Barrier(4), []

    def cliquer():
        barriere.wait()
        try:
            resultats.append(voter(pour, personne)[1])
        finally:
            connection.close()

    fils = [threading.Thread(target=cliquer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(resultats) == [False, False, False, True]
    assert Vote.objects.count() == 1


@pytest.mark.django_db
def test_une_personne_emporte_ses_contributions_et_ses_votes_et_les_efface():
    recue = contribution()
    autre, personne = contribution(recue.edition), recue.auteur
    voter(autre, personne)
    voter(recue, autre.auteur)
    emporte = exporter_mes_donnees(utilisateur=personne)["grenelle"]
    assert [c["texte"] for c in emporte["contributions"]] == [recue.texte]
    assert len(emporte["votes"]) == 1
    json.dumps(emporte)
    effacer_mon_compte(utilisateur=personne)
    recue.refresh_from_db()
    assert recue.auteur is None
    assert [v.contribution for v in Vote.objects.all()] == [recue]


@pytest.mark.django_db
def test_une_edition_avance_pas_a_pas_et_se_conclut_par_ecrit():
    edition = EditionFactory(etat="preparation")
    for attendu in ("contributions", "vote"):
        edition = editions.avancer(edition=edition, maintenant=MAINTENANT)
        assert edition.etat == attendu
    with pytest.raises(GrenelleRefuse, match="conclusions"):
        editions.avancer(edition=edition, maintenant=MAINTENANT)
    edition = editions.avancer(edition=edition, maintenant=MAINTENANT, conclusions="Deux mesures de plus.")
    assert (edition.etat, edition.conclue_le) == ("conclue", MAINTENANT)
    with pytest.raises(GrenelleRefuse, match="conclue"):
        editions.avancer(edition=edition, maintenant=MAINTENANT)


@pytest.mark.django_db
def test_amender_garde_l_ancien_titre():
    edition = conclue()
    mesure = MesureFactory(axe=AxeFactory(plan=edition.plan), titre="Cinq bus")
    effet = editions.amender(edition=edition, mesure=mesure, raison="La demande.", le=JOUR, titre="Six bus")
    mesure.refresh_from_db()
    assert (mesure.titre, effet.ancien_titre, effet.nouveau_titre) == ("Six bus", "Cinq bus", "Six bus")
    assert mesure.history.count() == 2
    with pytest.raises(GrenelleRefuse, match="déjà changé"):
        editions.clore(edition=edition, mesure=mesure, raison="Autre.", le=JOUR)


@pytest.mark.django_db
def test_clore_garde_la_mesure():
    edition = conclue()
    mesure = MesureFactory(axe=AxeFactory(plan=edition.plan))
    editions.clore(edition=edition, mesure=mesure, raison="Elle est faite.", le=JOUR)
    assert mesure not in Mesure.objects.ouvertes()
    assert Mesure.objects.get().close_le == JOUR


@pytest.mark.django_db
def test_ajouter_met_la_mesure_a_la_suite():
    edition = conclue()
    axe = AxeFactory(plan=edition.plan)
    MesureFactory(axe=axe, numero="7", rang=7)
    champs = {"edition": edition, "axe": axe, "titre": "Un salon", "resume": "x", "raison": "Vote.", "le": JOUR}
    editions.ajouter(numero="8", **champs)
    ajoutee = Mesure.objects.get(numero="8")
    assert (ajoutee.rang, ajoutee.ajoutee_le) == (8, JOUR)
    with pytest.raises(GrenelleRefuse, match="déjà pris"):
        editions.ajouter(numero="7", **champs)
    with pytest.raises(GrenelleRefuse, match="pas de ce plan"):
        editions.ajouter(numero="9", **champs | {"axe": AxeFactory()})


@pytest.mark.django_db
def test_seule_une_edition_conclue_change_le_plan_et_dit_pourquoi():
    edition = EditionFactory(etat="vote")
    mesure = MesureFactory(axe=AxeFactory(plan=edition.plan))
    with pytest.raises(GrenelleRefuse, match="conclue"):
        editions.clore(edition=edition, mesure=mesure, raison="x", le=JOUR)
    with pytest.raises(GrenelleRefuse, match="pourquoi"):
        editions.clore(edition=conclue(), mesure=mesure, raison=" ", le=JOUR)
    with pytest.raises(GrenelleRefuse, match="pas de ce plan"):
        editions.clore(edition=conclue(), mesure=mesure, raison="x", le=JOUR)
    assert not EffetSurMesure.objects.exists()
