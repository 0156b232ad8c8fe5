"""What the table of quick entry shows: a measure, a place or all of a scale, a period or several."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from grenelle.choices import Echelle, Frequence
from grenelle.models import Mesure, Plan
from grenelle.services.ecriture_des_chiffres import periode
from grenelle.services.saisie_grille import Lieu
from grenelle.services.saisie_periodes import D_UN_COUP, Periode, periodes_offertes

TOUS = {"departements": Echelle.DEPARTEMENT, "territoires": Echelle.TERRITOIRE}


class ChoixDeGrille(forms.Form):
    """Read from the address, so that a table can be kept as a bookmark."""

    mesure = forms.ChoiceField(label="Mesure", required=False)
    ou = forms.ChoiceField(label="Où")
    quand = forms.ChoiceField(label="Quand")
    debut = forms.DateField(
        label="Premier jour", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    fin = forms.DateField(
        label="Dernier jour", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, plan: Plan, mesures: Sequence[Mesure], lieux: Sequence[Lieu], jour: date) -> None:
        self.lieux = list(lieux)
        choix = self._lieux()
        valeurs = {
            "mesure": "",
            "ou": choix[0][0] if choix else "",
            "quand": f"annuelle:{periodes_offertes('annuelle', jour)[1][0]}",
        }
        super().__init__({**valeurs, **{nom: valeur for nom, valeur in data.items() if valeur}})
        self.jour = jour
        self.mesures = {m.numero: m for m in mesures}
        self._choix("mesure", [("", "Toutes celles qui me reviennent"), *((m.numero, str(m)) for m in mesures)])
        self._choix("ou", choix)
        self._choix("quand", self._periodes())

    def _choix(self, nom: str, choix: Any) -> None:
        champ = self.fields[nom]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = choix

    def _lieux(self) -> list[Any]:
        choix: list[Any] = [("region", lieu.nom) for lieu in self.lieux if lieu.echelle == Echelle.REGION]
        for nom, echelle in TOUS.items():
            siens = [(lieu.code, lieu.nom) for lieu in self.lieux if lieu.echelle == echelle]
            if siens:
                choix.append((nom, "Chaque département" if nom == "departements" else "Chaque territoire emploi"))
                choix.append((Echelle(echelle).label, siens))
        return choix

    def _periodes(self) -> list[Any]:
        """By frequency: one period, or the last ones together."""
        groupes: list[Any] = []
        for frequence in (Frequence.ANNUELLE, Frequence.SEMESTRIELLE, Frequence.TRIMESTRIELLE, Frequence.MENSUELLE):
            offertes = periodes_offertes(frequence, self.jour)
            unes = [(f"{frequence}:{debut}", periode(debut, fin)) for debut, fin in offertes]
            plusieurs = (f"{frequence}:{D_UN_COUP}", f"Les {D_UN_COUP} dernières périodes")
            groupes.append((Frequence(frequence).label, [*unes, plusieurs]))
        return [*groupes, (Frequence.UNIQUE.label, [("unique:0", "Du premier au dernier jour donnés plus bas")])]

    def clean_quand(self) -> tuple[str, list[Periode]]:
        frequence, _, precision = self.cleaned_data["quand"].partition(":")
        offertes = periodes_offertes(frequence, self.jour)
        if re.fullmatch(r"\d+", precision):
            return frequence, offertes[: int(precision)]
        return frequence, [p for p in offertes if p[0].isoformat() == precision]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if "quand" in donnees and donnees["quand"][0] == Frequence.UNIQUE:
            debut, fin = donnees.get("debut"), donnees.get("fin")
            if not debut or not fin or fin < debut:
                self.add_error("debut", "Donnez le premier et le dernier jour de la période.")
            else:
                donnees["quand"] = (Frequence.UNIQUE, [(debut, fin)])
        return donnees

    def mesure_choisie(self) -> Mesure | None:
        return self.mesures.get(self.cleaned_data["mesure"])

    def lieux_choisis(self) -> list[Lieu]:
        ou = self.cleaned_data["ou"]
        if ou in TOUS:
            return [lieu for lieu in self.lieux if lieu.echelle == TOUS[ou]]
        return [lieu for lieu in self.lieux if lieu.code == ("" if ou == "region" else ou)]
