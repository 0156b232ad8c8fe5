"""The alerts of a person: those of an account, or those of an address alone behind its own secret link."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commun.acces import personne_connectee, reserve, tout_public
from stages.forms.alertes import AlerteForm, PauseForm, valeurs_de
from stages.models import Alerte
from stages.models.alerte import AlerteQuerySet
from stages.services import alertes as service
from stages.services.criteres_en_mots import phrases

ALERTES_MONTREES = 50


@dataclass(frozen=True, slots=True)
class Porte:
    """Whose alerts these are, and the addresses of its pages."""

    siennes: AlerteQuerySet
    jeton: str = ""

    def adresse(self, vue: str, *arguments: int) -> str:
        """Address of a page of this person's alerts."""
        if self.jeton:
            return reverse(f"stages:{vue.replace('alerte', 'alerte_geree', 1)}", args=[self.jeton, *arguments])
        return reverse(f"stages:{vue}", args=arguments)

    @property
    def liste(self) -> str:
        """Address of the list."""
        return reverse("stages:alertes_gerer", args=[self.jeton]) if self.jeton else reverse("stages:alertes")


def _porte(request: HttpRequest, jeton: str) -> Porte:
    """An unknown secret link is a 404, and so is what belongs to someone else."""
    if not jeton:
        return Porte(service.alertes_de(request.user))  # type: ignore[arg-type]
    courriel = Alerte.objects.filter(jeton=jeton, utilisateur__isnull=True).values_list("courriel", flat=True).first()
    if courriel is None:
        raise Http404
    return Porte(service.alertes_de_l_adresse(courriel).filter(adresse_confirmee_le__isnull=False), jeton)


@reserve(personne_connectee)
@never_cache
@require_safe
def liste(request: HttpRequest) -> HttpResponse:
    """The alerts of the account. Coming here is a visit: they live a new year."""
    porte = _porte(request, "")
    service.noter_visite(alertes=porte.siennes, maintenant=timezone.now())
    return _montrer(request, porte)


@reserve(tout_public)
@never_cache
@require_safe
def gerer(request: HttpRequest, jeton: str) -> HttpResponse:
    """The alerts of an address alone. Mail programs open links by themselves: a button says that the person came."""
    return _montrer(request, _porte(request, jeton))


def _montrer(request: HttpRequest, porte: Porte) -> HttpResponse:
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    lignes = [
        {
            "alerte": alerte,
            "phrases": phrases(alerte, alerte.metiers.all(), alerte.familles.all()),
            "en_pause": alerte.en_pause_jusqu_au is not None and alerte.en_pause_jusqu_au > jour,
            "modifier": porte.adresse("alerte", alerte.pk),
            "agir": porte.adresse("alerte_agir", alerte.pk),
            "supprimer": porte.adresse("alerte_supprimer", alerte.pk),
        }
        for alerte in porte.siennes.avec_criteres()[:ALERTES_MONTREES]
    ]
    contexte = {"lignes": lignes, "nombre": len(lignes), "par_adresse": bool(porte.jeton)}
    return render(request, "stages/alertes/liste.html", contexte)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _modifier(request: HttpRequest, pk: int, jeton: str) -> HttpResponse:
    porte = _porte(request, jeton)
    alerte = get_object_or_404(porte.siennes.avec_criteres(), pk=pk)
    form = AlerteForm(request.POST if request.method == "POST" else None, initial=valeurs_de(alerte))
    if form.is_bound and form.is_valid():
        service.modifier_alerte(alerte=alerte, souhait=form.souhait(), maintenant=timezone.now())
        messages.success(request, "Votre alerte est enregistrée.")
        return redirect(porte.liste)
    contexte = _contexte_de_fiche(porte, alerte) | {"form": form}
    return render(request, "stages/alertes/alerte.html", contexte, status=422 if form.errors else 200)


