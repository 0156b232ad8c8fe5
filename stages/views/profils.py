"""Verified companies search the profiles of candidates to apprenticeship, and write to them once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from stages.forms.profil import MessageForm, RechercheProfilsForm
from stages.models import DemandeDeContact, Entreprise, ProfilCandidat
from stages.services.contacts import ContactRefuse, demander_un_contact, profils_cherches
from stages.services.profils import vu_par_une_entreprise
from stages.views.espace import RequeteConnectee, espace_entreprise

PAR_PAGE = 10
TROUVES_MAX = 500


@espace_entreprise
@require_safe
def profils(request: RequeteConnectee, entreprise: Entreprise) -> HttpResponse:
    """The search; a company that is not verified yet is told so and sees nobody."""
    form = RechercheProfilsForm(request.GET or None)
    if form.is_bound:
        form.is_valid()
    criteres = form.criteres() if form.is_bound else RechercheProfilsForm.vides()
    trouves = profils_cherches(criteres, entreprise)[:TROUVES_MAX]
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "rubrique": "profils",
        "entreprise": entreprise,
        "form": form,
        "page": page,
        "nombre": page.paginator.count,
        "cartes": [(vu_par_une_entreprise(p), getattr(p, "deja_contacte", False)) for p in page.object_list],
        "criteres": criteres,
    }
    return render(request, "stages/espace/profils.html", contexte, status=422 if form.errors else 200)


@espace_entreprise
@require_http_methods(["GET", "HEAD", "POST"])
def profil(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponse:
    """One profile, as the company may see it: more once the candidate has accepted."""
    demande = (
        DemandeDeContact.objects.filter(profil=pk, entreprise=entreprise).select_related("profil__utilisateur").first()
    )
    connus = ProfilCandidat.objects.all() if demande else ProfilCandidat.objects.publies()
    if not entreprise.organisation.verifiee:
        connus = connus.none()
    trouve = get_object_or_404(
        connus.select_related("utilisateur", "commune__departement").prefetch_related("metiers"), pk=pk
    )
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            demander_un_contact(
                profil=trouve,
                entreprise=entreprise,
                par=request.user,
                message=form.cleaned_data["message"],
                maintenant=timezone.now(),
            )
        except ContactRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "Votre demande est envoyée. Cette personne vous répondra si elle le souhaite.")
            return redirect("entreprise:profil", pk=pk)
    contexte = {
        "rubrique": "profils",
        "entreprise": entreprise,
        "vu": vu_par_une_entreprise(trouve),
        "demande": demande,
        "personne": trouve.utilisateur if demande and demande.etat == DemandeDeContact.Etat.ACCEPTEE else None,
        "prenom": trouve.prenom,
        "form": form,
    }
    return render(request, "stages/espace/profil.html", contexte, status=422 if form.errors else 200)
