"""The public page of a verified company."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from stages.models import Engagement, Entreprise, OffreStage, Ouverture
from stages.services.reponses import delai_et_taux

OFFRES_MONTREES = 20
OUVERTURES_MONTREES = 10


@reserve(tout_public)
@require_safe
def entreprise(request: HttpRequest, slug: str) -> HttpResponse:
    """Presentation, offers, commitments, open doors, answers; a company that nobody verified has no page."""
    trouvee = get_object_or_404(
        Entreprise.objects.verifiees().select_related("organisation__commune__departement"), slug=slug
    )
    maintenant = timezone.now()
    visibles = OffreStage.objects.visibles().filter(entreprise=trouvee).select_related("commune__departement")
    offres = list(visibles.prefetch_related("semaines").order_by("-publiee_le", "-pk")[: OFFRES_MONTREES + 1])
    contexte = {
        "entreprise": trouvee,
        "offres": offres[:OFFRES_MONTREES],
        "d_autres_offres": len(offres) > OFFRES_MONTREES,
        "engagements": list(
            Engagement.objects.filter(entreprise=trouvee).en_cours(timezone.localdate(maintenant))[:10]
        ),
        "ouvertures": list(Ouverture.objects.filter(entreprise=trouvee).a_venir(maintenant)[:OUVERTURES_MONTREES]),
        "reponses": delai_et_taux([trouvee.pk], maintenant)[trouvee.pk],
        "donnees": _donnees(request, trouvee),
    }
    return render(request, "stages/entreprise.html", contexte)


def _donnees(request: HttpRequest, entreprise: Entreprise) -> dict[str, Any]:
    organisation = entreprise.organisation
    donnees: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organisation.nom,
        "url": request.build_absolute_uri(request.path),
    }
    if entreprise.presentation:
        donnees["description"] = entreprise.presentation[:300]
    if entreprise.site:
        donnees["sameAs"] = entreprise.site
    if organisation.commune:
        donnees["address"] = {
            "@type": "PostalAddress",
            "addressLocality": organisation.commune.nom,
            "addressCountry": "FR",
            **({"streetAddress": entreprise.adresse} if entreprise.adresse else {}),
            **({"postalCode": entreprise.code_postal} if entreprise.code_postal else {}),
        }
    return donnees
