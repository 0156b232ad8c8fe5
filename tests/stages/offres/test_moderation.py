"""The moderation screen: queues, warnings, decisions, two moderators at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Courriel
from stages.choices import EtatOffre
from stages.models import OffreStage, SemaineDOffre, Signalement
from stages.services.moderation import dossier_de
from stages.services.textes import empreinte
from tests.stages.fabriques import OffreStageFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]


@pytest.fixture
def agent(client):
    personne = UtilisateurFactory(agent=True)
    client.force_login(personne)
    return personne


@pytest.fixture
def offre(entreprise):
    entreprise.organisation.verifiee = False
    entreprise.organisation.save()
    return OffreStageFactory(entreprise=entreprise, etat=EtatOffre.A_MODERER, publiee_le=None, expire_le=None)


def _ecran():
    return reverse("admin:stages_moderation")


def _decider(client, offre, vue_le=None, **donnees):
    vue_le = vue_le or OffreStage.objects.get(pk=offre.pk).updated_at.isoformat()
    return client.post(reverse("admin:stages_decision", args=[offre.pk]), {"vue_le": vue_le, **donnees})


def test_accepter_publie_et_previent_l_entreprise(client, agent, offre, membre):
    page = client.get(_ecran()).text
    assert offre.titre in page and "Entreprise non vérifiée" in page
    assert _decider(client, offre, action="accepter").status_code == 302
    offre.refresh_from_db()
    assert (offre.etat, offre.moderee_par) == (EtatOffre.PUBLIEE, agent)
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.nature) == (membre.email, "offre-acceptee")


def test_refuser_demande_une_raison_que_l_entreprise_lit(client, agent, offre):
    assert _decider(client, offre, action="refuser").status_code == 422
    assert _decider(client, offre, action="refuser", motif_libre="Dites quel métier.").status_code == 302
    offre.refresh_from_db()
    assert (offre.etat, offre.motif) == (EtatOffre.REFUSEE, "Dites quel métier.")
    assert "Dites quel métier." in Courriel.objects.get().texte


def test_une_raison_toute_faite_suffit(client, agent, offre):
    _decider(client, offre, action="refuser", motif="double")
    offre.refresh_from_db()
    assert "déjà en ligne" in offre.motif


def test_le_second_moderateur_est_prevenu(client, agent, offre):
    vue_le = offre.updated_at.isoformat()
    assert _decider(client, offre, vue_le, action="accepter").status_code == 302
    seconde = _decider(client, offre, vue_le, action="refuser", motif="double")
    assert seconde.status_code == 409
    assert "a changé depuis" in seconde.text
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.PUBLIEE


def test_une_offre_signalee_est_gardee_ou_refusee_et_le_signalement_est_classe(client, agent):
    offre = OffreStageFactory(a_controler=True)
    Signalement.objects.create(offre=offre, motif="payante", empreinte="a", precision="Cinquante euros")
    assert "Cinquante euros" in client.get(_ecran(), {"file": "signalees"}).text
    _decider(client, offre, file="signalees", action="accepter")
    signalement = Signalement.objects.get()
    assert (signalement.traite_par, signalement.suite) == (agent, "Offre gardée")
    offre.refresh_from_db()
    assert (offre.etat, offre.a_controler) == (EtatOffre.PUBLIEE, False)


def test_les_signalements_d_une_offre_retiree_se_classent(client, agent):
    offre = OffreStageFactory(etat=EtatOffre.RETIREE)
    Signalement.objects.create(offre=offre, motif="autre", empreinte="a")
    assert _decider(client, offre, action="classer").status_code == 302
    assert Signalement.objects.get().traite_le


def test_les_signaux_d_une_offre_douteuse():
    trace = empreinte("Titre", "Hommes uniquement, appelez le 06 12 34 56 78")
    offre = OffreStageFactory(
        titre="Titre", description="Hommes uniquement, appelez le 06 12 34 56 78", empreinte=trace, semaines=[]
    )
    OffreStageFactory(empreinte=trace)
    SemaineDOffre.objects.create(offre=offre, lundi="2027-01-04", capacite=31)
    noms = {signal.nom for signal in dossier_de(offre).signaux}
    assert noms == {"Condition interdite", "Coordonnées dans le texte", "Même texte", "Beaucoup de places"}


def test_une_offre_ordinaire_n_a_aucun_signal():
    assert dossier_de(OffreStageFactory()).signaux == []


@pytest.mark.parametrize("role", [None, "citoyen", "referent"])
def test_seule_l_equipe_modere(client, offre, role):
    if role:
        client.force_login(UtilisateurFactory(referent=True) if role == "referent" else UtilisateurFactory())
    assert client.get(_ecran()).status_code in (302, 403)
    assert _decider(client, offre, action="accepter").status_code in (302, 403)
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.A_MODERER


@pytest.mark.parametrize("requete", ["file=zzz", "offre=abc", "offre=99999999999999999999999", "offre=%D9%A3"])
def test_une_adresse_fausse_montre_la_file(client, agent, offre, requete):
    reponse = client.get(f"{_ecran()}?{requete}")
    assert reponse.status_code == 200 and offre.titre in reponse.text


def test_une_decision_se_prend_par_un_bouton(client, agent, offre):
    assert client.get(reverse("admin:stages_decision", args=[offre.pk])).status_code == 405
    assert _decider(client, offre, action="zzz").status_code == 422
    assert client.post(reverse("admin:stages_decision", args=[0]), {"action": "accepter"}).status_code == 404


def test_le_nombre_de_requetes_ne_depend_pas_de_la_file(client, agent):
    nombres = []
    for en_plus in (2, 18):
        OffreStageFactory.create_batch(en_plus, etat=EtatOffre.A_MODERER)
        client.get(_ecran())
        with CaptureQueriesContext(connection) as requetes:
            client.get(_ecran())
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]


def test_la_liste_et_l_histoire_de_l_administration(client, agent, offre):
    for adresse in ("changelist", "history", "change"):
        arguments = [] if adresse == "changelist" else [offre.pk]
        assert client.get(reverse(f"admin:stages_offrestage_{adresse}", args=arguments)).status_code == 200
    assert client.get(reverse("admin:stages_signalement_changelist")).status_code == 200
