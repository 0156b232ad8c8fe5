"""The pages of the links sent by mail: to take a date or not, to tell what became of a visit. A GET changes nothing."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commun.acces import reserve, tout_public
from comptes.models import Utilisateur
from comptes.tasks import envoyer_bientot
from orientibus.choices import EtatEtape
from orientibus.forms.reponses import CompteRenduForm, NonTenueForm, ReponseForm, valeurs_du_compte
from orientibus.models import CompteRendu, Etape
from orientibus.services.etapes import (
    EtapeImpossible,
    confirmer_etape,
    decliner_etape,
    dire_non_tenue,
    enregistrer_compte_rendu,
    faute_de_date,
)
from orientibus.services.liens import LienInvalide, lire_jeton
from orientibus.services.regles import regles_au


def _etape(jeton: str) -> Etape:
    try:
        return lire_jeton(jeton)
    except LienInvalide as erreur:
        raise Http404("Ce lien n'est plus valable.") from erreur


def _par(request: HttpRequest) -> Utilisateur | None:
    return request.user if isinstance(request.user, Utilisateur) else None


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """One page: what is offered, and the two answers."""
    etape = _etape(jeton)
    form = ReponseForm(
        request.POST if request.method == "POST" else None, initial={"sequence": etape.sequence, "reponse": "oui"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _repondre(etape, form, _par(request))
        except EtapeImpossible as refus:
            form.add_error(None, str(refus))
            etape = _etape(jeton)
            form.relire(etape.sequence)
        else:
            envoyer_bientot()
            return redirect("orientibus:repondre", jeton=jeton)
    ouverte = etape.etat in (EtatEtape.PROPOSEE, EtatEtape.CONFIRMEE) and etape.fin >= timezone.localdate()
    contexte = {"etape": etape, "demande": etape.demande, "form": form, "ouverte": ouverte, "jeton": jeton}
    return render(request, "orientibus/etapes/repondre.html", contexte, status=422 if form.errors else 200)


def _repondre(etape: Etape, form: ReponseForm, par: Utilisateur | None) -> None:
    donnees, maintenant = form.cleaned_data, timezone.now()
    if donnees["reponse"] == "oui":
        confirmer_etape(etape=etape, par=par, maintenant=maintenant, sequence=donnees["sequence"])
    else:
        decliner_etape(etape=etape, motif=donnees["motif"], par=par, maintenant=maintenant)


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compte_rendu(request: HttpRequest, jeton: str) -> HttpResponse:
    """What became of the visit, by the one who asked for it; it may be corrected for some weeks."""
    etape = _etape(jeton)
    refus = _refus_du_compte(etape)
    if refus:
        contexte = {"etape": etape, "demande": etape.demande, "refus": refus}
        return render(request, "orientibus/etapes/compte_ferme.html", contexte, status=409 if request.POST else 200)
    compte = CompteRendu.objects.filter(etape=etape).prefetch_related("frequentations", "ateliers").first()
    manquee = request.POST.get("geste") == "non_tenue"
    initial = valeurs_du_compte(compte) if compte else {"ateliers": [a.slug for a in etape.demande.ateliers.all()]}
    form = CompteRenduForm(request.POST if request.method == "POST" and not manquee else None, initial=initial)
    absence = NonTenueForm(request.POST if manquee else None)
    lue: Form = absence if manquee else form
    if request.method == "POST" and lue.is_valid():
        try:
            dit = _dire_non_tenue(etape, absence, request) if manquee else _enregistrer(etape, form, request)
        except EtapeImpossible as erreur:
            lue.add_error(None, str(erreur))
        else:
            messages.success(request, dit)
            return redirect("orientibus:compte_rendu", jeton=jeton)
    contexte = {"etape": etape, "demande": etape.demande, "form": form, "absence": absence, "compte": compte}
    return render(request, "orientibus/etapes/compte_rendu.html", contexte, status=422 if lue.errors else 200)


def _enregistrer(etape: Etape, form: CompteRenduForm, request: HttpRequest) -> str:
    enregistrer_compte_rendu(
        etape=etape,
        frequentations=form.frequentations(),
        ateliers=form.tenus(),
        satisfaction=form.cleaned_data["satisfaction"],
        remarques=form.cleaned_data["remarques"],
        par=_par(request),
        maintenant=timezone.now(),
    )
    return "Merci, votre compte rendu est enregistré."


def _dire_non_tenue(etape: Etape, form: NonTenueForm, request: HttpRequest) -> str:
    dire_non_tenue(etape=etape, motif=form.cleaned_data["motif"], par=_par(request), maintenant=timezone.now())
    return "C'est noté : la visite n'est pas comptée, et votre demande est de nouveau à l'étude."


def _refus_du_compte(etape: Etape) -> str:
    """Why nothing can be told now; empty when it can."""
    aujourdhui = timezone.localdate()
    if etape.etat not in (EtatEtape.CONFIRMEE, EtatEtape.REALISEE):
        return f"Cette visite est « {etape.get_etat_display().lower()} » : il n'y a rien à en dire."
    if faute := faute_de_date(etape, aujourdhui):
        return faute
    jours = int(regles_au(aujourdhui)["compte_rendu_jours"])
    if aujourdhui > etape.fin + timedelta(days=jours):
        return f"Le délai de {jours} jours pour remplir ce compte rendu est passé. Écrivez-nous."
    return ""
