"""The team verifies companies: queue, warnings, refusals, mails, and who may not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from comptes.models import Adhesion, Courriel
from stages.choices import EtatOffre
from stages.models import Entreprise, OffreStage
from stages.services.verification import VerificationRefusee, avertissements, refuser_entreprise, verifier_entreprise
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.stages.entreprises.fabriques import SIRET, entreprise_nommee
from tests.stages.fabriques import OffreStageFactory

pytestmark = pytest.mark.django_db
LISTE = "/admin/stages/entreprise/"


@pytest.fixture
def agent():
    return UtilisateurFactory(agent=True)


@pytest.fixture
def nouvelle():
    creee = entreprise_nommee("Atelier du Loir", verifiee=False, siret=SIRET)
    AdhesionFactory(organisation=creee.organisation, fonction=Adhesion.Fonction.RESPONSABLE)
    return creee


def page(entreprise):
    return reverse("admin:stages_entreprise_verification", args=[entreprise.pk])


def test_l_agent_verifie_d_un_bouton_et_passe_a_la_suivante(client, agent, nouvelle):
    suivante = entreprise_nommee("Suivante", verifiee=False)
    client.force_login(agent)
    assert "Vérifier cette entreprise" in client.get(page(nouvelle)).text
    reponse = client.post(page(nouvelle), {"geste": "verifier"})
    assert reponse.headers["Location"] == page(suivante)
    nouvelle.refresh_from_db()
    assert nouvelle.organisation.verifiee
    assert (nouvelle.verifiee_par, nouvelle.verifiee_le is None) == (agent, False)
    assert Courriel.objects.get().nature == "entreprise_verifiee"
    assert nouvelle.history.first().history_user == agent


def test_ouvrir_la_page_ne_verifie_rien(client, agent, nouvelle):
    client.force_login(agent)
    client.get(page(nouvelle), {"geste": "verifier"})
    nouvelle.organisation.refresh_from_db()
    assert not nouvelle.organisation.verifiee


def test_verifier_deux_fois_est_dit(client, agent, nouvelle):
    client.force_login(agent)
    client.post(page(nouvelle), {"geste": "verifier"})
    reponse = client.post(page(nouvelle), {"geste": "verifier"})
    assert reponse.status_code == 422
    assert "déjà vérifiée" in reponse.text
    assert Courriel.objects.count() == 1


def test_verifier_laisse_ses_offres_dans_la_file(agent, nouvelle):
    offre = OffreStageFactory(entreprise=nouvelle, etat=EtatOffre.A_MODERER, publiee_le=None)
    verifier_entreprise(entreprise=nouvelle, par=agent, maintenant=timezone.now())
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.A_MODERER


def test_un_refus_a_un_motif_et_fait_disparaitre_les_offres(client, agent, nouvelle):
    offre = OffreStageFactory(entreprise=nouvelle)
    client.force_login(agent)
    assert client.post(page(nouvelle), {"geste": "refuser"}).status_code == 422
    assert client.post(page(nouvelle), {"geste": "refuser", "motif": "   "}).status_code == 422
    client.post(page(nouvelle), {"geste": "refuser", "motif": "modèle", "motif_libre": "Le SIRET est faux."})
    nouvelle.refresh_from_db()
    assert nouvelle.motif_refus == "Le SIRET est faux."
    assert "Le SIRET est faux." in Courriel.objects.get(nature="entreprise_refusee").texte
    assert not OffreStage.objects.visibles().filter(pk=offre.pk).exists()
    with pytest.raises(VerificationRefusee, match="déjà refusée"):
        refuser_entreprise(entreprise=nouvelle, par=agent, motif="x", maintenant=timezone.now())


def test_les_avertissements_disent_ce_qui_ne_va_pas_de_soi(nouvelle):
    nouvelle.code_naf, nouvelle.site = "", "https://www.loir.example/"
    adhesions = [
        AdhesionFactory(utilisateur__email="x@gmail.com", organisation=nouvelle.organisation),
        AdhesionFactory(utilisateur__email="y@autre.example", organisation=nouvelle.organisation),
        AdhesionFactory(utilisateur__email="z@loir.example", organisation=nouvelle.organisation),
    ]
    titres = {a.titre: a.detail for a in avertissements(nouvelle, adhesions)}
    assert {"Registre public non lu", "Code NAF absent", "Adresse personnelle", "Commune absente"} <= set(titres)
    assert "autre.example" in titres["Domaine différent du site"]
    assert "z@" not in str(titres)


def test_une_entreprise_sans_reproche_n_a_pas_d_avertissement(nouvelle):
    from tests.territoires.fabriques import CommuneFactory

    nouvelle.registre_lu_le, nouvelle.site = timezone.now(), "https://loir.example"
    nouvelle.organisation.commune = CommuneFactory()
    adhesion = AdhesionFactory(utilisateur__email="a@loir.example", organisation=nouvelle.organisation)
    assert avertissements(nouvelle, [adhesion]) == []


def test_la_file_ne_montre_que_celles_a_verifier(client, agent, nouvelle):
    entreprise_nommee("Déjà vérifiée")
    client.force_login(agent)
    texte = client.get(LISTE, {"verification": "a_verifier"}).text
    assert "Atelier du Loir" in texte
    assert "Déjà vérifiée" not in texte
    for valeur in ("verifiees", "refusees", "sans_responsable", "nimporte"):
        assert client.get(LISTE, {"verification": valeur}).status_code == 200


def test_plusieurs_se_verifient_depuis_la_liste(client, agent, nouvelle):
    autre = entreprise_nommee("Déjà vérifiée")
    client.force_login(agent)
    donnees = {"action": "verifier_la_selection", "_selected_action": [nouvelle.pk, autre.pk]}
    texte = client.post(LISTE, donnees, follow=True).text
    assert "1 entreprise vérifiée" in texte
    assert Entreprise.objects.verifiees().count() == 2


def test_l_agent_accepte_une_demande_sans_responsable(client, agent):
    orpheline = entreprise_nommee("Orpheline")
    demande = AdhesionFactory(organisation=orpheline.organisation, etat=Adhesion.Etat.DEMANDEE)
    client.force_login(agent)
    assert "Orpheline" in client.get(LISTE, {"verification": "sans_responsable"}).text
    client.post(page(orpheline), {"geste": "accepter", "adhesion": demande.pk})
    demande.refresh_from_db()
    assert (demande.etat, demande.fonction) == ("acceptee", "responsable")
    autre = AdhesionFactory()
    for numero in (autre.pk, "abc", "9" * 40, ""):
        assert client.post(page(orpheline), {"geste": "accepter", "adhesion": numero}).status_code == 404


@pytest.mark.parametrize("role", ["citoyen", "entreprise", "prescripteur", "referent"])
def test_les_autres_roles_ne_verifient_pas(client, nouvelle, role):
    client.force_login(UtilisateurFactory(referent=True) if role == "referent" else UtilisateurFactory(role=role))
    assert client.post(page(nouvelle), {"geste": "verifier"}).status_code in (302, 403)
    nouvelle.organisation.refresh_from_db()
    assert not nouvelle.organisation.verifiee


def test_la_fiche_et_l_export_de_l_administration(client, agent, nouvelle):
    client.force_login(agent)
    assert client.get(f"{LISTE}{nouvelle.pk}/change/").status_code == 200
    assert client.get(f"{LISTE}{nouvelle.pk}/history/").status_code == 200
    assert client.get(f"{LISTE}999999/verification/").status_code == 404
    reponse = client.post(LISTE, {"action": "exporter_en_csv", "_selected_action": [nouvelle.pk]})
    assert SIRET in reponse.content.decode("utf-8-sig")


def test_le_nombre_de_requetes_de_la_liste_est_constant(client, agent, compter):
    client.force_login(agent)
    for rang in range(2):
        entreprise_nommee(f"Atelier {rang}", verifiee=False)
    peu = compter(client, LISTE)
    for rang in range(18):
        entreprise_nommee(f"Fournil {rang}", verifiee=False)
    assert compter(client, LISTE) == peu
