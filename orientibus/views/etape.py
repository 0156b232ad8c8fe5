"""The page of a stop: what will happen, where, when, for whom, and how to come when it is open to all."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve, tout_public
from commun.api import debit_epuise
from commun.site import absolue
from commun.toponymes import a_lieu
from comptes.tasks import envoyer_bientot
from orientibus.choices import EtatEtape, EtatInscription
from orientibus.forms.inscription import InscriptionForm
from orientibus.models import Etape, Inscription
from orientibus.services import inscriptions as service
from orientibus.services.agenda import ecrire_agenda
from orientibus.services.lecture_etapes import completes
from orientibus.views.agenda import en_calendrier
from orientibus.views.presentation import arrets_de, cartes_de, horaires_en_mots, jour_en_mots, phrase_d_etat
from territoires.services.points import points_de_la_carte

COMPLET = {
    0: "Il n'y a plus de place pour cette étape.",
    1: "Il ne reste qu'une place : réduisez le nombre de personnes.",
}
FERMEE = "Les inscriptions à cette étape sont closes."


def lire_etape(slug: str) -> Etape:
    """A stop that was announced; a proposal is between the Région and its asker."""
    etape = completes(Etape.objects.filter(slug=slug, confirmee_le__isnull=False)).first()
    if etape is None:
        raise Http404("Aucune étape n'a cette adresse.")
    return etape


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def etape(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, and the registration that it holds. A stop that was called off says so kindly (410)."""
    stop = lire_etape(slug)
    if stop.etat not in (EtatEtape.CONFIRMEE, EtatEtape.REALISEE):
        contexte = {"etape": stop, "phrase": phrase_d_etat(stop)}
        return render(request, "orientibus/etape_annulee.html", contexte, status=410)
    form, statut = _formulaire(request), 200
    if request.method == "POST":
        if form.is_valid() and _inscrire(request, stop, form):
            return redirect("orientibus:inscription_demandee", stop.slug)
        statut = 422
    return render(request, "orientibus/etape.html", _contexte(stop) | {"form": form}, status=statut)


def _formulaire(request: HttpRequest) -> InscriptionForm:
    adresse = request.user.email if personne_connectee(request.user) else ""  # type: ignore[union-attr]
    return InscriptionForm(
        request.POST if request.method == "POST" else None, initial={"courriel": adresse, "personnes": 1}
    )


def _inscrire(request: HttpRequest, stop: Etape, form: InscriptionForm) -> bool:
    """Ask for a registration; ``False`` when it is refused, the form then says why."""
    if debit_epuise(request, "alerte") is not None:
        form.add_error(None, "Trop de demandes depuis votre connexion. Réessayez dans une heure.")
        return False
    try:
        service.demander_inscription(etape_id=stop.pk, maintenant=timezone.now(), **form.cleaned_data)
    except service.EtapeFermee:
        form.add_error(None, FERMEE)
        return False
    except service.PlusDePlaces as refus:
        form.add_error("personnes", _complet(refus))
        return False
    envoyer_bientot()
    return True


def _complet(refus: service.PlusDePlaces) -> str:
    return COMPLET.get(refus.reste) or f"Il ne reste que {refus.reste} places."


def _contexte(stop: Etape) -> dict[str, Any]:
    maintenant = timezone.now()
    carte = cartes_de([stop])[0]
    compte_rendu = getattr(stop, "compte_rendu", None)
    return {
        "etape": stop,
        "demande": stop.demande,
        "carte": carte,
        "horaires": horaires_en_mots(stop),
        "passee": stop.fin < timezone.localdate(maintenant),
        "ouverte": service.est_ouverte(stop, maintenant),
        "rencontrees": sum(f.nombre for f in compte_rendu.frequentations.all()) if compte_rendu else None,
        "points": points_de_la_carte(),
        "arrets": arrets_de([carte]),
        "titre": f"{stop.demande.commune.nom}, {jour_en_mots(stop.jour, True)}",
        "donnees_liees": donnees_liees(stop),
    }


@reserve(tout_public)
@require_safe
def inscription_demandee(request: HttpRequest, slug: str) -> HttpResponse:
    """What to do next: open the message. Says the same whatever the address."""
    return render(request, "orientibus/inscription_demandee.html", {"etape": lire_etape(slug)})


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inscription(request: HttpRequest, jeton: str) -> HttpResponse:
    """Confirm or cancel from the message received; nothing changes by the mere opening of the link."""
    try:
        pk = service.lire_jeton(jeton)
    except service.JetonRefuse:
        raise Http404("Ce lien n'est pas le nôtre.") from None
    lues = Inscription.objects.select_related("etape__demande__commune__departement", "etape__bus")
    sienne = lues.filter(pk=pk).first()
    if sienne is None:
        return render(request, "orientibus/inscription.html", {"inscription": None}, status=410)
    erreur = ""
    if request.method == "POST":
        erreur = _agir(request, sienne)
        if not erreur:
            return redirect("orientibus:inscription", jeton)
    carte = cartes_de([sienne.etape])[0]
    contexte = {
        "inscription": sienne,
        "etape": sienne.etape,
        "carte": carte,
        "erreur": erreur,
        "etats": EtatInscription,
    }
    return render(request, "orientibus/inscription.html", contexte, status=422 if erreur else 200)


def _agir(request: HttpRequest, sienne: Inscription) -> str:
    """Do what the button says; the sentence of a refusal, or nothing."""
    try:
        if request.POST.get("geste") == "annuler":
            service.annuler_inscription(inscription_id=sienne.pk)
        else:
            service.confirmer_inscription(inscription_id=sienne.pk, maintenant=timezone.now())
    except service.EtapeFermee:
        return FERMEE
    except service.PlusDePlaces as refus:
        return (
            COMPLET.get(refus.reste)
            or f"Il ne reste que {refus.reste} places, et vous en demandiez {sienne.personnes}."
        )
    return ""


@reserve(tout_public)
@require_safe
def etape_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The stop alone, to put in one's calendar."""
    stop = lire_etape(slug)
    return en_calendrier(
        ecrire_agenda(f"Orientibus {a_lieu(stop.demande.commune.nom)}", [stop]), f"orientibus-{stop.slug}"
    )


def donnees_liees(stop: Etape) -> dict[str, Any] | None:
    """An Event for search engines, where anyone may come and nothing is invented."""
    if not stop.ouverte_a_tous or stop.demonstration:
        return None
    demande, commune = stop.demande, stop.demande.commune
    fuseau = timezone.get_current_timezone()
    adresse = absolue(stop.get_absolute_url())
    debut, fin = (
        datetime.combine(j, h, fuseau).isoformat()
        for j, h in ((stop.jour, stop.heure_debut), (stop.fin, stop.heure_fin))
    )
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": f"Orientibus {a_lieu(commune.nom)}",
        "description": stop.description or demande.get_format_display(),
        "startDate": debut,
        "endDate": fin,
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "url": adresse,
        "location": {
            "@type": "Place",
            "name": demande.structure,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": demande.adresse,
                "postalCode": demande.code_postal,
                "addressLocality": commune.nom,
                "addressCountry": "FR",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": demande.latitude, "longitude": demande.longitude},
        },
    }
