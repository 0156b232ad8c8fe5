"""Home page of the admin: what awaits me today, by what my role may see."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from comptes.droits import peut_gerer_les_comptes, peut_gerer_les_metiers, peut_importer_des_donnees
from comptes.models import Utilisateur
from grenelle.services.alertes import Nature
from grenelle.services.alertes_resume import adresse as adresse_alerte
from grenelle.services.alertes_resume import mes_alertes
from portail.administration import chiffres
from portail.administration.chiffres import Chiffre, liste
from territoires.models import Referent


def _gestes(request: HttpRequest) -> list[dict[str, str]]:
    """Quick actions that this person may do."""
    gestes = []
    if peut_importer_des_donnees(request.user):
        gestes.append({"titre": "Importer le ROME", "icone": "upload_file", "lien": adresse_import()})
    if peut_gerer_les_metiers(request.user):
        gestes.append({"titre": "Ajouter un métier", "icone": "add", "lien": reverse("admin:metiers_metier_add")})
    if peut_gerer_les_comptes(request.user):
        gestes.append(
            {"titre": "Créer un compte", "icone": "person_add", "lien": reverse("admin:comptes_utilisateur_add")}
        )
    gestes.append({"titre": "Voir le site", "icone": "open_in_new", "lien": reverse("portail:accueil")})
    return gestes


def adresse_import() -> str:
    """Page where official files are previewed, then applied."""
    for nom in ("admin:territoires_importation_importer_rome", "admin:territoires_importation_changelist"):
        try:
            return reverse(nom)
        except NoReverseMatch:
            continue
    return reverse("admin:index")


def _mon_departement(request: HttpRequest) -> dict[str, Any]:
    """For the officer of a département: the contact shown on local pages, and the communes."""
    departement = getattr(request.user, "departement", None)
    if departement is None:
        return {}
    return {
        "departement": departement,
        "contact": Referent.objects.filter(departement=departement).first(),
        "communes": Chiffre(
            f"Communes : {departement.nom}",
            departement.communes.count(),
            liste("territoires_commune", departement__id__exact=departement.pk),
            "location_on",
        ),
    }


ALERTES_MONTREES = 3


def _alertes_du_plan(request: HttpRequest) -> dict[str, Any]:
    """What the person should look at in the plan: of each kind the first ones, the others folded."""
    if not isinstance(request.user, Utilisateur):
        return {}
    alertes = mes_alertes(request.user, maintenant=timezone.now())
    groupes = []
    for nature in Nature:
        lignes = [(alerte, adresse_alerte(alerte)) for alerte in alertes if alerte.nature is nature]
        if lignes:
            groupes.append((nature.value, lignes[:ALERTES_MONTREES], lignes[ALERTES_MONTREES:], len(lignes)))
    return {"groupes": groupes, "nombre": len(alertes)}


def accueil(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Called by the admin theme (``UNFOLD["DASHBOARD_CALLBACK"]``)."""
    metiers = chiffres.chiffres_metiers()
    equipe = peut_gerer_les_metiers(request.user)
    context |= {
        "title": "Aujourd'hui",
        "equipe": equipe,
        "gestes": _gestes(request),
        "alertes_du_plan": _alertes_du_plan(request),
        "etat_des_metiers": metiers["etat"],
        "barres": chiffres.barres_par_famille(),
    }
    if not equipe:
        return context | {"mon_departement": _mon_departement(request)}
    territoires = chiffres.chiffres_territoires()
    a_faire = [*metiers["a_faire"], *(c for c in territoires if c.attend), *chiffres.chiffres_orientibus()]
    imports = chiffres.imports()
    a_faire.append(imports["refuses"])
    if peut_gerer_les_comptes(request.user):
        comptes = chiffres.chiffres_comptes()
        a_faire += comptes["a_faire"]
        context["roles"] = comptes["roles"]
    return context | {
        "a_faire": [chiffre for chiffre in a_faire if chiffre.valeur],
        "territoires": [chiffre for chiffre in territoires if not chiffre.attend],
        "imports": imports,
        "modifications": chiffres.dernieres_modifications(),
    }
