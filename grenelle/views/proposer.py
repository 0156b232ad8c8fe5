"""To propose, to change and to take back one's own words; what one has written."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve
from comptes.models import Utilisateur
from grenelle.choices import Moderation
from grenelle.droits import peut_contribuer
from grenelle.forms.contributions import CommentaireForm, ContributionForm
from grenelle.models import Contribution, EditionGrenelle, Plan
from grenelle.services import contributions as service
from grenelle.services.editions import GrenelleRefuse
from grenelle.services.lecture_contributions import mesures_du_plan, miennes
from grenelle.views.contributions import plan_montre

PAR_PAGE = 20


@reserve(peut_contribuer)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def proposer(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, then the words as they would be published, then the sending."""
    plan = plan_montre(slug)
    jour = timezone.localdate()
    edition = next((e for e in EditionGrenelle.objects.montrees().filter(plan=plan) if e.recoit_le(jour)), None)
    if edition is None:
        messages.info(request, "Les contributions ne sont pas ouvertes.")
        return redirect("grenelle:contributions", plan.slug)
    mesures = [m for m in mesures_du_plan(plan) if m.close_le is None]
    voulue = request.GET.get("mesure", "")
    connue = voulue if any(m.numero == voulue for m in mesures) else ""
    form = ContributionForm(request.POST or None, mesures=mesures, initial={"mesure": connue})
    if not form.is_bound:
        return _formulaire(request, plan, edition, form)
    if not form.is_valid():
        return _formulaire(request, plan, edition, form, 422)
    if request.POST.get("etape") != "envoyer":
        corriger = request.POST.get("etape") == "corriger"
        return _formulaire(request, plan, edition, form) if corriger else _relecture(request, plan, edition, form)
    try:
        service.contribuer(
            edition=edition,
            auteur=request.user,
            titre=form.cleaned_data["titre"],
            texte=form.cleaned_data["texte"],
            mesure=form.mesure_choisie,
            maintenant=timezone.now(),
        )
    except GrenelleRefuse as refus:
        form.add_error(None, str(refus))
        return _formulaire(request, plan, edition, form, 422)
    messages.success(request, "Merci. Votre contribution est reçue : une personne de la Région la relit d'abord.")
    return redirect("grenelle:mes_contributions")


def _formulaire(
    request: HttpRequest, plan: Plan, edition: EditionGrenelle, form: ContributionForm, statut: int = 200
) -> HttpResponse:
    contexte = {"plan": plan, "edition": edition, "form": form}
    return render(request, "grenelle/contributions/proposer.html", contexte, status=statut)


def _relecture(request: HttpRequest, plan: Plan, edition: EditionGrenelle, form: ContributionForm) -> HttpResponse:
    titre, texte, masquee = form.relue
    contexte = {
        "plan": plan,
        "edition": edition,
        "form": form,
        "mesure": form.mesure_choisie,
        "titre": titre,
        "texte": texte,
        "masquee": masquee,
    }
    return render(request, "grenelle/contributions/relecture.html", contexte)


@reserve(personne_connectee)
@never_cache
@require_safe
def mes_contributions(request: HttpRequest) -> HttpResponse:
    """Everything that the person wrote, with what became of it."""
    page = Paginator(miennes(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    jour = timezone.localdate()
    for ligne in page.object_list:
        ouverte = ligne.edition.se_vote_le(jour) if ligne.repond_a_id else ligne.edition.recoit_le(jour)
        ligne.modifiable = ligne.moderation == Moderation.ATTENTE and ouverte
        ligne.retirable = ligne.moderation in (Moderation.ATTENTE, Moderation.ACCEPTEE)
    return render(request, "grenelle/contributions/miennes.html", {"page": page})


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own words while nobody has read them."""
    contribution = _la_mienne(request, pk)
    if contribution.moderation != Moderation.ATTENTE:
        messages.info(request, "Cette contribution a été relue : elle ne se modifie plus.")
        return redirect("grenelle:mes_contributions")
    if contribution.repond_a_id is not None:
        form: ContributionForm | CommentaireForm = CommentaireForm(
            request.POST or None, initial={"texte": contribution.texte}
        )
    else:
        mesures = mesures_du_plan(contribution.edition.plan)
        form = ContributionForm(
            request.POST or None, mesures=mesures, initial=ContributionForm.valeurs_de(contribution)
        )
    if form.is_bound and form.is_valid():
        try:
            service.modifier(
                contribution=contribution,
                auteur=request.user,
                titre=form.cleaned_data.get("titre", ""),
                texte=form.cleaned_data["texte"],
                mesure=form.mesure_choisie if isinstance(form, ContributionForm) else None,
                maintenant=timezone.now(),
            )
        except GrenelleRefuse as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "Votre contribution est modifiée.")
            return redirect("grenelle:mes_contributions")
    contexte = {"form": form, "contribution": contribution}
    return render(request, "grenelle/contributions/modifier.html", contexte, status=422 if form.errors else 200)


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own words back, once it was asked whether one means it."""
    contribution = _la_mienne(request, pk)
    if request.method != "POST":
        return render(request, "grenelle/contributions/retirer.html", {"contribution": contribution})
    try:
        effacee = service.retirer(contribution=contribution, auteur=request.user)
    except GrenelleRefuse as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Votre contribution est " + ("effacée." if effacee else "retirée du portail."))
    return redirect("grenelle:mes_contributions")


def _la_mienne(request: HttpRequest, pk: int) -> Contribution:
    """Somebody else's words do not exist here."""
    trouvee = None
    if pk < 2**63:
        lues = Contribution.objects.select_related("edition__plan", "mesure", "repond_a")
        trouvee = lues.filter(pk=pk, auteur=cast(Utilisateur, request.user)).first()
    if trouvee is None:
        raise Http404("Vous n'avez pas de contribution à cette adresse.")
    return trouvee
