"""Access is denied by default, and every role meets every address."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from commun.acces import regle_de, tout_public
from comptes.models import Utilisateur
from tests.projet.adresses import toutes_les_adresses

ROLES = [None, *Utilisateur.Role.values]


def _personne(role: str | None) -> Utilisateur | None:
    if role is None:
        return None
    interne = role in ("agent", "referent", "administration")
    return Utilisateur.objects.create_user(
        f"{role}@test.example",
        "un-mot-de-passe-long",
        role=role,
        is_staff=interne,
        is_superuser=role == "administration",
    )


def test_chaque_vue_dit_qui_peut_la_voir():
    sans_regle = [a.route for a in toutes_les_adresses() if regle_de(a.vue) is None]
    assert sans_regle == []


def test_le_parcours_couvre_le_site():
    chemins = {a.chemin for a in toutes_les_adresses()}
    assert {"/", "/metiers/", "/sante/", "/compte/"} <= chemins
    assert len(chemins) > 60


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_chaque_role_a_chaque_adresse(client, role):
    """A rule that says no gives 403 (or the sign-in page to anonymous people); one that says yes never does."""
    personne = _personne(role)
    if personne:
        client.force_login(personne)
    client.raise_request_exception = False
    fautes = []
    for adresse in toutes_les_adresses():
        if adresse.chemin.startswith(("/admin/logout", "/compte/logout", "/compte/deconnexion")):
            continue
        reponse = client.get(adresse.chemin)
        if reponse.status_code >= 500:
            fautes.append((adresse.chemin, reponse.status_code))
        regle = regle_de(adresse.vue)
        if regle is tout_public or regle is None:
            continue
        from django.contrib.auth.models import AnonymousUser

        permis = regle(personne or AnonymousUser())
        refuse = reponse.status_code in (401, 403) or "/compte/login" in reponse.headers.get("Location", "")
        if permis == refuse:
            fautes.append((adresse.chemin, reponse.status_code))
    assert fautes == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, "citoyen", "entreprise", "prescripteur"])
def test_l_administration_est_fermee_au_public(client, role):
    personne = _personne(role)
    if personne:
        client.force_login(personne)
    client.raise_request_exception = False
    for adresse in toutes_les_adresses():
        if adresse.chemin.startswith("/admin/") and "login" not in adresse.chemin and "logout" not in adresse.chemin:
            reponse = client.get(adresse.chemin)
            assert reponse.status_code in (301, 302, 403, 404), (adresse.chemin, reponse.status_code)
            if reponse.status_code in (301, 302):
                assert "login" in reponse.headers["Location"] or reponse.headers["Location"].startswith("/admin/"), (
                    adresse
                )


def vue_sans_regle(request):
    return HttpResponse("jamais")


urlpatterns = [path("sans-regle/", vue_sans_regle)]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_une_vue_sans_regle_est_refusee():
    from django.core.exceptions import PermissionDenied

    from commun.middleware import AccesParDefautMiddleware

    requete = RequestFactory().get("/sans-regle/")
    with pytest.raises(PermissionDenied):
        AccesParDefautMiddleware(lambda r: HttpResponse()).process_view(requete, vue_sans_regle, (), {})
