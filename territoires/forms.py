"""Forms of the visitor's place."""

from typing import Any

from django import forms

from territoires.models import Commune
from territoires.services.chez_moi import RAYON_MAX, RAYON_MIN, RAYON_PAR_DEFAUT
from territoires.services.completion import resoudre


class ChezMoiForm(forms.Form):
    """A commune, typed as people do, and a radius. ``choix`` lists the communes when several answer."""

    commune = forms.CharField(
        label="Commune ou code postal",
        max_length=120,
        help_text="Par exemple Nantes, St-Herblain, 49300 ou le nom d'une ancienne commune.",
        error_messages={"required": "Indiquez une commune ou un code postal."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-completion": "/api/v1/communes/"}),
    )
    rayon = forms.IntegerField(
        label="Jusqu'à combien de kilomètres",
        min_value=RAYON_MIN,
        max_value=RAYON_MAX,
        initial=RAYON_PAR_DEFAUT,
        help_text=f"À vol d'oiseau, de {RAYON_MIN} à {RAYON_MAX} km.",
        error_messages={
            "required": "Indiquez une distance en kilomètres.",
            "invalid": "Indiquez un nombre entier de kilomètres.",
            "min_value": f"La plus petite distance est {RAYON_MIN} km.",
            "max_value": f"La plus grande distance est {RAYON_MAX} km.",
        },
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choix: list[Commune] = []
        self.lieu: Commune | None = None

    def clean_commune(self) -> str:
        saisie: str = self.cleaned_data["commune"]
        trouvees = self._choisie() or resoudre(saisie)
        if not trouvees:
            raise forms.ValidationError("Aucune commune de la région ne porte ce nom ni ce code postal.")
        if len(trouvees) > 1:
            self.choix = trouvees
            raise forms.ValidationError("Plusieurs communes correspondent : choisissez la vôtre ci-dessous.")
        self.lieu = trouvees[0]
        return saisie

    def _choisie(self) -> list[Commune]:
        """The commune chosen among several, by its INSEE code."""
        code = str(self.data.get("code", ""))[:5]
        if not code.isascii() or not code.isalnum():
            return []
        return list(Commune.objects.actives().select_related("departement").filter(code_insee=code.upper()))


class PositionForm(forms.Form):
    """Coordinates given by the device, used at once and never kept."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)