def _contexte_de_fiche(porte: Porte, alerte: Alerte) -> dict[str, Any]:
    jour = timezone.localdate()
    return {
        "alerte": alerte,
        "phrases": phrases(alerte, alerte.metiers.all(), alerte.familles.all()),
        "pause": PauseForm(aujourd_hui=jour),
        "en_pause": alerte.en_pause_jusqu_au is not None and alerte.en_pause_jusqu_au > jour,
        "liste": porte.liste,
        "agir": porte.adresse("alerte_agir", alerte.pk),
        "supprimer": porte.adresse("alerte_supprimer", alerte.pk),
    }


@never_cache
@require_POST
def _agir(request: HttpRequest, pk: int, jeton: str) -> HttpResponse:
    """Pause, go on, stop, keep: one button each."""
    porte, maintenant = _porte(request, jeton), timezone.now()
    alerte = get_object_or_404(porte.siennes.avec_criteres(), pk=pk)
    geste = request.POST.get("geste", "")
    if geste == "pause":
        pause = PauseForm(request.POST, aujourd_hui=timezone.localdate(maintenant))
        if not pause.is_valid():
            contexte = _contexte_de_fiche(porte, alerte) | {
                "pause": pause,
                "form": AlerteForm(initial=valeurs_de(alerte)),
            }
            return render(request, "stages/alertes/alerte.html", contexte, status=422)
        jour = pause.cleaned_data["jusqu_au"]
        service.mettre_en_pause(alerte=alerte, jusqu_au=jour, maintenant=maintenant)
        messages.success(request, f"Alerte en pause jusqu'au {jour:%d/%m/%Y}.")
    elif geste == "reprendre":
        service.reprendre_alerte(alerte=alerte, maintenant=maintenant)
        messages.success(request, "Votre alerte reprend.")
    elif geste == "arreter":
        service.arreter_alerte(alerte=alerte, tout=False, maintenant=maintenant)
        messages.success(request, "Votre alerte est arrêtée.")
    elif geste == "garder":
        service.noter_visite(alertes=porte.siennes, maintenant=maintenant)
        messages.success(request, "Vos alertes continuent pour un an.")
    else:
        messages.error(request, "Cette action n'existe pas.")
    return redirect(porte.liste)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _supprimer(request: HttpRequest, pk: int, jeton: str) -> HttpResponse:
    porte = _porte(request, jeton)
    alerte = get_object_or_404(porte.siennes.avec_criteres(), pk=pk)
    if request.method != "POST":
        return render(request, "stages/alertes/supprimer.html", _contexte_de_fiche(porte, alerte))
    service.supprimer_alerte(alerte=alerte, maintenant=timezone.now())
    messages.success(request, "Votre alerte est supprimée.")
    if not jeton or alerte.jeton != jeton:
        return redirect(porte.liste)
    autre = service.alertes_de_l_adresse(alerte.courriel).filter(adresse_confirmee_le__isnull=False).first()
    return redirect("stages:alertes_gerer", autre.jeton) if autre else redirect("portail:accueil")


@reserve(personne_connectee)
def alerte(request: HttpRequest, pk: int) -> HttpResponse:
    """See and change an alert of the account."""
    return _modifier(request, pk, "")


@reserve(personne_connectee)
def agir(request: HttpRequest, pk: int) -> HttpResponse:
    """Act on an alert of the account."""
    return _agir(request, pk, "")


@reserve(personne_connectee)
def supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an alert of the account away, once confirmed."""
    return _supprimer(request, pk, "")


@reserve(tout_public)
def alerte_geree(request: HttpRequest, jeton: str, pk: int) -> HttpResponse:
    """See and change an alert of an address alone."""
    return _modifier(request, pk, jeton)


@reserve(tout_public)
def agir_geree(request: HttpRequest, jeton: str, pk: int) -> HttpResponse:
    """Act on an alert of an address alone."""
    return _agir(request, pk, jeton)


@reserve(tout_public)
def supprimer_geree(request: HttpRequest, jeton: str, pk: int) -> HttpResponse:
    """Take an alert of an address alone away, once confirmed."""
    return _supprimer(request, pk, jeton)
