"""The search of occupations: a page, and the part of it that htmx replaces, from one view."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from commun.acces import reserve, tout_public
from commun.fragments import page_ou_fragment
from commun.marque import marque
from commun.toponymes import de_lieu
from metiers.forms import LONGUEUR_Q, Lecture, lire_criteres
from metiers.models import Metier
from metiers.recherche import Resultat
from metiers.services.exploration import TRI_INTERETS, TRI_POTENTIEL, TRIS, Criteres, Exploration, explorer
from metiers.services.facettes import Catalogue, catalogue_courant
from metiers.services.interets import profil_de_session
from metiers.services.marche import LieuDeMesure, Potentiel, lieu_de_mesure, potentiels
from metiers.services.pres_de_chez_moi import par_potentiel
from metiers.services.recherche import completer_metiers
from metiers.services.resultat_interets import correspondances_de
from metiers.views.chiffres import endroit
from metiers.views.lieux import commune_demandee
from metiers.views.presentation import facettes_de_page, filtres_actifs, raison, sans, sorties
from territoires.services.chez_moi import lire

PAR_PAGE = 20
SUGGESTIONS = 7


@reserve(tout_public)
def recherche(request: HttpRequest) -> HttpResponse:
    """List of occupations for a search and facets. Any address answers: what is not understood is said."""
    catalogue = catalogue_courant()
    lecture = lire_criteres(request.GET, catalogue)
    exploration = explorer(catalogue, lecture.criteres)
    marche = _marche(request, lecture)
    if marche["mesure"] and lecture.criteres.tri == TRI_POTENTIEL:
        connus = potentiels(exploration.ids, marche["mesure"])
        exploration = replace(exploration, ids=par_potentiel(exploration.ids, connus))
    contexte = marche | _liste(request, lecture, catalogue, exploration, marche)
    adresse = f"{request.path}{sans(request.GET)}"
    return page_ou_fragment(request, "metiers/recherche.html", "metiers/_liste.html", contexte, adresse)


def _marche(request: HttpRequest, lecture: Lecture) -> dict[str, Any]:
    """Where the potential is measured: the commune of the address, the visitor's place, the Région to sort by it."""
    lieu = commune_demandee(lecture.commune)
    ici = lieu or lire(request.session)
    if ici:
        return {"lieu": lieu, "mesure": lieu_de_mesure(ici), "pres": f"près {de_lieu(ici.nom)}"}
    if lecture.criteres.tri == TRI_POTENTIEL:
        return {"lieu": None, "mesure": lieu_de_mesure(None), "pres": f"en {marque().region}"}
    return {"lieu": None, "mesure": None, "pres": ""}


def _liste(
    request: HttpRequest, lecture: Lecture, catalogue: Catalogue, exploration: Exploration, marche: dict[str, Any]
) -> dict[str, Any]:
    """One page of what was found, its filters, its facets, and the ways out when nothing was."""
    criteres = lecture.criteres
    page = Paginator(exploration.ids, PAR_PAGE).get_page(request.GET.get("page"))
    cartes = _cartes(page, exploration.raisons, criteres, marche["mesure"])
    partout = {carte["ailleurs"] for carte in cartes if carte["potentiel"] and carte["potentiel"].niveau is not None}
    inconnus = [lecture.commune] if lecture.commune and not marche["lieu"] else []
    return {
        "criteres": criteres,
        "ecartes": inconnus + _ecartes(lecture.ecartes, criteres.competences, exploration.libelles_competences),
        "q_coupee": LONGUEUR_Q if lecture.q_coupee else 0,
        "nombre": len(exploration.ids),
        "page": page,
        "cartes": cartes,
        "ailleurs": partout.pop() if len(partout) == 1 else "",
        "filtres": filtres_actifs(request.GET, exploration, catalogue),
        "facettes": facettes_de_page(catalogue, exploration),
        "competences": criteres.competences,
        "tris": TRIS
        | {TRI_POTENTIEL: "Recrutent le plus"}
        | ({TRI_INTERETS: "Vos intérêts"} if criteres.profil else {}),
        "par_interets": _adresse_par_interets(request, criteres),
        "sorties": sorties(request.GET, exploration) if not exploration.ids else [],
        "proches": _proches(criteres.q) if not exploration.ids else [],
    }


def _cartes(
    page: Page, raisons: Mapping[int, Resultat], criteres: Criteres, mesure: LieuDeMesure | None
) -> list[dict[str, Any]]:
    """Occupations of the page, in its order, in one query, each with why it is there and its potential at a place."""
    ids = list(page.object_list)
    par_interets = criteres.profil if criteres.tri == TRI_INTERETS else None
    liens = correspondances_de(par_interets, ids) if par_interets else {}
    connus = potentiels(ids, mesure) if mesure else {}
    return [
        {
            "metier": m,
            "raison": liens[m.pk].raison if m.pk in liens else raison(raisons.get(m.pk), m),
            "potentiel": connus.get(m.pk),
            "ailleurs": _ailleurs(connus.get(m.pk)),
        }
        for m in Metier.objects.cartes(ids)
    ]


def _ailleurs(potentiel: Potentiel | None) -> str:
    """Where a potential was measured, when it is wider than the place."""
    return endroit(potentiel.grain, potentiel.territoire) if potentiel and potentiel.elargi else ""


def _adresse_par_interets(request: HttpRequest, criteres: Criteres) -> str:
    """The same list in the order of the visitor's own interests; empty when it is already, or without a profile."""
    profil = profil_de_session(request.session)
    if profil is None or profil.est_plat or criteres.tri == TRI_INTERETS:
        return ""
    suite = request.GET.copy()
    suite["p"], suite["tri"] = str(profil), TRI_INTERETS
    return sans(suite, "page")


def _proches(q: str) -> list[dict[str, str]]:
    """Titles near what was typed, or near its last word, for a search that found nothing."""
    mots = q.split()
    for debut in (q, *sorted(mots, key=len, reverse=True)[:1]) if len(q) > 2 else ():
        trouvees = completer_metiers(debut, 4)
        if trouvees:
            return [{"libelle": s.texte, "adresse": f"?{urlencode({'q': s.texte.split(' / ')[0]})}"} for s in trouvees]
    return []


def _ecartes(ecartes: tuple[str, ...], demandees: tuple[str, ...], connues: Mapping[str, str]) -> list[str]:
    return [*ecartes, *(slug for slug in demandees if slug not in connues)]


@reserve(tout_public)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Titles to propose while a person types, each with the address of its sheet."""
    debut = " ".join(request.GET.get("q", "")[:LONGUEUR_Q].split())
    catalogue = catalogue_courant()
    proposees = []
    for suggestion in completer_metiers(debut, SUGGESTIONS) if len(debut) > 1 else []:
        repere = catalogue.repere(suggestion.metier_id)
        if repere:
            detail = "" if suggestion.texte.casefold() in repere.nom.casefold() else repere.nom
            adresse = reverse("metiers:fiche", args=[repere.slug])
            proposees.append({"libelle": suggestion.texte, "detail": detail, "adresse": adresse})
    reponse = JsonResponse({"results": proposees})
    reponse["Cache-Control"] = "public, max-age=300"
    return reponse
