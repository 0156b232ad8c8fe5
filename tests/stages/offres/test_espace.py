"""The offers of a company in its space: list, actions by button only, shared offers, history."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Courriel
from stages.choices import EtatOffre
from stages.models import EntrepriseAssociee, OffreStage
from tests.stages.fabriques import EntrepriseFactory, OffreStageFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
LISTE = "/entreprise/offres/"


def _agir(client, offre, action):
    return client.post(reverse("entreprise:offre_action", args=[offre.pk, action]))


def test_la_liste_ne_montre_que_les_offres_de_l_entreprise_et_les_filtre(espace, entreprise):
    OffreStageFactory(entreprise=entreprise, titre="La mienne")
    OffreStageFactory(entreprise=entreprise, titre="Mon brouillon", brouillon=True)
    OffreStageFactory(titre="Celle d'un autre")
    page = espace.get(LISTE).text
    assert "La mienne" in page and "Mon brouillon" in page and "Celle d" not in page
    filtree = espace.get(LISTE, {"etat": "brouillon"}).text
    assert "Mon brouillon" in filtree and "La mienne" not in filtree


@pytest.mark.parametrize("requete", ["etat=zzz", "section=%00", "page=abc", "page=999999999999999999999", "page=-1"])
def test_une_adresse_inconnue_n_est_jamais_une_erreur(espace, requete):
    assert espace.get(f"{LISTE}?{requete}").status_code in (200, 400)


def test_le_nombre_de_requetes_de_la_liste_ne_depend_pas_des_offres(espace, entreprise):
    nombres = []
    for en_plus in (2, 18):
        OffreStageFactory.create_batch(en_plus, entreprise=entreprise)
        for offre in OffreStageFactory.create_batch(en_plus):
            EntrepriseAssociee.objects.create(offre=offre, entreprise=entreprise)
        espace.get(LISTE)
        with CaptureQueriesContext(connection) as requetes:
            assert espace.get(LISTE).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 10


def test_publier_depuis_l_apercu(espace, entreprise):
    offre = OffreStageFactory(entreprise=entreprise, brouillon=True)
    assert "Publier l'offre" in espace.get(reverse("entreprise:offre_apercu", args=[offre.pk])).text.replace(
        "&#x27;", "'"
    )
    _agir(espace, offre, "soumettre")
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.PUBLIEE


def test_ouvrir_le_lien_d_une_action_ne_change_rien(espace, entreprise):
    offre = OffreStageFactory(entreprise=entreprise)
    for action in ("soumettre", "renouveler", "retirer", "dupliquer"):
        assert espace.get(reverse("entreprise:offre_action", args=[offre.pk, action])).status_code == 405
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.PUBLIEE and OffreStage.objects.count() == 1
    assert _agir(espace, offre, "detruire").status_code == 404


def test_retirer_renouveler_dupliquer(espace, entreprise):
    offre = OffreStageFactory(entreprise=entreprise, etat=EtatOffre.EXPIREE)
    _agir(espace, offre, "renouveler")
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.PUBLIEE
    copie = _agir(espace, offre, "dupliquer")
    assert OffreStage.objects.filter(etat="brouillon").get().titre.endswith("(copie)")
    assert copie.url.endswith("/modifier/")
    _agir(espace, offre, "retirer")
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.RETIREE
    reponse = espace.post(reverse("entreprise:offre_action", args=[offre.pk, "renouveler"]), follow=True)
    assert "n&#x27;est plus possible" in reponse.text


def test_soumettre_une_offre_incomplete_dit_ce_qui_manque(espace, entreprise):
    offre = OffreStageFactory(entreprise=entreprise, brouillon=True, description="")
    reponse = espace.post(reverse("entreprise:offre_action", args=[offre.pk, "soumettre"]), follow=True)
    assert "Décrivez ce que la personne fera" in reponse.text


def test_l_action_sur_l_offre_d_une_autre_n_existe_pas(espace):
    autre = OffreStageFactory()
    for action in ("soumettre", "renouveler", "retirer", "dupliquer"):
        assert _agir(espace, autre, action).status_code == 404
    assert espace.post(reverse("entreprise:offre_inviter", args=[autre.pk]), {"siret": "1"}).status_code == 404


def test_sans_compte_l_espace_mene_a_la_connexion(client):
    assert "/compte/login/" in client.get(LISTE).url


def test_l_histoire_dit_qui_a_fait_quoi(espace, entreprise, membre):
    offre = OffreStageFactory(entreprise=entreprise, brouillon=True)
    _agir(espace, offre, "soumettre")
    _agir(espace, offre, "retirer")
    page = espace.get(reverse("entreprise:offre", args=[offre.pk])).text
    histoire = page[page.index("Histoire de l'offre") :]
    assert "Retirée" in histoire and "Publiée" in histoire and membre.prenom in histoire


# --- shared offers


@pytest.fixture
def invitee():
    personne = UtilisateurFactory()
    entreprise = EntrepriseFactory(membre=personne)
    entreprise.organisation.siret = "73282932000074"
    entreprise.organisation.save()
    return entreprise, personne


def test_une_entreprise_verifiee_est_invitee_une_fois_et_accepte(espace, client, entreprise, invitee):
    autre, personne = invitee
    offre = OffreStageFactory(entreprise=entreprise)
    page = reverse("entreprise:offre_inviter", args=[offre.pk])
    for _ in range(2):
        assert espace.post(page, {"siret": "732 829 320 00074"}).status_code == 302
    associee = EntrepriseAssociee.objects.get()
    assert (associee.entreprise, associee.acceptee_le) == (autre, None)
    assert [c.destinataire for c in Courriel.objects.all()] == [personne.email]
    client.force_login(personne)
    assert offre.titre in client.get(LISTE).text
    client.post(reverse("entreprise:offre_partage", args=[associee.pk]), {"reponse": "accepter"})
    associee.refresh_from_db()
    assert associee.acceptee_le
    client.post(reverse("entreprise:offre_partage", args=[associee.pk]), {"reponse": "refuser"})
    assert not EntrepriseAssociee.objects.exists()


def test_une_autre_entreprise_ne_repond_pas_a_ma_place(espace, invitee):
    associee = EntrepriseAssociee.objects.create(offre=OffreStageFactory(), entreprise=invitee[0])
    reponse = espace.post(reverse("entreprise:offre_partage", args=[associee.pk]), {"reponse": "accepter"})
    assert reponse.status_code == 404


@pytest.mark.parametrize("siret", ["", "12", "٧" * 14, "73282932000074", "9" * 20])
def test_un_siret_faux_ou_non_verifie_est_refuse(espace, entreprise, invitee, siret):
    invitee[0].organisation.verifiee = False
    invitee[0].organisation.save()
    offre = OffreStageFactory(entreprise=entreprise)
    reponse = espace.post(reverse("entreprise:offre_inviter", args=[offre.pk]), {"siret": siret})
    assert reponse.status_code == 422
    assert not EntrepriseAssociee.objects.exists()
