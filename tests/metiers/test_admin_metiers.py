"""Occupations in the admin: editing, and what is refused."""

import pytest
from django.urls import reverse

from metiers.choices import Origine
from metiers.models import AccesNiveau, Appellation, Competence, EtatCatalogue, Metier, MetierCompetence, Mobilite
from metiers.services.catalogue import version_catalogue
from tests.comptes.fabriques import UtilisateurFactory
from tests.metiers import fabriques as f
from tests.metiers.pages_admin import adresse_de, ajouter_ligne, enregistrer, erreurs

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    personne = UtilisateurFactory(agent=True)
    client.force_login(personne)
    return personne


# --- editing


def test_enregistrer_sans_rien_toucher_ne_change_rien(client, agent):
    metier = f.MetierFactory(redige=True)
    f.AppellationFactory(metier=metier, origine=Origine.PORTAIL, code_ogr="")
    f.MetierCompetenceFactory(metier=metier, origine=Origine.PORTAIL)
    f.MetierCompetenceFactory(metier=metier)
    f.AccesNiveauFactory(metier=metier, origine=Origine.DEDUIT)
    avant = {c.attname: getattr(metier, c.attname) for c in Metier._meta.concrete_fields if c.name != "updated_at"}
    reponse = enregistrer(client, metier)
    assert reponse.status_code == 302, erreurs(reponse)
    metier.refresh_from_db()
    assert {nom: getattr(metier, nom) for nom in avant} == avant
    assert metier.liens_competences.count() == 2
    assert metier.niveaux.get().origine == Origine.DEDUIT


def test_les_listes_s_ecrivent_une_ligne_par_element(client, agent):
    metier = f.MetierFactory(redige=True)
    version = version_catalogue()
    texte = "- Voir la mer\r\n\r\n  • Sortir par tous les temps  \r\nVoir la mer\r\n"
    assert enregistrer(client, metier, plait=texte, accroche="Nouvelle accroche.").status_code == 302
    metier.refresh_from_db()
    assert metier.plait == ["Voir la mer", "Sortir par tous les temps"]
    assert version_catalogue() == version + 1
    derniere = metier.history.first()
    assert (derniere.history_user, derniere.accroche) == (agent, "Nouvelle accroche.")
    page = client.get(adresse_de(metier))
    assert page.context["adminform"].form["plait"].value() == "Voir la mer\nSortir par tous les temps"


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        ("plait", "\n".join(f"raison {n}" for n in range(21)), "21 lignes : 20 au plus"),
        ("plait", "x" * 301, "Ligne 1 : 301 caractères"),
        ("accroche", "x" * 201, "200"),
        ("nom", "", "obligatoire"),
        ("nom_masculin", "x" * 161, "160"),
        ("etat", "inconnu", "inconnu"),
        ("famille", "abc", "choix"),
        ("famille", "99999999999999999999", "choix"),
        ("themes", ["abc"], "0"),
        ("secteurs_naf", ["99999999999999999999"], "0"),
        ("remplace_par", "-1", "choix"),
    ],
)
def test_une_saisie_refusee_est_dite_et_gardee(client, agent, champ, valeur, attendu):
    metier = f.MetierFactory(redige=True)
    reponse = enregistrer(client, metier, **{champ: valeur, "journee": "Texte tapé longuement."})
    assert attendu in erreurs(reponse)
    assert "Texte tapé longuement." in reponse.content.decode()
    metier.refresh_from_db()
    assert metier.journee != "Texte tapé longuement."


def test_un_caractere_nul_est_refuse(client, agent):
    metier = f.MetierFactory(redige=True)
    client.raise_request_exception = False
    assert enregistrer(client, metier, accroche="a\0b").status_code == 400


def test_le_rome_ne_se_modifie_pas(client, agent):
    metier = f.MetierFactory(redige=True)
    enregistrer(client, metier, definition_officielle="Autre", code_rome="Z9999", version_rome="99", slug="autre")
    avant = (metier.definition_officielle, metier.code_rome, metier.slug)
    metier.refresh_from_db()
    assert (metier.definition_officielle, metier.code_rome, metier.slug) == avant


def _nouveau(**champs):
    base = {"nom": "Luthier / Luthière", "nom_masculin": "Luthier", "nom_feminin": "Luthière", "slug": "luthier"}
    base |= {"etat": "brouillon", "accroche": "Elle fait chanter le bois.", "plait": "Le bois\nLa musique"}
    inconnues = ("transition_numerique", "transition_demographique", "reglemente", "cadre", "transition_ecologique")
    return base | dict.fromkeys(inconnues, "inconnue") | champs


