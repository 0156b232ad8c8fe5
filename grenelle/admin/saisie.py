"""Quick entry of readings: choose, type in one table, send; works without a script."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import action

from grenelle.admin.roles import droits_de_la_requete, plan_demande, plans_possibles
from grenelle.choices import StatutReleve
from grenelle.forms.grille import ChoixDeGrille
from grenelle.models import Mesure, Plan
from grenelle.services.releves import Issue
from grenelle.services.roles import Action
from grenelle.services.saisie import BilanDeSaisie, SaisieRefusee, saisir
from grenelle.services.saisie_grille import Cellule, Grille, composer, entrees, lieux_du_plan, remplir

PHRASES = (
    (Issue.CREE, "enregistré", "enregistrés"),
    (Issue.REVISE, "révisé", "révisés"),
    (Issue.PROPOSE, "à valider par une autre personne", "à valider par une autre personne"),
    (Issue.INCHANGE, "inchangé", "inchangés"),
)


def dire_le_bilan(bilan: BilanDeSaisie) -> str:
    """What was done, in one sentence."""
    morceaux = [f"{n} {plusieurs if n > 1 else un}" for issue, un, plusieurs in PHRASES if (n := bilan.nombre(issue))]
    return f"Relevés : {', '.join(morceaux)}." if morceaux else "Rien n'a été saisi."


class PagesDeSaisie(ModelAdmin):  # type: ignore[type-arg]
    """The table of quick entry, under the list of readings."""

    @action(description="Saisir", url_path="saisir", permissions=["saisir"], icon="edit_square")
    def saisir(self, request: HttpRequest) -> HttpResponse:
        """The choice (GET), then the table; sent to the same address, which tells what the table holds."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        plans = plans_possibles(request, Action.SAISIR)
        plan = plan_demande(request, plans)
        if plan is None:
            return self._page_de_saisie(request, {"plans": plans})
        droits, jour = droits_de_la_requete(request), timezone.localdate()
        mesures = [
            mesure
            for mesure in Mesure.objects.du_plan(plan.slug).order_by("rang")
            if droits.sur_la_mesure(Action.SAISIR, plan.pk, mesure.pk)
        ]
        lieux = lieux_du_plan(plan, droits)
        choix = ChoixDeGrille(request.GET, plan=plan, mesures=mesures, lieux=lieux, jour=jour)
        contexte: dict[str, Any] = {"plans": plans, "plan": plan, "choix": choix, "statuts": StatutReleve.choices}
        if not choix.is_valid():
            statut = 400 if "ou" in request.GET else 200
            return self._page_de_saisie(request, contexte, statut)
        frequence, periodes = choix.cleaned_data["quand"]
        grille = composer(
            plan=plan,
            droits=droits,
            lieux=choix.lieux_choisis(),
            periodes=periodes,
            frequence=frequence,
            mesure=choix.mesure_choisie(),
        )
        contexte["grille"] = grille
        if request.method == "POST":
            return self._recevoir(request, plan, grille, contexte)
        return self._page_de_saisie(request, contexte)

    def has_saisir_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return droits_de_la_requete(request).quelque_part(Action.SAISIR)

    def _recevoir(self, request: HttpRequest, plan: Plan, grille: Grille, contexte: dict[str, Any]) -> HttpResponse:
        """Write everything, or show the table again as it was typed, with the faults beside the cells."""
        remplir(grille, request.POST)
        lues, cellules = entrees(grille, request.POST)
        if any(cellule.fautes for cellule in grille.cellules):
            return self._refaire(request, grille, contexte)
        if not lues:
            contexte["vide"] = "Rien n'est rempli : tapez au moins un chiffre."
            return self._page_de_saisie(request, contexte, 422)
        try:
            bilan = saisir(entrees=lues, par=request.user, maintenant=timezone.now())
        except SaisieRefusee as refus:
            for rang, fautes in refus.fautes.items():
                cellules[rang].fautes += fautes
            return self._refaire(request, grille, contexte)
        messages.success(request, dire_le_bilan(bilan))
        return HttpResponseRedirect(request.get_full_path())

    def _refaire(self, request: HttpRequest, grille: Grille, contexte: dict[str, Any]) -> HttpResponse:
        fautives: list[Cellule] = [cellule for cellule in grille.cellules if cellule.fautes]
        return self._page_de_saisie(request, contexte | {"fautives": fautives}, 422)

    def _page_de_saisie(self, request: HttpRequest, contexte: dict[str, Any], statut: int = 200) -> HttpResponse:
        contexte = {
            **self.admin_site.each_context(request),
            "title": "Saisir des relevés",
            "opts": self.opts,
            "ici": reverse("admin:grenelle_releve_saisir"),
            **contexte,
        }
        return TemplateResponse(request, "admin/grenelle/saisie.html", contexte, status=statut)
