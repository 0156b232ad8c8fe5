"""What made the neighbours of an occupation: every part of every score, for staff, read-only."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import action

from metiers.models import Metier
from metiers.passerelles import PARTS, POIDS
from metiers.services.facettes import Catalogue, catalogue_courant
from metiers.services.passerelles import Passerelle, passerelles_depuis
from metiers.services.raisons import raisons_de
from metiers.services.reseau import Reseau, reseau_courant

MONTREES_MAX = 40


class PartsDesPasserelles(admin.ModelAdmin):
    """Adds to an occupation's page a button that leads to the parts of its scores."""

    actions_detail: list[Any] = ["parts_des_passerelles"]

    @action(description="Passerelles : parts de la note", url_path="passerelles", permissions=["view"])
    def parts_des_passerelles(self, request: HttpRequest, object_id: str) -> HttpResponse:
        metier = self.get_object(request, object_id)
        if metier is None:
            raise Http404("Ce métier n'existe pas.")
        if not self.has_view_permission(request, metier):
            raise PermissionDenied
        reseau, catalogue = reseau_courant(), catalogue_courant()
        trouvees = passerelles_depuis(reseau, metier.pk)
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"Passerelles depuis {metier.nom_court}",
            "opts": self.opts,
            "metier": metier,
            "publie": metier.etat == Metier.Etat.PUBLIE,
            "parts": [(PARTS[nom], round(100 * poids)) for nom, poids in POIDS.items()],
            "nombre": len(trouvees),
            "lignes": [_ligne(reseau, catalogue, p) for p in trouvees[:MONTREES_MAX]],
        }
        return TemplateResponse(request, "admin/metiers/metier/passerelles.html", contexte)


def _ligne(reseau: Reseau, catalogue: Catalogue, passerelle: Passerelle) -> dict[str, Any]:
    """Numbers of one way, and the rarity of each skill in common."""
    comparaison = reseau.comparer(passerelle.source, passerelle.cible)
    base = reseau.bases.get(comparaison.base)
    repere = catalogue.repere(passerelle.cible)
    communs = [(s.libelle, float(base.poids[base.par_code[s.code]])) for s in comparaison.communs] if base else []
    return {
        "nom": repere.nom if repere else "",
        "slug": repere.slug if repere else "",
        "rang": passerelle.rang,
        "note": passerelle.note.valeur,
        "raisons": raisons_de(passerelle, comparaison),
        "base": comparaison.base,
        "communs": communs,
        "manquants": len(comparaison.a_acquerir),
    }
