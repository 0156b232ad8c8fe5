"""Journal of the imports: readable reports, and the import of the ROME with a preview before it is applied."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import update_wrapper
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display

from commun.administration import LectureSeule, neutraliser
from commun.archives import ArchiveRefusee, FichierZip
from comptes.droits import peut_importer_des_donnees
from comptes.models import Utilisateur
from metiers.importeurs.rome.archive import LIMITES
from metiers.services.apercu_rome import ApercuPerime, deposer, dossier_officiel, reserver
from metiers.services.import_rome import JEU
from metiers.services.journal import rapport_de
from metiers.tasks import apercevoir_rome, appliquer_rome
from territoires.models import Importation

TAILLE_MAX = 30 * 1024 * 1024
REFUS_MONTRES = 200
Etat = Importation.Etat
NOMS_DES_JEUX = {
    "rome": "ROME",
    "metiers-livres": "Métiers livrés avec le portail",
    "territoires": "Territoires",
    "territoires-livres": "Territoires livrés avec le portail",
    "lieux": "Lieux d'orientation",
    "lieux-livres": "Lieux d'orientation livrés avec le portail",
}


def nom_du_jeu(importation: Importation) -> str:
    """The data set's name as people say it."""
    return NOMS_DES_JEUX.get(importation.jeu, importation.jeu)


