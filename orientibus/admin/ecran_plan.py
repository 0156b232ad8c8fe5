"""The screens of one plan: its week by bus, its requests, its territories; changes by hand; the run as it goes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from orientibus.choices import EtatCalcul, EtatPlan
from orientibus.forms.plans import RetoucheForm
from orientibus.models import Demande, Plan
from orientibus.services import calculs, ecran_plan, retouches
from orientibus.services.differences import parts_par_territoire
from orientibus.services.plans import PlanImpossible, PlanRefuse
from orientibus.tasks.calculs import calculer_bientot
from territoires.services.points import points_de_la_carte

VUES = {"calendrier": "Calendrier", "demandes": "Demandes", "territoires": "Territoires"}
FILTRES = {"": "Toutes", "servies": "Servies", "laissees": "Laissées de côté"}


def auteur_de(request: HttpRequest) -> Utilisateur | None:
    return request.user if isinstance(request.user, Utilisateur) else None


class EcransDePlan(ModelAdmin):  # type: ignore[type-arg]
    """Reading is for those who may see plans, changing for those who may change them."""

    def _plan(self, request: HttpRequest, pk: int, *, changer: bool = False) -> Plan:
        permis = self.has_change_permission(request) if changer else self.has_view_permission(request)
        if not permis:
            raise PermissionDenied
        return get_object_or_404(Plan.objects.select_related("saison", "calcul", "origine"), pk=pk)

    def ecran(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The plan; while it is being computed and holds nothing yet, its progress."""
        plan = self._plan(request, pk)
        if plan.poids is None:
            return HttpResponseRedirect(reverse("admin:orientibus_plan_calcul", args=[pk]))
        return self._ecran(request, plan)

    def _ecran(
        self, request: HttpRequest, plan: Plan, *, form: RetoucheForm | None = None, motifs: Any = (), statut: int = 200
    ) -> HttpResponse:
        vue = request.GET.get("vue", "calendrier")
        vue = vue if vue in VUES else "calendrier"
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": plan.nom,
            "opts": self.opts,
            "plan": plan,
            "vue": vue,
            "vues": VUES,
            "qualite": ecran_plan.qualite(plan),
            "part": ecran_plan.part_du_maximum(plan),
            "en_calcul": ecran_plan.en_calcul(plan),
            "servies": plan.affectations.count(),
            "laissees": plan.laissees.count(),
            "brouillon": plan.etat == EtatPlan.BROUILLON,
            "peut_changer": self.has_change_permission(request),
            "motifs": motifs,
        }
        contexte |= getattr(self, f"_vue_{vue}")(request, plan, form)
        return TemplateResponse(request, "admin/orientibus/plan.html", contexte, status=statut)

    def _vue_calendrier(self, request: HttpRequest, plan: Plan, form: RetoucheForm | None) -> dict[str, Any]:
        voulue = request.GET.get("semaine", "")
        lundi = ecran_plan.lundi_demande(plan.saison, voulue, timezone.localdate())
        semaine = ecran_plan.semaine_du_plan(plan, lundi)
        choisie = self._choisie(request, plan)
        if form is None and choisie is not None:
            depart = plan.affectations.filter(demande=choisie).first()
            initial: dict[str, Any] = {"demande": choisie.reference, "jour": lundi}
            if depart is not None:
                initial |= {"bus": depart.bus_id, "jour": depart.jour, "creneau": depart.creneau}
            form = RetoucheForm(plan=plan, initial=initial)
        points = points_de_la_carte() if semaine.affectations else []
        reperes = [
            {
                "libelle": f"{a.demande.structure}, {a.jour:%d/%m}, {a.get_creneau_display().lower()} ({a.bus.nom})",
                "adresse": "",
                "latitude": a.demande.latitude,
                "longitude": a.demande.longitude,
            }
            for a in semaine.affectations
        ]
        return {
            "semaine": semaine,
            "form": form,
            "choisie": choisie,
            "affectation": plan.affectations.filter(demande=choisie).first() if choisie else None,
            "a_cote": ecran_plan.laissees_a_cote(plan),
            "points": points,
            "reperes": reperes,
        }

    def _choisie(self, request: HttpRequest, plan: Plan) -> Demande | None:
        reference = (request.POST.get("demande") or request.GET.get("demande", ""))[:12]
        if not reference or "\x00" in reference:
            return None
        demandes = Demande.objects.completes().prefetch_related("periodes")
        return demandes.filter(saison=plan.saison_id, reference=reference).first()

    def _vue_demandes(self, request: HttpRequest, plan: Plan, form: RetoucheForm | None) -> dict[str, Any]:
        filtre = request.GET.get("filtre", "")
        filtre = filtre if filtre in FILTRES else ""
        page, lignes = ecran_plan.demandes_du_plan(plan, filtre=filtre, page=request.GET.get("page", ""))
        return {"filtre": filtre, "filtres": FILTRES, "page": page, "lignes": lignes}

    def _vue_territoires(self, request: HttpRequest, plan: Plan, form: RetoucheForm | None) -> dict[str, Any]:
        parts = parts_par_territoire(plan)
        demande, servi = sum(p.demande for p in parts), sum(p.servi for p in parts)
        return {"parts": parts, "moyenne": 100 * servi / demande if demande else None}

    # --- Changes by hand --------------------------------------------------------------------

    def retoucher(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move, take out, lock; what the verifier refuses is said and nothing is stored."""
        plan = self._plan(request, pk, changer=True)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        geste = request.POST.get("geste", "")
        form = RetoucheForm(request.POST, plan=plan)
        try:
            if geste == "deplacer":
                if not form.is_valid():
                    return self._ecran(request, plan, form=form, statut=422)
                self._deplacer(plan, form)
            else:
                self._autre_geste(request, plan, geste)
        except PlanRefuse as refus:
            return self._ecran(request, plan, form=form, motifs=refus.motifs, statut=409)
        except PlanImpossible as raison:
            return self._ecran(request, plan, form=form, motifs=[str(raison)], statut=409)
        return HttpResponseRedirect(self._retour(request, plan))

    def _deplacer(self, plan: Plan, form: RetoucheForm) -> None:
        dites = form.cleaned_data
        retouches.placer(
            plan=plan,
            demande=dites["demande"],
            bus=dites["bus"],
            jour=dites["jour"],
            creneau=dites["creneau"],
            aujourdhui=timezone.localdate(),
        )

    def _autre_geste(self, request: HttpRequest, plan: Plan, geste: str) -> None:
        demande = self._choisie(request, plan)
        if demande is None or geste not in ("retirer", "verrouiller"):
            raise PlanImpossible("Choisissez une demande de ce plan et ce qu'il faut en faire.")
        if geste == "retirer":
            retouches.retirer(plan=plan, demande=demande, aujourdhui=timezone.localdate())
            return
        verrouillee = retouches.basculer_verrou(plan=plan, demande=demande)
        dit = "verrouillée : un nouveau calcul la garde" if verrouillee else "déverrouillée"
        messages.success(request, f"« {demande.structure} » est {dit}.")

    def _retour(self, request: HttpRequest, plan: Plan) -> str:
        semaine = ecran_plan.lundi_demande(plan.saison, request.POST.get("semaine", ""), timezone.localdate())
        return f"{reverse('admin:orientibus_plan_ecran', args=[plan.pk])}?semaine={semaine.isoformat()}"

    # --- The run ----------------------------------------------------------------------------

    def calcul(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the run is, refreshed by itself; start again or stop."""
        if request.method == "POST":
            return self._commander(request, self._plan(request, pk, changer=True))
        self._plan(request, pk)
        calculs.declarer_les_morts(timezone.now())
        plan = self._plan(request, pk)
        calcul = plan.calcul
        en_cours = ecran_plan.en_calcul(plan)
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": f"Calcul de « {plan.nom} »",
            "opts": self.opts,
            "plan": plan,
            "calcul": calcul,
            "en_cours": en_cours,
            "etape": calculs.ETAPES.get(calcul.etape, "En cours"),
            "echec": calcul.etat in (EtatCalcul.ECHEC, EtatCalcul.IMPOSSIBLE),
            "peut_changer": self.has_change_permission(request),
        }
        fragment = "fragment" in request.GET
        gabarit = "admin/orientibus/_calcul.html" if fragment else "admin/orientibus/calcul.html"
        reponse = TemplateResponse(request, gabarit, contexte)
        if fragment and calcul.etat == EtatCalcul.FINI:
            reponse["HX-Redirect"] = reverse("admin:orientibus_plan_ecran", args=[pk])
        return reponse

    def _commander(self, request: HttpRequest, plan: Plan) -> HttpResponse:
        gestes: dict[str, Callable[[Plan], None]] = {"arreter": self._arreter, "relancer": self._relancer}
        faire = gestes.get(request.POST.get("geste", ""))
        try:
            if faire is None:
                raise PlanImpossible("Choisissez d'arrêter ou de relancer le calcul.")
            faire(plan)
        except PlanImpossible as raison:
            messages.error(request, str(raison))
        return HttpResponseRedirect(reverse("admin:orientibus_plan_calcul", args=[plan.pk]))

    def _arreter(self, plan: Plan) -> None:
        calculs.arreter_calcul(plan=plan)

    def _relancer(self, plan: Plan) -> None:
        calculs.relancer_calcul(plan=plan)
        calculer_bientot(plan)
