"""An asker's own requests: what is going on, the detail, changes until planning starts. What is not yours is a 404."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve
from comptes.tasks import envoyer_bientot
from comptes.views.compte import RequeteConnectee
from orientibus.choices import EN_COURS, ETATS_QUI_OCCUPENT, EtatEtape
from orientibus.forms.demande import DemandeForm, valeurs_de
from orientibus.forms.reponses import RetraitForm
from orientibus.models import Demande
from orientibus.services.demandes import (
    RETIRABLES,
    DemandeImpossible,
    Periodes,
    modifier_demande,
    retirer_demande,
)
from orientibus.services.liens import jeton_de
from orientibus.views.demande import contexte_du_resume

PAR_PAGE = 20
HISTOIRE = 40


@reserve(personne_connectee)
@never_cache
@require_safe
def mes_demandes(request: RequeteConnectee) -> HttpResponse:
    """Those that wait first, the others after."""
    siennes = Demande.objects.de(request.user).completes().select_related("saison").order_by("-created_at", "-pk")
    en_cours = list(siennes.filter(etat__in=EN_COURS)[:100])
    page = Paginator(siennes.exclude(etat__in=EN_COURS), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "orientibus/demande/liste.html", {"en_cours": en_cours, "page": page})


def _sienne(request: RequeteConnectee, reference: str) -> Demande:
    siennes = Demande.objects.de(request.user).completes().select_related("saison")
    return get_object_or_404(siennes, reference=reference)


@reserve(personne_connectee)
@never_cache
@require_safe
def ma_demande(request: RequeteConnectee, reference: str) -> HttpResponse:
    """One request: where it stands in words, what to do, its points, its history."""
    demande = _sienne(request, reference)
    etape = demande.etapes.filter(etat__in=ETATS_QUI_OCCUPENT).select_related("bus").first()
    periodes = list(demande.periodes.all())
    contexte = {
        "demande": demande,
        "etape": etape,
        "jeton": jeton_de(etape) if etape else "",
        "commencee": etape is not None and etape.jour <= timezone.localdate(),
        "compte": etape is not None and etape.etat == EtatEtape.REALISEE and hasattr(etape, "compte_rendu"),
        "ateliers": demande.ateliers.all(),
        "periodes": Periodes(
            tuple((p.debut, p.fin) for p in periodes if not p.exclue),
            tuple((p.debut, p.fin) for p in periodes if p.exclue),
        ),
        "parties": demande.priorite,
        "points": demande.poids,
        "retirable": demande.etat in RETIRABLES,
        "histoire": demande.history.exclude(history_change_reason=None).order_by("-history_date")[:HISTOIRE],
    }
    return render(request, "orientibus/demande/demande.html", contexte)


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: RequeteConnectee, reference: str) -> HttpResponse:
    """The same form and summary, filled with what was asked."""
    demande = _sienne(request, reference)
    if not demande.modifiable:
        messages.info(request, "Cette demande ne peut plus être modifiée. Vous pouvez encore la retirer.")
        return redirect(demande)
    if request.method != "POST":
        form = DemandeForm(initial=valeurs_de(demande), saison=demande.saison, utilisateur=request.user)
        return _page(request, demande, form)
    form = DemandeForm(request.POST, saison=demande.saison, utilisateur=request.user)
    if request.POST.get("geste") == "corriger" or not form.is_valid():
        return _page(request, demande, form)
    if request.POST.get("geste") != "envoyer":
        return render(request, "orientibus/demande/resume.html", contexte_du_resume(form, demande.saison, demande))
    try:
        modifier_demande(
            demande=demande,
            dossier=form.dossier(),
            periodes=form.periodes(),
            ateliers=form.choisis(),
            auteur=request.user,
            maintenant=timezone.now(),
        )
    except DemandeImpossible as refus:
        messages.error(request, str(refus))
        return redirect(demande)
    messages.success(request, "Votre demande est modifiée.")
    return redirect(demande)


def _page(request: RequeteConnectee, demande: Demande, form: DemandeForm) -> HttpResponse:
    contexte = {"form": form, "saison": demande.saison, "demande": demande}
    return render(request, "orientibus/demande/formulaire.html", contexte, status=422 if form.errors else 200)


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: RequeteConnectee, reference: str) -> HttpResponse:
    """A page that says what a withdrawal does, and its button."""
    demande = _sienne(request, reference)
    form = RetraitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            retirer_demande(
                demande=demande, motif=form.cleaned_data["motif"], par=request.user, maintenant=timezone.now()
            )
        except DemandeImpossible as refus:
            messages.error(request, str(refus))
            return redirect(demande)
        envoyer_bientot()
        messages.success(request, f"La demande {demande.reference} est retirée.")
        return redirect("orientibus:mes_demandes")
    contexte = {"demande": demande, "form": form, "retirable": demande.etat in RETIRABLES}
    return render(request, "orientibus/demande/retirer.html", contexte, status=422 if form.errors else 200)
