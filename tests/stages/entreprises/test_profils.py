"""Profiles for apprenticeship: what is shown, to whom, and one request per company."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from comptes.models import Courriel
from metiers.services import memoire
from stages.models import DemandeDeContact, ProfilCandidat
from stages.services.contacts import ContactRefuse, demander_un_contact
from stages.services.profils import vu_par_une_entreprise
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.metiers.fabriques import MetierFactory
from tests.stages.entreprises.fabriques import ProfilCandidatFactory, entreprise_nommee
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
PROFIL = "/stages/profil/"
PROFILS = "/entreprise/profils/"


def naissance(ans):
    aujourdhui = timezone.localdate()
    return date(aujourdhui.year - ans, aujourdhui.month, min(aujourdhui.day, 28)) - timedelta(days=1)


@pytest.fixture
def metier():
    cree = MetierFactory(nom="Boulanger / Boulangère", slug="boulanger-boulangere")
    memoire.oublier()
    return cree


@pytest.fixture
def candidat(client):
    personne = UtilisateurFactory(prenom="Lou", nom="Martin")
    client.force_login(personne)
    return personne


def saisie(commune, **champs):
    base = {
        "prenom": "Lou", "date_naissance": naissance(17), "niveau": "lycee_pro", "metier_1": "boulanger-boulangere",
        "commune": commune.nom, "rayon_km": 30, "presentation": "J'aime le pain.",
    }  # fmt: skip
    return {**base, **champs}


def geste(client, nom):
    return client.post(reverse("stages:profil_geste", args=[nom]), follow=True)


# --- the candidate's page


def test_un_profil_s_ecrit_sans_se_publier_puis_se_publie_et_se_retire(client, candidat, metier):
    commune = CommuneFactory()
    assert client.post(PROFIL, saisie(commune)).status_code == 302
    profil = ProfilCandidat.objects.get()
    assert (profil.publie, profil.mineur, profil.commune) == (False, True, commune)
    assert [m.nom for m in profil.metiers.all()] == ["Boulanger / Boulangère"]
    geste(client, "publier")
    profil.refresh_from_db()
    assert profil.publie
    geste(client, "retirer")
    profil.refresh_from_db()
    assert not profil.publie
    geste(client, "effacer")
    assert not ProfilCandidat.objects.exists()


def test_avant_quinze_ans_le_profil_reste_cache_et_la_page_dit_pourquoi(client, candidat, metier):
    client.post(PROFIL, saisie(CommuneFactory(), date_naissance=naissance(14)))
    assert "Avant 15 ans" in client.get(PROFIL).text
    assert "Avant 15 ans" in geste(client, "publier").text
    assert not ProfilCandidat.objects.get().publie


def test_corriger_sa_date_de_naissance_cache_le_profil(client, candidat, metier):
    commune = CommuneFactory()
    client.post(PROFIL, saisie(commune))
    geste(client, "publier")
    client.post(PROFIL, saisie(commune, date_naissance=naissance(14)))
    assert not ProfilCandidat.objects.get().publie


@pytest.mark.parametrize("nom", ["publier", "retirer", "effacer"])
def test_rien_ne_change_en_ouvrant_un_lien(client, candidat, nom):
    ProfilCandidatFactory(utilisateur=candidat)
    assert client.get(reverse("stages:profil_geste", args=[nom])).status_code == 405
    assert ProfilCandidat.objects.get().publie


def test_sans_profil_il_n_y_a_rien_a_publier(client, candidat):
    assert client.post(reverse("stages:profil_geste", args=["publier"])).status_code == 404
    assert client.post("/stages/profil/autre/").status_code == 404


def test_la_page_demande_une_connexion(client):
    assert "/compte/login" in client.get(PROFIL).headers["Location"]


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"prenom": ""}, "prénom"),
        ({"date_naissance": ""}, "date de naissance"),
        ({"date_naissance": "2050-01-01"}, "Vérifiez votre date"),
        ({"date_naissance": "0001-01-01"}, "Vérifiez votre date"),
        ({"niveau": "maternelle"}, "maternelle"),
        ({"metier_1": ""}, "au moins un métier"),
        ({"metier_1": "zzzzqqqq"}, "ne connaissons pas ce métier"),
        ({"commune": ""}, "Indiquez votre commune"),
        ({"commune": "Zzzzville"}, "ne connaissons pas cette commune"),
        ({"rayon_km": "999"}, "999"),
        ({"disponible_le": "2999-01-01"}, "année"),
        ({"presentation": "x" * 1_100}, "1"),
    ],
)
def test_une_saisie_fausse_garde_ce_qui_est_tape(client, candidat, metier, champs, mot):
    reponse = client.post(PROFIL, {**saisie(CommuneFactory()), **champs})
    assert reponse.status_code == 422
    assert mot in reponse.text
    assert not ProfilCandidat.objects.exists()


# --- what a company sees


def test_un_mineur_n_a_ni_nom_ni_commune_meme_dans_ses_propres_mots():
    profil = ProfilCandidatFactory(
        jeune=True,
        prenom="Lou",
        utilisateur__prenom="Lou",
        utilisateur__nom="Martin",
        commune=CommuneFactory(nom="La Flèche", departement=DepartementFactory(code="72", nom="Sarthe")),
        presentation="Moi c'est LOU Martin de La Flèche, 06 12 34 56 78 ou lou@courriel.example. J'aime le pain.",
    )
    vu = vu_par_une_entreprise(profil)
    assert vu.nom == ""
    assert vu.lieu == "Sarthe"
    assert vu.rayon_km is None
    for cache in ("lou", "martin", "flèche", "06 12", "courriel.example"):
        assert cache not in vu.presentation.lower()
    assert "J'aime le pain." in vu.presentation


def test_un_adulte_montre_son_prenom_et_sa_commune_mais_pas_ses_coordonnees():
    vu = vu_par_une_entreprise(ProfilCandidatFactory(presentation="Écrivez à a@b.example", commune__nom="Saumur"))
    assert vu.nom == "Camille"
    assert "Saumur" in vu.lieu
    assert "a@b.example" not in vu.presentation


def test_la_recherche_filtre_par_metier_niveau_commune_et_date(client_responsable, metier):
    saumur = CommuneFactory(nom="Saumur", latitude=47.26, longitude=-0.07)
    ici = ProfilCandidatFactory(metiers=[metier], commune=saumur, disponible_le=timezone.localdate())
    loin = ProfilCandidatFactory(commune=CommuneFactory(latitude=46.0, longitude=-1.5), disponible_le=date(2999, 1, 1))
    ProfilCandidatFactory(publie=False)
    ProfilCandidatFactory(utilisateur__is_active=False)

    def trouves(**criteres):
        return {vu.pk for vu, _ in client_responsable.get(PROFILS, criteres).context["cartes"]}

    assert trouves() == {ici.pk, loin.pk}
    assert trouves(metier="boulanger-boulangere") == {ici.pk}
    assert trouves(commune="Saumur", rayon=30) == {ici.pk}
    assert trouves(disponible=timezone.localdate().isoformat()) == {ici.pk}
    assert trouves(niveau="college") == set()


def test_un_mineur_se_cherche_par_departement_jamais_par_distance(client_responsable):
    sarthe = DepartementFactory(code="72")
    CommuneFactory(nom="Le Mans", departement=sarthe, latitude=48.0, longitude=0.2)
    proche = CommuneFactory(nom="Voisine", departement=DepartementFactory(code="53"), latitude=48.0, longitude=0.21)
    bout = CommuneFactory(nom="Au bout", departement=sarthe, latitude=46.0, longitude=-2.0)
    du_departement = ProfilCandidatFactory(jeune=True, commune=bout)
    ProfilCandidatFactory(jeune=True, commune=proche)
    reponse = client_responsable.get(PROFILS, {"commune": "Le Mans", "rayon": 5})
    assert [vu.pk for vu, _ in reponse.context["cartes"]] == [du_departement.pk]
    assert "Au bout" not in reponse.text


@pytest.mark.parametrize(
    "requete",
    ["metier=zzzzqqqq", "niveau=x", "commune=zzzz", "rayon=abc", "rayon=999999999999999999999", "disponible=hier"],
)
def test_une_recherche_incomprise_le_dit(client_responsable, requete):
    assert client_responsable.get(f"{PROFILS}?{requete}").status_code == 422


@pytest.mark.parametrize("page", ["abc", "-1", "0", "999999999999999999999"])
def test_une_page_impossible_montre_une_page(client_responsable, page):
    assert client_responsable.get(PROFILS, {"page": page}).status_code == 200


def test_une_entreprise_non_verifiee_ne_voit_personne(client_responsable, entreprise):
    profil = ProfilCandidatFactory()
    entreprise.organisation.verifiee = False
    entreprise.organisation.save()
    assert "pas encore vérifiée" in client_responsable.get(PROFILS).text
    assert client_responsable.get(PROFILS).context["nombre"] == 0
    assert client_responsable.get(reverse("entreprise:profil", args=[profil.pk])).status_code == 404


def test_le_nombre_de_requetes_de_la_recherche_est_constant(client_responsable, compter):
    ProfilCandidatFactory.create_batch(2)
    peu = compter(client_responsable, PROFILS)
    ProfilCandidatFactory.create_batch(18)
    assert compter(client_responsable, PROFILS) == peu


# --- the request


def contacter(client, profil, message="Nous cherchons un apprenti, rue du Four."):
    return client.post(reverse("entreprise:profil", args=[profil.pk]), {"message": message}, follow=True)


def test_une_entreprise_ecrit_une_fois_et_ne_voit_rien_avant_l_accord(client_responsable, entreprise):
    profil = ProfilCandidatFactory(utilisateur__email="camille@chezelle.example")
    reponse = contacter(client_responsable, profil)
    assert "camille@chezelle.example" not in reponse.text
    courriel = Courriel.objects.get(nature="contact_demande")
    assert courriel.destinataire == "camille@chezelle.example"
    assert reverse("stages:entreprise", args=[entreprise.slug]) in courriel.texte
    assert "déjà écrit" in contacter(client_responsable, profil).text
    assert DemandeDeContact.objects.count() == Courriel.objects.count() == 1


def test_la_base_refuse_une_seconde_demande(entreprise):
    profil = ProfilCandidatFactory()
    DemandeDeContact.objects.create(profil=profil, entreprise=entreprise, message="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandeDeContact.objects.create(profil=profil, entreprise=entreprise, message="y")


def test_le_candidat_accepte_et_l_entreprise_voit_son_adresse(client, entreprise, responsable):
    profil = ProfilCandidatFactory(utilisateur__email="camille@chezelle.example")
    demande = DemandeDeContact.objects.create(profil=profil, entreprise=entreprise, message="Venez !")
    client.force_login(profil.utilisateur)
    assert "Venez !" in client.get(PROFIL).text
    adresse = reverse("stages:profil_demande", args=[demande.pk])
    assert client.get(adresse).status_code == 405
    client.post(adresse, {"reponse": "peut-être"})
    demande.refresh_from_db()
    assert demande.etat == "envoyee"
    client.post(adresse, {"reponse": "accepter"})
    client.post(adresse, {"reponse": "refuser"})
    demande.refresh_from_db()
    assert demande.etat == "acceptee"
    courriel = Courriel.objects.get(nature="contact_accepte")
    assert courriel.destinataire == responsable.email
    assert "chezelle" not in courriel.texte
    client.force_login(responsable)
    assert "camille@chezelle.example" in client.get(reverse("entreprise:profil", args=[profil.pk])).text


def test_un_refus_ne_dit_rien_de_la_personne(client, entreprise, responsable):
    profil = ProfilCandidatFactory(utilisateur__email="camille@chezelle.example")
    demande = DemandeDeContact.objects.create(profil=profil, entreprise=entreprise, message="Venez !")
    client.force_login(profil.utilisateur)
    client.post(reverse("stages:profil_demande", args=[demande.pk]), {"reponse": "refuser"})
    assert not Courriel.objects.exists()
    client.force_login(responsable)
    texte = client.get(reverse("entreprise:profil", args=[profil.pk])).text
    assert "ne souhaite pas" in texte
    assert "chezelle" not in texte


def test_la_demande_faite_a_un_autre_n_existe_pas(client, candidat, entreprise):
    demande = DemandeDeContact.objects.create(profil=ProfilCandidatFactory(), entreprise=entreprise, message="x")
    reponse = client.post(reverse("stages:profil_demande", args=[demande.pk]), {"reponse": "accepter"})
    assert reponse.status_code == 404


def test_une_autre_entreprise_ne_voit_pas_l_adresse_donnee(client, entreprise):
    profil = ProfilCandidatFactory(utilisateur__email="camille@chezelle.example")
    DemandeDeContact.objects.create(profil=profil, entreprise=entreprise, message="x", etat="acceptee")
    autre = AdhesionFactory(organisation=entreprise_nommee("Autre").organisation)
    client.force_login(autre.utilisateur)
    assert "chezelle" not in client.get(reverse("entreprise:profil", args=[profil.pk])).text
    profil.publie = False
    profil.save()
    assert client.get(reverse("entreprise:profil", args=[profil.pk])).status_code == 404


def test_les_refus_d_une_demande(entreprise, responsable):
    profil = ProfilCandidatFactory()

    def demander(sur=profil, pour=entreprise, message="Bonjour", par=responsable):
        return demander_un_contact(profil=sur, entreprise=pour, par=par, message=message, maintenant=timezone.now())

    for champs, mot in (
        ({"sur": ProfilCandidatFactory(publie=False)}, "plus publié"),
        ({"pour": entreprise_nommee("Nouvelle", verifiee=False)}, "pas encore vérifié"),
        ({"message": "   "}, "Écrivez un message"),
        ({"par": profil.utilisateur}, "propre profil"),
    ):
        with pytest.raises(ContactRefuse, match=mot):
            demander(**champs)
    for _ in range(20):
        demander(sur=ProfilCandidatFactory())
    with pytest.raises(ContactRefuse, match="20 demandes"):
        demander()


def test_un_message_hostile_est_montre_comme_du_texte(client_responsable, entreprise, client):
    profil = ProfilCandidatFactory()
    contacter(client_responsable, profil, "<script>alert(1)</script>")
    client.force_login(profil.utilisateur)
    assert "<script>alert" not in client.get(PROFIL).text
