"""What is typed of a convention in the admin; the services decide."""

from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import INPUT_CLASSES, UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminIntegerFieldWidget

from grenelle.forms.mesure import Jour
from grenelle.models import Mesure
from grenelle.services.conventions import ANNEES, ANS_MAXI, DUREE_ANS, PREAVIS_MOIS, faute_d_evaluation


class FormulaireConvention(forms.ModelForm):
    """A new convention, or the words, the measures and the evaluation of one that exists, whose plan is known."""

    mesures = forms.ModelMultipleChoiceField(
        Mesure.objects.none(), label="Mesures", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget()
    )
    ans = forms.IntegerField(
        label="Durée en années",
        initial=DUREE_ANS,
        min_value=1,
        max_value=ANS_MAXI,
        widget=UnfoldAdminIntegerFieldWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("ans" if self.instance.pk else "mesures", None)
        if isinstance(mesures := self.fields.get("mesures"), forms.ModelMultipleChoiceField):
            mesures.queryset = Mesure.objects.filter(axe__plan=self.instance.plan_id)
        for nom in ("debut", "evaluee_le"):
            if nom in self.fields:
                self.fields[nom].widget = Jour(attrs={"class": " ".join(INPUT_CLASSES)})
        if "preavis_mois" in self.fields:
            self.fields["preavis_mois"] = forms.IntegerField(
                label="Préavis en mois",
                initial=PREAVIS_MOIS,
                min_value=0,
                max_value=24,
                widget=UnfoldAdminIntegerFieldWidget(),
            )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut = donnees.get("debut")
        if debut and not ANNEES[0] <= debut.year <= ANNEES[1]:
            self.add_error("debut", f"Donnez un début entre {ANNEES[0]} et {ANNEES[1]}.")
        if self.instance.pk and "evaluee_le" in self.fields and not self.has_error("evaluee_le"):
            faute = faute_d_evaluation(
                convention=self.instance,
                le=donnees.get("evaluee_le"),
                texte=donnees.get("evaluation") or "",
                aujourdhui=timezone.localdate(),
            )
            if faute:
                self.add_error("evaluee_le", faute)
        return donnees


class FormulaireDeRenouvellement(forms.Form):
    ans = forms.IntegerField(label="Durée en années", initial=DUREE_ANS, min_value=1, max_value=ANS_MAXI)


class FormulaireDeDenonciation(forms.Form):
    le = forms.DateField(label="Dénoncée le", initial=timezone.localdate, widget=Jour())
