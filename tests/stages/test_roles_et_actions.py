"""Every role against every action of the exchange: done where it may be, and elsewhere nothing in the tables moves."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import RequestFactory
from django.urls import resolve

from stages.models import OffreStage
from tests.projet.adresses import toutes_les_adresses
from tests.stages.actions import Action
from tests.stages.actions_entreprise import ACTIONS, TABLES
from tests.stages.scene import ADMINISTRATION, ANONYME, PARTENAIRE, RESPONSABLE, ROLES, Scene, changes, tableau

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regles")]
SEUILS = ("/compte/login/", "/admin/login/", "/entreprise/inscription/")
DE_LA_BOURSE = ("stages/", "entreprise/", "api/v1/^partenaires", "api/v1/partenaires", "api/v1/^offres")
EXPORTS = {"exporter_en_csv", "exporter_en_xlsx", "export_admin_action"}


@pytest.fixture
def scene(settings) -> Scene:
    from stages.clients.push import nouvelles_cles

    settings.VAPID_CLE_PRIVEE, _ = nouvelles_cles()
    return Scene()


def _essayer(scene: Scene, action: Action, role: str, avant: dict[str, str]) -> str:
    """The fault of a cell of the table, or nothing; what was done is undone."""
    with transaction.atomic():
        reponse = action.faire(scene, role)
        bouge = changes(avant, tableau())
        transaction.set_rollback(True)
    dit = f"{role} : {reponse.status_code} {reponse.headers.get('Location', '')} {sorted(bouge)}"
    if role in action.oui:
        fait = reponse.status_code < 400 and not reponse.headers.get("Location", "").startswith(SEUILS[:2])
        return "" if fait and (action.table in bouge if action.table else not bouge) else f"attendu fait, {dit}"
    if bouge:
        return f"refusé mais écrit, {dit}"
    if role in action.dit:
        return "" if reponse.status_code in (200, 302, 422) else f"attendu dit, {dit}"
    return "" if _arrete(reponse) else f"attendu refusé, {dit}"


def _arrete(reponse) -> bool:
    """Stopped at the door: no right, not there, gone, or led to sign in, to sign up, to what a POST cannot reach."""
    if reponse.status_code in (401, 403, 404, 410):
        return True
    return reponse.status_code == 302 and reponse.headers["Location"].startswith(SEUILS)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda a: a.nom)
def test_chaque_role_a_chaque_action(scene, action):
    avant = tableau()
    assert [faute for role in ROLES if (faute := _essayer(scene, action, role, avant))] == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda a: a.nom)
def test_ouvrir_une_page_n_ecrit_rien(scene, action):
    role = sorted(action.oui)[0] if action.oui else ANONYME
    avant = tableau()
    assert scene.client(role).get(action.chemin(scene)).status_code < 500
    assert changes(avant, tableau()) <= {"Fil"}


def test_aucune_adresse_qui_ecrit_n_est_oubliee(scene):
    """An address of the exchange that takes something else than a reading is in the table."""
    connues = {resolve(action.chemin(scene)).route for action in ACTIONS}
    clients = [scene.client(role) for role in (RESPONSABLE, PARTENAIRE)]
    vues, oubliees = 0, set()
    for adresse in toutes_les_adresses():
        if not adresse.route.startswith(DE_LA_BOURSE):
            continue
        vues += 1
        methodes = ("post", "put", "patch", "delete")
        prises = [m for m in methodes if all(getattr(c, m)(adresse.chemin).status_code != 405 for c in clients)]
        route = resolve(adresse.chemin).route
        if prises and route not in connues:
            oubliees.add((route, *prises))
    assert vues > 70
    assert oubliees == set()


def test_aucune_action_de_l_administration_n_est_oubliee(scene):
    """Actions of lists, pages of their own, and the models that staff write by a form."""
    requete = RequestFactory().get("/admin/")
    requete.user = scene.personnes[ADMINISTRATION]
    gestes, pages, tenus = set(), set(), set()
    for modele, page in admin.site._registry.items():
        if modele._meta.app_label != "stages":
            continue
        gestes |= {nom for nom in page.get_actions(requete) if nom not in EXPORTS | {"delete_selected"}}
        pages |= {m.name for m in page.get_urls() if m.callback.__module__.startswith("stages.")}
        if page.has_add_permission(requete) or page.has_change_permission(requete):
            tenus.add(modele._meta.model_name)
    assert gestes == {action.geste for action in ACTIONS if action.geste}
    assert tenus == set(TABLES)
    ecrivent = {resolve(action.chemin(scene)).url_name for action in ACTIONS}
    lues = {"stages_moderation", "stages_chiffres", "stages_chiffres_csv", "stages_entreprise_ouvrir_la_verification"}
    assert {nom for nom in pages if nom and nom.startswith("stages_")} - lues <= ecrivent


def test_un_partenaire_ne_touche_pas_l_offre_d_un_autre_du_meme_identifiant(scene):
    avant = OffreStage.objects.filter(pk=scene.deposee.pk).values().get()
    deposer = next(a for a in ACTIONS if a.nom == "API, modifier")
    assert deposer.faire(scene, "autre partenaire").status_code == 201
    assert OffreStage.objects.filter(pk=scene.deposee.pk).values().get() == avant
