"""Pages of the dated rules: a new value is a new row, of the same shape; what is in force cannot be taken away."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from commun.regles import RegleDatee, faute_de_forme

COURTE = 3
"""Values shown in a line of the list; beyond, the rule's page has them."""


def en_bref(valeur: Any) -> str:
    """A rule's value in a cell of the list: a whole scale has its own page."""
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if not isinstance(valeur, list | dict):
        return str(valeur)
    contenus = list(valeur.values()) if isinstance(valeur, dict) else valeur
    if len(contenus) > COURTE or any(isinstance(contenu, list | dict) for contenu in contenus):
        return "Barème : ouvrez la règle"
    if isinstance(valeur, dict):
        return ", ".join(f"{nom} : {contenu}" for nom, contenu in valeur.items())
    return ", ".join(str(contenu) for contenu in contenus)


class FormulaireDeRegle(forms.ModelForm):
    """What reads a rule relies on the shape of its value, and on one being in force."""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        modele = self._meta.model
        code = self.instance.code if self.instance.pk else donnees.get("code")
        autres = modele._default_manager.filter(code=code)
        exemples = list(autres.values_list("valeur", flat=True))
        if "valeur" in donnees and (faute := faute_de_forme(donnees["valeur"], exemples)):
            self.add_error("valeur", faute)
        return donnees


class PageDeRegles(ModelAdmin):
    """The list and the form of an app's rules."""

    form = FormulaireDeRegle
    list_display = ["libelle", "depuis", "valeur_courte", "unite", "modifiable", "source"]
    list_filter = ["modifiable"]
    list_per_page = 100
    search_fields = ["code", "libelle", "source"]
    date_hierarchy = "depuis"

    @admin.display(description="Valeur")
    def valeur_courte(self, regle: RegleDatee) -> str:
        return en_bref(regle.valeur)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "depuis"] if obj is not None else []

    def has_delete_permission(self, request: HttpRequest, obj: RegleDatee | None = None) -> bool:
        """One by one, and never the only value in force."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        autres = type(obj)._default_manager.filter(code=obj.code).exclude(pk=obj.pk)
        return autres.filter(depuis__lte=timezone.localdate()).exists()

    def get_actions(self, request: HttpRequest) -> Any:
        return {}
