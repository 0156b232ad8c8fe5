"""The conversation of an application, from each side. What is not yours is a 404."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commun.acces import personne_connectee, reserve
from comptes.tasks import envoyer_bientot
from stages.droits import candidatures_de, candidatures_recues_par
from stages.forms.conversation import MessageForm
from stages.models import Candidature, Entreprise, MessageDeFil
from stages.services.conversations import (
    MessageImpossible,
    ecrire_message,
    fermeture,
    marquer_lus,
    messages_du_fil,
    signaler_message,
)
from stages.views.espace import espace_entreprise

PAR_PAGE = 20
JOINTES = ("offre__entreprise__organisation", "semaine")


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def du_candidat(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidate's side."""
    candidature = get_object_or_404(candidatures_de(request.user).select_related(*JOINTES), pk=pk)
    return _conversation(request, candidature, de_l_entreprise=False)


@espace_entreprise
@require_http_methods(["GET", "HEAD", "POST"])
def de_l_entreprise(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """The company's side."""
    candidature = get_object_or_404(candidatures_recues_par(entreprise).select_related(*JOINTES), pk=pk)
    return _conversation(request, candidature, de_l_entreprise=True)


def _conversation(request: HttpRequest, candidature: Candidature, *, de_l_entreprise: bool) -> HttpResponse:
    """Reading marks what the other side wrote as read; writing goes back to the end of the list."""
    maintenant = timezone.now()
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            message = ecrire_message(
                candidature=candidature,
                auteur=request.user,  # type: ignore[arg-type]
                de_l_entreprise=de_l_entreprise,
                texte=form.cleaned_data["texte"],
                maintenant=maintenant,
            )
        except MessageImpossible as refus:
            form.add_error("texte", str(refus))
        else:
            envoyer_bientot()
            _dire(request, message)
            return redirect(f"{request.path}#dernier")
    elif request.method == "GET":
        marquer_lus(candidature=candidature, par_l_entreprise=de_l_entreprise, maintenant=maintenant)
    page = Paginator(messages_du_fil(candidature), PAR_PAGE).get_page(request.GET.get("page"))
    contexte: dict[str, Any] = {
        "candidature": candidature,
        "entreprise_nom": candidature.offre.entreprise.organisation.nom,
        "de_l_entreprise": de_l_entreprise,
        "page": page,
        "suite": list(reversed(page.object_list)),
        "fermeture": fermeture(candidature, timezone.localdate(maintenant)),
        "form": form,
        "rubrique": "candidatures",
    }
    gabarit = "stages/espace/conversation.html" if de_l_entreprise else "stages/conversation.html"
    return render(request, gabarit, contexte, status=422 if form.errors else 200)


def _dire(request: HttpRequest, message: MessageDeFil) -> None:
    if message.masque:
        messages.warning(
            request, "Message envoyé. Des coordonnées y ont été masquées : l'échange reste sur le portail."
        )
    else:
        messages.success(request, "Message envoyé.")


@reserve(personne_connectee)
@never_cache
@require_POST
def signaler_par_le_candidat(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """The candidate reports a message of the company."""
    candidature = get_object_or_404(candidatures_de(request.user), pk=pk)
    return _signaler(request, candidature, message, "stages:conversation", recu_de_l_entreprise=True)


@espace_entreprise
@require_POST
def signaler_par_l_entreprise(request: HttpRequest, entreprise: Entreprise, pk: int, message: int) -> HttpResponse:
    """The company reports a message of the candidate."""
    candidature = get_object_or_404(candidatures_recues_par(entreprise), pk=pk)
    return _signaler(request, candidature, message, "entreprise:conversation", recu_de_l_entreprise=False)


def _signaler(
    request: HttpRequest, candidature: Candidature, pk: int, retour: str, *, recu_de_l_entreprise: bool
) -> HttpResponse:
    recus = MessageDeFil.objects.filter(fil__candidature=candidature, de_l_entreprise=recu_de_l_entreprise)
    signaler_message(message=get_object_or_404(recus, pk=pk), maintenant=timezone.now())
    messages.success(request, "Merci. L'équipe du portail va lire ce message.")
    return redirect(retour, pk=candidature.pk)
