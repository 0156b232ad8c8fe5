"""The candidate's profile for apprenticeship: write it, see what companies see, publish it or not, answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commun.acces import personne_connectee, reserve
from comptes.tasks import envoyer_bientot
from stages.forms.profil import ProfilCandidatForm
from stages.models import DemandeDeContact, ProfilCandidat
from stages.services.contacts import ContactRefuse, repondre_a_un_contact
from stages.services.profils import (
    PublicationRefusee,
    effacer_le_profil,
    enregistrer_le_profil,
    noter_la_visite,
    publier_le_profil,
    raison_de_ne_pas_publier,
    retirer_le_profil,
    vu_par_une_entreprise,
)
from stages.services.regles import regles_au
from stages.views.espace import RequeteConnectee

DEMANDES_MONTREES = 50
GESTES = ("publier", "retirer", "effacer")


def _profil_de(request: RequeteConnectee) -> ProfilCandidat | None:
    profils = ProfilCandidat.objects.select_related("utilisateur", "commune__departement").prefetch_related("metiers")
    return profils.filter(utilisateur=request.user).first()


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profil(request: RequeteConnectee) -> HttpResponse:
    """Write one's profile; the page shows what a company would see, and the requests received."""
    sien = _profil_de(request)
    form = ProfilCandidatForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            enregistrer_le_profil(utilisateur=request.user, saisie=form.saisie(), maintenant=timezone.now())
        except PublicationRefusee as refus:
            form.reporter(refus.champ, str(refus))
        else:
            messages.success(request, "Votre profil est enregistré. Voici ce qu'une entreprise en voit.")
            return redirect("stages:profil")
    if sien is not None and form is None:
        noter_la_visite(sien, timezone.now())
    contexte = {
        "profil": sien,
        "vu": vu_par_une_entreprise(sien) if sien else None,
        "raison": raison_de_ne_pas_publier(sien, regles_au(timezone.localdate())) if sien else "",
        "demandes": _demandes(sien),
        "form": form or ProfilCandidatForm(initial=ProfilCandidatForm.depuis(sien, request.user.prenom)),
    }
    return render(request, "stages/profil.html", contexte, status=422 if form is not None else 200)


def _demandes(sien: ProfilCandidat | None) -> list[DemandeDeContact]:
    if sien is None:
        return []
    return list(sien.demandes.select_related("entreprise__organisation")[:DEMANDES_MONTREES])


@reserve(personne_connectee)
@require_POST
def profil_geste(request: RequeteConnectee, geste: str) -> HttpResponse:
    """Publish, hide or delete one's profile."""
    if geste not in GESTES:
        raise Http404
    sien = get_object_or_404(ProfilCandidat, utilisateur=request.user)
    if geste == "publier":
        try:
            publier_le_profil(profil=sien, maintenant=timezone.now())
        except PublicationRefusee as refus:
            messages.error(request, str(refus))
        else:
            messages.success(request, "Votre profil est publié : les entreprises vérifiées peuvent le lire.")
    elif geste == "retirer":
        retirer_le_profil(profil=sien)
        messages.success(request, "Votre profil n'est plus visible. Rien n'est effacé.")
    else:
        effacer_le_profil(profil=sien)
        messages.success(request, "Votre profil est effacé.")
    return redirect("stages:profil")


@reserve(personne_connectee)
@require_POST
def demande(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Answer a company's request."""
    recue = get_object_or_404(DemandeDeContact, pk=pk, profil__utilisateur=request.user)
    accepter = request.POST.get("reponse") == "accepter"
    if not accepter and request.POST.get("reponse") != "refuser":
        messages.error(request, "Choisissez d'accepter ou de refuser.")
        return redirect("stages:profil")
    try:
        repondre_a_un_contact(demande=recue, accepter=accepter, maintenant=timezone.now())
    except ContactRefuse as refus:
        messages.error(request, str(refus))
    else:
        envoyer_bientot()
        oui = "L'entreprise connaît maintenant votre prénom et votre adresse électronique : elle va vous écrire."
        messages.success(request, oui if accepter else "C'est noté : l'entreprise ne saura rien de vous.")
    return redirect("stages:profil")
