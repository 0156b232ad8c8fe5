"""The company space: home, choice of the company, sheet and team, commitments, open doors."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commun.acces import personne_connectee, reserve, tout_public
from commun.nombres import entier
from comptes.models import Adhesion
from stages.forms.entreprise import EngagementForm, OuvertureForm, PresentationForm
from stages.models import Engagement, Entreprise, Ouverture
from stages.services import equipe as service_equipe
from stages.services.engagements import (
    EngagementRefuse,
    avancements,
    renouveler_un_engagement,
    signer_un_engagement,
)
from stages.services.equipe import EquipeRefusee, est_responsable
from stages.services.fiche_entreprise import modifier_la_fiche
from stages.services.ouvertures import (
    OuvertureRefusee,
    annuler_une_ouverture,
    proposer_une_ouverture,
    publier_une_ouverture,
)
from stages.services.tableau_de_bord import tableau_de
from stages.views.espace import CLE_SESSION, RequeteConnectee, espace_entreprise

MEMBRES_MONTRES = 100
LIGNES_MONTREES = 60


@espace_entreprise
@require_safe
def accueil(request: RequeteConnectee, entreprise: Entreprise) -> HttpResponse:
    """Figures, what awaits an answer, what to do next."""
    siennes = (
        Entreprise.objects.de(request.user).select_related("organisation").order_by("organisation__nom", "pk")[:20]
    )
    contexte = {
        "rubrique": "accueil",
        "entreprise": entreprise,
        "entreprises": list(siennes),
        "tableau": tableau_de(entreprise, timezone.now()),
    }
    return render(request, "stages/espace/accueil.html", contexte)


@reserve(personne_connectee)
@require_POST
def choisir(request: RequeteConnectee) -> HttpResponse:
    """Act for another of one's companies."""
    numero = entier(request.POST.get("entreprise"))
    if numero is None:
        raise Http404
    request.session[CLE_SESSION] = get_object_or_404(Entreprise.objects.de(request.user), pk=numero).pk
    return redirect("entreprise:accueil")


# --- sheet and team


@espace_entreprise
@require_http_methods(["GET", "HEAD", "POST"])
def equipe(request: RequeteConnectee, entreprise: Entreprise) -> HttpResponse:
    """The sheet of the company, kept by those responsible, and the people who act for it."""
    form = PresentationForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            modifier_la_fiche(
                entreprise=entreprise, fiche=form.fiche(entreprise), par=request.user, maintenant=timezone.now()
            )
        except EquipeRefusee as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "La fiche est enregistrée.")
            return redirect("entreprise:equipe")
    adhesions = list(
        Adhesion.objects.filter(organisation=entreprise.organisation_id)
        .exclude(etat=Adhesion.Etat.REFUSEE)
        .select_related("utilisateur")
        .order_by("-etat", "depuis", "pk")[:MEMBRES_MONTRES]
    )
    contexte = {
        "rubrique": "equipe",
        "entreprise": entreprise,
        "form": form or PresentationForm(initial=PresentationForm.depuis_la_fiche(entreprise)),
        "membres": [a for a in adhesions if a.etat == Adhesion.Etat.ACCEPTEE],
        "demandes": [a for a in adhesions if a.etat == Adhesion.Etat.DEMANDEE],
        "responsable": est_responsable(entreprise, request.user),
    }
    return render(request, "stages/espace/equipe.html", contexte, status=422 if form is not None else 200)


@espace_entreprise
@require_POST
def membre(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponse:
    """One button of the team: let in, refuse, make responsible or member, take out, leave."""
    adhesion = get_object_or_404(
        Adhesion.objects.select_related("utilisateur"), pk=pk, organisation=entreprise.organisation_id
    )
    geste, soi = request.POST.get("geste", ""), adhesion.utilisateur_id == request.user.pk
    try:
        phrase = _agir(geste, entreprise, adhesion, request)
    except EquipeRefusee as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, phrase)
        if soi and geste == "retirer":
            return redirect("comptes:compte")
    return redirect("entreprise:equipe")


def _agir(geste: str, entreprise: Entreprise, adhesion: Adhesion, request: RequeteConnectee) -> str:
    nom = adhesion.utilisateur.get_full_name() or adhesion.utilisateur.email
    par = request.user
    if geste == "accepter":
        service_equipe.accepter_un_membre(entreprise=entreprise, adhesion=adhesion, par=par)
        return f"{nom} fait maintenant partie de l'équipe."
    if geste == "refuser":
        service_equipe.refuser_un_membre(entreprise=entreprise, adhesion=adhesion, par=par)
        return "La demande est refusée."
    if geste == "retirer":
        service_equipe.retirer_un_membre(entreprise=entreprise, adhesion=adhesion, par=par)
        return f"{nom} ne fait plus partie de l'équipe."
    if geste in Adhesion.Fonction.values:
        service_equipe.changer_la_fonction(entreprise=entreprise, adhesion=adhesion, fonction=geste, par=par)
        return f"C'est fait : {nom} est maintenant {Adhesion.Fonction(geste).label.lower()}."
    raise EquipeRefusee("Cette action n'existe pas.")