def test_ajouter_un_metier(client, agent):
    reponse = client.post(reverse("admin:metiers_metier_add"), _nouveau())
    assert reponse.status_code == 302, erreurs(reponse)
    luthier = Metier.objects.get(slug="luthier")
    assert (luthier.etat, luthier.plait) == ("brouillon", ["Le bois", "La musique"])


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"slug": "pris"}, "existe déjà"),
        ({"slug": "avec espace"}, "lettres"),
        ({"code_rome": "H1234", "etat": "publie"}, "porte déjà le code ROME H1234"),
        ({"code_rome": "12345"}, "une lettre et quatre chiffres"),
        ({"accroche": "", "etat": "publie"}, "la fiche serait vide"),
    ],
)
def test_un_ajout_impossible_est_explique(client, agent, champs, attendu):
    f.MetierFactory(slug="pris", code_rome="H1234")
    assert attendu in erreurs(client.post(reverse("admin:metiers_metier_add"), _nouveau(**champs)))
    assert Metier.objects.count() == 1


def test_publier_un_code_deja_pris_est_refuse_dans_la_fiche(client, agent):
    f.MetierFactory(code_rome="H1234")
    retire = f.MetierFactory(code_rome="H1234", retire=True)
    assert "porte déjà le code ROME" in erreurs(enregistrer(client, retire, etat="publie"))


def test_retirer_depuis_la_fiche_date_le_retrait(client, agent):
    metier = f.MetierFactory(redige=True)
    assert enregistrer(client, metier, etat="retire").status_code == 302
    metier.refresh_from_db()
    assert metier.retire_le is not None
    assert enregistrer(client, metier, etat="publie").status_code == 302
    metier.refresh_from_db()
    assert metier.retire_le is None


def test_un_remplacement_ne_tourne_pas_en_rond(client, agent):
    premier, second = f.MetierFactory(), f.MetierFactory()
    Metier.objects.filter(pk=second.pk).update(remplace_par=premier)
    assert "tourne en rond" in erreurs(enregistrer(client, premier, remplace_par=second.pk))
    assert "tourne en rond" in erreurs(enregistrer(client, premier, remplace_par=premier.pk))


# --- rows


def test_une_competence_ajoutee_est_du_portail(client, agent):
    metier, competence = f.MetierFactory(), f.CompetenceFactory()
    f.MetierCompetenceFactory(metier=metier, competence=competence)  # the same, from ROME, stays
    reponse = ajouter_ligne(client, metier, "liens_competences", competence=competence.pk, ordre=3)
    assert reponse.status_code == 302, erreurs(reponse)
    assert set(metier.liens_competences.values_list("origine", "ordre")) == {("rome", 0), ("portail", 3)}


def test_une_competence_en_double_est_refusee(client, agent):
    lien = f.MetierCompetenceFactory(origine=Origine.PORTAIL)
    reponse = ajouter_ligne(client, lien.metier, "liens_competences", competence=lien.competence_id, ordre=0)
    assert "Déjà choisi" in erreurs(reponse)
    assert MetierCompetence.objects.count() == 1


def test_deux_lignes_ne_s_echangent_pas_d_un_coup(client, agent):
    metier = f.MetierFactory()
    liens = [f.MetierCompetenceFactory(metier=metier, origine=Origine.PORTAIL, ordre=n) for n in range(2)]
    echange = {
        "liens_competences-0-competence": liens[1].competence_id,
        "liens_competences-1-competence": liens[0].competence_id,
    }
    assert "Une autre ligne porte encore cette valeur" in erreurs(enregistrer(client, metier, **echange))


def test_un_metier_n_est_pas_son_propre_voisin(client, agent):
    metier, voisin = f.MetierFactory(), f.MetierFactory()
    assert "propre voisin" in erreurs(ajouter_ligne(client, metier, "mobilites", cible=metier.pk, ordre=1))
    assert ajouter_ligne(client, metier, "mobilites", cible=voisin.pk, ordre=1).status_code == 302
    assert Mobilite.objects.get().origine == Origine.PORTAIL
    assert ajouter_ligne(client, metier, "mobilites", cible=voisin.pk, ordre=2).status_code == 200


