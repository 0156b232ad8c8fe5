"""A company signs up: doors, SIRET, register, sheet, second user."""

import threading
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from comptes.models import Adhesion, Courriel, Organisation, Utilisateur
from stages.clients.registre import FicheRegistre
from stages.models import Entreprise
from stages.services.inscription import FicheEntreprise, InscriptionImpossible, inscrire_entreprise, rejoindre
from stages.services.siret import SiretRefuse, adresse_jetable, lire_siret
from tests.comptes.fabriques import AdhesionFactory, OrganisationFactory, UtilisateurFactory
from tests.stages.entreprises.fabriques import AUTRE_SIRET, SIRET, entreprise_nommee
from tests.territoires.fabriques import CommuneFactory

ADRESSE = "/entreprise/inscription/"
FICHE = {"etape": "fiche", "siret": SIRET, "nom": "Atelier du Loir", "activite": "Menuiserie", "effectif": "0-9"}


@pytest.fixture
def personne(db):
    return UtilisateurFactory(email="noa@atelier-du-loir.fr")


@pytest.fixture
def connecte(client, personne):
    client.force_login(personne)
    return client


def inscrire(par, siret=SIRET, nom="Atelier du Loir"):
    return inscrire_entreprise(
        siret=siret, fiche=FicheEntreprise(nom=nom, activite="Menuiserie"), par=par, maintenant=timezone.now()
    )


# --- the doors


@pytest.mark.django_db
def test_on_demande_d_abord_qui_l_on_est(client):
    page = client.get(ADRESSE).text
    assert "?qui=entreprise" in page
    assert reverse("account_signup") in page
    assert "Un ou une jeune" in page


@pytest.mark.django_db
def test_une_personne_anonyme_est_menee_au_compte_et_reviendra_ici(client):
    page = client.get(ADRESSE, {"qui": "entreprise"}).text
    lien = next(morceau.split('"')[0] for morceau in page.split('href="') if morceau.startswith("/compte/signup/?next"))
    assert parse_qs(urlparse(lien).query)["next"] == [f"{ADRESSE}?qui=entreprise"]
    assert client.post(ADRESSE, FICHE).status_code == 200
    assert not Entreprise.objects.exists()


@pytest.mark.django_db
def test_une_adresse_non_confirmee_est_arretee(client):
    client.force_login(UtilisateurFactory(adresse_verifiee=False))
    assert "Vérifiez votre adresse" in client.get(ADRESSE, {"qui": "entreprise"}).text
    client.post(ADRESSE, FICHE)
    assert not Entreprise.objects.exists()


@pytest.mark.django_db
def test_une_adresse_jetable_est_refusee(client):
    client.force_login(UtilisateurFactory(email="x@mailinator.com"))
    reponse = client.post(ADRESSE, FICHE)
    assert reponse.status_code == 422
    assert "adresse jetable" in reponse.text
    assert not Entreprise.objects.exists()


@pytest.mark.parametrize(
    ("courriel", "jetable"),
    [("a@mailinator.com", True), ("a@sous.mailinator.com", True), ("a@atelier-du-loir.fr", False), ("a@com", False)],
)
def test_les_domaines_jetables_et_ceux_du_dessous(courriel, jetable):
    assert adresse_jetable(courriel) is jetable


# --- the number


@pytest.mark.parametrize("siret", ["732 829 320 00074", "73282932000074", "356 000 000 49837", "35600000000048"])
def test_un_siret_juste_est_lu_la_poste_comprise(siret):
    assert lire_siret(siret) == siret.replace(" ", "")


@pytest.mark.parametrize(
    ("siret", "mot"),
    [
        ("732829320", "SIREN"),
        ("7328293200007", "vous en avez écrit 13"),
        ("73282932000075", "vérifiez chaque chiffre"),
        ("35600000000040", "vérifiez chaque chiffre"),
        ("7328293200007A", "que des chiffres"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "que des chiffres"),
        ("", "que des chiffres"),
    ],
)
def test_un_siret_faux_dit_en_quoi(siret, mot):
    with pytest.raises(SiretRefuse, match=mot):
        lire_siret(siret)


@pytest.mark.parametrize("siret", ["", "123", "abc", "7" * 300, "73282932000075", "<script>alert(1)</script>"])
def test_un_mauvais_siret_reaffiche_le_formulaire(connecte, siret):
    reponse = connecte.post(ADRESSE, {"siret": siret})
    assert reponse.status_code == 422
    assert "<script>alert" not in reponse.text
    assert 'aria-invalid="true"' in reponse.text