# --- commitments


@espace_entreprise
@require_http_methods(["GET", "HEAD", "POST"])
def engagements(request: RequeteConnectee, entreprise: Entreprise) -> HttpResponse:
    """Commitments with their progress, and one to sign."""
    form = EngagementForm(request.POST if request.method == "POST" else None)
    jour = timezone.localdate()
    responsable = est_responsable(entreprise, request.user)
    if form.is_bound and form.is_valid():
        champs = {nom: form.cleaned_data[nom] for nom in ("type", "objectif", "debut", "fin")}
        try:
            _exiger_responsable(responsable)
            signer_un_engagement(entreprise=entreprise, par=request.user, jour=jour, **champs)
        except EngagementRefuse as refus:
            form.reporter(refus.champ, str(refus))
        else:
            messages.success(request, "L'engagement est signé. Merci !")
            return redirect("entreprise:engagements")
    siens = Engagement.objects.filter(entreprise=entreprise).select_related("signe_par")
    contexte = {
        "rubrique": "engagements",
        "entreprise": entreprise,
        "form": form,
        "avancements": avancements(siens, jour, LIGNES_MONTREES),
        "responsable": responsable,
    }
    return render(request, "stages/espace/engagements.html", contexte, status=422 if form.errors else 200)


@espace_entreprise
@require_POST
def engagement_renouveler(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponse:
    """Sign the same commitment for as long again."""
    engagement = get_object_or_404(Engagement.objects.signes(), pk=pk, entreprise=entreprise)
    try:
        _exiger_responsable(est_responsable(entreprise, request.user))
        renouveler_un_engagement(engagement=engagement, par=request.user, jour=timezone.localdate())
    except EngagementRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "L'engagement est renouvelé. Merci !")
    return redirect("entreprise:engagements")


def _exiger_responsable(responsable: bool) -> None:
    if not responsable:
        raise EngagementRefuse("Seules les personnes responsables de l'entreprise signent en son nom.")


@reserve(tout_public)
@require_safe
def charte(request: HttpRequest) -> HttpResponse:
    """What a company promises when it signs the charter."""
    return render(request, "stages/espace/charte.html")


# --- visits and open days


@espace_entreprise
@require_http_methods(["GET", "HEAD", "POST"])
def ouvertures(request: RequeteConnectee, entreprise: Entreprise) -> HttpResponse:
    """Dates proposed, and one to add."""
    form = OuvertureForm(request.POST if request.method == "POST" else None)
    maintenant = timezone.now()
    if form.is_bound and form.is_valid():
        try:
            proposer_une_ouverture(entreprise=entreprise, maintenant=maintenant, **form.champs())
        except OuvertureRefusee as refus:
            form.reporter(refus.champ, str(refus))
        else:
            messages.success(request, "La date est enregistrée.")
            return redirect("entreprise:ouvertures")
    siennes = list(Ouverture.objects.filter(entreprise=entreprise).order_by("-debut", "-pk")[:LIGNES_MONTREES])
    contexte = {
        "rubrique": "ouvertures",
        "entreprise": entreprise,
        "form": form,
        "a_venir": [o for o in reversed(siennes) if o.fin > maintenant],
        "passees": [o for o in siennes if o.fin <= maintenant],
    }
    return render(request, "stages/espace/ouvertures.html", contexte, status=422 if form.errors else 200)


@espace_entreprise
@require_POST
def ouverture(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponse:
    """Publish a date, or cancel it."""
    date_proposee = get_object_or_404(Ouverture, pk=pk, entreprise=entreprise)
    maintenant = timezone.now()
    geste = request.POST.get("geste")
    try:
        if geste == "annuler":
            annuler_une_ouverture(ouverture=date_proposee, maintenant=maintenant)
            messages.success(request, "La date est annulée : elle n'est plus sur votre page.")
        elif geste == "publier":
            publier_une_ouverture(ouverture=date_proposee, maintenant=maintenant)
            messages.success(request, "La date est publiée sur votre page.")
        else:
            messages.error(request, "Cette action n'existe pas.")
    except OuvertureRefusee as refus:
        messages.error(request, str(refus))
    return redirect("entreprise:ouvertures")
