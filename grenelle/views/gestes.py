"""What one does with somebody's proposal: support it, comment it, report it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commun.acces import reserve, tout_public
from commun.adresse import adresse_client
from commun.signalements import TropDeSignalements
from grenelle.droits import peut_contribuer
from grenelle.forms.contributions import CommentaireForm, SignalementForm
from grenelle.models import Contribution
from grenelle.services import contributions as service
from grenelle.services.editions import GrenelleRefuse
from grenelle.services.signalements import signaler as ecrire_signalement
from grenelle.views.contributions import contribution_montree, montrer


@reserve(peut_contribuer)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Support, or take one's support back. The button says which: pressing it twice does not undo it."""
    contribution = contribution_montree(slug, pk)
    if request.method != "POST":  # after signing in: nothing is decided by an address
        return redirect(contribution)
    retrait = request.POST.get("voix") == "retirer"
    try:
        if retrait:
            service.retirer_vote(contribution=contribution, personne=request.user, maintenant=timezone.now())
        else:
            service.voter(contribution=contribution, personne=request.user, maintenant=timezone.now())
    except GrenelleRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Votre soutien est retiré." if retrait else "Votre soutien est compté.")
    return redirect(_retour(request, contribution))


def _retour(request: HttpRequest, contribution: Contribution) -> str:
    """Where the button was, on this site only."""
    retour = request.POST.get("retour", "")
    local = retour.startswith("/") and url_has_allowed_host_and_scheme(retour, allowed_hosts=None)
    return f"{retour}#c{contribution.pk}" if local and len(retour) < 400 else contribution.get_absolute_url()


@reserve(peut_contribuer)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commenter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form is under the proposal; its refusals are said there."""
    contribution = contribution_montree(slug, pk)
    if request.method != "POST":  # after signing in
        return redirect(f"{contribution.get_absolute_url()}#commenter")
    form = CommentaireForm(request.POST)
    if not form.is_valid():
        return montrer(request, contribution, form, 422)
    try:
        service.commenter(
            contribution=contribution,
            auteur=request.user,
            texte=form.cleaned_data["texte"],
            maintenant=timezone.now(),
        )
    except GrenelleRefuse as refus:
        form.add_error(None, str(refus))
        return montrer(request, contribution, form, 422)
    messages.success(request, "Merci. Votre commentaire est reçu : une personne de la Région le relit d'abord.")
    return redirect(contribution)


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signaler(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form, then thanks: the same whether the report is new or the second of the day."""
    visibles = Contribution.objects.visibles().select_related("edition__plan")
    contribution = visibles.filter(pk=pk, edition__plan__slug=slug).first() if pk < 2**63 else None
    if contribution is None:
        contribution = contribution_montree(slug, pk)
    form = SignalementForm(request.POST) if request.method == "POST" else SignalementForm()
    contexte = {"contribution": contribution, "plan": contribution.edition.plan, "form": form}
    if not (form.is_bound and form.is_valid()):
        statut = 422 if form.errors else 200
        return render(request, "grenelle/contributions/signaler.html", contexte, status=statut)
    try:
        ecrire_signalement(
            contribution=contribution,
            motif=form.cleaned_data["motif"],
            precision=form.cleaned_data["precision"],
            utilisateur=request.user if request.user.is_authenticated else None,
            adresse=adresse_client(request),
            maintenant=timezone.now(),
        )
    except TropDeSignalements:
        form.add_error(None, "Vous avez envoyé beaucoup de signalements : attendez une heure avant le suivant.")
        return render(request, "grenelle/contributions/signaler.html", contexte, status=429)
    return render(request, "grenelle/contributions/signalement_recu.html", contexte)
