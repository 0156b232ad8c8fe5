"""The yearly reviews: the team opens a draft, writes its words, publishes it; what is published is only read."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import ChoixCherches, GestesSelonLEtat
from comptes.tasks import lancer_apres_validation
from grenelle.admin.roles import SelonLeRole
from grenelle.choices import EtatBilan
from grenelle.forms.bilan import lignes_de_mots, mots_saisis
from grenelle.models import Bilan
from grenelle.services.bilan_contenu import ContenuDuBilan
from grenelle.services.bilan_publication import BilanRefuse, contenu_de, fautes_d_ouverture, ouvrir_brouillon, publier
from grenelle.services.bilan_textes import MOTS_MAXI, Mots, MotsRefuses, ecrire_les_mots, mesures_a_commenter
from grenelle.tasks import preparer_le_bilan

MOTS = ("introduction", "conclusion", "raison")


class FormulaireBilan(forms.ModelForm):
    """A new draft: the service says whether this plan and this year may have one."""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.instance.pk and donnees.get("plan") and donnees.get("annee"):
            faute = fautes_d_ouverture(
                plan=donnees["plan"],
                annee=donnees["annee"],
                raison=donnees.get("raison") or "",
                aujourdhui=timezone.localdate(),
            )
            if faute:
                self.add_error(faute.champ, str(faute))
        if self.instance.pk and self.instance.version > 1 and "raison" in self.fields and not donnees.get("raison"):
            self.add_error("raison", "Dites pourquoi une nouvelle version est faite.")
        return donnees


@admin.register(Bilan)
class BilanAdmin(SelonLeRole, ChoixCherches, GestesSelonLEtat):
    form = FormulaireBilan
    list_display = ["__str__", "plan", "etat", "publie_le", "publie_par", "demonstration"]
    list_filter = [("plan", RelatedDropdownFilter), ("etat", ChoicesDropdownFilter), "annee"]
    list_filter_submit = True
    list_select_related = ["plan", "publie_par"]
    search_fields = ["plan__nom_court", "=annee"]
    autocomplete_fields = ["plan"]
    view_on_site = False  # "Voir la page" also knows the draft
    actions_detail = ["voir_la_page", "mots_par_mesure", "publier_le_bilan", "nouvelle_version"]

    def gestes_permis(self, objet: Bilan) -> Collection[str]:
        if objet.etat == EtatBilan.BROUILLON:
            return ["voir_la_page", "mots_par_mesure", "publier_le_bilan"]
        return ["voir_la_page", "nouvelle_version"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("contenu")

    def get_fields(self, request: HttpRequest, obj: Bilan | None = None) -> list[Any]:
        if obj is None:
            return ["plan", "annee", "raison", "introduction", "conclusion"]
        suivi = ["etat", ("publie_le", "publie_par"), "empreinte", "demonstration"]
        raison = ["raison"] if obj.version > 1 else []
        return [("plan", "annee", "version"), *raison, "introduction", "conclusion", *suivi]

    def get_readonly_fields(self, request: HttpRequest, obj: Bilan | None = None) -> list[str]:
        if obj is None:
            return []
        fixes = ["plan", "annee", "version", "etat", "publie_le", "publie_par", "empreinte", "demonstration"]
        return fixes if obj.etat == EtatBilan.BROUILLON else [*fixes, "raison", "introduction", "conclusion"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        formulaire = super().get_form(request, obj, change, **kwargs)
        if "raison" in formulaire.base_fields:
            formulaire.base_fields[
                "raison"
            ].help_text = "Seulement pour une nouvelle version d'un bilan déjà publié. Montrée au public."
        return formulaire

    def save_model(self, request: HttpRequest, obj: Bilan, form: Any, change: bool) -> None:
        """A draft is opened by the service, which numbers it; its words are edited here."""
        if change:
            obj.save(update_fields=[champ for champ in MOTS if champ in form.fields])
            return
        if not self._permis(request, obj):  # a role on some measures does not open the review of the plan
            raise PermissionDenied
        mots = {champ: getattr(obj, champ) for champ in MOTS}
        try:
            ouvert = ouvrir_brouillon(plan=obj.plan, annee=obj.annee, maintenant=timezone.now(), **mots)
        except BilanRefuse as refus:  # another one was opened since the form was checked
            raise BadRequest(str(refus)) from refus
        obj.__dict__.update(ouvert.__dict__)

    def has_change_permission(self, request: HttpRequest, obj: Bilan | None = None) -> bool:
        """What was published is only read."""
        publie = obj is not None and obj.etat == EtatBilan.PUBLIE
        return not publie and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Bilan | None = None) -> bool:
        """A draft may go; what was published stays."""
        brouillon = obj is not None and obj.etat == EtatBilan.BROUILLON
        return brouillon and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        """No action on several rows: each review is published alone."""
        return {}

    @action(description="Voir la page", url_path="voir", icon="visibility")
    def voir_la_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        bilan = self._bilan(object_id)
        cles = [bilan.plan.slug, bilan.annee]
        if bilan.etat == EtatBilan.BROUILLON:
            return redirect("grenelle:bilan_brouillon", *cles)
        return redirect("grenelle:bilan_version", *cles, bilan.version)

    @action(description="Mots par mesure", url_path="mots", permissions=["publier"], icon="edit_note")
    def mots_par_mesure(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A few words of each measure, on one page; what is refused comes back with everything typed."""
        bilan, jour = self._bilan(object_id), timezone.localdate()
        mesures = mesures_a_commenter(bilan, jour)
        saisis: dict[str, Mots] = {}
        fautes: Mapping[str, str] = {}
        erreur = ""
        if request.method == "POST":
            saisis = mots_saisis(request.POST, mesures)
            try:
                nombre = ecrire_les_mots(bilan=bilan, mots=saisis, aujourdhui=jour)
            except MotsRefuses as refus:
                erreur, fautes = str(refus), refus.fautes
            except BilanRefuse as refus:
                erreur = str(refus)
            else:
                messages.success(request, _dit(nombre))
                return redirect(request.path)
        lignes = lignes_de_mots(bilan, mesures, saisis, fautes)
        return self._page(request, bilan, "Mots par mesure", "mots", lignes=lignes, erreur=erreur, maxi=MOTS_MAXI)

    @action(description="Publier", url_path="publier", permissions=["publier"], icon="publish")
    def publier_le_bilan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page that tells what will be kept, then does it; opening the link publishes nothing."""
        bilan = self._bilan(object_id)
        if request.method == "POST":
            try:
                publier(bilan=bilan, par=request.user, maintenant=timezone.now())
                lancer_apres_validation(preparer_le_bilan, bilan.pk)
            except BilanRefuse as refus:
                messages.error(request, str(refus))
            else:
                messages.success(request, "Le bilan est publié : ses chiffres ne changeront plus.")
            return redirect("admin:grenelle_bilan_change", bilan.pk)
        brouillon = bilan.etat == EtatBilan.BROUILLON
        contenu = contenu_de(bilan, maintenant=timezone.now()) if brouillon else None
        return self._page(
            request, bilan, "Publier le bilan", "publication", compte=_compte(contenu) if contenu else None
        )

    @action(description="Nouvelle version", url_path="nouvelle-version", permissions=["publier"], icon="history")
    def nouvelle_version(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks why, then opens a draft; the published version stays."""
        bilan, faute = self._bilan(object_id), ""
        raison = request.POST.get("raison", "")
        if request.method == "POST":
            try:
                ouvert = ouvrir_brouillon(plan=bilan.plan, annee=bilan.annee, maintenant=timezone.now(), raison=raison)
            except BilanRefuse as refus:
                faute = str(refus)
            else:
                messages.success(request, f"Brouillon de la version {ouvert.version} ouvert.")
                return redirect("admin:grenelle_bilan_change", ouvert.pk)
        return self._page(request, bilan, "Faire une nouvelle version", "version", faute=faute, raison=raison)

    def has_publier_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Of the plan of this review."""
        return self._permis(request, self._bilan(str(object_id)) if object_id else None)

    def _bilan(self, object_id: str) -> Bilan:
        return get_object_or_404(Bilan.objects.select_related("plan"), pk=self._numero(object_id))

    def _page(self, request: HttpRequest, bilan: Bilan, titre: str, etape: str, **contexte: Any) -> HttpResponse:
        contexte |= {
            **self.admin_site.each_context(request),
            "title": titre,
            "opts": self.opts,
            "bilan": bilan,
            "etape": etape,
            "retour": reverse("admin:grenelle_bilan_change", args=[bilan.pk]),
        }
        gabarit = "admin/grenelle/bilan_mots.html" if etape == "mots" else "admin/grenelle/bilan.html"
        return TemplateResponse(request, gabarit, contexte, status=422 if contexte.get("erreur") else 200)


def _dit(nombre: int) -> str:
    if not nombre:
        return "Rien n'a changé."
    return f"{nombre} texte{'s' if nombre > 1 else ''} enregistré{'s' if nombre > 1 else ''}."


def _compte(contenu: ContenuDuBilan) -> dict[str, Any]:
    """What is about to be published, in figures."""
    indicateurs = [indicateur for _, _, indicateur in contenu.indicateurs()]
    return {
        "mesures": len(contenu.mesures),
        "indicateurs": len(indicateurs),
        "releves": sum(bool(i.releves or i.lieux) for i in indicateurs),
        "arrete_le": contenu.arrete_le,
        "annee_finie": contenu.annee_finie,
        "demonstration": contenu.demonstration,
        "mots": sum(bool(m.mots) for m in contenu.mesures),
    }
