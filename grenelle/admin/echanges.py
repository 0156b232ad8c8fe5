"""Readings by file: the template, the export, and the import with its preview, under the rights of the plan."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action

from commun.administration import vue_gardee
from comptes.models import Utilisateur
from grenelle.admin.roles import droits_de_la_requete, plan_demande, plans_possibles
from grenelle.models import Mesure, Plan, Releve
from grenelle.services.roles import Action
from grenelle.services.saisie_fichier import LIGNES_MAX, ecrire_csv, ecrire_xlsx, lignes_exportees
from grenelle.services.saisie_import import JEU, REGLES, jeu_releves
from grenelle.services.saisie_modele import lignes_du_modele
from metiers.services.apercus import ApercuPerime, deposer, reserver
from metiers.services.journal import rapport_de
from metiers.tasks import apercevoir_import, appliquer_import
from territoires.models import Importation

TAILLE_MAX_MO = 20
REFUS_MONTRES = 200


class FormulaireDeDepot(forms.Form):
    fichier = forms.FileField(
        label="Fichier .csv ou .xlsx",
        help_text=f"Un relevé par ligne, {LIGNES_MAX // 1000} 000 lignes et {TAILLE_MAX_MO} Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_fichier(self) -> UploadedFile:
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if not (fichier.name or "").lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError("Un fichier .csv ou .xlsx est attendu.")
        if (fichier.size or 0) > TAILLE_MAX_MO * 1024 * 1024:
            raise forms.ValidationError(f"Ce fichier dépasse {TAILLE_MAX_MO} Mo.")
        return fichier


class PagesDEchange(ModelAdmin):  # type: ignore[type-arg]
    """Under ``/admin/grenelle/releve/``."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("fichiers/export/", vue_gardee(self, self.exporter_le_plan), name="grenelle_releve_exporter"),
            path("fichiers/modele/", vue_gardee(self, self.modele), name="grenelle_releve_modele"),
            path("fichiers/<int:pk>/", vue_gardee(self, self.rapport), name="grenelle_releve_rapport"),
            *super().get_urls(),
        ]

    @action(description="Fichiers", url_path="fichiers", permissions=["fichiers"], icon="upload_file")
    def fichiers(self, request: HttpRequest) -> HttpResponse:
        """Deposit, template and export on one page; a valid deposit goes to its preview."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        saisit = droits_de_la_requete(request).quelque_part(Action.SAISIR)
        envoye = request.method == "POST"
        if envoye and (not saisit or not isinstance(request.user, Utilisateur)):
            raise PermissionDenied
        formulaire = FormulaireDeDepot(request.POST, request.FILES) if envoye else FormulaireDeDepot()
        if envoye and isinstance(request.user, Utilisateur) and formulaire.is_valid():
            fichier = formulaire.cleaned_data["fichier"]
            importation = deposer(jeu=jeu_releves(), fichier=fichier, lancee_par=request.user)
            transaction.on_commit(lambda: apercevoir_import.delay(importation.pk))
            return HttpResponseRedirect(reverse("admin:grenelle_releve_rapport", args=[importation.pk]))
        contexte = {
            "title": "Relevés par fichier",
            "formulaire": formulaire,
            "saisit": saisit,
            "plans": plans_possibles(request, Action.LIRE),
            "plans_saisis": {plan.pk for plan in plans_possibles(request, Action.SAISIR)},
            "regles": REGLES,
        }
        return self._page(request, "admin/grenelle/fichiers.html", contexte, 422 if formulaire.errors else 200)

    def has_fichiers_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return droits_de_la_requete(request).quelque_part(Action.LIRE)

    def rapport(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a file would change, then what it did; only its depositor applies it, once."""
        importation = get_object_or_404(Importation.objects.select_related("lancee_par"), pk=min(pk, 10**18), jeu=JEU)
        sien = importation.lancee_par_id == request.user.pk
        if not sien and not droits_de_la_requete(request).tous:
            raise Http404
        if request.method == "POST":
            return self._appliquer(request, importation, sien)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        rapport = rapport_de(importation)
        contexte = {
            "title": "Import de relevés",
            "importation": importation,
            "rapport": rapport,
            "change": rapport.total().change,
            "refus": rapport.refus[:REFUS_MONTRES],
            "refus_en_tout": importation.rapport.get("refus_en_tout", len(rapport.refus)),
            "applicable": sien and importation.etat == Importation.Etat.APERCU,
        }
        return self._page(request, "admin/grenelle/import.html", contexte)

    def _appliquer(self, request: HttpRequest, importation: Importation, sien: bool) -> HttpResponse:
        if not sien or not droits_de_la_requete(request).quelque_part(Action.SAISIR):
            raise PermissionDenied
        try:
            reserver(importation=importation)
        except ApercuPerime as erreur:
            messages.error(request, str(erreur))
        else:
            transaction.on_commit(lambda: appliquer_import.delay(importation.pk))
            messages.info(request, "L'import est lancé. Son rapport s'affiche ici dès qu'il est terminé.")
        return HttpResponseRedirect(reverse("admin:grenelle_releve_rapport", args=[importation.pk]))

    def exporter_le_plan(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The readings in force of a plan, in the columns that are imported."""
        plan = self._plan(request, Action.LIRE)
        releves = Releve.objects.en_vigueur().filter(indicateur__plan=plan).select_related("indicateur__plan")
        if numero := request.GET.get("mesure"):
            releves = releves.filter(indicateur__mesure=get_object_or_404(Mesure, axe__plan=plan, numero=numero[:8]))
        if self._format(request) == "xlsx" and releves.count() > LIGNES_MAX:
            raise BadRequest("Trop de relevés pour un classeur : demandez le CSV.")
        lignes = releves.order_by("indicateur__rang", "indicateur__code", "territoire", "debut")
        return self._fichier(request, f"releves-{plan.slug}", lignes_exportees(lignes.iterator(chunk_size=2_000)))

    def modele(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """A file ready to fill: one row an indicator and a place, for the last period that is over."""
        plan = self._plan(request, Action.SAISIR)
        return self._fichier(request, f"modele-{plan.slug}", lignes_du_modele(plan, droits_de_la_requete(request)))

    def _plan(self, request: HttpRequest, geste: Action) -> Plan:
        if request.method not in ("GET", "HEAD"):
            raise BadRequest
        if not droits_de_la_requete(request).quelque_part(geste):
            raise PermissionDenied
        plan = plan_demande(request, plans_possibles(request, geste))
        if plan is None:
            raise Http404
        return plan

    def _format(self, request: HttpRequest) -> str:
        return "xlsx" if request.GET.get("format") == "xlsx" else "csv"

    def _fichier(
        self, request: HttpRequest, nom: str, lignes: Iterable[Sequence[Any]]
    ) -> HttpResponse | StreamingHttpResponse:
        if self._format(request) == "xlsx":
            genre = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            reponse: Any = HttpResponse(ecrire_xlsx(lignes), content_type=genre)
        else:
            reponse = StreamingHttpResponse(ecrire_csv(lignes), content_type="text/csv; charset=utf-8")
        reponse["Content-Disposition"] = f'attachment; filename="{nom}.{self._format(request)}"'
        return reponse  # type: ignore[no-any-return]

    def _page(self, request: HttpRequest, gabarit: str, contexte: dict[str, Any], statut: int = 200) -> HttpResponse:
        cadre = {**self.admin_site.each_context(request), "opts": self.opts, **contexte}
        return TemplateResponse(request, gabarit, cadre, status=statut)