class DepotRomeForm(forms.Form):
    """Where the archive comes from: a .zip, or the server's folder."""

    DEPOT, SERVEUR = "depot", "serveur"
    origine = forms.ChoiceField(
        label="D'où vient l'archive ?",
        widget=forms.RadioSelect,
        choices=[(DEPOT, "Je dépose le fichier .zip de France Travail"), (SERVEUR, "Elle est déjà sur le serveur")],
        initial=DEPOT,
    )
    fichier = forms.FileField(
        label="Fichier .zip",
        required=False,
        help_text="« RefRomeCsv.zip », tel qu'il est publié : 30 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        origine = self.fields["origine"]
        if dossier_officiel() is None and isinstance(origine, forms.ChoiceField):
            origine.choices = [(self.DEPOT, "Je dépose le fichier .zip de France Travail")]

    def clean_fichier(self) -> UploadedFile | None:
        fichier: UploadedFile | None = self.cleaned_data["fichier"]
        if self.cleaned_data.get("origine") != self.DEPOT:
            return None
        if fichier is None:
            raise ValidationError("Choisissez le fichier .zip à déposer.")
        if (fichier.size or 0) > TAILLE_MAX:
            raise ValidationError("Ce fichier dépasse 30 Mo : ce n'est pas l'archive publiée par France Travail.")
        try:
            FichierZip(fichier, LIMITES)
        except ArchiveRefusee as erreur:
            raise ValidationError(str(erreur)) from erreur
        fichier.seek(0)
        return fichier


class _Echo:
    """Gives back what the csv writer writes, row by row."""

    def write(self, texte: str) -> str:
        return texte


def lignes_csv(importation: Importation) -> Iterator[str]:
    """The whole report as CSV for a spreadsheet: counts, then warnings, then refused rows."""
    ecrivain = csv.writer(_Echo(), delimiter=";")
    rapport = rapport_de(importation)
    yield "\ufeff"
    yield ecrivain.writerow(["partie", "table", "fichier", "ligne", "clé", "texte"])
    for table, compte in rapport.tables.items():
        for nom, nombre in asdict(compte).items():
            yield ecrivain.writerow(["compte", table, "", "", nom, nombre])
    for texte in rapport.avertissements:
        yield ecrivain.writerow(["attention", "", "", "", "", neutraliser(texte)])
    for refus in rapport.refus:
        cellules = [refus.table, refus.fichier, refus.ligne or "", refus.cle, refus.raison]
        yield ecrivain.writerow(["refus", *map(neutraliser, cellules)])


@admin.register(Importation)
class ImportationAdmin(LectureSeule, ModelAdmin):
    """List, report page, CSV of the report, and the two steps of the ROME import."""

    list_display = [
        "jeu_nomme", "version", "etat_en_couleur", "debut", "crees", "modifies", "inchanges", "retires", "refuses",
        "lancee_par",
    ]  # fmt: skip
    list_filter = [("etat", ChoicesDropdownFilter), "jeu"]
    list_select_related = ["lancee_par"]
    search_fields = ["jeu", "version", "source"]
    actions_list = ["importer_rome"]

    class Media:
        css = {"all": ["admin/portail/imports.css"]}

    @display(
        description="état",
        ordering="etat",
        label={"Appliquée": "success", "Refusée": "danger", "Aperçu": "info", "En cours": "warning"},
    )
    def etat_en_couleur(self, importation: Importation) -> str:
        return importation.get_etat_display().partition(",")[0]

    @display(description="jeu de données", ordering="jeu")
    def jeu_nomme(self, importation: Importation) -> str:
        return nom_du_jeu(importation)

    def has_importer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return peut_importer_des_donnees(request.user)

    def get_urls(self) -> list[URLPattern]:
        def proteger(vue: Callable[..., Any]) -> Callable[..., HttpResponse]:
            def protegee(*args: Any, **kwargs: Any) -> HttpResponse:
                return self.admin_site.admin_view(vue)(*args, **kwargs)

            protegee.model_admin = self  # type: ignore[attr-defined]
            return update_wrapper(protegee, vue)

        return [
            path("<int:pk>/rapport.csv", proteger(self.rapport_csv), name="territoires_importation_csv"),
            path("<int:pk>/appliquer/", proteger(self.appliquer), name="territoires_importation_appliquer"),
            *super().get_urls(),
        ]

    # --- first step: the archive, then its preview

    @action(description="Importer le ROME", url_path="importer-rome", permissions=["importer"], icon="upload_file")
    def importer_rome(self, request: HttpRequest) -> HttpResponse:
        """Form of the deposit; a valid one starts the preview and goes to its page."""
        if not isinstance(request.user, Utilisateur) or not self.has_importer_permission(request):
            raise PermissionDenied
        envoye = request.method == "POST"
        formulaire = DepotRomeForm(request.POST, request.FILES) if envoye else DepotRomeForm()
        if envoye and formulaire.is_valid():
            importation = deposer(fichier=formulaire.cleaned_data["fichier"], lancee_par=request.user)
            transaction.on_commit(lambda: apercevoir_rome.delay(importation.pk))
            return HttpResponseRedirect(self._page(importation.pk))
        contexte = self._contexte(request, "Importer le ROME") | {"formulaire": formulaire}
        return TemplateResponse(request, "admin/imports/depot.html", contexte, status=400 if formulaire.errors else 200)

    # --- the report

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The report of one import, readable; applying starts from here."""
        importation = self.get_object(request, object_id)
        if importation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, importation):
            raise PermissionDenied
        rapport = rapport_de(importation)
        contexte = self._contexte(request, str(importation)) | {
            "importation": importation,
            "nom_du_jeu": nom_du_jeu(importation),
            "rapport": rapport,
            "total": rapport.total(),
            "refus": rapport.refus[:REFUS_MONTRES],
            "refus_en_tout": importation.rapport.get("refus_en_tout", len(rapport.refus)),
            "applicable": importation.etat == Etat.APERCU
            and importation.jeu == JEU
            and self.has_importer_permission(request),
        }
        return TemplateResponse(request, "admin/imports/rapport.html", contexte)

    def rapport_csv(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """The whole report, for a spreadsheet."""
        importation = get_object_or_404(Importation, pk=pk)
        if not self.has_view_permission(request, importation):
            raise PermissionDenied
        contenu: Iterator[str] = lignes_csv(importation)
        nom = slugify(f"rapport {importation.jeu} {importation.version} {importation.pk}")
        return StreamingHttpResponse(
            contenu,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{nom}.csv"'},
        )

    # --- second step: apply

    def appliquer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Apply a preview, only by POST, only once, only while its file is the same."""
        if not self.has_importer_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(
                "Cette adresse n'accepte que l'envoi du formulaire.", status=405, headers={"Allow": "POST"}
            )
        importation = get_object_or_404(Importation, pk=pk)
        try:
            reserver(importation=importation)
        except ApercuPerime as erreur:
            messages.error(request, str(erreur))
        else:
            transaction.on_commit(lambda: appliquer_rome.delay(importation.pk))
            messages.info(request, "L'import est lancé. Son rapport s'affiche ici dès qu'il est terminé.")
        return HttpResponseRedirect(self._page(pk))

    def _page(self, pk: int) -> str:
        return reverse("admin:territoires_importation_change", args=[pk])

    def _contexte(self, request: HttpRequest, titre: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": titre, "media": self.media}
