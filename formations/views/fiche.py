"""The sheet of a training."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from commun.acces import reserve, tout_public
from commun.marque import marque
from commun.site import absolue
from formations.choices import Voie
from formations.forms import lire_lieu
from formations.services.fiche import (
    FicheFormation,
    OffreSituee,
    composer_fiche,
    lire_formation,
    lire_offres,
    offres_proches,
)
from formations.views.carte import arrets_de
from formations.views.presentation import duree_en_mots, libelle_niveau, libelles_voies
from territoires.services import chez_moi
from territoires.services.points import points_de_la_carte

OFFRES_PAR_PAGE = 10
MODES = {Voie.SCOLAIRE: "onsite", Voie.APPRENTISSAGE: "blended", Voie.CONTINUE: "onsite"}


@reserve(tout_public)
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, where it is given, what it leads to, what comes after it."""
    formation = lire_formation(slug)
    if formation is None:
        raise Http404("Cette formation n'existe pas dans le portail, ou n'est plus proposée.")
    lu = lire_lieu(request.GET, chez_moi.lire(request.session))
    fiche = composer_fiche(formation)
    situees = offres_proches(formation, lu.lieu)
    page = Paginator(situees, OFFRES_PAR_PAGE).get_page(request.GET.get("page"))
    offres = lire_offres(list(page.object_list), timezone.now())
    contexte = _contexte(fiche, page, offres) | {
        "lieu": lu.lieu,
        "ecartes": lu.ecartes,
        "points": points_de_la_carte() if offres else [],
        "arrets": arrets_de([situee.offre.etablissement for situee in offres]),
        "suites": [{"formation": s, "niveau": libelle_niveau(s.niveau)} for s in fiche.suites],
        "adresse_niveau": f"{reverse('formations:recherche')}?niveau={formation.niveau}",
    }
    return render(request, "formations/fiche.html", contexte)


def _contexte(fiche: FicheFormation, page: Page, offres: list[OffreSituee]) -> dict[str, Any]:
    formation = fiche.formation
    voies = {situee.offre.voie for situee in offres}
    description = (
        formation.description or f"{formation.intitule} : où se former, durée, voies, places et métiers préparés."
    )
    return {
        "fiche": fiche,
        "formation": formation,
        "certification": formation.certification,
        "niveau": libelle_niveau(formation.niveau),
        "entree": libelle_niveau(formation.niveau_entree) if formation.niveau_entree is not None else "",
        "duree": duree_en_mots(formation.duree_mois),
        "voies": libelles_voies(voies),
        "page": page,
        "offres": offres,
        "description": Truncator(description).chars(155),
        "donnees_liees": _course(fiche, offres, description),
    }


def _course(fiche: FicheFormation, offres: list[OffreSituee], description: str) -> dict[str, Any]:
    """schema.org's Course."""
    formation, certification = fiche.formation, fiche.formation.certification
    fournisseurs = {o.offre.etablissement_id: o.offre.etablissement for o in offres}
    donnees: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": formation.intitule,
        "description": description,
        "url": absolue(formation.get_absolute_url()),
        "inLanguage": "fr",
        "provider": [{"@type": "EducationalOrganization", "name": e.nom} for e in fournisseurs.values()]
        or {"@type": "GovernmentOrganization", "name": f"Région {marque().region}"},
        "educationalCredentialAwarded": certification.intitule if certification else "",
        "timeRequired": f"P{formation.duree_mois}M" if formation.duree_mois else "",
        "hasCourseInstance": [_instance(situee) for situee in offres],
    }
    return {cle: valeur for cle, valeur in donnees.items() if valeur}


def _instance(situee: OffreSituee) -> dict[str, Any]:
    offre, etablissement = situee.offre, situee.offre.etablissement
    return {
        "@type": "CourseInstance",
        "courseMode": MODES[Voie(offre.voie)],
        "location": {
            "@type": "Place",
            "name": etablissement.nom,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": etablissement.adresse,
                "postalCode": etablissement.code_postal,
                "addressLocality": etablissement.commune.nom if etablissement.commune else "",
                "addressCountry": "FR",
            },
        },
    }
