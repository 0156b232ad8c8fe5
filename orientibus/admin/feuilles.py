"""The road book of the week, on screen, on paper and as PDF. For staff only: it names whom to ask for."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from orientibus.models import Bus
from orientibus.services.feuille_de_route import ESTIMATION, Feuille, en_pdf, feuille_de_route
from orientibus.services.regles import RegleAbsente


class Feuilles(ModelAdmin):  # type: ignore[type-arg]
    """A bus and a week, chosen by a form; nonsense is the first bus and the week of today."""

    def feuille(self, request: HttpRequest) -> HttpResponse:
        bus, lundi, buses = self._lire(request)
        try:
            page = feuille_de_route(bus, lundi) if bus else None
            erreur = ""
        except RegleAbsente as absente:
            page, erreur = None, f"Une règle manque : {absente.args[0]}."
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": "Feuille de route",
            "opts": self.opts,
            "feuille": page,
            "bus": bus,
            "buses": buses,
            "lundi": lundi,
            "precedente": lundi - timedelta(7),
            "suivante": lundi + timedelta(7),
            "estimation": ESTIMATION,
            "erreur": erreur,
        }
        return TemplateResponse(request, "admin/orientibus/feuille_de_route.html", contexte)

    def feuille_pdf(self, request: HttpRequest) -> HttpResponse:
        bus, lundi, _ = self._lire(request)
        if bus is not None and request.GET.get("bus", bus.code) != bus.code:
            raise Http404("Aucun bus n'a ce code.")  # a file of another bus would be taken for the one asked
        feuille: Feuille | None = None
        try:
            feuille = feuille_de_route(bus, lundi) if bus else None
        except RegleAbsente as absente:
            messages.error(request, f"Une règle manque : {absente.args[0]}.")
        if bus is None or feuille is None:
            return HttpResponseRedirect(reverse("admin:orientibus_feuille_de_route"))
        reponse = HttpResponse(en_pdf(feuille, le=timezone.now()), content_type="application/pdf")
        nom = f"feuille-de-route-{bus.code}-{lundi.isoformat()}.pdf"
        reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
        reponse["Cache-Control"] = "private, no-store"
        return reponse

    def _lire(self, request: HttpRequest) -> tuple[Bus | None, date, list[Bus]]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        buses = list(Bus.objects.select_related("depot").order_by("code"))
        voulu = request.GET.get("bus", "")
        bus = next((b for b in buses if b.code == voulu), buses[0] if buses else None)
        try:
            jour = date.fromisoformat(request.GET.get("semaine", ""))
            lundi = jour - timedelta(jour.weekday())
            if not 2000 <= lundi.year <= 2200:
                raise ValueError
        except (ValueError, OverflowError):
            jour = timezone.localdate()
            lundi = jour - timedelta(jour.weekday())
        return bus, lundi, buses
