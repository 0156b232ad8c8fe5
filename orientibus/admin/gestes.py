"""A page that asks before acting on one row: what it does, a form, a button. Opening it changes nothing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from comptes.models import Utilisateur
from comptes.tasks import envoyer_bientot
from orientibus.droits import peut_gerer_les_bus
from orientibus.services.demandes import DemandeImpossible
from orientibus.services.etapes import EtapeImpossible


class MotifForm(forms.Form):
    """Why, in words that the asker will read."""

    use_required_attribute = False

    motif = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="Le demandeur le lira.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez pourquoi : le demandeur le lira."},
    )


def gestionnaire(request: HttpRequest) -> Utilisateur:
    """The member of the team who acts, or a refusal."""
    if not peut_gerer_les_bus(request.user) or not isinstance(request.user, Utilisateur):
        raise PermissionDenied
    return request.user


def page_de_geste(
    page: Any,
    request: HttpRequest,
    objet: Any,
    *,
    titre: str,
    explication: str,
    form: forms.Form,
    agir: Callable[[], Any],
    fait: str,
) -> HttpResponse:
    """Show the form; by POST, act once it is valid, and come back to the row."""
    retour = reverse(f"admin:orientibus_{page.opts.model_name}_change", args=[objet.pk])
    if request.method == "POST" and form.is_valid():
        try:
            agir()
        except (DemandeImpossible, EtapeImpossible) as refus:
            form.add_error(None, str(refus))
        else:
            envoyer_bientot()
            messages.success(request, fait)
            return HttpResponseRedirect(retour)
    contexte = page.admin_site.each_context(request) | {
        "title": titre,
        "opts": page.opts,
        "objet": objet,
        "explication": explication,
        "form": form,
        "retour": retour,
    }
    return TemplateResponse(request, "admin/orientibus/geste.html", contexte, status=422 if form.errors else 200)
