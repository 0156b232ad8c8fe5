"""The yearly Grenelle for the staff: an edition prepared, opened, put to the vote and concluded, step by step."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import LectureSeule, vue_gardee
from grenelle.admin.roles import droits_de_la_requete
from grenelle.choices import EtatEdition
from grenelle.droits import peut_moderer_le_grenelle
from grenelle.forms.mesure import FormulaireDAjout
from grenelle.models import EditionGrenelle, EffetSurMesure, Plan, Vote
from grenelle.services import editions
from grenelle.services import lecture_contributions as lecture
from grenelle.services.editions import Calendrier, GrenelleRefuse
from grenelle.services.roles import Action, ActionRefusee
from grenelle.services.saisie_mesure import ajouter_au_plan


class EditionForm(forms.Form):
    """A new edition, or other days for one that goes on."""

    plan = forms.ModelChoiceField(Plan.objects.filter(actif=True), label="Plan", empty_label=None)
    annee = forms.IntegerField(label="Année")
    titre = forms.CharField(label="Titre", max_length=160)
    contributions_du = forms.DateField(label="Contributions à partir du", required=False)
    contributions_au = forms.DateField(label="Contributions jusqu'au", required=False)
    vote_jusqu_au = forms.DateField(label="Vote jusqu'au", required=False)
    tenue_le = forms.DateField(label="Tenue le", required=False)

    def __init__(self, *args: Any, edition: EditionGrenelle | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if edition is not None:
            for nom in ("plan", "annee", "titre"):
                del self.fields[nom]
        for champ in self.fields.values():
            if isinstance(champ, forms.DateField):
                champ.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def calendrier(self) -> Calendrier:
        return Calendrier(**{nom: self.cleaned_data[nom] for nom in Calendrier.__dataclass_fields__})


@admin.register(EditionGrenelle)
class EditionAdmin(LectureSeule, ModelAdmin):
    """Read here; prepared, opened and concluded from two more pages, which ask the services."""

    list_display = ["titre", "plan", "annee", "etat", "contributions_du", "contributions_au", "vote_jusqu_au"]
    list_filter = [("plan", RelatedDropdownFilter), ("etat", ChoicesDropdownFilter)]
    list_select_related = ["plan"]
    search_fields = ["titre"]
    actions_list = ["nouvelle_edition"]
    actions_detail = ["conduire_l_edition"]

    @action(description="Préparer une édition", url_path="nouvelle", permissions=["moderer"], icon="add")
    def nouvelle_edition(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:grenelle_preparer"))

    @action(description="Conduire cette édition", url_path="mener", permissions=["moderer"], icon="forum")
    def conduire_l_edition(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:grenelle_conduire", args=[object_id]))

    def has_moderer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return peut_moderer_le_grenelle(request.user)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("preparer/", vue_gardee(self, self.preparer), name="grenelle_preparer"),
            path("<int:pk>/conduire/", vue_gardee(self, self.conduire), name="grenelle_conduire"),
            *super().get_urls(),
        ]

    def preparer(self, request: HttpRequest) -> HttpResponse:
        """A new edition of a plan."""
        if not peut_moderer_le_grenelle(request.user):
            raise PermissionDenied
        annee = timezone.localdate().year
        depart = {"annee": annee, "titre": f"Grenelle de l'orientation {annee}"}
        form = EditionForm(request.POST if request.method == "POST" else None, initial=depart)
        if form.is_bound and form.is_valid():
            try:
                edition = editions.preparer(
                    plan=form.cleaned_data["plan"],
                    annee=form.cleaned_data["annee"],
                    titre=form.cleaned_data["titre"],
                    calendrier=form.calendrier(),
                )
            except GrenelleRefuse as refus:
                form.add_error(None, str(refus))
            else:
                messages.success(request, "L'édition est prête : personne ne la voit avant son ouverture.")
                return HttpResponseRedirect(reverse("admin:grenelle_conduire", args=[edition.pk]))
        return self._page(request, form, None)

    def conduire(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Its days, then its next step."""
        if not peut_moderer_le_grenelle(request.user):
            raise PermissionDenied
        edition = get_object_or_404(EditionGrenelle.objects.select_related("plan"), pk=min(pk, 2**63 - 1))
        depart = {nom: getattr(edition, nom) for nom in Calendrier.__dataclass_fields__}
        calendrier = request.POST.get("geste") == "calendrier"
        form = EditionForm(request.POST if calendrier else None, initial=depart, edition=edition)
        if request.method != "POST" or (calendrier and not form.is_valid()):
            return self._page(request, form, edition)
        if request.POST.get("geste") == "ajout":
            return self._ajouter(request, form, edition)
        try:
            if calendrier:
                editions.changer_le_calendrier(edition=edition, calendrier=form.calendrier())
            else:
                conclusions = request.POST.get("conclusions", "")
                editions.avancer(edition=edition, maintenant=timezone.now(), conclusions=conclusions)
        except GrenelleRefuse as refus:
            return self._page(request, form, edition, str(refus))
        dit = "Les jours sont changés." if calendrier else "L'édition est passée à l'étape suivante."
        messages.success(request, dit)
        return HttpResponseRedirect(reverse("admin:grenelle_conduire", args=[edition.pk]))

    def _ajouter(self, request: HttpRequest, form: EditionForm, edition: EditionGrenelle) -> HttpResponse:
        """A measure that this concluded edition adds; then its own page, to describe it."""
        if edition.etat != EtatEdition.CONCLUE:
            return self._page(request, form, edition, "Seule une édition conclue change le plan.")
        ajout = FormulaireDAjout(edition, timezone.localdate(), request.POST)
        if ajout.is_valid():
            try:
                mesure = ajouter_au_plan(
                    edition=edition, par=request.user, maintenant=timezone.now(), **ajout.cleaned_data
                )
            except GrenelleRefuse as refus:
                ajout.add_error(None, str(refus))
            except ActionRefusee as refus:
                raise PermissionDenied(str(refus)) from refus
            else:
                messages.success(
                    request, "La mesure est dans le plan. Décrivez ses publics, ses jalons, ses indicateurs."
                )
                return HttpResponseRedirect(reverse("admin:grenelle_mesure_change", args=[mesure.pk]))
        return self._page(request, form, edition, ajout=ajout)

    def _page(
        self,
        request: HttpRequest,
        form: EditionForm,
        edition: EditionGrenelle | None,
        erreur: str = "",
        ajout: FormulaireDAjout | None = None,
    ) -> HttpResponse:
        rang = editions.ETAPES.index(EtatEdition(edition.etat)) if edition else -1
        suivantes = editions.ETAPES[rang + 1 :] if edition else []
        contexte: dict[str, Any] = self.admin_site.each_context(request) | {
            "title": str(edition) if edition else "Préparer un Grenelle",
            "opts": self.opts,
            "form": form,
            "edition": edition,
            "suivante": suivantes[0] if suivantes else None,
            "conclusions": request.POST.get("conclusions", ""),
            "erreur": erreur,
            **(self._suites(request, edition, ajout) if edition else {}),
        }
        statut = 422 if erreur or form.errors or (ajout and ajout.errors) else 200
        return TemplateResponse(request, "admin/grenelle/conduire.html", contexte, status=statut)

    def _suites(self, request: HttpRequest, edition: EditionGrenelle, ajout: FormulaireDAjout | None) -> dict[str, Any]:
        """What a concluded edition changed, and what the person may still change by it."""
        if edition.etat != EtatEdition.CONCLUE:
            return {}
        amende = droits_de_la_requete(request).sur_tout_le_plan(Action.AMENDER, edition.plan_id)
        return {
            "effets": lecture.effets(edition),
            "ajout": (ajout or FormulaireDAjout(edition, timezone.localdate())) if amende else None,
            "mesures": lecture.mesures_du_plan(edition.plan) if amende else [],
        }


@admin.register(EffetSurMesure)
class EffetAdmin(LectureSeule, ModelAdmin):
    list_display = ["mesure", "nature", "edition", "le"]
    list_filter = [("nature", ChoicesDropdownFilter)]
    list_select_related = ["mesure", "edition"]


@admin.register(Vote)
class VoteAdmin(LectureSeule, ModelAdmin):
    """Counted, never shown with a name."""

    list_display = ["contribution", "created_at"]
    list_select_related = ["contribution"]
    fields = ["contribution", "created_at"]
