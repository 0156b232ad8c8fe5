"""Form of an occupation: lists typed one item per line, checks said in French before the database refuses."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget, UnfoldAdminURLInputWidget

from metiers.models import Media, Metier
from metiers.services.publication import raison_de_refus

CODE_ROME = re.compile(r"[A-Z][0-9]{4}")
PUCE = re.compile(r"^\s*[-•*–]\s+")
ELEMENTS_MAX = 20
LONGUEUR_MAX = 300


class LignesField(forms.CharField):
    """A list of short texts, one per line; bullets pasted from a document are taken away."""

    def __init__(self, *, elements_max: int = ELEMENTS_MAX, longueur_max: int = LONGUEUR_MAX, **kwargs: Any) -> None:
        self.elements_max, self.longueur_max = elements_max, longueur_max
        kwargs.setdefault("help_text", f"Un élément par ligne, {elements_max} au plus.")
        kwargs.setdefault("widget", UnfoldAdminTextareaWidget(attrs={"rows": 5}))
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(element) for element in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lignes = [PUCE.sub("", ligne).strip() for ligne in str(super().to_python(value)).splitlines()]
        return list(dict.fromkeys(ligne for ligne in lignes if ligne))

    def run_validators(self, value: Any) -> None:
        fautes = []
        if len(value) > self.elements_max:
            fautes.append(f"{len(value)} lignes : {self.elements_max} au plus.")
        for rang, ligne in enumerate(value, start=1):
            if len(ligne) > self.longueur_max:
                fautes.append(f"Ligne {rang} : {len(ligne)} caractères, {self.longueur_max} au plus.")
        if fautes:
            raise ValidationError(fautes)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class MediaForm(forms.ModelForm):
    """A video: an address of the Web, https unless written otherwise."""

    url = forms.URLField(
        label="Adresse de la vidéo",
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        widget=UnfoldAdminURLInputWidget,
    )

    class Meta:
        model = Media
        fields = "__all__"  # noqa: DJ007 - the pages of the admin say which


class MetierForm(forms.ModelForm):
    """The portal's part of a sheet; ROME's part is shown beside it and never typed."""

    plait = LignesField(label="Ce qui plaît")
    difficile = LignesField(label="Ce qui est dur")
    evolution = LignesField(label="Où cela mène")
    mots = LignesField(
        label="Mots pour le trouver",
        elements_max=60,
        longueur_max=120,
        help_text="Un mot ou une phrase de tous les jours par ligne : ce que les gens tapent.",
    )

    class Meta:
        model = Metier
        fields = "__all__"  # noqa: DJ007 - the fieldsets of the admin say which
        widgets = {
            nom: UnfoldAdminTextareaWidget(attrs={"rows": rangs})
            for nom, rangs in (("accroche", 2), ("journee", 6), ("acces", 6), ("couleur_regionale", 4))
        } | {"code_rome": UnfoldAdminTextInputWidget(attrs={"placeholder": "H2913"})}

    def clean_code_rome(self) -> str:
        code = str(self.cleaned_data["code_rome"]).strip().upper()
        if code and not CODE_ROME.fullmatch(code):
            raise ValidationError("Un code ROME est une lettre et quatre chiffres, par exemple H2913.")
        return code

    def clean_remplace_par(self) -> Metier | None:
        suivant: Metier | None = self.cleaned_data["remplace_par"]
        vus = {self.instance.pk}
        maillon = suivant
        while maillon is not None:
            if maillon.pk in vus:
                raise ValidationError("Ce remplacement tourne en rond : ce métier finirait par se remplacer lui-même.")
            vus.add(maillon.pk)
            maillon = maillon.remplace_par
        return suivant

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        etat = donnees.get("etat")
        if not etat or "code_rome" in self.errors or "accroche" in self.errors:
            return donnees
        futur = Metier(
            code_rome=donnees.get("code_rome", self.instance.code_rome),
            accroche=donnees.get("accroche", self.instance.accroche),
            definition_officielle=self.instance.definition_officielle,
        )
        autres = Metier.objects.exclude(etat=Metier.Etat.RETIRE).exclude(pk=self.instance.pk)
        pris = set(autres.filter(code_rome=futur.code_rome).values_list("code_rome", flat=True)[:1])
        if raison := raison_de_refus(futur, etat, pris):
            self.add_error("etat", f"Impossible : {raison}.")
        return donnees