def test_un_octet_nul_ne_fait_pas_tomber_la_page(connecte):
    assert connecte.post(ADRESSE, {**FICHE, "nom": "Ate\x00lier"}).status_code in (400, 422)
    assert not Entreprise.objects.exists()


# --- the register


class FauxRegistre:
    def __init__(self, fiche):
        self.fiche = fiche

    def lire(self, siret):
        return self.fiche


@pytest.fixture
def registre(monkeypatch):
    def poser(fiche):
        monkeypatch.setattr("stages.services.siret.registre_courant", lambda: FauxRegistre(fiche))

    return poser


def test_le_registre_remplit_la_fiche(connecte, registre):
    CommuneFactory(code_insee="72154", nom="La Flèche")
    registre(FicheRegistre(SIRET, "ATELIER DU LOIR", "16.23Z", "3 rue Neuve", "72200", "72154", "0-9"))
    page = connecte.post(ADRESSE, {"siret": SIRET}).text
    assert 'value="ATELIER DU LOIR"' in page
    assert 'value="16.23Z"' in page
    assert "La Flèche" in page
    connecte.post(ADRESSE, {**FICHE, "nom": "ATELIER DU LOIR"})
    assert Entreprise.objects.get().registre_lu_le is not None


def test_un_nom_change_apres_le_registre_sera_regarde(connecte, registre):
    registre(FicheRegistre(SIRET, "ATELIER DU LOIR"))
    connecte.post(ADRESSE, {"siret": SIRET})
    connecte.post(ADRESSE, {**FICHE, "nom": "Banque de France"})
    assert Entreprise.objects.get().registre_lu_le is None


def test_un_etablissement_ferme_n_est_pas_inscrit(connecte, registre):
    registre(FicheRegistre(SIRET, "ATELIER", active=False))
    reponse = connecte.post(ADRESSE, {"siret": SIRET})
    assert reponse.status_code == 422
    assert "fermé" in reponse.text


def test_sans_registre_la_fiche_se_remplit_a_la_main(connecte, personne):
    assert "À remplir à la main" in connecte.post(ADRESSE, {"siret": SIRET}).text
    CommuneFactory(nom="La Flèche")
    reponse = connecte.post(ADRESSE, {**FICHE, "commune": "la fleche", "code_naf": "1623z"})
    assert reponse.status_code == 302
    entreprise = Entreprise.objects.get()
    assert (entreprise.code_naf, entreprise.registre_lu_le) == ("16.23Z", None)
    assert entreprise.organisation.commune.nom == "La Flèche"
    assert not entreprise.organisation.verifiee
    adhesion = Adhesion.objects.get()
    assert (adhesion.utilisateur, adhesion.fonction, adhesion.etat) == (personne, "responsable", "acceptee")
    personne.refresh_from_db()
    assert personne.role == Utilisateur.Role.ENTREPRISE
    assert Courriel.objects.get().nature == "entreprise_inscrite"


@pytest.mark.parametrize(
    ("champ", "valeur", "mot"),
    [
        ("nom", "", "Indiquez le nom"),
        ("nom", "x" * 200, "160"),
        ("activite", "", "Dites ce que fait"),
        ("code_naf", "boulangerie", "6"),
        ("code_naf", "99", "Quatre chiffres"),
        ("code_postal", "4940", "cinq chiffres"),
        ("commune", "Zzzzville", "ne connaissons pas"),
        ("effectif", "mille", "mille"),
        ("telephone", "appelez-moi", "numéro"),
    ],
)
def test_une_fiche_fausse_garde_ce_qui_est_tape(connecte, champ, valeur, mot):
    reponse = connecte.post(ADRESSE, {**FICHE, champ: valeur})
    assert reponse.status_code == 422
    assert mot in reponse.text
    assert "Menuiserie" in reponse.text or champ == "activite"
    assert not Entreprise.objects.exists()


