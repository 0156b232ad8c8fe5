"""The plan at a glance, with its filters; the other plans by a switch."""

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.site import absolue
from grenelle.choices import EtatMesure, PublicVise
from grenelle.models import Plan
from grenelle.services.tableau import Ligne, Tableau, lieux_du_plan, mesures_de, tableau

Vue = Callable[..., HttpResponse]
FILTRES = ("axe", "public", "etat", "territoire")
DUREE_MEMOIRE = 60


def gardee_un_moment(vue: Vue) -> Vue:
    """Keep the whole page a minute for those who have no cookie: nothing in it is theirs, and it is most visits."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET or request.COOKIES or request.method not in ("GET", "HEAD"):
            reponse = vue(request, *args, **kwargs)
        else:
            cle = f"grenelle:page:{request.path[:200]}"
            page = cache.get(cle)
            reponse = HttpResponse(page) if page is not None else vue(request, *args, **kwargs)
            sans_jeton = "CSRF_COOKIE" not in request.META and not reponse.cookies
            if page is None and reponse.status_code == HTTPStatus.OK and sans_jeton:
                cache.set(cle, reponse.content, DUREE_MEMOIRE)
        patch_vary_headers(reponse, ["Cookie"])
        return reponse

    return gardee


@reserve(tout_public)
@require_safe
@gardee_un_moment
def accueil(request: HttpRequest) -> HttpResponse:
    """The first plan; ``?plan=`` leads to another."""
    plans = list(Plan.objects.actifs().comptes().order_by("ordre", "slug"))
    voulu = request.GET.get("plan")
    if voulu and any(plan.slug == voulu for plan in plans):
        return redirect("grenelle:plan", slug=voulu)
    if not plans:
        return render(request, "grenelle/vide.html")
    ecartes = [voulu[:40]] if voulu else []
    return _montrer(request, plans, plans[0], ecartes)


@reserve(tout_public)
@require_safe
@gardee_un_moment
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """One plan."""
    plans = list(Plan.objects.actifs().comptes().order_by("ordre", "slug"))
    voulu = next((p for p in plans if p.slug == slug), None)
    if voulu is None:
        raise Http404("Aucun plan n'a cette adresse.")
    return _montrer(request, plans, voulu, [])


def _montrer(request: HttpRequest, plans: list[Plan], plan: Plan, ecartes: list[str]) -> HttpResponse:
    """What is read of a plan is kept a minute, since everybody asks for it; filters choose in it."""
    cle = f"grenelle:tableau:{plan.pk}"
    corps = None if request.GET else cache.get(cle)
    if corps is None:
        corps, inconnus = _corps(request, plan)
        ecartes = ecartes + inconnus
        if not request.GET:
            cache.set(cle, corps, DUREE_MEMOIRE)
    premier = plan == plans[0]
    contexte = {"plans": plans, "plan": plan, "premier": premier, "ecartes": ecartes, "corps": corps}
    if premier:  # the first plan has two addresses
        contexte["adresse_canonique"] = absolue(reverse("grenelle:accueil"))
    return render(request, "grenelle/tableau.html", contexte)


def _corps(request: HttpRequest, plan: Plan) -> tuple[str, list[str]]:
    """What depends on the measures, and the choices that were not understood. Nothing in it is a person's."""
    lu = _lire(plan)
    lieux = lieux_du_plan(plan)
    choix, inconnus = _choix(request, lu, lieux)
    suivies = mesures_de(plan, choix["territoire"]) if choix["territoire"] else None
    retenues = [ligne for ligne in lu.lignes if _retenue(ligne, choix)]
    lignes = [ligne for ligne in retenues if suivies is None or ligne.mesure.pk in suivies]
    contexte: dict[str, Any] = {
        "plan": plan,
        "tableau": lu,
        "axes": _par_axe(lu, lignes),
        "nombre": len(lignes),
        "choix": choix,
        "lieux": lieux,
        "filtre": any(choix.values()),
        "tout": request.path,
        "publics": _publics(lu.lignes),
        "etats": [etat for etat in EtatMesure if any(ligne.mesure.etat_affiche == etat for ligne in lu.lignes)],
        "a_renseigner": sum(ligne.mesure.etat_affiche == EtatMesure.A_RENSEIGNER for ligne in lu.lignes),
        "jalons": sum(ligne.jalons for ligne in lu.lignes),
        "jalons_faits": sum(ligne.jalons_faits for ligne in lu.lignes),
        "cibles": sum(ligne.cibles for ligne in lu.lignes),
        "cibles_atteintes": sum(ligne.cibles_atteintes for ligne in lu.lignes),
        "releves": sum(ligne.releves for ligne in lu.lignes),
    }
    return render_to_string("grenelle/_tableau.html", contexte), inconnus


def _lire(plan: Plan) -> Tableau:
    cle = f"grenelle:lu:{plan.pk}"
    lu: Tableau | None = cache.get(cle)
    if lu is None:
        lu = tableau(plan)
        cache.set(cle, lu, DUREE_MEMOIRE)
    return lu


def _choix(request: HttpRequest, lu: Tableau, lieux: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """What is asked and understood, then what is not."""
    permis = {
        "axe": {axe.code for axe in lu.axes},
        "public": set(PublicVise.values),
        "etat": set(EtatMesure.values),
        "territoire": set(lieux),
    }
    choix, inconnus = {}, []
    for nom in FILTRES:
        valeur = request.GET.get(nom, "")
        choix[nom] = valeur if valeur in permis[nom] else ""
        if valeur and not choix[nom]:
            inconnus.append(valeur[:40])
    return choix, inconnus


def _retenue(ligne: Ligne, choix: dict[str, str]) -> bool:
    """A measure for everybody is for this audience too."""
    return (
        (not choix["axe"] or ligne.mesure.axe.code == choix["axe"])
        and (not choix["public"] or bool(ligne.publics & {choix["public"], PublicVise.TOUS}))
        and (not choix["etat"] or ligne.mesure.etat_affiche == choix["etat"])
    )


def _par_axe(lu: Tableau, lignes: Sequence[Ligne]) -> list[tuple[Any, list[Ligne]]]:
    groupes = [(axe, [ligne for ligne in lignes if ligne.mesure.axe_id == axe.pk]) for axe in lu.axes]
    return [(axe, groupe) for axe, groupe in groupes if groupe]


def _publics(lignes: Sequence[Ligne]) -> list[PublicVise]:
    nommes = set().union(*(ligne.publics for ligne in lignes)) if lignes else set()
    return [public for public in PublicVise if public in nommes]
