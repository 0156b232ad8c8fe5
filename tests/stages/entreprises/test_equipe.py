"""Sheet and team: who lets in, who leaves, who may change what."""

import pytest
from django.urls import reverse
from django.utils import timezone

from comptes.models import Adhesion, Courriel
from stages.services.equipe import EquipeRefusee, accepter_par_la_region, changer_la_fonction, retirer_un_membre
from stages.services.verification import verifier_entreprise
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.stages.entreprises.fabriques import entreprise_nommee

pytestmark = pytest.mark.django_db
FICHE = {"nom": "Atelier du Loir", "activite": "Menuiserie", "effectif": "0-9"}


def geste(client, adhesion, nom):
    return client.post(reverse("entreprise:membre", args=[adhesion.pk]), {"geste": nom})


@pytest.fixture
def demande(entreprise):
    return AdhesionFactory(
        utilisateur=UtilisateurFactory(), organisation=entreprise.organisation, etat=Adhesion.Etat.DEMANDEE
    )


def test_le_responsable_accepte_et_la_personne_est_prevenue(client_responsable, demande):
    geste(client_responsable, demande, "accepter")
    geste(client_responsable, demande, "accepter")
    demande.refresh_from_db()
    assert demande.etat == "acceptee"
    assert demande.utilisateur.role == "entreprise"
    assert Courriel.objects.get(nature="adhesion_acceptee").destinataire == demande.utilisateur.email


def test_le_responsable_refuse(client_responsable, demande):
    geste(client_responsable, demande, "refuser")
    demande.refresh_from_db()
    assert demande.etat == "refusee"
    assert Courriel.objects.filter(nature="adhesion_refusee").count() == 1


@pytest.mark.parametrize("nom", ["accepter", "refuser", "responsable", "retirer"])
def test_un_simple_membre_ne_change_pas_l_equipe(client, membre, demande, nom):
    client.force_login(membre)
    geste(client, demande, nom)
    demande.refresh_from_db()
    assert (demande.etat, demande.fonction) == ("demandee", "membre")


def test_une_personne_en_attente_ne_s_accepte_pas_elle_meme(client, demande):
    client.force_login(demande.utilisateur)
    reponse = geste(client, demande, "accepter")
    assert reponse.headers["Location"] == reverse("entreprise:inscription")
    demande.refresh_from_db()
    assert demande.etat == "demandee"


def test_l_equipe_d_une_autre_entreprise_n_existe_pas(client_responsable):
    autre = AdhesionFactory(organisation=entreprise_nommee("Autre").organisation)
    assert geste(client_responsable, autre, "retirer").status_code == 404
    assert Adhesion.objects.filter(pk=autre.pk).exists()


def test_rien_ne_change_en_ouvrant_un_lien(client_responsable, demande):
    assert client_responsable.get(reverse("entreprise:membre", args=[demande.pk])).status_code == 405


def test_un_geste_inconnu_ne_fait_rien(client_responsable, demande):
    reponse = client_responsable.post(
        reverse("entreprise:membre", args=[demande.pk]), {"geste": "détruire"}, follow=True
    )
    assert "n&#x27;existe pas" in reponse.text


def test_le_dernier_responsable_ne_part_pas(client_responsable, entreprise, responsable, membre):
    sienne = Adhesion.objects.get(utilisateur=responsable)
    geste(client_responsable, sienne, "retirer")
    geste(client_responsable, sienne, "membre")
    sienne.refresh_from_db()
    assert sienne.fonction == "responsable"
    autre = Adhesion.objects.get(utilisateur=membre)
    geste(client_responsable, autre, "responsable")
    geste(client_responsable, sienne, "retirer")
    assert not Adhesion.objects.filter(utilisateur=responsable).exists()
    responsable.refresh_from_db()
    assert responsable.role == "citoyen"


def test_un_membre_quitte_l_equipe_seul(client, entreprise, membre):
    client.force_login(membre)
    geste(client, Adhesion.objects.get(utilisateur=membre), "retirer")
    assert not Adhesion.objects.filter(utilisateur=membre).exists()