def test_des_communes_de_meme_nom_se_distinguent(connecte):
    CommuneFactory(nom="Saint-Aubin", codes=["44001"], liste_codes_postaux="44001")
    CommuneFactory(nom="Saint-Aubin", codes=["49002"], liste_codes_postaux="49002")
    reponse = connecte.post(ADRESSE, {**FICHE, "commune": "Saint-Aubin"})
    assert reponse.status_code == 422
    assert "Plusieurs communes" in reponse.text
    connecte.post(ADRESSE, {**FICHE, "commune": "Saint-Aubin 49002"})
    assert Entreprise.objects.get().organisation.commune.liste_codes_postaux == "49002"


# --- the second user


@pytest.mark.django_db
def test_une_seconde_personne_demande_a_rejoindre(client, personne):
    inscrire(personne)
    second = UtilisateurFactory(prenom="Sacha", nom="Petit")
    client.force_login(second)
    page = client.post(ADRESSE, {"siret": SIRET}).text
    assert "déjà inscrite" in page
    assert Adhesion.objects.count() == 1
    assert client.post(ADRESSE, {"siret": SIRET, "etape": "rejoindre"}).status_code == 302
    adhesion = Adhesion.objects.get(utilisateur=second)
    assert (adhesion.etat, adhesion.fonction) == ("demandee", "membre")
    courriel = Courriel.objects.get(nature="adhesion_demandee")
    assert courriel.destinataire == personne.email
    assert "Sacha Petit" in courriel.texte
    assert client.get("/entreprise/").headers["Location"] == ADRESSE
    assert "en attente" in client.get(ADRESSE).text


@pytest.mark.django_db
def test_demander_deux_fois_n_ecrit_qu_une_fois(personne):
    inscrire(personne)
    second = UtilisateurFactory()
    organisation = Organisation.objects.get()
    for _ in range(2):
        rejoindre(organisation=organisation, par=second, maintenant=timezone.now())
    assert Adhesion.objects.filter(utilisateur=second).count() == 1
    assert Courriel.objects.filter(nature="adhesion_demandee").count() == 1


@pytest.mark.django_db
def test_une_demande_refusee_ne_se_refait_pas(personne):
    inscrire(personne)
    second = UtilisateurFactory()
    AdhesionFactory(utilisateur=second, organisation=Organisation.objects.get(), etat=Adhesion.Etat.REFUSEE)
    with pytest.raises(InscriptionImpossible, match="refusée"):
        rejoindre(organisation=Organisation.objects.get(), par=second, maintenant=timezone.now())


@pytest.mark.django_db
def test_une_entreprise_verifiee_sans_equipe_ne_se_prend_pas(personne):
    entreprise_nommee("Sans équipe", siret=SIRET)
    adhesion = inscrire(personne)
    assert (adhesion.etat, adhesion.fonction) == ("demandee", "membre")


@pytest.mark.django_db
def test_le_siret_d_une_ecole_n_est_pas_celui_d_une_entreprise(personne):
    OrganisationFactory(type=Organisation.Type.ETABLISSEMENT, siret=SIRET)
    with pytest.raises(InscriptionImpossible, match="école"):
        inscrire(personne)
    assert not Entreprise.objects.exists()


@pytest.mark.django_db
def test_un_agent_garde_son_role():
    agent = UtilisateurFactory(agent=True)
    inscrire(agent)
    agent.refresh_from_db()
    assert agent.role == "agent"


@pytest.mark.django_db
def test_deux_entreprises_de_meme_nom_ont_deux_adresses(personne):
    inscrire(personne)
    inscrire(UtilisateurFactory(), siret=AUTRE_SIRET)
    assert Entreprise.objects.values("slug").distinct().count() == 2


@pytest.mark.django_db
def test_un_compte_n_agit_pas_pour_plus_de_dix_entreprises(personne):
    for _ in range(10):
        AdhesionFactory(utilisateur=personne)
    with pytest.raises(InscriptionImpossible, match="10 entreprises"):
        inscrire(personne)
    assert not Entreprise.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_inscriptions_a_la_fois_font_une_entreprise_et_une_demande():
    personnes = [UtilisateurFactory(), UtilisateurFactory()]
    depart, erreurs = threading.Barrier(2), []

    def courir(personne):
        try:
            depart.wait(5)
            inscrire(personne)
        except Exception as erreur:  # noqa: BLE001 - told by the assertion below
            erreurs.append(erreur)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=courir, args=(p,)) for p in personnes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(20)
    assert erreurs == []
    assert Entreprise.objects.count() == Organisation.objects.count() == 1
    assert sorted(Adhesion.objects.values_list("etat", flat=True)) == ["acceptee", "demandee"]
