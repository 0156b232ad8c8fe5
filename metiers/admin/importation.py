"""Journal of the imports: readable reports, and imports with a preview before they are applied."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import asdict
from types import MethodType
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

from commun.administration import LectureSeule, neutraliser, vue_gardee
from commun.archives import ArchiveRefusee, FichierZip
from comptes.droits import peut_importer_des_donnees
from comptes.models import Utilisateur
from metiers.services.apercus import (
    ApercuPerime,
    JeuImportable,
    codes_importables,
    deposer,
    jeu_importable,
    reserver,
)
from metiers.services.journal import rapport_de
from metiers.tasks import apercevoir_import, appliquer_import
from territoires.models import Importation

TAILLE_MAX_MO = 30
TAILLE_MAX = TAILLE_MAX_MO * 1024 * 1024
REFUS_MONTRES = 200
Etat = Importation.Etat
NOMS_DES_JEUX = {
    "rome": "ROME",
    "metiers-livres": "Métiers livrés avec le portail",
    "emploi": "Emploi",
    "emploi-livre": "Emploi, chiffres livrés avec le portail",
    "education": "Établissements et calendrier scolaire",
    "formations": "Formations",
    "formations-livrees": "Formations livrées avec le portail",
    "territoires": "Territoires",
    "territoires-livres": "Territoires livrés avec le portail",
    "lieux": "Lieux d'orientation",
    "releves-du-plan": "Relevés du plan",
    "lieux-livres": "Lieux d'orientation livrés avec le portail",
}


def nom_du_jeu(importation: Importation) -> str:
    """The data set's name as people say it."""
    return NOMS_DES_JEUX.get(importation.jeu, importation.jeu)


class DepotForm(forms.Form):
    """Where the files come from: a .zip, or the server's folder."""

    DEPOT, SERVEUR = "depot", "serveur"
    origine = forms.ChoiceField(
        label="D'où viennent les fichiers ?",
        widget=forms.RadioSelect,
        choices=[(DEPOT, "Je dépose un fichier"), (SERVEUR, "Ils sont déjà sur le serveur")],
        initial=DEPOT,
    )
    fichier = forms.FileField(required=False, widget=forms.ClearableFileInput())

    def __init__(self, jeu: JeuImportable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.jeu = jeu
        champ = self.fields["fichier"]
        champ.label = f"Fichier {jeu.extension}"
        champ.help_text = f"{jeu.aide_fichier} {TAILLE_MAX_MO} Mo au plus."
        champ.widget.attrs["accept"] = jeu.extension
        origine = self.fields["origine"]
        if jeu.sur_le_serveur() is None and isinstance(origine, forms.ChoiceField):
            origine.choices = [(self.DEPOT, f"Je dépose un fichier {jeu.extension}")]

    def clean_fichier(self) -> UploadedFile | None:
        fichier: UploadedFile | None = self.cleaned_data["fichier"]
        if self.cleaned_data.get("origine") != self.DEPOT:
            return None
        if fichier is None:
            raise ValidationError(f"Choisissez le fichier {self.jeu.extension} à déposer.")
        if (fichier.size or 0) > TAILLE_MAX:
            raise ValidationError(f"Ce fichier dépasse {TAILLE_MAX_MO} Mo : ce n'est pas celui attendu.")
        self._ouvrir(fichier)
        fichier.seek(0)
        return fichier

    def _ouvrir(self, fichier: UploadedFile) -> None:
        """The file has the form of its name; what it holds is checked by the import."""
        if self.jeu.extension != ".zip":
            if not (fichier.name or "").lower().endswith(self.jeu.extension):
                raise ValidationError(f"Un fichier {self.jeu.extension} est attendu.")
            return
        try:
            FichierZip(fichier, self.jeu.limites)
        except ArchiveRefusee as erreur:
            raise ValidationError(str(erreur)) from erreur


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
    """List, report page, CSV of the report, and the two steps of an import, whatever its data set."""

    list_display = [
        "jeu_nomme", "version", "etat_en_couleur", "debut", "crees", "modifies", "inchanges", "retires", "refuses",
        "lancee_par",
    ]  # fmt: skip
    list_filter = [("etat", ChoicesDropdownFilter), "jeu"]
    list_select_related = ["lancee_par"]
    search_fields = ["jeu", "version", "source"]

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

    @property
    def actions_list(self) -> list[str]:  # type: ignore[override]
        """One button per data set; higher apps inscribe theirs in ``jeux_importables``."""
        return [f"importer_{code}" for code in codes_importables()]

    def _get_instance_method(self, method_name: str) -> Callable[..., Any]:
        jeu = jeu_importable(method_name.removeprefix("importer_"))
        if jeu is None:
            return super()._get_instance_method(method_name)  # type: ignore[no-any-return]

        @action(description=jeu.titre, url_path=f"importer-{jeu.code}", permissions=["importer"], icon="upload_file")
        def importer(administration: "ImportationAdmin", request: HttpRequest) -> HttpResponse:
            return administration.importer(request, jeu)

        return MethodType(importer, self)

    def has_importer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return peut_importer_des_donnees(request.user)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:pk>/rapport.csv",
                vue_gardee(self, self.rapport_csv),
                name="territoires_importation_csv",
            ),
            path(
                "<int:pk>/appliquer/",
                vue_gardee(self, self.appliquer),
                name="territoires_importation_appliquer",
            ),
            *super().get_urls(),
        ]

    # --- first step: the archive, then its preview

    def importer(self, request: HttpRequest, jeu: JeuImportable) -> HttpResponse:
        """Form of the deposit; a valid one starts the preview and goes to its page."""
        if not isinstance(request.user, Utilisateur) or not self.has_importer_permission(request):
            raise PermissionDenied
        envoye = request.method == "POST"
        formulaire = DepotForm(jeu, request.POST, request.FILES) if envoye else DepotForm(jeu)
        if envoye and formulaire.is_valid():
            fichier = formulaire.cleaned_data["fichier"]
            importation = deposer(jeu=jeu, fichier=fichier, lancee_par=request.user)
            transaction.on_commit(lambda: apercevoir_import.delay(importation.pk))
            return HttpResponseRedirect(self._page(importation.pk))
        contexte = self._contexte(request, jeu.titre) | {"formulaire": formulaire, "jeu": jeu}
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
            and importation.jeu in codes_importables()
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
        if importation.jeu not in codes_importables():
            raise PermissionDenied
        try:
            reserver(importation=importation)
        except ApercuPerime as erreur:
            messages.error(request, str(erreur))
        else:
            transaction.on_commit(lambda: appliquer_import.delay(importation.pk))
            messages.info(request, "L'import est lancé. Son rapport s'affiche ici dès qu'il est terminé.")
        return HttpResponseRedirect(self._page(pk))

    def _page(self, pk: int) -> str:
        return reverse("admin:territoires_importation_change", args=[pk])

    def _contexte(self, request: HttpRequest, titre: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": titre, "media": self.media}
