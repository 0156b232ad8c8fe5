"""To apply from a page: what is asked, what is refused, what is kept, and the guardian's answer."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from commun.dates import ajouter_mois
from comptes.models import Courriel
from stages.choices import EtatCandidature, EtatOffre, NiveauPublic, Section
from stages.models import Candidature
from tests.stages.candidatures.test_cv import pdf
from tests.stages.fabriques import OffreStageFactory, UtilisateurFactory, il_y_a, prochain_lundi

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
Etat = EtatCandidature


@pytest.fixture
def personne(client):
    personne = UtilisateurFactory(prenom="Lou", nom="Essai")
    client.force_login(personne)
    return personne


def offre_adulte(**champs):
    debut = prochain_lundi(timezone.localdate(), 4)
    base = {
        "section": Section.PMSMP, "niveaux": [NiveauPublic.ADULTE], "capacite": 1, "debut": debut,
        "fin": debut + timedelta(days=4), "entreprise__membre": UtilisateurFactory(),
    }  # fmt: skip
    return OffreStageFactory(**base | champs)


def saisie(offre, **champs):
    semaine = offre.semaines.first()
    base = {
        "prenom": "Lou", "nom": "Essai", "date_naissance": il_y_a(14).isoformat(), "niveau": "college",
        "motivation": "Voir un fournil. Mon numéro : 06 12 34 56 78", "responsable_nom": "Dominique Essai",
        "responsable_courriel": "parent@test.example", "responsable_telephone": "06 00 00 00 01",
    }  # fmt: skip
    return base | ({"semaine": semaine.pk} if semaine else {}) | champs


ADULTE = {"date_naissance": "1990-01-01", "niveau": "adulte"}


def envoyer(client, offre, **champs):
    return client.post(reverse("stages:postuler", args=[offre.pk]), saisie(offre, **champs))


def test_sans_compte_on_se_connecte_puis_on_revient(client):
    offre = OffreStageFactory()
    adresse = reverse("stages:postuler", args=[offre.pk])
    reponse = client.get(adresse)
    assert reponse.status_code == 302
    assert reponse.url == f"/compte/login/?next={adresse}"


def test_un_mineur_postule_et_son_responsable_est_prevenu(client, personne):
    offre = OffreStageFactory(entreprise__membre=UtilisateurFactory())
    reponse = envoyer(client, offre)
    candidature = Candidature.objects.get()
    assert reponse.url == reverse("stages:candidature", args=[candidature.pk])
    assert (candidature.etat, candidature.mineur, candidature.masquee) == (Etat.A_AUTORISER, True, True)
    assert "06 12" not in candidature.motivation
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {"parent@test.example", personne.email}
    demande = Courriel.objects.get(destinataire="parent@test.example")
    assert reverse("stages:accord", args=[candidature.responsable_jeton]) in demande.texte
    assert "Lou" in client.get(reponse.url).content.decode()


def test_l_accord_ne_se_donne_pas_en_ouvrant_la_page(client, personne, django_capture_on_commit_callbacks):
    offre = OffreStageFactory(entreprise__membre=(patron := UtilisateurFactory()))
    envoyer(client, offre)
    candidature = Candidature.objects.get()
    client.logout()
    adresse = reverse("stages:accord", args=[candidature.responsable_jeton])
    page = client.get(adresse)
    assert "Voir un fournil" in page.content.decode()
    assert "moins de 15 ans" in page.content.decode()
    candidature.refresh_from_db()
    assert candidature.etat == Etat.A_AUTORISER
    assert client.post(adresse, {"reponse": "peut-être"}).status_code == 422
    assert "accord est enregistré" in client.post(adresse, {"reponse": "accepter"}).content.decode()
    candidature.refresh_from_db()
    assert candidature.etat == Etat.ENVOYEE
    recue = Courriel.objects.get(destinataire=patron.email)
    assert "Lou" in recue.sujet + recue.texte
    assert "Essai" not in recue.texte
    assert "06" not in recue.texte
    assert client.get(adresse).status_code == 410
    assert client.post(adresse, {"reponse": "refuser"}).status_code == 410


def test_un_refus_du_responsable_ferme_sans_que_l_entreprise_sache(client, personne):
    offre = OffreStageFactory(entreprise__membre=(patron := UtilisateurFactory()))
    envoyer(client, offre)
    candidature = Candidature.objects.get()
    client.post(reverse("stages:accord", args=[candidature.responsable_jeton]), {"reponse": "refuser"})
    candidature.refresh_from_db()
    assert candidature.etat == Etat.ANNULEE
    assert not Courriel.objects.filter(destinataire=patron.email).exists()
    client.force_login(patron)
    assert client.get(reverse("entreprise:candidature", args=[candidature.pk])).status_code == 404


def test_un_adulte_envoie_avec_un_cv_prive(client, personne, settings):
    offre = offre_adulte()
    cv = SimpleUploadedFile("../../mon cv.pdf", pdf(), content_type="application/pdf")
    reponse = envoyer(client, offre, cv=cv, **ADULTE)
    candidature = Candidature.objects.get()
    assert candidature.etat == Etat.ENVOYEE
    assert candidature.cv.name.startswith("prive/candidatures/")
    assert client.get(f"/medias/{candidature.cv.name}").status_code == 404
    recu = client.get(reverse("stages:candidature_cv", args=[candidature.pk]))
    assert recu["Content-Disposition"].startswith("attachment")
    assert recu["X-Content-Type-Options"] == "nosniff"
    assert b"".join(recu.streaming_content) == pdf()
    assert reponse.status_code == 302
    client.force_login(UtilisateurFactory())
    assert client.get(reverse("stages:candidature_cv", args=[candidature.pk])).status_code == 404


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"semaine": "999999"}, "semaine"),
        ({"semaine": ""}, "Choisissez une semaine"),
        ({"prenom": ""}, "Indiquez votre prénom"),
        ({"prenom": "a" * 61}, "60"),
        ({"date_naissance": ""}, "date de naissance"),
        ({"date_naissance": "32/13/2012"}, "n&#x27;existe pas"),
        ({"date_naissance": "0001-01-01"}, "Vérifiez votre date"),
        ({"date_naissance": "2999-01-01"}, "Vérifiez votre date"),
        ({"niveau": "adulte"}, "adulte"),
        ({"motivation": ""}, "quelques mots"),
        ({"motivation": "a" * 1501}, "1500"),
        ({"responsable_nom": ""}, "responsable légal est nécessaire"),
        ({"responsable_courriel": "pas une adresse"}, "pas complète"),
        ({"etablissement": "lycée qui n'existe pas du tout"}, "ne connaissons pas cet établissement"),
    ],
)
def test_une_erreur_se_dit_et_rien_de_tape_n_est_perdu(client, personne, champs, message):
    offre = OffreStageFactory()
    reponse = envoyer(client, offre, **champs)
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert message in page
    if "motivation" not in champs:
        assert "Voir un fournil" in page
    assert not Candidature.objects.exists()


def test_l_adresse_du_responsable_n_est_pas_celle_du_candidat(client, personne):
    reponse = envoyer(client, OffreStageFactory(), responsable_courriel=personne.email.upper())
    assert "n&#x27;est pas la vôtre" in reponse.content.decode()


def test_un_faux_cv_est_refuse(client, personne):
    faux = SimpleUploadedFile("cv.pdf", b"MZ programme", content_type="application/pdf")
    reponse = envoyer(client, offre_adulte(), cv=faux, **ADULTE)
    assert "pas un PDF" in reponse.content.decode()
    assert not Candidature.objects.exists()


def test_un_stage_d_observation_ne_demande_pas_de_cv(client, personne):
    assert "CV" not in client.get(reverse("stages:postuler", args=[OffreStageFactory().pk])).content.decode()


def test_une_deuxieme_candidature_mene_a_la_premiere(client, personne):
    offre = OffreStageFactory()
    envoyer(client, offre)
    reponse = envoyer(client, offre)
    assert reponse.url == reverse("stages:candidature", args=[Candidature.objects.get().pk])


def test_un_compte_d_entreprise_est_invite_a_changer(client):
    client.force_login(UtilisateurFactory(role="entreprise"))
    reponse = client.get(reverse("stages:postuler", args=[OffreStageFactory().pk]))
    assert reponse.status_code == 403
    assert "compte personnel" in reponse.content.decode()


@pytest.mark.parametrize("etat", [EtatOffre.COMPLETE, EtatOffre.EXPIREE, EtatOffre.RETIREE])
def test_une_offre_finie_renvoie_a_sa_page(client, personne, etat):
    offre = OffreStageFactory(etat=etat)
    assert envoyer(client, offre).url == offre.get_absolute_url()
    assert not Candidature.objects.exists()


@pytest.mark.parametrize("pk", ["0", "999999", "99999999999999999999999"])
def test_une_offre_inconnue_est_introuvable(client, personne, pk):
    assert client.get(f"/stages/{pk}/postuler/").status_code == 404


def test_un_brouillon_n_existe_pas(client, personne):
    assert client.get(reverse("stages:postuler", args=[OffreStageFactory(brouillon=True).pk])).status_code == 404


def test_le_html_tape_reste_du_texte(client, personne):
    envoyer(client, offre_adulte(), motivation="<script>alert(1)</script>", prenom="<b>Lou</b>", **ADULTE)
    page = client.get(reverse("stages:candidature", args=[Candidature.objects.get().pk])).content.decode()
    assert "<script>alert" not in page
    assert "<b>Lou" not in page
    assert "&lt;script&gt;" in page


def test_l_age_compte_au_premier_jour(client, personne):
    dix_huit = ajouter_mois(timezone.localdate(), -12 * 18) + timedelta(days=10)
    offre = offre_adulte(niveaux=[NiveauPublic.SUPERIEUR], section=Section.LONG)
    envoyer(client, offre, date_naissance=dix_huit.isoformat(), niveau="superieur")
    assert Candidature.objects.get().mineur is (dix_huit > ajouter_mois(offre.debut, -12 * 18))
