"""Both sides follow an application: what each may read and do, in which state, and never by opening a page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Courriel
from stages.choices import EtatCandidature, NiveauPublic
from stages.models import Candidature
from stages.services import candidatures
from tests.stages.fabriques import CandidatureFactory, EntrepriseFactory, OffreStageFactory, UtilisateurFactory, il_y_a

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Etat = EtatCandidature
SECRETS = ("Essai", "06 00 00 00 01", "parent@test.example", str(il_y_a(14).year), "Dominique")


@pytest.fixture
def patron(client):
    patron = UtilisateurFactory()
    client.force_login(patron)
    return patron


@pytest.fixture
def recue(patron):
    offre = OffreStageFactory(entreprise__membre=patron)
    return CandidatureFactory(
        offre=offre, nom="Essai", responsable_nom="Dominique Essai", responsable_courriel="parent@test.example",
        responsable_telephone="06 00 00 00 01",
    )  # fmt: skip


def page(client, nom, *args, **suite):
    return client.get(reverse(nom, args=args), suite)


def test_avant_d_accepter_l_entreprise_ne_voit_qu_un_prenom(client, recue):
    for reponse in (page(client, "entreprise:candidature", recue.pk), page(client, "entreprise:candidatures")):
        texte = reponse.content.decode()
        assert "Lou" in texte
        assert not [secret for secret in SECRETS if secret in texte.split("<main")[1]]


def test_accepter_ouvre_les_coordonnees_du_responsable(client, recue):
    reponse = client.post(reverse("entreprise:candidature_accepter", args=[recue.pk]), follow=True)
    texte = reponse.content.decode()
    assert all(secret in texte for secret in SECRETS)
    recue.refresh_from_db()
    assert recue.etat == Etat.ACCEPTEE
    assert Courriel.objects.filter(destinataire=recue.candidat.email, nature="candidature-acceptee").exists()


def test_apres_un_refus_plus_rien_ne_se_voit(client, recue):
    client.post(reverse("entreprise:candidature_refuser", args=[recue.pk]), {"motif": "Les places sont déjà prises."})
    recue.refresh_from_db()
    assert (recue.etat, recue.motif) == (Etat.REFUSEE, "Les places sont déjà prises.")
    assert "Essai" not in page(client, "entreprise:candidature", recue.pk).content.decode().split("<main")[1]
    assert "déjà prises" in Courriel.objects.get(nature="candidature-refusee").texte


@pytest.mark.parametrize("donnees", [{}, {"motif": " "}, {"autre_motif": "a" * 301}])
def test_un_refus_a_une_raison(client, recue, donnees):
    reponse = client.post(reverse("entreprise:candidature_refuser", args=[recue.pk]), donnees)
    assert reponse.status_code == 422
    assert "Donnez une raison" in reponse.content.decode()
    recue.refresh_from_db()
    assert recue.etat == Etat.ENVOYEE


@pytest.mark.parametrize("geste", ["accepter", "refuser"])
def test_rien_ne_se_decide_en_ouvrant_un_lien(client, recue, geste):
    assert page(client, f"entreprise:candidature_{geste}", recue.pk).status_code == 405


def test_repondre_deux_fois_dit_que_c_est_fait(client, recue):
    adresse = reverse("entreprise:candidature_accepter", args=[recue.pk])
    client.post(adresse)
    assert "déjà passée" in client.post(adresse, follow=True).content.decode()
    assert recue.offre.semaines.get().places_prises == 1


@pytest.mark.parametrize("nom", ["candidature", "candidature_accepter", "candidature_refuser", "candidature_cv"])
def test_une_autre_entreprise_ne_trouve_rien(client, recue, nom):
    EntrepriseFactory(membre=(autre := UtilisateurFactory()))
    client.force_login(autre)
    adresse = reverse(f"entreprise:{nom}", args=[recue.pk])
    assert (client.get if nom in ("candidature", "candidature_cv") else client.post)(adresse).status_code == 404
    recue.refresh_from_db()
    assert recue.etat == Etat.ENVOYEE


def test_une_candidature_sans_accord_n_existe_pas_pour_l_entreprise(client, recue):
    Candidature.objects.update(etat=Etat.A_AUTORISER, envoyee_le=None)
    assert page(client, "entreprise:candidature", recue.pk).status_code == 404
    assert "Lou" not in page(client, "entreprise:candidatures").content.decode().split("<main")[1]


def test_confirmer_dit_ce_qui_s_annule_puis_le_fait(client, recue):
    candidatures.accepter(candidature=recue, par=None, maintenant=timezone.now())
    autre = CandidatureFactory(candidat=recue.candidat, offre=OffreStageFactory(titre="Une autre semaine"))
    client.force_login(recue.candidat)
    adresse = reverse("stages:candidature_confirmer", args=[recue.pk])
    assert "Une autre semaine" in client.get(adresse).content.decode()
    recue.refresh_from_db()
    assert recue.etat == Etat.ACCEPTEE
    client.post(adresse)
    recue.refresh_from_db()
    autre.refresh_from_db()
    assert (recue.etat, autre.etat) == (Etat.CONFIRMEE, Etat.ANNULEE)
    assert client.get(adresse).status_code == 302
    assert "déjà passée" in client.post(adresse, follow=True).content.decode()


def test_retirer_rend_la_place(client, recue):
    candidatures.accepter(candidature=recue, par=None, maintenant=timezone.now())
    client.force_login(recue.candidat)
    adresse = reverse("stages:candidature_retirer", args=[recue.pk])
    assert client.get(adresse).status_code == 200
    client.post(adresse)
    recue.refresh_from_db()
    assert recue.etat == Etat.RETIREE
    assert recue.offre.semaines.get().places_prises == 0


@pytest.mark.parametrize("nom", ["candidature", "candidature_confirmer", "candidature_retirer", "candidature_cv"])
def test_les_candidatures_des_autres_n_existent_pas(client, recue, nom):
    client.force_login(UtilisateurFactory())
    adresse = reverse(f"stages:{nom}", args=[recue.pk])
    assert client.get(adresse).status_code == 404
    if nom in ("candidature_confirmer", "candidature_retirer"):
        assert client.post(adresse).status_code == 404
    recue.refresh_from_db()
    assert recue.etat == Etat.ENVOYEE


def test_l_entreprise_filtre_par_etat_et_par_offre(client, patron, recue):
    autre = OffreStageFactory(entreprise=recue.offre.entreprise)
    CandidatureFactory(offre=autre, prenom="Zoé", etat=Etat.REFUSEE)
    principal = lambda **q: page(client, "entreprise:candidatures", **q).content.decode().split("<main")[1]  # noqa: E731
    assert "Zoé" in principal()
    assert "Zoé" not in principal(etat="envoyee")
    assert "Lou" not in principal(offre=autre.pk)
    for etrange in ("x", "-1", "9" * 30, "\x00", "²"):
        assert page(client, "entreprise:candidatures", etat=etrange, offre=etrange, page=etrange).status_code in (
            200,
            400,
        )


@pytest.mark.parametrize("cote", ["entreprise", "candidat"])
def test_les_listes_comptent_leurs_requetes(client, patron, recue, cote):
    personne = recue.candidat

    def compter():
        client.force_login(patron if cote == "entreprise" else personne)
        with CaptureQueriesContext(connection) as requetes:
            assert (
                page(client, "entreprise:candidatures" if cote == "entreprise" else "stages:candidatures").status_code
                == 200
            )
        return len(requetes)

    def ajouter(nombre):
        for _ in range(nombre):
            offre = OffreStageFactory(entreprise=recue.offre.entreprise)
            CandidatureFactory(offre=offre, candidat=personne)

    ajouter(1)
    compter()
    deux = compter()
    ajouter(17)
    assert compter() == deux


def test_le_cv_d_un_mineur_attend_l_acceptation(client, recue):
    from django.core.files.base import ContentFile

    recue.cv.save("cv.pdf", ContentFile(b"%PDF-1.4"))
    assert page(client, "entreprise:candidature_cv", recue.pk).status_code == 404
    candidatures.accepter(candidature=recue, par=None, maintenant=timezone.now())
    reponse = page(client, "entreprise:candidature_cv", recue.pk)
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["Content-Security-Policy"] == "sandbox"
    b"".join(reponse.streaming_content)


def test_un_adulte_montre_son_nom_et_garde_ses_coordonnees(client, patron):
    offre = OffreStageFactory(entreprise__membre=patron)
    adulte = CandidatureFactory(
        offre=offre, nom="Durand", telephone="0611223344", niveau=NiveauPublic.ADULTE, mineur=False,
        date_naissance=timezone.localdate() - timedelta(days=20_000),
    )  # fmt: skip
    client.force_login(patron)
    texte = page(client, "entreprise:candidature", adulte.pk).content.decode()
    assert "Durand" in texte
    assert "0611223344" not in texte
    assert adulte.candidat.email not in texte
