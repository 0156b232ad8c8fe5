"""Ask for an alert from any search, confirm it, stop it. Nothing changes by the mere opening of a link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve, tout_public
from commun.api import debit_epuise
from comptes.tasks import envoyer_bientot
from stages.choices import Frequence
from stages.forms.alertes import AlerteForm, AlerteParAdresseForm, age_probable, souhait_de
from stages.forms.lecture_alerte import lire_recherche
from stages.models import Alerte
from stages.services import alertes as service
from stages.services.adresses_alertes import JetonRefuse, lire_confirmation, lire_desinscription
from stages.services.criteres_en_mots import phrases

TROP = "Vous avez déjà {n} alertes : supprimez-en une pour en créer une autre."
EN_ATTENTE = "Plusieurs alertes attendent déjà la confirmation de cette adresse : ouvrez d'abord les messages reçus."


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """The criteria of the search in words, then one button; an address to type for who has no account."""
    initial, ecartes = lire_recherche(request.GET)
    initial |= {
        "frequence": Frequence.IMMEDIATE,
        "par_courriel": True,
        "age": age_probable(initial["section"], initial["niveau"]),
    }
    classe = AlerteForm if personne_connectee(request.user) else AlerteParAdresseForm
    form = classe(request.POST if request.method == "POST" else None, initial=initial)
    statut = 200
    if form.is_bound:
        if form.is_valid() and (suite := _creer(request, form)) is not None:
            return suite
        statut = 422
    contexte = {"form": form, "ecartes": ecartes, "phrases": [] if form.is_bound else souhait_de(initial).phrases()}
    return render(request, "stages/alertes/nouvelle.html", contexte, status=statut)


def _creer(request: HttpRequest, form: AlerteForm) -> HttpResponse | None:
    """Write the alert of a valid form and lead on; ``None`` when it is refused, the form then says why."""
    maintenant = timezone.now()
    try:
        if not isinstance(form, AlerteParAdresseForm):
            service.creer_alerte(utilisateur=request.user, souhait=form.souhait(), maintenant=maintenant)  # type: ignore[arg-type]
            messages.success(request, "C'est noté : nous vous écrirons dès qu'une offre correspond.")
            return redirect("stages:alertes")
        if debit_epuise(request, "alerte") is not None:
            form.add_error(None, "Trop de demandes depuis votre connexion. Réessayez dans une heure.")
            return None
        service.demander_alerte(
            courriel=form.cleaned_data["courriel"],
            souhait=form.souhait(),
            maintenant=maintenant,
            moins_de_15=form.moins_de_15,
            courriel_responsable=form.cleaned_data["courriel_responsable"],
        )
        envoyer_bientot()
    except service.TropDAlertes as refus:
        form.add_error(None, TROP.format(n=refus.limite))
        return None
    except service.TropEnAttente:
        form.add_error(None, EN_ATTENTE)
        return None
    return redirect("stages:alerte_demandee")


@reserve(tout_public)
@require_safe
def demandee(request: HttpRequest) -> HttpResponse:
    """What to do next: open the message. Says the same whatever the address."""
    return render(request, "stages/alertes/demandee.html")


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """The address, or a guardian, says yes with a button."""
    try:
        pk, responsable = lire_confirmation(jeton)
    except JetonRefuse as erreur:
        raise Http404 from erreur
    alerte = Alerte.objects.avec_criteres().filter(pk=pk).first()
    if alerte is None or (responsable and not alerte.courriel_responsable):
        return render(request, "stages/alertes/perimee.html", status=404)
    if request.method == "POST":
        alerte = service.confirmer_alerte(alerte=alerte, responsable=responsable, maintenant=timezone.now())
    contexte = {
        "alerte": alerte,
        "phrases": phrases(alerte, alerte.metiers.all(), alerte.familles.all()),
        "responsable": responsable,
        "dite": alerte.accord_responsable_le if responsable else alerte.adresse_confirmee_le,
        "vivante": alerte.confirmee_le is not None and alerte.desinscrite_le is None,
    }
    return render(request, "stages/alertes/confirmer.html", contexte)


@csrf_exempt
@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desinscrire(request: HttpRequest, jeton: str) -> HttpResponse:
    """One click (RFC 8058): a POST stops, without cookie, token of a form nor sign-in; a GET shows a button."""
    try:
        pk, tout = lire_desinscription(jeton)
    except JetonRefuse as erreur:
        raise Http404 from erreur
    alerte = Alerte.objects.avec_criteres().filter(pk=pk).first()
    tout = tout or request.POST.get("tout") == "oui"
    if request.method == "POST" and alerte is not None:
        service.arreter_alerte(alerte=alerte, tout=tout, maintenant=timezone.now())
    fini = request.method == "POST" or alerte is None
    raisons = phrases(alerte, alerte.metiers.all(), alerte.familles.all()) if alerte else []
    contexte = {"fini": fini, "tout": tout, "phrases": raisons}
    return render(request, "stages/alertes/desinscription.html", contexte)
