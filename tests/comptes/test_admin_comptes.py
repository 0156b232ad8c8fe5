"""Accounts, organisations and memberships in the admin."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Organisation, Utilisateur
from tests.comptes.fabriques import AdhesionFactory, OrganisationFactory, UtilisateurFactory
from tests.territoires.fabriques import DepartementFactory

pytestmark = pytest.mark.django_db
Role = Utilisateur.Role
AJOUT = "/admin/comptes/utilisateur/add/"


@pytest.fixture
def administration(client):
    personne = UtilisateurFactory(administration=True)
    client.force_login(personne)
    return personne


def _nouveau(**champs):
    mot = "un-mot-de-passe-bien-long"
    base = {"email": "Neuf@Test.Example", "role": Role.AGENT, "usable_password": "true"}
    return base | {"password1": mot, "password2": mot} | champs


def _fiche(personne, **champs):
    lots = {}
    for prefixe in ("adhesions", "emailaddress_set"):
        lots |= {f"{prefixe}-TOTAL_FORMS": 0, f"{prefixe}-INITIAL_FORMS": 0}
    base = {"email": personne.email, "role": personne.role, "is_active": "on", "prenom": personne.prenom, "nom": ""}
    return base | lots | champs


def _changer(client, personne, **champs):
    return client.post(reverse("admin:comptes_utilisateur_change", args=[personne.pk]), _fiche(personne, **champs))


def _erreurs(reponse):
    assert reponse.status_code == 200
    return " ".join(str(erreur) for erreur in reponse.context["errors"])


@pytest.mark.parametrize(
    ("role", "entre", "tout"),
    [(Role.CITOYEN, False, False), (Role.AGENT, True, False), (Role.ADMINISTRATION, True, True)],
)
def test_le_role_donne_les_droits(client, administration, role, entre, tout):
    reponse = client.post(AJOUT, _nouveau(role=role))
    assert reponse.status_code == 302, _erreurs(reponse)
    personne = Utilisateur.objects.get(email="neuf@test.example")
    assert (personne.is_staff, personne.is_superuser) == (entre, tout)
    assert personne.check_password("un-mot-de-passe-bien-long")
    assert _changer(client, personne, role=Role.CITOYEN, is_staff="on", is_superuser="on").status_code == 302
    personne.refresh_from_db()
    assert (personne.is_staff, personne.is_superuser) == (False, False)


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"email": "DEJA@test.example"}, "déjà cette adresse"),
        ({"email": "pas une adresse"}, "valide"),
        ({"email": "x" * 250 + "@test.example"}, "254"),
        ({"role": Role.REFERENT}, "a un département"),
        ({"role": "roi"}, "roi"),
        ({"departement": "abc"}, "choix"),
        ({"password2": "autre"}, "mots de passe"),
        ({"password1": "court", "password2": "court"}, "court"),
    ],
)
def test_un_ajout_impossible_est_explique(client, administration, champs, attendu):
    UtilisateurFactory(email="deja@test.example")
    avant = Utilisateur.objects.count()
    assert attendu in _erreurs(client.post(AJOUT, _nouveau(**champs)))
    assert Utilisateur.objects.count() == avant


def test_un_referent_a_son_departement(client, administration):
    departement = DepartementFactory()
    reponse = client.post(AJOUT, _nouveau(role=Role.REFERENT, departement=departement.pk))
    assert reponse.status_code == 302, _erreurs(reponse)
    assert Utilisateur.objects.get(email="neuf@test.example").departement == departement


def test_changer_l_adresse_demande_une_nouvelle_confirmation(client, administration):
    personne = UtilisateurFactory()
    assert _changer(client, personne, email="nouvelle@test.example").status_code == 302
    assert not EmailAddress.objects.filter(user=personne).exists()


def test_on_ne_se_retire_pas_l_administration(client, administration):
    assert _changer(client, administration, role=Role.CITOYEN, is_active="").status_code == 302
    administration.refresh_from_db()
    assert (administration.role, administration.is_active) == (Role.ADMINISTRATION, True)
    suppression = reverse("admin:comptes_utilisateur_delete", args=[administration.pk])
    assert client.post(suppression, {"post": "yes"}).status_code == 403


def test_l_empreinte_du_mot_de_passe_ne_se_voit_ni_ne_s_exporte(client, administration):
    personne = UtilisateurFactory()
    fiche = client.get(reverse("admin:comptes_utilisateur_change", args=[personne.pk])).content.decode()
    assert personne.password not in fiche
    liste = reverse("admin:comptes_utilisateur_changelist")
    export = client.post(liste, {"action": "exporter_en_csv", "_selected_action": [personne.pk]}).content.decode()
    assert personne.email in export
    assert "password" not in export
    assert personne.password not in export


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"siret": "1234"}, "quatorze chiffres"),
        ({"siret": "12345678901234"}, "déjà ce SIRET"),
        ({"uai": "0440001é"}, "sept chiffres"),
        ({"uai": "0440001a"}, "déjà cet UAI"),
        ({"nom": "x" * 161}, "160"),
        ({"commune": "abc"}, "choix"),
    ],
)
def test_une_organisation_impossible_est_expliquee(client, administration, champs, attendu):
    OrganisationFactory(siret="12345678901234", uai="0440001A")
    donnees = {"type": "entreprise", "nom": "Atelier", "adhesions-TOTAL_FORMS": 0, "adhesions-INITIAL_FORMS": 0}
    assert attendu in _erreurs(client.post(reverse("admin:comptes_organisation_add"), donnees | champs))
    assert Organisation.objects.count() == 1


def test_verifier_des_organisations(client, administration):
    organisations = OrganisationFactory.create_batch(3)
    client.post(
        reverse("admin:comptes_organisation_changelist"),
        {"action": "verifier", "_selected_action": [o.pk for o in organisations[:2]]},
    )
    assert Organisation.objects.filter(verifiee=True).count() == 2


def _requetes(client, adresse):
    client.get(adresse)
    cache.clear()
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def test_les_listes_et_les_fiches_coutent_toujours_autant(client, administration):
    organisation, personne = OrganisationFactory(), UtilisateurFactory()
    adresses = [
        reverse("admin:comptes_utilisateur_changelist"),
        reverse("admin:comptes_organisation_changelist"),
        reverse("admin:comptes_organisation_change", args=[organisation.pk]),
        reverse("admin:comptes_utilisateur_change", args=[personne.pk]),
    ]

    def garnir(nombre):
        for _ in range(nombre):
            AdhesionFactory(organisation=organisation)
            AdhesionFactory(utilisateur=personne)

    garnir(2)
    avant = [_requetes(client, adresse) for adresse in adresses]
    garnir(18)
    assert [_requetes(client, adresse) for adresse in adresses] == avant
