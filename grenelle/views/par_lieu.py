"""A measure by place: one indicator at one scale, on the dot map and in a list."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from grenelle.choices import Echelle
from grenelle.models import Mesure
from grenelle.services.par_lieu import echelles_de, indicateurs_de, par_lieu


@reserve(tout_public)
@require_safe
def par_territoire(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """The first indicator that has a finer scale unless another is asked; what is not understood is said."""
    mesure = Mesure.objects.du_plan(slug).completes().filter(numero=numero, axe__plan__actif=True).first()
    if mesure is None:
        raise Http404("Aucune mesure de ce plan ne porte ce numéro.")
    indicateurs = indicateurs_de(mesure)
    ecartes = []
    voulu, echelle = request.GET.get("indicateur", ""), request.GET.get("echelle", "")
    fins = [i for i in indicateurs if i.echelle != Echelle.REGION]
    choisi = next((i for i in indicateurs if i.code == voulu), None) if voulu else None
    if voulu and choisi is None:
        ecartes.append(voulu[:40])
    choisi = choisi or next(iter(fins or indicateurs), None)
    contexte = {
        "mesure": mesure,
        "plan": mesure.axe.plan,
        "indicateurs": indicateurs,
        "echelles": list(Echelle),
        "ecartes": ecartes,
        "lu": None,
    }
    if choisi is not None:
        permises = echelles_de(choisi)
        if echelle and echelle not in permises:
            ecartes.append(echelle[:40])
        retenue = echelle if echelle in permises else permises[-1 if len(permises) < 3 else 1]
        contexte["lu"] = par_lieu(mesure.axe.plan, choisi, retenue)
    return render(request, "grenelle/par_lieu.html", contexte)