def test_un_voisin_du_rome_ne_se_double_pas(client, agent):
    lien = f.MobiliteFactory(origine=Origine.ROME)
    reponse = ajouter_ligne(client, lien.source, "mobilites", cible=lien.cible_id, ordre=1)
    assert "reprise du ROME" in erreurs(reponse)
    assert Mobilite.objects.count() == 1


def test_un_niveau_modifie_devient_celui_du_portail(client, agent):
    niveau = f.AccesNiveauFactory(niveau=3, origine=Origine.DEDUIT)
    assert enregistrer(client, niveau.metier, **{"niveaux-0-niveau": 4}).status_code == 302
    assert AccesNiveau.objects.get().origine == Origine.PORTAIL
    assert "Déjà choisi" in erreurs(ajouter_ligne(client, niveau.metier, "niveaux", niveau=4))


def test_une_appellation_se_renomme_et_se_supprime(client, agent):
    metier = f.MetierFactory()
    f.AppellationFactory(metier=metier, origine=Origine.PORTAIL, code_ogr="", libelle="Ancien nom")
    assert enregistrer(client, metier, **{"appellations-0-libelle": "Nouveau nom"}).status_code == 302
    assert Appellation.objects.get().libelle == "Nouveau nom"
    assert enregistrer(client, metier, **{"appellations-0-DELETE": "on"}).status_code == 302
    assert not Appellation.objects.exists()


@pytest.mark.parametrize("modele", ["appellation", "competence", "condition"])
def test_une_ligne_du_rome_se_lit_seulement(client, agent, modele):
    objet = {"appellation": f.AppellationFactory, "competence": f.CompetenceFactory, "condition": f.ConditionFactory}
    ligne = objet[modele]()
    adresse = reverse(f"admin:metiers_{modele}_change", args=[ligne.pk])
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"libelle": "Autre"}).status_code == 403
    assert client.post(reverse(f"admin:metiers_{modele}_delete", args=[ligne.pk]), {"post": "yes"}).status_code == 403


def test_une_appellation_en_double_est_refusee_dans_sapage(client, agent):
    appellation = f.AppellationFactory(origine=Origine.PORTAIL, code_ogr="", libelle="Luthier d'art")
    inconnues = ("transition_numerique", "transition_demographique", "reglemente", "cadre", "transition_ecologique")
    donnees = dict.fromkeys(inconnues, "inconnue") | {"libelle": "Luthier d'art", "metier": appellation.metier_id}
    reponse = client.post(reverse("admin:metiers_appellation_add"), donnees)
    assert "porte déjà ce nom" in erreurs(reponse)
    assert Appellation.objects.count() == 1


def test_une_competence_creee_est_du_portail_et_change_le_catalogue(client, agent):
    version = version_catalogue()
    donnees = {"libelle": "Accorder un violon", "slug": "accorder-un-violon", "type": "savoir_faire"}
    donnees |= {"transition_ecologique": "inconnue", "transition_numerique": "inconnue"}
    reponse = client.post(reverse("admin:metiers_competence_add"), donnees)
    assert reponse.status_code == 302, erreurs(reponse)
    competence = Competence.objects.get()
    assert (competence.origine, version_catalogue()) == (Origine.PORTAIL, version + 1)
    assert (
        client.post(reverse("admin:metiers_competence_delete", args=[competence.pk]), {"post": "yes"}).status_code
        == 302
    )
    assert version_catalogue() == version + 2


def test_ce_qui_sert_ne_se_supprime_pas(client, agent):
    metier = f.MetierFactory()
    adresse = reverse("admin:metiers_famille_delete", args=[metier.famille_id])
    assert client.post(adresse, {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:metiers_metier_delete", args=[metier.pk]), {"post": "yes"}).status_code == 403
    brouillon = f.MetierFactory(brouillon=True)
    assert client.post(reverse("admin:metiers_metier_delete", args=[brouillon.pk]), {"post": "yes"}).status_code == 302


def test_l_etat_du_catalogue_se_lit_seulement(client, agent):
    EtatCatalogue.objects.get_or_create(pk=1)
    assert client.get(reverse("admin:metiers_etatcatalogue_change", args=[1])).status_code == 200
    assert client.post(reverse("admin:metiers_etatcatalogue_change", args=[1]), {"version": 5}).status_code == 403
    assert client.get(reverse("admin:metiers_etatcatalogue_add")).status_code == 403
