"""A company signs up: who are you, which number, which sheet."""

from typing import Any

from allauth.account.decorators import verified_email_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commun.acces import personne_connectee, reserve, tout_public
from comptes.models import Adhesion, Organisation, Utilisateur
from comptes.tasks import envoyer_bientot
from stages.forms.entreprise import FicheForm, SiretForm
from stages.services.inscription import InscriptionImpossible, inscrire_entreprise, rejoindre, verifier_adresse
from stages.services.siret import chercher_au_registre, deja_inscrite
from stages.views.espace import CLE_SESSION, RequeteConnectee

CLE_REGISTRE = "registre"
GABARIT = "stages/espace/inscription.html"


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inscription(request: HttpRequest) -> HttpResponse:
    """Who takes the wrong door is led to theirs; a company needs an account whose address is confirmed."""
    if request.method != "POST" and request.GET.get("qui") != "entreprise":
        return render(request, "stages/espace/qui.html", {"demandes": _demandes(request)})
    if not personne_connectee(request.user):
        return render(request, "stages/espace/compte_necessaire.html")
    if not EmailAddress.objects.filter(user_id=request.user.pk, verified=True).exists():
        reponse: HttpResponse = verified_email_required(lambda requete: redirect(requete.path))(request)
        return reponse
    return _etape(request)  # type: ignore[arg-type]


def _demandes(request: HttpRequest) -> list[Adhesion]:
    if not isinstance(request.user, Utilisateur):
        return []
    return list(
        Adhesion.objects.filter(utilisateur=request.user, organisation__type=Organisation.Type.ENTREPRISE)
        .select_related("organisation")
        .order_by("pk")[:20]
    )


def _etape(request: RequeteConnectee) -> HttpResponse:
    try:
        verifier_adresse(request.user)
    except InscriptionImpossible as refus:
        return render(request, GABARIT, {"refus": str(refus)}, status=422)
    if request.method != "POST":
        return render(request, GABARIT, {"form": SiretForm()})
    siret = SiretForm(request.POST)
    if not siret.is_valid():
        return render(request, GABARIT, {"form": siret}, status=422)
    numero = siret.cleaned_data["siret"]
    existante = deja_inscrite(numero)
    if existante is not None and hasattr(existante, "entreprise"):
        return (
            _rejoindre(request, existante)
            if request.POST.get("etape") == "rejoindre"
            else _proposer(request, existante)
        )
    if request.POST.get("etape") == "fiche":
        return _inscrire(request, siret)
    return _montrer_la_fiche(request, siret)


def _proposer(request: RequeteConnectee, organisation: Organisation) -> HttpResponse:
    """The company is here already: nothing is sent before the person says so."""
    return render(request, GABARIT, {"organisation": organisation})


def _montrer_la_fiche(request: RequeteConnectee, siret: SiretForm) -> HttpResponse:
    numero = siret.cleaned_data["siret"]
    lu = chercher_au_registre(numero)
    if lu is not None and not lu.active:
        siret.add_error("siret", "D'après le registre public, cet établissement est fermé.")
        return render(request, GABARIT, {"form": siret}, status=422)
    request.session[CLE_REGISTRE] = [numero, lu.nom] if lu else None
    fiche = FicheForm(initial=FicheForm.depuis_le_registre(lu) if lu else {})
    return render(request, GABARIT, {"fiche": fiche, "numero": numero, "lu": lu})


def _inscrire(request: RequeteConnectee, siret: SiretForm) -> HttpResponse:
    numero = siret.cleaned_data["siret"]
    form = FicheForm(request.POST)
    if form.is_valid():
        fiche = form.fiche()
        lu = request.session.get(CLE_REGISTRE) == [numero, fiche.nom]
        try:
            adhesion = inscrire_entreprise(
                siret=numero, fiche=fiche, par=request.user, maintenant=timezone.now(), registre_lu=lu
            )
        except InscriptionImpossible as refus:
            form.reporter(refus.champ, str(refus))
        else:
            request.session.pop(CLE_REGISTRE, None)
            return _accueillir(request, adhesion)
    contexte: dict[str, Any] = {"fiche": form, "numero": numero}
    return render(request, GABARIT, contexte, status=422)


def _rejoindre(request: RequeteConnectee, organisation: Organisation) -> HttpResponse:
    try:
        adhesion = rejoindre(organisation=organisation, par=request.user, maintenant=timezone.now())
    except InscriptionImpossible as refus:
        return render(request, GABARIT, {"organisation": organisation, "refus": str(refus)}, status=422)
    envoyer_bientot()
    return _accueillir(request, adhesion)


def _accueillir(request: RequeteConnectee, adhesion: Adhesion) -> HttpResponse:
    if adhesion.etat == Adhesion.Etat.ACCEPTEE:
        request.session[CLE_SESSION] = adhesion.organisation.entreprise.pk
        messages.success(request, "Votre entreprise est inscrite. La Région la vérifie ; préparez déjà vos offres.")
        return redirect("entreprise:accueil")
    messages.info(request, "Votre demande est envoyée aux responsables de l'entreprise.")
    return redirect("entreprise:inscription")
