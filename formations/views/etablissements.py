"""Establishments: their list, their sheet, their open days as a calendar."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commun.acces import reserve, tout_public
from commun.distances import distance_km
from commun.site import absolue
from commun.toponymes import de_lieu
from formations.choices import TypeEtablissement
from formations.droits import peut_tenir_les_places
from formations.forms import LONGUEUR_Q, lire_etablissements, lire_lieu
from formations.models import Etablissement, Offre
from formations.services.annuaire import chercher
from formations.services.calendrier import calendrier
from formations.services.exploration import PARTOUT, RAYONS
from formations.services.fiche import lire_etablissement, offres_de
from formations.services.lecture_repertoire import repertoire_courant
from formations.views.carte import arrets_de
from formations.views.presentation import avec, effacer, libelle_niveau
from metiers.views.presentation import sans
from territoires.services import chez_moi
from territoires.services.lecture_lieu import LONGUEUR_OU
from territoires.services.points import points_de_la_carte

PAR_PAGE = 20
ECOLES = {TypeEtablissement.UNIVERSITE: "CollegeOrUniversity", TypeEtablissement.COLLEGE: "MiddleSchool"}


@reserve(tout_public)
def liste(request: HttpRequest) -> HttpResponse:
    """Establishments by name, type and place, nearest first when the place is known."""
    lecture = lire_etablissements(request.GET, chez_moi.lire(request.session))
    trouves = chercher(repertoire_courant(), lecture.criteres)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    criteres = lecture.criteres
    filtres = [{"libelle": f"« {criteres.q} »", "adresse": sans(request.GET, "q")}] if criteres.q else []
    if criteres.type:
        libelle = str(TypeEtablissement(criteres.type).label)
        filtres.append({"libelle": libelle, "adresse": sans(request.GET, "type")})
    if criteres.lieu and criteres.rayon != PARTOUT:
        libelle = f"À {criteres.rayon} km {de_lieu(criteres.lieu.nom)}"
        filtres.append({"libelle": libelle, "adresse": avec(request.GET, rayon=str(PARTOUT))})
    contexte = {
        "criteres": criteres,
        "ecartes": lecture.ecartes,
        "longueur_q": LONGUEUR_Q,
        "longueur_ou": LONGUEUR_OU,
        "types": TypeEtablissement.choices,
        "rayons": RAYONS,
        "nombre": len(trouves),
        "page": page,
        "filtres": filtres,
        "effacer": effacer(criteres.lieu),
    }
    return render(request, "formations/etablissements.html", contexte)


@reserve(tout_public)
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """An establishment and everything it teaches."""
    etablissement = _trouver(slug)
    lieu = lire_lieu(request.GET, chez_moi.lire(request.session)).lieu
    offres = offres_de(etablissement)
    arrets = arrets_de([etablissement])
    contexte = {
        "etablissement": etablissement,
        "type": TypeEtablissement(etablissement.type).label,
        "niveaux": [
            {"libelle": libelle_niveau(niveau), "offres": list(groupe)}
            for niveau, groupe in groupby(offres, key=lambda offre: offre.formation.niveau)
        ],
        "nombre": len(offres),
        "demonstration": any(offre.demonstration for offre in offres),
        "journees": list(etablissement.portes_ouvertes.filter(fin__gte=timezone.now())),
        "lieu": lieu,
        "km": _distance(etablissement, lieu),
        "arrets": arrets,
        "points": points_de_la_carte() if arrets else [],
        "tenir": peut_tenir_les_places(request.user, etablissement),
        "donnees_liees": _ecole(etablissement, offres),
    }
    return render(request, "formations/etablissement.html", contexte)


def _trouver(slug: str) -> Etablissement:
    etablissement = lire_etablissement(slug)
    if etablissement is None:
        raise Http404("Cet établissement n'existe pas dans le portail, ou a fermé.")
    return etablissement


@reserve(tout_public)
def portes_ouvertes(request: HttpRequest, slug: str) -> HttpResponse:
    """The open days to come, for the visitor's own calendar."""
    etablissement = _trouver(slug)
    journees = etablissement.portes_ouvertes.filter(fin__gte=timezone.now())
    site = absolue("")
    texte = calendrier(etablissement, list(journees), adresse=site + etablissement.get_absolute_url(), site=site)
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="portes-ouvertes-{etablissement.slug[:80]}.ics"'
    return reponse


def _distance(etablissement: Etablissement, lieu: Any) -> float | None:
    if lieu is None or etablissement.latitude is None or etablissement.longitude is None:
        return None
    return distance_km(lieu.latitude, lieu.longitude, etablissement.latitude, etablissement.longitude)


def _ecole(etablissement: Etablissement, offres: list[Offre]) -> dict[str, Any]:
    """schema.org's EducationalOrganization."""
    commune = etablissement.commune
    donnees: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ECOLES.get(TypeEtablissement(etablissement.type), "EducationalOrganization"),
        "name": etablissement.nom,
        "url": absolue(etablissement.get_absolute_url()),
        "telephone": etablissement.telephone,
        "email": etablissement.courriel,
        "sameAs": etablissement.site,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": etablissement.adresse,
            "postalCode": etablissement.code_postal,
            "addressLocality": commune.nom if commune else "",
            "addressCountry": "FR",
        },
    }
    if etablissement.latitude is not None and not etablissement.lieu_approche:
        position = {"latitude": etablissement.latitude, "longitude": etablissement.longitude}
        donnees["geo"] = {"@type": "GeoCoordinates", **position}
    return {cle: valeur for cle, valeur in donnees.items() if valeur}
