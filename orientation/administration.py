"""Settings of the admin theme (django-unfold). The colours are in ``static/admin/portail/couleurs.css``."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy


def _si(permission: str) -> Callable[[HttpRequest], bool]:
    """Shown to those whose role gives the permission (``comptes.autorisations``)."""
    return lambda request: request.user.has_perm(permission)


def _feuille(nom: str) -> Callable[[HttpRequest], str]:
    return lambda request: static(f"admin/portail/{nom}")


def _lien(titre: str, icone: str, modele: str) -> dict[str, Any]:
    """An entry of the sidebar: the list of a model, for those who may see it."""
    app, _, nom = modele.partition(".")
    return {
        "title": titre,
        "icon": icone,
        "link": reverse_lazy(f"admin:{app}_{nom}_changelist"),
        "permission": _si(f"{app}.view_{nom}"),
    }


def _page(titre: str, icone: str, nom: str, permission: str) -> dict[str, Any]:
    """An entry of the sidebar: a page of its own."""
    return {"title": titre, "icon": icone, "link": reverse_lazy(f"admin:{nom}"), "permission": _si(permission)}


def dans_les_plans(request: HttpRequest) -> bool:
    """Under the list of plans, save the two pages there that have an entry of their own."""
    ailleurs = ("admin:orientibus_plans_comparer", "admin:orientibus_feuille_de_route")
    if request.path.startswith(tuple(reverse(nom) for nom in ailleurs)):
        return False
    return request.path.startswith(reverse("admin:orientibus_plan_changelist"))


def _du_plan(titre: str, icone: str, nom: str, geste: str) -> dict[str, Any]:
    """An entry for those whose role on a plan allows it."""

    def permise(request: HttpRequest) -> bool:
        from grenelle.admin.roles import droits_de_la_requete
        from grenelle.services.roles import Action

        return droits_de_la_requete(request).quelque_part(Action(geste))

    return {"title": titre, "icon": icone, "link": reverse_lazy(f"admin:{nom}"), "permission": permise}


def _salle(titre: str, *liens: dict[str, Any], repliee: bool = False) -> dict[str, Any]:
    return {"title": titre, "separator": True, "collapsible": repliee, "items": list(liens)}


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": "",
        "items": [{"title": "Aujourd'hui", "icon": "today", "link": reverse_lazy("admin:index")}],
    },
    _salle(
        "Métiers",
        _lien("Métiers", "work", "metiers.metier"),
        _lien("Appellations", "badge", "metiers.appellation"),
        _lien("Compétences", "construction", "metiers.competence"),
        _lien("Conditions de travail", "schedule", "metiers.condition"),
        _lien("Vidéos", "movie", "metiers.media"),
    ),
    _salle(
        "Classements",
        _lien("Familles", "category", "metiers.famille"),
        _lien("Grands domaines", "account_tree", "metiers.granddomaine"),
        _lien("Domaines", "lan", "metiers.domaine"),
        _lien("Centres d'intérêt", "favorite", "metiers.centreinteret"),
        _lien("Thèmes", "sell", "metiers.theme"),
        _lien("Secteurs d'activité", "factory", "metiers.secteur"),
        _lien("Secteurs NAF", "tag", "metiers.secteurnaf"),
        repliee=True,
    ),
    _salle(
        "Marché du travail",
        _lien("Familles d'emploi", "groups", "metiers.familleprofessionnelle"),
        _lien("Passages entre nomenclatures", "conversion_path", "metiers.passage"),
        _lien("Chiffres de l'emploi", "monitoring", "metiers.statistique"),
        repliee=True,
    ),
    _salle(
        "Formations",
        _lien("Formations", "school", "formations.formation"),
        _lien("Établissements", "apartment", "formations.etablissement"),
        _lien("Offres et places", "event_seat", "formations.offre"),
        _lien("Portes ouvertes", "door_open", "formations.journeeportesouvertes"),
        _lien("Certifications", "workspace_premium", "formations.certification"),
        _lien("Métiers préparés", "link", "formations.certificationmetier"),
        _lien("Chiffres", "bar_chart", "formations.chiffreformation"),
    ),
    _salle(
        "Stages",
        _lien("Règles et valeurs", "gavel", "stages.regle"),
        _lien("Entreprises", "storefront", "stages.entreprise"),
        _lien("Engagements", "handshake", "stages.engagement"),
        _lien("Visites et portes ouvertes", "meeting_room", "stages.ouverture"),
        _lien("Profils d'apprentis", "badge", "stages.profilcandidat"),
        _lien("Offres", "work_history", "stages.offrestage"),
        _lien("Candidatures", "inbox", "stages.candidature"),
        _lien("Offres annoncées", "campaign", "stages.evenementoffre"),
        _lien("Alertes", "notifications", "stages.alerte"),
        _lien("Envois des alertes", "outgoing_mail", "stages.livraison"),
        _lien("Appareils notifiés", "phonelink_ring", "stages.abonnementpush"),
        _lien("Partenaires de l'API", "hub", "stages.partenaire"),
        _lien("Sites qui intègrent les offres", "web", "stages.originepermise"),
        _lien("Conventions", "contract", "stages.convention"),
        _lien("Messages signalés", "report", "stages.messagedefil"),
        _page("Modération des offres", "fact_check", "stages_moderation", "stages.change_offrestage"),
        _lien("Signalements", "report", "stages.signalement"),
        _page("Chiffres", "query_stats", "stages_chiffres", "stages.view_offrestage"),
        repliee=True,
    ),
    _salle(
        "Orientibus",
        _lien("Demandes", "inbox", "orientibus.demande"),
        {**_lien("Plans de tournée", "route", "orientibus.plan"), "active": dans_les_plans},
        _page("Comparer des plans", "compare", "orientibus_plans_comparer", "orientibus.view_plan"),
        _page("Feuilles de route", "map", "orientibus_feuille_de_route", "orientibus.view_plan"),
        _lien("Étapes", "event", "orientibus.etape"),
        _lien("Comptes rendus", "reviews", "orientibus.compterendu"),
        _lien("Bus", "directions_bus", "orientibus.bus"),
        _lien("Saisons", "calendar_month", "orientibus.saison"),
        _lien("Ateliers", "construction", "orientibus.atelier"),
        _lien("Règles et valeurs", "gavel", "orientibus.regletournee"),
        repliee=True,
    ),
    _salle(
        "Territoires",
        _lien("Lieux d'orientation", "door_front", "territoires.lieuorientation"),
        _lien("Réseaux", "diversity_3", "territoires.reseauorientation"),
        _lien("Publics", "groups", "territoires.publicoriente"),
        _lien("Deux portes : les règles", "alt_route", "territoires.aiguillage"),
        _lien("Communes", "location_on", "territoires.commune"),
        _lien("Territoires emploi", "map", "territoires.territoireemploi"),
        _lien("Intercommunalités", "hub", "territoires.epci"),
        _lien("Bassins d'emploi", "water", "territoires.bassinemploi"),
        _lien("Départements", "flag", "territoires.departement"),
        _lien("Chargés d'orientation", "support_agent", "territoires.referent"),
        _lien("Vacances scolaires", "beach_access", "territoires.calendrierscolaire"),
        _lien("Jours fériés", "event", "territoires.jourferie"),
        repliee=True,
    ),
    _salle(
        "Le plan",
        _lien("Plans", "map", "grenelle.plan"),
        _lien("Mesures", "checklist", "grenelle.mesure"),
        _lien("Jalons", "flag", "grenelle.jalon"),
        _lien("Indicateurs", "monitoring", "grenelle.indicateur"),
        _lien("Relevés", "table_rows", "grenelle.releve"),
        _du_plan("Saisir des relevés", "edit_square", "grenelle_releve_saisir", "saisir"),
        _du_plan("Relevés à valider", "fact_check", "grenelle_releve_a_valider", "valider"),
        _lien("Engagements", "handshake", "grenelle.engagement"),
        _lien("Conventions", "contract", "grenelle.convention"),
        _lien("Comités", "groups", "grenelle.comite"),
        _lien("Décisions", "gavel", "grenelle.decision"),
        _lien("Bilans annuels", "summarize", "grenelle.bilan"),
        _lien("Grenelles annuels", "forum", "grenelle.editiongrenelle"),
        _lien("Contributions", "chat", "grenelle.contribution"),
        _page("Modération du Grenelle", "fact_check", "grenelle_moderation", "grenelle.change_contribution"),
        _lien("Contributions signalées", "report", "grenelle.signalementdecontribution"),
        _du_plan("Rôles sur les plans", "badge", "grenelle_attribution_changelist", "attribuer"),
        repliee=True,
    ),
    _salle(
        "Comptes",
        _lien("Comptes", "person", "comptes.utilisateur"),
        _lien("Organisations", "domain", "comptes.organisation"),
        _lien("Connexions refusées", "lock", "axes.accessattempt"),
    ),
    _salle(
        "Données et imports",
        _lien("Imports de données", "upload_file", "territoires.importation"),
        _lien("État du catalogue", "inventory_2", "metiers.etatcatalogue"),
    ),
]

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "portail.administration.navigation.titre",
    "SITE_HEADER": "portail.administration.navigation.titre",
    "SITE_SUBHEADER": "portail.administration.navigation.sous_titre",
    "SITE_SYMBOL": "explore",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")},
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "ENVIRONMENT": "portail.administration.navigation.environnement",
    "DASHBOARD_CALLBACK": "portail.administration.accueil.accueil",
    "STYLES": [_feuille("couleurs.css"), _feuille("pages.css")],
    "SCRIPTS": [_feuille("theme.js"), _feuille("lecture.js")],
    "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": NAVIGATION},
    "COMMAND": {"search_models": False, "show_history": False},
}
