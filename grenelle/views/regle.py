"""The rule that gives the measures their state, as it is applied."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from grenelle.services.etats import REGLE
from grenelle.services.progression import DELAI_DE_PUBLICATION, TOLERANCE


@reserve(tout_public)
@require_safe
def regle_des_etats(request: HttpRequest) -> HttpResponse:
    """The sentences and the numbers come from the code that decides."""
    contexte = {
        "regle": REGLE,
        "tolerance": int(TOLERANCE * 100),
        "delai": DELAI_DE_PUBLICATION.days,
    }
    return render(request, "grenelle/regle.html", contexte)
