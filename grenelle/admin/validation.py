"""Readings that wait for a second pair of eyes: the queue, and the decision on a selection."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import LectureSeule
from commun.nombres import entier
from grenelle.admin.roles import droits_de_la_requete
from grenelle.models import PropositionDeReleve
from grenelle.services.lieux import noms_des_lieux
from grenelle.services.roles import Action
from grenelle.services.validation import ValidationRefusee, a_valider, decider_plusieurs, portee, retirer

LIGNES = 100


class PagesDeValidation(ModelAdmin):  # type: ignore[type-arg]
    """``/admin/grenelle/releve/a-valider/``."""

    @action(description="À valider", url_path="a-valider", permissions=["a_valider"], icon="fact_check")
    def a_valider(self, request: HttpRequest) -> HttpResponse:
        """The queue; what the person entered may be taken back, never decided."""
        if request.method == "POST":
            return self._decider(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        return self._file(request)

    def has_a_valider_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        droits = droits_de_la_requete(request)
        return droits.quelque_part(Action.VALIDER) or droits.quelque_part(Action.SAISIR)

    def _decider(self, request: HttpRequest) -> HttpResponse:
        cles = [cle for c in request.POST.getlist("proposition") if (cle := entier(c)) is not None]
        choisies = PropositionDeReleve.objects.filter(pk__in=cles[:LIGNES]).select_related("indicateur")
        geste, motif = request.POST.get("geste", ""), request.POST.get("motif", "").strip()
        if not choisies or geste not in ("valider", "refuser", "retirer"):
            return self._file(request, "Cochez au moins un relevé, puis choisissez une décision.", 422)
        if geste == "refuser" and not motif:
            return self._file(request, "Dites pourquoi vous refusez : la personne qui a saisi le lira.", 422)
        if geste == "retirer":
            return self._retirer(request, choisies)
        faites, refus = decider_plusieurs(
            propositions=choisies,
            par=request.user,
            valide=geste == "valider",
            motif=motif,
            maintenant=timezone.now(),
        )
        if faites:
            dit = "validé" if geste == "valider" else "refusé"
            messages.success(request, f"{faites} relevé{'s' if faites > 1 else ''} {dit}{'s' if faites > 1 else ''}.")
        for raison in refus[:10]:
            messages.error(request, raison)
        return HttpResponseRedirect(reverse("admin:grenelle_releve_a_valider"))

    def _retirer(self, request: HttpRequest, choisies: Any) -> HttpResponse:
        try:
            for proposition in choisies:
                retirer(proposition=proposition, par=request.user, maintenant=timezone.now())
        except ValidationRefusee as refus:
            return self._file(request, str(refus), 422)
        messages.success(request, "Retiré.")
        return HttpResponseRedirect(reverse("admin:grenelle_releve_a_valider"))

    def _file(self, request: HttpRequest, erreur: str = "", statut: int = 200) -> HttpResponse:
        file = a_valider(droits_de_la_requete(request)).exclude(propose_par=request.user)
        miennes = PropositionDeReleve.objects.filter(propose_par=request.user.pk).select_related("indicateur__plan")
        lues, siennes = list(file[:LIGNES]), list(miennes.en_attente().order_by("-propose_le")[:LIGNES])
        refusees = list(miennes.filter(etat="refusee").select_related("decide_par").order_by("-decide_le")[:10])
        noms = noms_des_lieux({p.territoire for p in (*lues, *siennes, *refusees) if p.territoire})
        for proposition in (*lues, *siennes, *refusees):
            proposition.lieu = noms.get(proposition.territoire, proposition.territoire)  # type: ignore[attr-defined]
        contexte = {
            **self.admin_site.each_context(request),
            "title": "Relevés à valider",
            "opts": self.opts,
            "file": lues,
            "en_tout": file.count(),
            "miennes": siennes,
            "refusees": refusees,
            "erreur": erreur,
            "cochees": set(request.POST.getlist("proposition")),
            "motif": request.POST.get("motif", ""),
        }
        return TemplateResponse(request, "admin/grenelle/validation.html", contexte, status=statut)


@admin.register(PropositionDeReleve)
class PropositionAdmin(LectureSeule, ModelAdmin):
    """Every proposal with its fate; only those within a person's reach are listed."""

    list_display = ["indicateur", "debut", "fin", "territoire", "valeur", "etat", "propose_par", "decide_par", "motif"]
    list_filter = [("indicateur__plan", RelatedDropdownFilter), ("etat", ChoicesDropdownFilter)]
    list_filter_submit = True
    list_select_related = ["indicateur", "propose_par", "decide_par"]
    search_fields = ["indicateur__libelle", "=indicateur__code", "=territoire"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(portee(droits_de_la_requete(request), Action.LIRE))
