"""What staff do with plans: a new one, another with other parameters, side by side, accepted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from commun.nombres import entier
from comptes.tasks import envoyer_bientot
from orientibus.admin.ecran_plan import EcransDePlan, auteur_de
from orientibus.choices import EtatPlan
from orientibus.forms.plans import EssaiForm, NouveauPlanForm
from orientibus.models import Plan
from orientibus.services import ecran_plan, plans, publication
from orientibus.services.differences import comparer
from orientibus.services.plans import PlanImpossible, PlanRefuse
from orientibus.tasks.calculs import calculer_bientot

COTE_A_COTE = 3


class GestesDePlan(EcransDePlan):
    """Every change is a form answered by a redirection; what cannot be done is said in French."""

    def _page(
        self, request: HttpRequest, gabarit: str, titre: str, statut: int = 200, **autres: Any
    ) -> TemplateResponse:
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {"title": titre, "opts": self.opts}
        return TemplateResponse(request, f"admin/orientibus/{gabarit}.html", contexte | autres, status=statut)

    def _vers(self, nom: str, plan: Plan) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:orientibus_plan_{nom}", args=[plan.pk]))

    def nouveau(self, request: HttpRequest) -> HttpResponse:
        """A first plan for a season."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = NouveauPlanForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            dites = form.cleaned_data
            plan = plans.creer_plan(
                saison=dites["saison"],
                nom=dites["nom"],
                secondes=dites["secondes"],
                auteur=auteur_de(request),
                maintenant=timezone.now(),
            )
            calculer_bientot(plan)
            return self._vers("calcul", plan)
        statut = 422 if request.method == "POST" else 200
        return self._page(request, "plan_nouveau", "Préparer un plan", statut, form=form)

    def essai(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same season with something changed: a bus out, a request imposed or given up, other weights."""
        plan = self._plan(request, pk, changer=True)
        initial = {"nom": f"{plan.nom} (essai)"[:120], "secondes": plan.secondes}
        form = EssaiForm(request.POST or None, plan=plan, initial=initial)
        if request.method == "POST" and form.is_valid():
            nouveau = plans.creer_plan(
                saison=plan.saison,
                nom=form.cleaned_data["nom"],
                secondes=form.cleaned_data["secondes"],
                auteur=auteur_de(request),
                maintenant=timezone.now(),
                parametres=form.parametres(),
                origine=plan,
            )
            calculer_bientot(nouveau)
            return self._vers("calcul", nouveau)
        statut = 422 if request.method == "POST" else 200
        return self._page(request, "plan_essai", "Refaire ou essayer autrement", statut, form=form, plan=plan)

    def copier(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same stops in a draft, to be changed by hand."""
        plan = self._plan(request, pk, changer=True)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        copie = plans.copier_plan(plan=plan, nom=f"{plan.nom} (copie)", auteur=auteur_de(request))
        return self._vers("ecran", copie)

    def supprimer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A draft that nobody needs."""
        plan = self._plan(request, pk, changer=True)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            plans.supprimer_plan(plan=plan)
        except PlanImpossible as raison:
            messages.error(request, str(raison))
            return self._vers("calcul", plan)
        messages.success(request, f"Le plan « {plan.nom} » est supprimé.")
        return HttpResponseRedirect(reverse("admin:orientibus_plan_changelist"))

    def publier(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What accepting the plan changes, then the decision."""
        plan = self._plan(request, pk, changer=True)
        if request.method == "POST":
            return self._publier(request, plan)
        motifs: list[str] = []
        difference = None
        try:
            if plan.etat != EtatPlan.BROUILLON:
                raise PlanImpossible("Seul un brouillon peut être publié.")
            difference, _ = publication.examiner(plan, aujourdhui=timezone.localdate())
        except PlanRefuse as refus:
            motifs = refus.motifs
        except PlanImpossible as raison:
            motifs = [str(raison)]
        laissees = plan.laissees.select_related("demande").order_by("-demande__poids", "pk")
        titre = f"Publier « {plan.nom} »"
        return self._page(
            request, "plan_publier", titre, plan=plan, difference=difference, motifs=motifs, laissees=laissees
        )

    def _publier(self, request: HttpRequest, plan: Plan) -> HttpResponse:
        try:
            fait = publication.publier_plan(plan=plan, auteur=auteur_de(request), maintenant=timezone.now())
        except PlanImpossible as raison:
            messages.error(request, f"Rien n'est publié. {raison}")
            return self._vers("publier", plan)
        envoyer_bientot()
        messages.success(
            request,
            f"Plan publié : {fait.proposees} date(s) proposée(s), {fait.deplacees} étape(s) déplacée(s), "
            f"{fait.annulees} annulée(s), {fait.laissees} demande(s) sans date.",
        )
        return self._vers("ecran", plan)

    def comparer(self, request: HttpRequest) -> HttpResponse:
        """Two or three plans of one season, side by side."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        voulus = [cle for v in request.GET.getlist("plan")[:20] if (cle := entier(v)) is not None]
        choisis = list(Plan.objects.select_related("saison").filter(pk__in=voulus, poids__isnull=False).order_by("pk"))
        autres = Plan.objects.select_related("saison").filter(poids__isnull=False)[:50]
        erreur = ""
        if voulus and (len(choisis) < 2 or len(choisis) > COTE_A_COTE):
            erreur = "Choisissez deux ou trois plans déjà calculés."
        elif len({p.saison_id for p in choisis}) > 1:
            erreur = "Ces plans ne sont pas de la même saison."
        colonnes = comparer(choisis) if choisis and not erreur else []
        territoires = sorted({nom for c in colonnes for nom in c.parts})
        lignes = [(nom, [c.parts.get(nom) for c in colonnes]) for nom in territoires]
        return self._page(
            request,
            "plans_comparer",
            "Comparer des plans",
            422 if erreur else 200,
            colonnes=colonnes,
            lignes=lignes,
            autres=autres,
            choisis={p.pk for p in choisis},
            erreur=erreur,
            qualites=[(c, ecran_plan.part_du_maximum(c.plan)) for c in colonnes],
        )
