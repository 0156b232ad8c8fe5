"""Report an offer: anyone may, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commun.acces import reserve, tout_public
from commun.adresse import adresse_client
from commun.signalements import TropDeSignalements
from comptes.models import Utilisateur
from stages.forms.gestes import SignalementForm
from stages.models import OffreStage
from stages.services.signalements import signaler as ecrire_signalement


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signaler(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, then thanks: the same whether the report is new or the second of the day."""
    offre = get_object_or_404(OffreStage.objects.visibles().select_related("entreprise__organisation"), pk=pk)
    form = SignalementForm(request.POST) if request.method == "POST" else SignalementForm()
    if not (form.is_bound and form.is_valid()):
        return _page(request, offre, form, 422 if form.errors else 200)
    try:
        ecrire_signalement(
            offre=offre,
            motif=form.cleaned_data["motif"],
            precision=form.cleaned_data["precision"],
            utilisateur=request.user if isinstance(request.user, Utilisateur) else None,
            adresse=adresse_client(request),
            maintenant=timezone.now(),
        )
    except TropDeSignalements:
        form.add_error(None, "Vous avez envoyé beaucoup de signalements : attendez une heure avant le suivant.")
        return _page(request, offre, form, 429)
    return render(request, "stages/signalement_recu.html", {"offre": offre})


def _page(request: HttpRequest, offre: OffreStage, form: SignalementForm, statut: int) -> HttpResponse:
    return render(request, "stages/signaler.html", {"offre": offre, "form": form}, status=statut)
