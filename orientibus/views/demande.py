"""To ask for the bus: the form, its summary, and its deposit. Anyone reads it; an account is needed to send it.

Nothing is kept on the server between the form and its summary: the summary carries what was typed. What an anonymous
visitor typed is kept in the session while signing in.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve, tout_public
from comptes.models import Utilisateur
from comptes.tasks import envoyer_bientot
from orientibus.forms.demande import DemandeForm
from orientibus.models import Demande, Saison
from orientibus.services.demandes import DemandeImpossible, deposer_demande, saison_ouverte
from orientibus.services.faits import faits_de
from orientibus.services.priorite import parts, total
from orientibus.services.regles import RegleAbsente, regles_au

CLE_SESSION = "demande_de_bus"
GARDE_AU_PLUS = 20_000
"""Characters kept while signing in; a longer one is not a form of ours."""
TUS = {"csrfmiddlewaretoken", "geste"}


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demande(request: HttpRequest) -> HttpResponse:
    """The form; then, by POST, its summary, the form again, or the deposit."""
    saison = saison_ouverte(timezone.localdate())
    if saison is None:
        return render(request, "orientibus/demande/fermee.html", {"suivante": None})
    if not personne_connectee(request.user):
        return _garder_et_connecter(request) if request.method == "POST" else _formulaire(request, saison)
    if request.method == "POST":
        return _traiter(request, saison)
    gardee = request.session.pop(CLE_SESSION, "")
    return _verifier(request, saison, QueryDict(gardee)) if gardee else _formulaire(request, saison)


def _garder_et_connecter(request: HttpRequest) -> HttpResponse:
    corps = request.POST.copy()
    for nom in TUS:
        corps.pop(nom, None)
    garde = corps.urlencode()
    if len(garde) <= GARDE_AU_PLUS:
        request.session[CLE_SESSION] = garde
    messages.info(request, "Connectez-vous pour envoyer la demande : ce que vous avez écrit est gardé.")
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': reverse('orientibus:demande')})}")


def _personne(request: HttpRequest) -> Utilisateur | None:
    return request.user if isinstance(request.user, Utilisateur) else None


def _formulaire(request: HttpRequest, saison: Saison, form: DemandeForm | None = None) -> HttpResponse:
    form = form or DemandeForm(saison=saison, utilisateur=_personne(request))
    contexte = {"form": form, "saison": saison, "demande": None}
    return render(request, "orientibus/demande/formulaire.html", contexte, status=422 if form.errors else 200)


def _traiter(request: HttpRequest, saison: Saison) -> HttpResponse:
    form = DemandeForm(request.POST, saison=saison, utilisateur=_personne(request))
    if request.POST.get("geste") == "corriger" or not form.is_valid():
        return _formulaire(request, saison, form)
    if request.POST.get("geste") != "envoyer":
        return _verifier(request, saison, request.POST)
    try:
        deposee = deposer_demande(
            dossier=form.dossier(),
            periodes=form.periodes(),
            ateliers=form.choisis(),
            demandeur=request.user,  # type: ignore[arg-type]
            organisation=form.organisation_choisie(),
            maintenant=timezone.now(),
        )
    except DemandeImpossible as refus:
        form.add_error(None, str(refus))
        return _formulaire(request, saison, form)
    envoyer_bientot()
    messages.success(request, f"Votre demande {deposee.reference} est envoyée. Un courriel vous le confirme.")
    return redirect(deposee)


def _verifier(request: HttpRequest, saison: Saison, donnees: QueryDict) -> HttpResponse:
    """The summary, or the form when something is wrong."""
    form = DemandeForm(donnees, saison=saison, utilisateur=_personne(request))
    if not form.is_valid():
        return _formulaire(request, saison, form)
    return render(request, "orientibus/demande/resume.html", contexte_du_resume(form, saison))


def contexte_du_resume(form: DemandeForm, saison: Saison, existante: Demande | None = None) -> dict[str, Any]:
    """What the summary says: the request as it would be, its points, when the answer comes, and what was typed."""
    apercu = apercu_de(form, saison, existante)
    parties = parts(faits_de(apercu, timezone.localdate()), regles_au(timezone.localdate()))
    return {
        "demande": apercu,
        "existante": existante,
        "saison": saison,
        "form": form,
        "ateliers": form.choisis(),
        "periodes": form.periodes(),
        "parties": parties,
        "points": total(parties),
        "dates": form.avis.dates[:6] if form.avis else [],
        "nombre_de_dates": len(form.avis.dates) if form.avis else 0,
        "cachees": form.tel_que_saisi(),
    }


def apercu_de(form: DemandeForm, saison: Saison, existante: Demande | None) -> Demande:
    """A request that is not kept, to show what would be."""
    dossier = form.dossier()
    valeurs = {nom: getattr(dossier, nom) for nom in dossier.__slots__}
    connue = dossier.etablissement.education_prioritaire if dossier.etablissement else ""
    if connue.upper().startswith("REP"):
        valeurs["education_prioritaire"] = "oui"
    apercu = Demande(saison=saison, organisation=form.organisation_choisie(), **valeurs)
    if existante is not None:
        apercu.pk, apercu.created_at, apercu.reference = existante.pk, existante.created_at, existante.reference
    return apercu


@reserve(tout_public)
@require_safe
def priorite(request: HttpRequest) -> HttpResponse:
    """The rule of priority, with the values in force."""
    regles = regles_au(timezone.localdate())
    codes = ("base", "education_prioritaire", "qpv", "rurale", "derniere_visite", "taille", "premiere")
    try:
        lignes = [regles.regle(f"priorite_{code}") for code in codes]
    except RegleAbsente:
        return render(request, "orientibus/priorite.html", {"regles": None})
    contexte = {
        "regles": dict(zip(codes, lignes, strict=True)),
        "maximum": sum(r.valeur["points"] if isinstance(r.valeur, dict) else r.valeur for r in lignes),
    }
    return render(request, "orientibus/priorite.html", contexte)