def test_une_demande_ne_devient_pas_responsable_sans_etre_acceptee(entreprise, responsable, demande):
    with pytest.raises(EquipeRefusee, match="Acceptez d'abord"):
        changer_la_fonction(entreprise=entreprise, adhesion=demande, fonction="responsable", par=responsable)


def test_un_membre_deja_parti_est_dit(entreprise, responsable, membre):
    adhesion = Adhesion.objects.get(utilisateur=membre)
    retirer_un_membre(entreprise=entreprise, adhesion=adhesion, par=responsable)
    adhesion.pk = 999_999
    with pytest.raises(EquipeRefusee, match="ne fait plus partie"):
        retirer_un_membre(entreprise=entreprise, adhesion=adhesion, par=responsable)


def test_la_region_n_accepte_que_pour_une_entreprise_sans_responsable(entreprise, demande):
    with pytest.raises(EquipeRefusee, match="responsables"):
        accepter_par_la_region(adhesion=demande)
    Adhesion.objects.filter(organisation=entreprise.organisation, fonction="responsable").delete()
    accepter_par_la_region(adhesion=demande)
    demande.refresh_from_db()
    assert (demande.etat, demande.fonction) == ("acceptee", "responsable")


# --- the sheet


def test_le_responsable_tient_la_fiche(client_responsable, entreprise):
    champs = {**FICHE, "presentation": "Nous faisons des portes.", "site": "https://loir.example"}
    assert client_responsable.post(reverse("entreprise:equipe"), champs).status_code == 302
    entreprise.refresh_from_db()
    assert (entreprise.presentation, entreprise.site) == ("Nous faisons des portes.", "https://loir.example")
    entreprise.organisation.refresh_from_db()
    assert entreprise.organisation.verifiee


def test_changer_le_nom_demande_une_nouvelle_verification(client_responsable, entreprise):
    verifier_date = timezone.now()
    entreprise.organisation.verifiee = False
    entreprise.organisation.save()
    verifier_entreprise(entreprise=entreprise, par=UtilisateurFactory(agent=True), maintenant=verifier_date)
    client_responsable.post(reverse("entreprise:equipe"), {**FICHE, "nom": "Banque de France"})
    entreprise.refresh_from_db()
    assert not entreprise.organisation.verifiee
    assert entreprise.verifiee_le is None


def test_une_entreprise_refusee_qui_corrige_revient_dans_la_file(client_responsable, entreprise):
    entreprise.organisation.verifiee = False
    entreprise.organisation.save()
    entreprise.refusee_le, entreprise.motif_refus = timezone.now(), "SIRET faux"
    entreprise.save()
    client_responsable.post(reverse("entreprise:equipe"), FICHE)
    entreprise.refresh_from_db()
    assert (entreprise.refusee_le, entreprise.motif_refus) == (None, "")


def test_un_simple_membre_ne_change_pas_la_fiche(client, entreprise, membre):
    client.force_login(membre)
    reponse = client.post(reverse("entreprise:equipe"), {**FICHE, "activite": "Piraterie"})
    assert reponse.status_code == 422
    assert "Seules les personnes responsables" in reponse.text
    entreprise.refresh_from_db()
    assert entreprise.activite == "Boulangerie"


@pytest.mark.parametrize("site", ["javascript:alert(1)", "ftp://x.example", "pas une adresse", "h" * 400])
def test_un_site_douteux_est_refuse(client_responsable, entreprise, site):
    assert client_responsable.post(reverse("entreprise:equipe"), {**FICHE, "site": site}).status_code == 422
    entreprise.refresh_from_db()
    assert entreprise.site == ""


def test_le_nombre_de_requetes_ne_suit_pas_l_equipe(client_responsable, entreprise, compter):
    adresse = reverse("entreprise:equipe")
    peu = compter(client_responsable, adresse)
    for _ in range(20):
        AdhesionFactory(organisation=entreprise.organisation)
    assert compter(client_responsable, adresse) == peu
