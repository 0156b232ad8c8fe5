"""The offers of a company: list, page of one, its preview and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from commun.nombres import entier
from stages.choices import EtatOffre, Section
from stages.droits import offres_de
from stages.forms.gestes import InvitationForm
from stages.forms.resolution import etablissements_nommes, nom_d_etablissement
from stages.models import Entreprise, EntrepriseAssociee, OffreStage
from stages.services import associations, offres
from stages.services.controles import controler
from stages.services.lecture_offres import GESTES, SOUMETTABLES, compter, histoire, lignes
from stages.services.textes import contacts_dans
from stages.tasks.alertes import annoncer_bientot
from stages.views.espace import espace_entreprise
from stages.views.fiche import contexte_de_l_offre, lire_offre

PAR_PAGE = 20
DITS = {
    "renouveler": "L'offre est renouvelée.",
    "retirer": "L'offre est retirée : plus personne ne la voit.",
    "dupliquer": "Voici une copie de l'offre, en brouillon.",
}


def l_offre(entreprise: Entreprise, pk: int) -> OffreStage:
    """An offer of the company; what is not its own does not exist."""
    siennes = offres_de(entreprise).select_related("entreprise__organisation", "commune__departement")
    return get_object_or_404(siennes, pk=pk)


@require_safe
@espace_entreprise
def liste(request: HttpRequest, entreprise: Entreprise) -> HttpResponse:
    """The company's offers, filtered by state and section; an unknown value is ignored and said."""
    etat, section = request.GET.get("etat", ""), request.GET.get("section", "")
    ecartes = [v[:40] for v, connus in ((etat, EtatOffre.values), (section, Section.values)) if v and v not in connus]
    requete = lignes(entreprise)
    if etat in EtatOffre.values:
        requete = requete.filter(etat=etat)
    if section in Section.values:
        requete = requete.filter(section=section)
    comptes = compter(entreprise)
    invitations = EntrepriseAssociee.objects.filter(entreprise=entreprise).select_related(
        "offre__entreprise__organisation", "offre__commune__departement"
    )
    contexte = {
        "rubrique": "offres",
        "page": Paginator(requete, PAR_PAGE).get_page(request.GET.get("page")),
        "etats": [(e.value, e.label, comptes["etat"][e]) for e in EtatOffre],
        "sections": [(s.value, s.label, comptes["section"][s]) for s in Section],
        "etat": etat,
        "section": section,
        "ecartes": ecartes,
        "invitations": invitations.order_by("acceptee_le", "-pk")[:50],
    }
    return render(request, "stages/espace/offres.html", contexte)


