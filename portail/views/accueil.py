"""The home page: the search, the four errands, the families, a few occupations, the plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from commun.acces import reserve, tout_public
from commun.marque import marque
from commun.site import absolue
from metiers.models import Metier
from metiers.services.marche import lieu_de_mesure
from portail import vitrine
from territoires.services.chez_moi import lire
from territoires.services.points import points_de_la_carte


def _donnees_liees() -> dict[str, object]:
    site = absolue("")
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": marque().nom,
        "url": f"{site}/",
        "inLanguage": "fr",
        "description": marque().description,
        "publisher": {"@type": "GovernmentOrganization", "name": f"Région {marque().region}"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{site}{reverse('metiers:recherche')}?q={{q}}",
            "query-input": "required name=q",
        },
    }


@reserve(tout_public)
def accueil(request: HttpRequest) -> HttpResponse:
    chez_moi = lire(request.session)
    contexte = {
        "nombre_metiers": Metier.objects.publies().count(),
        "points": points_de_la_carte(),
        "departements": vitrine.noms_des_departements(),
        "envies": vitrine.envies(),
        "fils": vitrine.fils_de_la_carte(),
        "fonds": vitrine.fonds_de_la_carte(),
        "familles": vitrine.familles(),
        "metiers_du_jour": vitrine.metiers_du_jour(timezone.localdate()),
        "recrutent": vitrine.metiers_qui_recrutent(lieu_de_mesure(chez_moi)),
        "stages": vitrine.derniers_stages(chez_moi, timezone.now()),
        "etapes": vitrine.prochaines_etapes(chez_moi, timezone.localdate()),
        "plan": vitrine.plan(),
        "donnees_liees": _donnees_liees(),
    }
    return render(request, "portail/accueil.html", contexte)
