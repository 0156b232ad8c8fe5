"""The sheet of an offer: everything that it says, or kindly that it is no longer there, with what resembles it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.site import absolue
from stages.choices import EtatOffre, NiveauPublic, Section
from stages.models import OffreStage
from stages.services.exploration import CriteresOffres
from stages.services.recherche_offres import chercher
from stages.services.reperes import reperes_de
from stages.services.reponses import delai_et_taux
from stages.views.presentation import (
    CarteOffre,
    age_en_mots,
    cartes_de,
    jour,
    niveaux_en_mots,
    places_restantes,
    quand_en_mots,
    semaines_a_venir,
)
from territoires.services.points import points_de_la_carte

RAYON_SEMBLABLES = 60
SEMBLABLES = 3
POSTES = (Section.ALTERNANCE, Section.VTE)
"""Sections that the law takes for jobs: the only ones described to search engines as such."""
ETATS = {
    EtatOffre.COMPLETE: "Toutes les places de cette offre sont prises.",
    EtatOffre.EXPIREE: "Cette offre est arrivée à son terme.",
    EtatOffre.RETIREE: "L'entreprise a retiré cette offre.",
    EtatOffre.REFUSEE: "Cette offre n'est plus proposée sur le portail.",
}


@reserve(tout_public)
@never_cache
@require_safe
def fiche(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A visible offer; one that was says in which state it is (410); one that never was does not exist."""
    offre = lire_offre(pk)
    if offre is None or offre.publiee_le is None:
        raise Http404("Aucune offre n'a cette adresse.")
    maintenant = timezone.now()
    if not est_visible(offre, maintenant):
        return _passee(request, offre, maintenant)
    if slug != offre.slug:
        return redirect(offre, permanent=True)
    contexte = contexte_de_l_offre(offre, maintenant) | {
        "semblables": semblables(offre, maintenant),
        "donnees_liees": donnees_liees(offre),
        "description": f"{offre.get_section_display()} à {offre.commune.nom} : {offre.description}"[:155],
    }
    return render(request, "stages/fiche.html", contexte)


def lire_offre(pk: int) -> OffreStage | None:
    """An offer with all that its sheet says, whatever its state."""
    if pk > 2**63 - 1:
        return None
    liens = (
        "niveaux",
        "semaines",
        "metiers__famille",
        "reserves__etablissement",
        "associees__entreprise__organisation",
    )
    lues = OffreStage.objects.select_related("entreprise__organisation", "commune__departement")
    return lues.prefetch_related(*liens).filter(pk=pk).first()


def est_visible(offre: OffreStage, maintenant: datetime) -> bool:
    """Published, not past its time, with a week to come if its places are counted by week."""
    if offre.etat != EtatOffre.PUBLIEE or (offre.expire_le is not None and offre.expire_le <= maintenant):
        return False
    return offre.capacite is not None or bool(semaines_a_venir(offre, timezone.localdate(maintenant)))


def contexte_de_l_offre(offre: OffreStage, maintenant: datetime) -> dict[str, Any]:
    """What ``stages/_fiche_offre.html`` shows, for the sheet and for the preview of a draft."""
    aujourdhui = timezone.localdate(maintenant)
    commune = offre.commune
    return {
        "offre": offre,
        "entreprise": offre.entreprise,
        "quand": quand_en_mots(offre, aujourdhui),
        "semaines": [
            {"libelle": f"du {jour(s.lundi, True)}", "places": s.capacite - s.places_prises}
            for s in semaines_a_venir(offre, aujourdhui)
        ],
        "places": places_restantes(offre, aujourdhui),
        "niveaux": niveaux_en_mots(offre),
        "niveaux_complets": [NiveauPublic(n.niveau).label for n in offre.niveaux.all()],
        "age": age_en_mots(offre.publiee_le, maintenant),
        "associees": [a.entreprise for a in offre.associees.all() if a.acceptee_le is not None],
        "reperes": reperes_de(offre, aujourdhui),
        "reponses": delai_et_taux([offre.entreprise_id], maintenant)[offre.entreprise_id],
        "points": points_de_la_carte(),
        "arrets": [
            {"libelle": commune.libelle, "adresse": "", "latitude": offre.latitude, "longitude": offre.longitude}
        ],
    }


def semblables(offre: OffreStage, maintenant: datetime) -> list[CarteOffre]:
    """Offers near this one for the same trades, else for the same families, else of the same section."""
    metiers = list(offre.metiers.all())
    familles = [metier.famille for metier in metiers if metier.famille]
    base = CriteresOffres(commune=offre.commune, rayon_km=RAYON_SEMBLABLES, tri="distance")
    essais = [
        *(replace(base, metier=metier) for metier in metiers[:1]),
        *(replace(base, famille=famille) for famille in familles[:1]),
        replace(base, section=offre.section),
    ]
    for criteres in essais:
        resultat = chercher(criteres, maintenant)
        autres = [pk for pk in resultat.lot.pks if pk != offre.pk][:SEMBLABLES]
        if autres:
            return cartes_de(autres, maintenant, resultat.km)
    return []


def _passee(request: HttpRequest, offre: OffreStage, maintenant: datetime) -> HttpResponse:
    etat = EtatOffre.EXPIREE if offre.etat == EtatOffre.PUBLIEE else EtatOffre(offre.etat)
    contexte = {
        "offre": offre,
        "nommee": etat != EtatOffre.REFUSEE,
        "phrase": ETATS.get(etat, ETATS[EtatOffre.REFUSEE]),
        "metier": offre.metiers.all()[:1],
        "semblables": semblables(offre, maintenant),
    }
    return render(request, "stages/offre_passee.html", contexte, status=410)


def donnees_liees(offre: OffreStage) -> dict[str, Any] | None:
    """A JobPosting where the law allows one: a work contract, of a real company."""
    if offre.section not in POSTES or offre.demonstration or offre.publiee_le is None:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": offre.titre,
        "description": offre.description,
        "datePosted": timezone.localdate(offre.publiee_le).isoformat(),
        "validThrough": offre.expire_le.isoformat() if offre.expire_le else None,
        "employmentType": "FULL_TIME" if offre.section == Section.VTE else "OTHER",
        "hiringOrganization": {"@type": "Organization", "name": offre.entreprise.organisation.nom},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": offre.commune.nom,
                "addressRegion": offre.commune.departement.nom,
                "addressCountry": "FR",
            },
        },
        "url": absolue(offre.get_absolute_url()),
        "directApply": True,
    }
