"""What an apprentice is paid at least, and what helps the employer (S29)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commun.acces import reserve, tout_public
from stages.forms.simulateur import SimulateurForm
from stages.services.simulateur import simuler


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def simulateur(request: HttpRequest) -> HttpResponse:
    """The answer comes with the form, by POST: a date of birth is never part of an address."""
    form = SimulateurForm(request.POST) if request.method == "POST" else SimulateurForm()
    simulation = simuler(form.contrat()) if form.is_bound and form.is_valid() else None
    contexte = {"form": form, "simulation": simulation}
    return render(request, "stages/simulateur.html", contexte, status=422 if form.errors else 200)
