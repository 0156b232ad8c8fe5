"""One predicate per right, and Django's permissions that agree with them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from comptes import droits
from comptes.models import Adhesion, Utilisateur
from tests.comptes.fabriques import AdhesionFactory, OrganisationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
PREDICATS = [
    droits.est_administration,
    droits.est_de_l_equipe,
    droits.peut_entrer_dans_l_administration,
    droits.peut_importer_des_donnees,
    droits.peut_gerer_les_metiers,
    droits.peut_gerer_les_territoires,
    droits.peut_gerer_les_comptes,
]
ATTENDU = {
    "administration": [True] * 7,
    "agent": [False, True, True, True, True, True, False],
    "referent": [False, False, True, False, False, False, False],
    "prescripteur": [False] * 7,
    "entreprise": [False] * 7,
    "citoyen": [False] * 7,
}


def _personne(role):
    interne = role in ("agent", "referent", "administration")
    return UtilisateurFactory(role=role, is_staff=interne, is_superuser=role == "administration")


@pytest.mark.parametrize("role", Utilisateur.Role.values)
def test_droits_de_chaque_role(role):
    assert [p(_personne(role)) for p in PREDICATS] == ATTENDU[role]


@pytest.mark.parametrize("predicat", PREDICATS)
def test_aucun_droit_sans_compte_actif(predicat):
    inactive = _personne("administration")
    inactive.is_active = False
    assert not predicat(inactive)
    assert not predicat(AnonymousUser())


@pytest.mark.parametrize(
    ("role", "permission", "attendu"),
    [
        ("agent", "metiers.change_metier", True),
        ("agent", "territoires.delete_commune", True),
        ("agent", "comptes.view_utilisateur", False),
        ("referent", "metiers.view_metier", True),
        ("referent", "metiers.change_metier", False),
        ("citoyen", "metiers.view_metier", False),
        ("administration", "comptes.delete_utilisateur", True),
    ],
)
def test_permissions_de_django(role, permission, attendu):
    assert _personne(role).has_perm(permission) is attendu


def test_un_role_sans_acces_a_l_administration_n_a_aucune_permission():
    assert not UtilisateurFactory(role="agent", is_staff=False).has_perm("metiers.view_metier")


def test_agir_pour_une_organisation():
    organisation = OrganisationFactory()
    membre, candidat = UtilisateurFactory(), UtilisateurFactory()
    AdhesionFactory(utilisateur=membre, organisation=organisation)
    AdhesionFactory(utilisateur=candidat, organisation=organisation, etat=Adhesion.Etat.DEMANDEE)
    assert droits.peut_agir_pour(membre, organisation)
    assert not droits.peut_agir_pour(candidat, organisation)
    assert not droits.peut_agir_pour(AnonymousUser(), organisation)