@require_safe
@espace_entreprise
def fiche(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """One offer: its state, what it lacks, what may be done, its history, the companies that share it."""
    return _fiche(request, l_offre(entreprise, pk))


def _fiche(request: HttpRequest, offre: OffreStage, form: InvitationForm | None = None) -> HttpResponse:
    contexte = {
        "rubrique": "offres",
        "offre": offre,
        "gestes": GESTES[offre.etat],
        "manques": controler(offre, timezone.localdate()) if offre.etat in SOUMETTABLES else [],
        "soumettable": offre.etat in SOUMETTABLES and offre.etat != EtatOffre.EXPIREE,
        "contacts": contacts_dans(f"{offre.titre}\n{offre.description}"),
        "histoire": histoire(offre),
        "associees": offre.associees.select_related("entreprise__organisation").order_by("pk"),
        "form": form or InvitationForm(),
    }
    return render(request, "stages/espace/offre.html", contexte, status=422 if form and form.errors else 200)


@require_safe
@espace_entreprise
def apercu(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """What the public will see, before it does."""
    offre = lire_offre(l_offre(entreprise, pk).pk)
    if offre is None:  # withdrawn between the two readings
        raise Http404("Cette offre n'existe plus.")
    contexte = contexte_de_l_offre(offre, timezone.now()) | {
        "rubrique": "offres",
        "apercu": True,
        "manques": controler(offre, timezone.localdate()),
        "soumettable": offre.etat in SOUMETTABLES,
        "contacts": contacts_dans(f"{offre.titre}\n{offre.description}"),
    }
    return render(request, "stages/espace/apercu.html", contexte)


@require_POST
@espace_entreprise
def agir(request: HttpRequest, entreprise: Entreprise, pk: int, action: str) -> HttpResponse:
    """Send, renew, withdraw, duplicate: by a button only, never by opening a link."""
    if action not in (*DITS, "soumettre"):
        raise Http404
    offre = l_offre(entreprise, pk)
    try:
        resultat = _faire(request, offre, action)
    except offres.TransitionRefusee as refus:
        messages.error(request, str(refus))
        return redirect("entreprise:offre", pk=offre.pk)
    except offres.OffreIncomplete:
        messages.error(request, "Cette offre n'est pas encore complète : voici ce qui manque.")
        return redirect("entreprise:offre", pk=offre.pk)
    if action == "dupliquer":
        return redirect("entreprise:offre_modifier", pk=resultat.pk)
    return redirect("entreprise:offre", pk=resultat.pk)


def _faire(request: HttpRequest, offre: OffreStage, action: str) -> OffreStage:
    maintenant = timezone.now()
    if action == "soumettre":
        par: Any = request.user
        envoyee = offres.soumettre(offre=offre, par=par, maintenant=maintenant)
        annoncer_bientot(envoyee)
        en_ligne = envoyee.etat == EtatOffre.PUBLIEE
        messages.success(
            request,
            "L'offre est en ligne." if en_ligne else "L'offre est envoyée : l'équipe du portail la relit d'abord.",
        )
        return envoyee
    faire = {"retirer": offres.retirer, "dupliquer": offres.dupliquer}
    if action == "renouveler":
        resultat = offres.renouveler(offre=offre, maintenant=maintenant)
        annoncer_bientot(resultat)
    else:
        resultat = faire[action](offre=offre)
    messages.success(request, DITS[action])
    return resultat


@require_http_methods(["POST"])
@espace_entreprise
def inviter(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """Invite a company to share the offer, or take an invitation back (``retirer``)."""
    offre = l_offre(entreprise, pk)
    retiree = request.POST.get("retirer", "")
    if retiree:
        if (cle := entier(retiree)) is not None:
            associations.retirer_association(offre=offre, associee=cle)
        messages.success(request, "Cette entreprise n'est plus associée à l'offre.")
        return redirect("entreprise:offre", pk=offre.pk)
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            associee = associations.inviter(offre=offre, siret=form.cleaned_data["siret"])
        except associations.AssociationRefusee as refus:
            form.add_error("siret", str(refus))
        else:
            messages.success(request, f"{associee.entreprise} est invitée à partager cette offre.")
            return redirect("entreprise:offre", pk=offre.pk)
    return _fiche(request, offre, form)


@require_POST
@espace_entreprise
def repondre_au_partage(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """The invited company accepts or leaves."""
    associee = get_object_or_404(EntrepriseAssociee.objects.filter(entreprise=entreprise), pk=pk)
    accepte = request.POST.get("reponse") == "accepter"
    if not accepte and request.POST.get("reponse") != "refuser":
        messages.error(request, "Choisissez d'accepter ou de refuser.")
        return redirect("entreprise:offres")
    associations.repondre(associee=associee, accepte=accepte, maintenant=timezone.now())
    messages.success(request, "Votre entreprise partage cette offre." if accepte else "Votre réponse est enregistrée.")
    return redirect("entreprise:offres")


@require_GET
@espace_entreprise
def etablissements(request: HttpRequest, entreprise: Entreprise) -> JsonResponse:
    """Schools to propose while a company types whom places are kept for."""
    texte = " ".join(request.GET.get("q", "")[:120].replace("\x00", "").split())
    trouves = etablissements_nommes(texte) if len(texte) > 1 else []
    return JsonResponse(
        {
            "results": [
                {"libelle": nom_d_etablissement(e), "detail": e.commune.nom if e.commune else ""} for e in trouves
            ]
        }
    )
