"""The applications that a company received: read what it may, accept or refuse in one click."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from commun.nombres import entier
from stages.choices import EtatCandidature
from stages.droits import candidatures_recues_par, offres_de
from stages.models import Candidature, Entreprise
from stages.services.candidatures import CandidatureImpossible, accepter, refuser
from stages.services.conventions import convention_possible
from stages.services.conversations import nouveaux_messages
from stages.services.lecture_candidature import cv_lisible, lue_par_l_entreprise
from stages.views.espace import RequeteConnectee, espace_entreprise
from stages.views.mes_candidatures import telecharger_cv

PAR_PAGE = 20
OFFRES_PROPOSEES = 200
MOTIF_MAX = 300
MOTIFS = (
    "Les places sont déjà prises.",
    "Nous ne pouvons pas accueillir quelqu'un à ces dates.",
    "La personne qui devait vous accueillir n'est plus disponible.",
    "Ce métier demande un âge que vous n'avez pas encore.",
)


def _recue(entreprise: Entreprise, pk: int) -> Candidature:
    liens = ("offre__commune", "semaine", "candidat", "etablissement")
    return get_object_or_404(candidatures_recues_par(entreprise).select_related(*liens), pk=pk)


@espace_entreprise
@require_safe
def candidatures(request: RequeteConnectee, entreprise: Entreprise) -> HttpResponse:
    """All of them, those that await an answer first when nothing else is asked."""
    etat, offre = request.GET.get("etat", ""), request.GET.get("offre", "")
    recues = candidatures_recues_par(entreprise).select_related("offre", "semaine", "candidat", "etablissement")
    if etat in EtatCandidature.values:
        recues = recues.filter(etat=etat)
    if (cle := entier(offre)) is not None:
        recues = recues.filter(offre=cle)
    page = Paginator(recues.order_by("-envoyee_le", "-pk"), PAR_PAGE).get_page(request.GET.get("page"))
    nouveaux = nouveaux_messages(candidatures=page, pour_l_entreprise=True)
    contexte = {
        "entreprise": entreprise,
        "rubrique": "candidatures",
        "page": page,
        "lignes": [(c, lue_par_l_entreprise(c), nouveaux.get(c.pk, 0)) for c in page],
        "etats": [(e.value, e.label) for e in EtatCandidature if e != EtatCandidature.A_AUTORISER],
        "etat": etat,
        "offre": offre,
        "offres": offres_de(entreprise).exclude(publiee_le=None).only("pk", "titre")[:OFFRES_PROPOSEES],
    }
    return render(request, "stages/espace/candidatures.html", contexte)


@espace_entreprise
@require_safe
def candidature(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponse:
    """One application, with the two buttons while it awaits an answer."""
    return _page(request, entreprise, _recue(entreprise, pk))


def _page(
    request: RequeteConnectee, entreprise: Entreprise, recue: Candidature, erreur: str = "", saisi: str = ""
) -> HttpResponse:
    contexte = {
        "entreprise": entreprise,
        "rubrique": "candidatures",
        "c": recue,
        "lue": lue_par_l_entreprise(recue),
        "evenements": recue.evenements.all(),
        "a_repondre": recue.etat == EtatCandidature.ENVOYEE,
        "avec_convention": convention_possible(recue),
        "motifs": MOTIFS,
        "erreur": erreur,
        "saisi": saisi,
    }
    return render(request, "stages/espace/candidature.html", contexte, status=422 if erreur else 200)


@espace_entreprise
@require_POST
def accepter_candidature(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponse:
    """Yes: a place is kept, and the person told."""
    recue = _recue(entreprise, pk)
    try:
        accepter(candidature=recue, par=request.user, maintenant=timezone.now())
    except CandidatureImpossible as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Candidature acceptée : la personne est prévenue et doit confirmer.")
    return redirect("entreprise:candidature", pk)


@espace_entreprise
@require_POST
def refuser_candidature(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponse:
    """No, with a reason that the person reads: a ready one, or one's own words."""
    recue = _recue(entreprise, pk)
    motif = " ".join((request.POST.get("motif") or request.POST.get("autre_motif", "")).split())
    if not motif or len(motif) > MOTIF_MAX or "\x00" in motif:
        erreur = f"Donnez une raison, en {MOTIF_MAX} caractères au plus."
        return _page(request, entreprise, recue, erreur, request.POST.get("autre_motif", "")[: 2 * MOTIF_MAX])
    try:
        refuser(candidature=recue, par=request.user, motif=motif, maintenant=timezone.now())
    except CandidatureImpossible as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Réponse envoyée : la personne est prévenue.")
    return redirect("entreprise:candidature", pk)


@espace_entreprise
@require_safe
def cv(request: RequeteConnectee, entreprise: Entreprise, pk: int) -> HttpResponseBase:
    """The CV, once the company may read it."""
    recue = _recue(entreprise, pk)
    if not cv_lisible(recue):
        raise Http404("Aucun CV à lire.")
    return telecharger_cv(recue)
