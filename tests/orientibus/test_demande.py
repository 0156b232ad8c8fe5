"""To ask for the bus: what is typed is checked together, shown, then sent; who may see and change what."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from comptes.models import Courriel
from orientibus.choices import EtatDemande
from orientibus.models import Demande, Saison
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.orientibus.fabriques import (
    MAINTENANT,
    AtelierFactory,
    BusFactory,
    DemandeFactory,
    EtapeFactory,
    SaisonFactory,
)
from tests.territoires.fabriques import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles_du_bus")]
PAGE = "/orientibus/demande/"


@pytest.fixture(autouse=True)
def _maintenant():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def cadre():
    """An open season, a bus, and the commune where it could come."""
    SaisonFactory()
    BusFactory()
    return CommuneFactory(nom="Villeneuve", slug="villeneuve")


@pytest.fixture
def personne(client):
    qui = UtilisateurFactory()
    client.force_login(qui)
    return qui


def saisie(**autres):
    valeurs = {
        "type_demandeur": "etablissement", "structure": "Collège des Essais", "commune": "Villeneuve",
        "adresse": "1 rue de l'Essai", "stationnement": "oui", "electricite": "inconnue", "accessible": "oui",
        "public": "eleves", "format": "classe", "niveaux": ["4e", "3e"], "groupes": "2", "effectif": "38",
        "duree": "demi_journee", "ouvertures": ["0-matin", "1-matin", "3-apres_midi"],
        "education_prioritaire": "oui", "qpv": "inconnue",
        "contact_nom": "Camille Essai", "contact_courriel": "camille@test.example",
    }  # fmt: skip
    return valeurs | autres


def envoyer(client, geste="envoyer", **autres):
    return client.post(PAGE, saisie(**autres) | {"geste": geste})


def erreurs(reponse):
    assert reponse.status_code == 422
    return reponse.context["form"].errors


def test_le_resume_precede_l_envoi_et_n_ecrit_rien(client, cadre, personne):
    reponse = envoyer(client, "verifier")
    contenu = reponse.content.decode()
    assert "Un bus peut venir" in contenu
    assert "21 décembre 2026" in contenu
    assert "Collège des Essais" in contenu
    assert 'name="niveaux" value="4e"' in contenu
    assert not Demande.objects.exists()


def test_l_envoi_ecrit_la_demande_et_son_accuse(client, cadre, personne):
    reponse = envoyer(client)
    demande = Demande.objects.get()
    assert reponse.url == f"/orientibus/mes-demandes/{demande.reference}/"
    assert (demande.etat, demande.demandeur, demande.commune) == (EtatDemande.DEPOSEE, personne, cadre)
    assert demande.ouvertures == {"0": ["matin"], "1": ["matin"], "3": ["apres_midi"]}
    assert demande.poids == sum(p["points"] or 0 for p in demande.priorite)
    assert {p["code"]: p["points"] for p in demande.priorite}["qpv"] is None
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {"camille@test.example", personne.email}
    assert client.get(reponse.url).status_code == 200


def test_envoyer_deux_fois_ne_fait_qu_une_demande(client, cadre, personne):
    envoyer(client)
    envoyer(client)
    assert Demande.objects.count() == 1


def test_corriger_rend_le_formulaire_avec_ce_qui_etait_ecrit(client, cadre, personne):
    reponse = envoyer(client, "corriger", precisions="Un mot.")
    assert reponse.status_code == 200
    assert "Un mot." in reponse.content.decode()


def test_l_anonyme_lit_la_page_puis_revient_avec_ce_qu_il_a_ecrit(client, cadre):
    assert client.get(PAGE).status_code == 200
    reponse = envoyer(client, "verifier")
    assert reponse.url == "/compte/login/?next=%2Forientibus%2Fdemande%2F"
    assert not Demande.objects.exists()
    qui = UtilisateurFactory(email="moi@test.example", password="un-mot-de-passe-long")
    entree = client.post(reponse.url, {"login": qui.email, "password": "un-mot-de-passe-long"})
    assert entree.url == PAGE
    assert "Vérifiez avant d'envoyer" in client.get(PAGE).content.decode()
    assert "Vérifiez avant d'envoyer" not in client.get(PAGE).content.decode()  # given back once


@pytest.mark.parametrize(
    ("champs", "fautif"),
    [
        ({"structure": ""}, "etablissement"),
        ({"type_demandeur": "mairie", "structure": ""}, "structure"),
        ({"commune": "Nulle part"}, "commune"),
        ({"adresse": ""}, "adresse"),
        ({"stationnement": "non"}, "stationnement"),
        ({"format": "apero"}, "format"),
        ({"public": "familles", "format": "apero", "duree": "journee"}, "duree"),
        ({"public": "familles", "format": "cafe_parents", "duree": "soiree"}, "duree"),
        ({"niveaux": []}, "niveaux"),
        ({"groupes": ""}, "groupes"),
        ({"ouverte_a_tous": "on"}, "ouverte_a_tous"),
        ({"effectif": "41"}, "effectif"),
        ({"effectif": "99999999999999999999"}, "effectif"),
        ({"ouvertures": ["0-soir"]}, "ouvertures"),
        ({"ouvertures": ["9-matin"]}, "ouvertures"),
        ({"ateliers": ["inconnu"]}, "ateliers"),
        ({"souhait_1_debut": "2027-02-22", "souhait_1_fin": "2027-02-20"}, "souhait_1_fin"),
        ({"souhait_1_debut": "2028-01-01"}, "souhait_1_debut"),
        ({"souhait_1_debut": "2027-01-10"}, "souhait_1_debut"),
        ({"exclusion_1_debut": "2027-01-01", "exclusion_1_fin": "2027-05-31"}, "exclusion_1_debut"),
        ({"souhait_1_debut": "hier"}, "souhait_1_debut"),
        ({"contact_courriel": "camille"}, "contact_courriel"),
        ({"contact_telephone": "<script>"}, "contact_telephone"),
        ({"precisions": "x" * 1501}, "precisions"),
    ],
)
def test_ce_qui_ne_va_pas_est_dit_a_son_champ(client, cadre, personne, champs, fautif):
    AtelierFactory()
    trouvees = erreurs(envoyer(client, **champs))
    # A wished Sunday fails on the opening days first.
    assert fautif in trouvees or (champs.get("souhait_1_debut") == "2027-01-10" and "ouvertures" in trouvees)
    assert not Demande.objects.exists()


def test_trop_loin_ou_sans_equipement_c_est_dit(client, cadre, personne):
    AtelierFactory(slug="souder", equipement="simulateur")
    assert "ateliers" in erreurs(envoyer(client, ateliers=["souder"]))
    CommuneFactory(nom="Bout du Monde", slug="bout", latitude=44.0, longitude=5.0)
    assert "commune" in erreurs(envoyer(client, commune="Bout du Monde"))


def test_les_vacances_scolaires_ne_genent_que_les_eleves(client, cadre, personne):
    from territoires.models import CalendrierScolaire

    CalendrierScolaire.objects.create(
        zone="B",
        annee_scolaire="2026-2027",
        libelle="Vacances d'Hiver",
        premier_jour=datetime(2027, 2, 20, tzinfo=UTC).date(),
        dernier_jour=datetime(2027, 3, 7, tzinfo=UTC).date(),
        source="Essai",
    )
    dates = {"souhait_1_debut": "2027-02-22", "souhait_1_fin": "2027-02-26"}
    assert "vacances" in str(erreurs(envoyer(client, **dates))["souhait_1_debut"])
    adultes = {"public": "demandeurs", "format": "speed_dating", "niveaux": [], "groupes": ""}
    assert envoyer(client, **dates, **adultes).status_code == 302


def test_sans_saison_ouverte_la_page_le_dit(client, personne, cadre):
    Saison.objects.update(planification_commencee_le=MAINTENANT)
    assert "Aucune saison" in client.get(PAGE).content.decode()
    assert envoyer(client).status_code == 200
    assert not Demande.objects.exists()


def test_modifier_recalcule_la_priorite_et_s_arrete_a_la_planification(client, cadre, personne):
    envoyer(client)
    demande = Demande.objects.get()
    adresse = reverse("orientibus:modifier_demande", args=[demande.reference])
    assert "Collège des Essais" in client.get(adresse).content.decode()
    assert client.post(adresse, saisie(qpv="oui") | {"geste": "envoyer"}).status_code == 302
    modifiee = Demande.objects.get()
    assert modifiee.poids == demande.poids + 8
    Saison.objects.update(planification_commencee_le=MAINTENANT)
    client.post(adresse, saisie(effectif="12") | {"geste": "envoyer"})
    assert Demande.objects.get().effectif == 38


def test_retirer_rend_la_date(client, cadre, personne):
    etape = EtapeFactory(demande=DemandeFactory(demandeur=personne, etat="confirmee"))
    adresse = reverse("orientibus:retirer_demande", args=[etape.demande.reference])
    assert client.get(adresse).status_code == 200
    client.post(adresse, {"motif": "Travaux."})
    etape.refresh_from_db()
    etape.demande.refresh_from_db()
    assert (etape.etat, etape.demande.etat, etape.cases.count()) == ("declinee", "retiree", 0)


def test_les_membres_de_l_organisation_suivent_la_demande(client, cadre):
    adhesion = AdhesionFactory()
    demande = DemandeFactory(organisation=adhesion.organisation)
    client.force_login(adhesion.utilisateur)
    assert demande.reference in client.get("/orientibus/mes-demandes/").content.decode()
    assert client.get(demande.get_absolute_url()).status_code == 200
    adhesion.etat = "demandee"
    adhesion.save()
    assert client.get(demande.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("nom", ["ma_demande", "modifier_demande", "retirer_demande"])
def test_la_demande_d_un_autre_n_existe_pas(client, cadre, personne, nom):
    autre = DemandeFactory()
    adresse = reverse(f"orientibus:{nom}", args=[autre.reference])
    assert client.get(adresse).status_code == 404
    assert client.post(adresse, saisie() | {"geste": "envoyer"}).status_code in (404, 405)
    client.logout()
    assert client.get(adresse).status_code == 302


def requetes(client, adresse, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as lues:
        assert client.get(adresse).status_code == 200
    return len(lues)


def test_la_liste_ne_fait_pas_plus_de_requetes_a_vingt(client, cadre, personne, django_assert_max_num_queries):
    DemandeFactory.create_batch(2, demandeur=personne)
    DemandeFactory.create_batch(2, demandeur=personne, etat="retiree")
    deux = requetes(client, "/orientibus/mes-demandes/", django_assert_max_num_queries)
    DemandeFactory.create_batch(18, demandeur=personne)
    DemandeFactory.create_batch(18, demandeur=personne, etat="retiree")
    assert requetes(client, "/orientibus/mes-demandes/", django_assert_max_num_queries) == deux


def test_la_regle_de_priorite_dit_ses_valeurs(client):
    contenu = client.get("/orientibus/priorite/").content.decode()
    assert "48 au plus" in contenu
    assert "5\u202f000&nbsp;habitants" in contenu.replace("\xa0000", "\u202f000")
