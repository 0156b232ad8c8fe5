"""Figures of the exchange for staff, on screen and in CSV."""

import csv
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from commun.administration import neutraliser
from stages.services import chiffres as calculs
from territoires.services.points import points_de_la_carte

PERIODE = 365


class PagesDeChiffres(ModelAdmin):  # type: ignore[type-arg]
    """Table by axis and period; territories without offers on the dot map."""

    def chiffres(self, request: HttpRequest) -> HttpResponse:
        """The page; an unknown axis or period is the usual one."""
        axe, jours, lignes = self._lire(request)
        sans_offre = calculs.territoires_sans_offre()
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": "Chiffres de la bourse de stages",
            "axes": calculs.AXES,
            "axe": axe,
            "nom_axe": calculs.AXES[axe],
            "periodes": calculs.PERIODES,
            "jours": jours,
            "entetes": calculs.ENTETES,
            "lignes": lignes,
            "sans_offre": sans_offre,
            "points": points_de_la_carte(),
            "reperes": calculs.reperes(sans_offre),
            "engagements_echus": calculs.engagements_echus(),
        }
        return TemplateResponse(request, "admin/stages/chiffres.html", contexte)

    def chiffres_csv(self, request: HttpRequest) -> HttpResponse:
        """The same table for a spreadsheet; what is not known is left empty."""
        axe, jours, lignes = self._lire(request)
        reponse = HttpResponse(content_type="text/csv; charset=utf-8")
        reponse["Content-Disposition"] = f'attachment; filename="bourse-de-stages-{axe}-{jours}-jours.csv"'
        reponse.write("\ufeff")
        feuille = csv.writer(reponse, delimiter=";")
        feuille.writerow([calculs.AXES[axe], *calculs.ENTETES])
        for ligne in lignes:
            valeurs = ["" if v is None else str(v).replace(".", ",") for v in ligne.cellules()]
            feuille.writerow([neutraliser(ligne.libelle), *valeurs])
        return reponse

    def _lire(self, request: HttpRequest) -> tuple[str, int, list[calculs.Ligne]]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        axe = request.GET.get("axe", "")
        axe = axe if axe in calculs.AXES else "section"
        demande = request.GET.get("jours", "")
        jours = next((n for n in calculs.PERIODES if str(n) == demande), PERIODE)
        maintenant = timezone.now()
        debut, fin = calculs.bornes(jours, maintenant)
        return axe, jours, calculs.tableau(axe=axe, debut=debut, fin=fin, maintenant=maintenant)
