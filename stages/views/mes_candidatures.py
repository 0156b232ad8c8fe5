"""A person's own applications: what to do now, the history of each, to confirm or to withdraw."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve
from comptes.tasks import envoyer_bientot
from stages.choices import ACTIVES, EtatCandidature
from stages.droits import candidatures_de
from stages.models import Candidature
from stages.services.candidatures import CandidatureImpossible, confirmer, memes_dates, retirer
from stages.services.conventions import convention_possible
from stages.services.conversations import nouveaux_messages
from stages.views.espace import RequeteConnectee

PAR_PAGE = 20
LIENS = ("offre__entreprise__organisation", "offre__commune", "semaine")
ORDRE = {
    EtatCandidature.ACCEPTEE: 0,
    EtatCandidature.A_AUTORISER: 1,
    EtatCandidature.ENVOYEE: 2,
    EtatCandidature.CONFIRMEE: 3,
}


@reserve(personne_connectee)
@never_cache
@require_safe
def candidatures(request: RequeteConnectee) -> HttpResponse:
    """What is going on first, what I must do at the top; what ended after."""
    siennes = candidatures_de(request.user).select_related(*LIENS)
    en_cours = sorted(siennes.filter(etat__in=ACTIVES)[:200], key=lambda c: ORDRE[EtatCandidature(c.etat)])
    page = Paginator(siennes.exclude(etat__in=ACTIVES), PAR_PAGE).get_page(request.GET.get("page"))
    nouveaux = nouveaux_messages(candidatures=[*en_cours, *page], pour_l_entreprise=False)
    contexte = {
        "en_cours": [(c, nouveaux.get(c.pk, 0)) for c in en_cours],
        "terminees": [(c, nouveaux.get(c.pk, 0)) for c in page],
        "page": page,
    }
    return render(request, "stages/candidatures/liste.html", contexte)


def _sienne(request: RequeteConnectee, pk: int) -> Candidature:
    return get_object_or_404(candidatures_de(request.user).select_related(*LIENS, "etablissement"), pk=pk)


@reserve(personne_connectee)
@never_cache
@require_safe
def candidature(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One application: its state in words, what to do, its history."""
    sienne = _sienne(request, pk)
    contexte = {
        "c": sienne,
        "evenements": sienne.evenements.all(),
        "active": sienne.etat in ACTIVES,
        "avec_convention": convention_possible(sienne),
    }
    return render(request, "stages/candidatures/candidature.html", contexte)


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer_candidature(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A page that says what a confirmation cancels, and its button."""
    return _geste(request, pk, "confirmer", (EtatCandidature.ACCEPTEE,), "Votre venue est confirmée.")


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retirer_candidature(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A page that says what a withdrawal does, and its button."""
    return _geste(request, pk, "retirer", ACTIVES, "Votre candidature est retirée.")


GESTES: dict[str, Callable[..., Candidature]] = {"confirmer": confirmer, "retirer": retirer}


def _geste(
    request: RequeteConnectee, pk: int, geste: str, depuis: tuple[EtatCandidature, ...], merci: str
) -> HttpResponse:
    sienne = _sienne(request, pk)
    if request.method == "POST":
        try:
            GESTES[geste](candidature=sienne, maintenant=timezone.now())
        except CandidatureImpossible as refus:
            messages.error(request, str(refus))
        else:
            envoyer_bientot()
            messages.success(request, merci)
        return redirect("stages:candidature", pk)
    if sienne.etat not in depuis:
        messages.info(request, f"Cette candidature est à l'état « {sienne.get_etat_display()} ».")
        return redirect("stages:candidature", pk)
    contexte = {"c": sienne, "geste": geste, "annulees": memes_dates(sienne) if geste == "confirmer" else []}
    return render(request, "stages/candidatures/geste.html", contexte)


@reserve(personne_connectee)
@never_cache
@require_safe
def cv(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """My own CV, as it was sent."""
    return telecharger_cv(_sienne(request, pk))


def telecharger_cv(candidature: Candidature) -> HttpResponseBase:
    """A download and never a page: the browser is told not to guess what it is."""
    try:
        fichier = candidature.cv.open("rb")
    except (FileNotFoundError, ValueError) as erreur:
        raise Http404("Aucun CV.") from erreur
    reponse = FileResponse(
        fichier, as_attachment=True, filename=f"cv-{candidature.pk}.pdf", content_type="application/pdf"
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox"
    return reponse
