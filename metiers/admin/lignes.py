"""Parts of an occupation that staff edit on its page. ROME's own rows are shown beside, read-only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from commun.administration import LignesAvecChoix, LignesConnues
from metiers.admin.champs import MediaForm
from metiers.choices import Origine
from metiers.models import (
    AccesNiveau,
    Appellation,
    CodeRome,
    Media,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    MetierSecteur,
    Mobilite,
)


class LignesSansDoublon(LignesConnues):
    """Rows that all differ by the field ``cle``; a row changed here becomes the portal's own.

    A model form does not check the unique constraints that hold the parent of an inline: the database would refuse.
    ``parmi`` says among which stored rows the constraint holds.
    """

    cle = ""
    parmi: dict[str, Any] = {}

    def clean(self) -> None:
        choisies: dict[Any, Any] = {}
        for form in self.forms:
            if not getattr(form, "cleaned_data", None) or self._should_delete_form(form):
                continue
            valeur = form.cleaned_data.get(self.cle)
            valeur = valeur.pk if isinstance(valeur, Model) else valeur
            if valeur in choisies:
                form.add_error(self.cle, "Déjà choisi sur une autre ligne.")
            elif valeur not in (None, ""):
                choisies[valeur] = form
        self._comparer_a_la_base(choisies)

    def _comparer_a_la_base(self, choisies: dict[Any, Any]) -> None:
        """The database checks row after row: rows cannot trade their values in one go, nor take one that is stored."""
        if not choisies or self.instance.pk is None:
            return
        criteres = {self.fk.name: self.instance, f"{self.cle}__in": list(choisies), **self.parmi}
        supprimees = {form.instance.pk for form in self.deleted_forms}
        for pk, valeur in self.model._default_manager.filter(**criteres).values_list("pk", self.cle):
            form = choisies[valeur]
            if pk == form.instance.pk or (pk in supprimees and form.instance.pk is None):
                continue
            ici = any(pk == autre.instance.pk for autre in self.initial_forms)
            form.add_error(
                self.cle,
                "Une autre ligne porte encore cette valeur : enregistrez d'abord son changement."
                if ici
                else "Ce métier a déjà cette ligne, reprise du ROME ou ajoutée entre-temps.",
            )

    def _noter_l_origine(self, form: Any) -> None:
        if form.has_changed() and hasattr(form.instance, "origine"):
            form.instance.origine = Origine.PORTAIL

    def save_new(self, form: Any, commit: bool = True) -> Any:
        self._noter_l_origine(form)
        return super().save_new(form, commit)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        self._noter_l_origine(form)
        return super().save_existing(form, obj, commit)


def _sans_doublon(cle: str, **parmi: Any) -> type[LignesSansDoublon]:
    return type(f"Lignes_{cle}", (LignesSansDoublon,), {"cle": cle, "parmi": parmi})


class DuPortail(LignesAvecChoix):
    """Rows written for the portal; those of ROME stand in the official part of the page."""

    tab = True
    hide_title = True
    max_num = 60

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(origine=Origine.PORTAIL)


class AppellationLignes(DuPortail):
    model = Appellation
    formset = _sans_doublon("libelle", code_ogr="")
    fields = ["libelle", "libelle_court", "peu_usitee"]
    verbose_name_plural = "appellations"


class CompetenceLignes(DuPortail):
    model = MetierCompetence
    formset = _sans_doublon("competence", origine=Origine.PORTAIL)
    fields = ["competence", "coeur", "ordre"]
    autocomplete_fields = ["competence"]
    list_select_related = ("competence",)
    verbose_name_plural = "compétences"


class ConditionLignes(DuPortail):
    model = MetierCondition
    formset = _sans_doublon("condition", origine=Origine.PORTAIL)
    fields = ["condition"]
    autocomplete_fields = ["condition"]
    list_select_related = ("condition",)
    verbose_name_plural = "conditions"


class MobiliteForm(forms.ModelForm):
    class Meta:
        model = Mobilite
        fields = ["cible", "ordre"]

    def clean_cible(self) -> Any:
        cible = self.cleaned_data["cible"]
        if cible is not None and cible.pk == self.instance.source_id:
            raise ValidationError("Un métier n'est pas son propre voisin.")
        return cible


class VoisinLignes(DuPortail):
    model = Mobilite
    form = MobiliteForm
    fk_name = "source"
    formset = _sans_doublon("cible")
    fields = ["cible", "ordre"]
    autocomplete_fields = ["cible"]
    list_select_related = ("cible",)
    verbose_name_plural = "voisins"


class NiveauLignes(TabularInline):
    model = AccesNiveau
    formset = _sans_doublon("niveau")
    fields = ["niveau", "origine"]
    readonly_fields = ["origine"]
    extra = 0
    max_num = 7
    tab = True
    hide_title = True
    verbose_name_plural = "niveaux"


class InteretLignes(LignesAvecChoix):
    model = MetierInteret
    formset = _sans_doublon("interet")
    fields = ["interet", "principal"]
    autocomplete_fields = ["interet"]
    list_select_related = ("interet",)
    max_num = 30
    tab = True
    hide_title = True
    verbose_name_plural = "intérêts"


class SecteurLignes(LignesAvecChoix):
    model = MetierSecteur
    formset = _sans_doublon("secteur")
    fields = ["secteur", "principal"]
    autocomplete_fields = ["secteur"]
    list_select_related = ("secteur",)
    max_num = 75
    tab = True
    hide_title = True
    verbose_name_plural = "secteurs"


class MediaLignes(TabularInline):
    model = Media
    form = MediaForm
    fields = ["titre", "url", "editeur", "duree_secondes", "sous_titree", "ordre"]
    extra = 0
    max_num = 20
    tab = True
    hide_title = True
    verbose_name_plural = "vidéos"


class CodeRomeLignes(TabularInline):
    model = CodeRome
    fields = ["code", "version", "libelle"]
    readonly_fields = ["code", "version", "libelle"]
    extra = 0
    max_num = 0
    can_delete = False
    tab = True
    hide_title = True
    verbose_name_plural = "codes ROME successifs"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


LIGNES: list[Any] = [
    AppellationLignes,
    CompetenceLignes,
    ConditionLignes,
    NiveauLignes,
    InteretLignes,
    SecteurLignes,
    VoisinLignes,
    MediaLignes,
    CodeRomeLignes,
]
