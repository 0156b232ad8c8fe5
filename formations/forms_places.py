"""The page where an establishment keeps its places left and its open days."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from commun.dates import dater
from formations.models import Etablissement, JourneePortesOuvertes, Offre
from formations.services.places import PLACES_MAX, Journee, SaisiePlaces, raison_de_refus

JOURS_MAX = 730


class PlacesForm(forms.Form):
    """One figure per offer, with the one that was read; and, at the end, one open day to add or days to remove."""

    jour = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Laissez vide si vous n'ajoutez pas de date.",
    )
    debut = forms.TimeField(
        label="Début", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    fin = forms.TimeField(label="Fin", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    precision = forms.CharField(
        label="Précision", required=False, max_length=200, help_text="Par exemple : visite de l'internat à 10 h."
    )

    def __init__(
        self,
        *args: Any,
        etablissement: Etablissement,
        offres: list[Offre],
        journees: list[JourneePortesOuvertes],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.etablissement, self.offres, self.journees = etablissement, offres, journees
        for offre in offres:
            libelle = f"{offre.formation.intitule}, {offre.get_voie_display().lower()}"
            self.fields[f"places_{offre.pk}"] = forms.IntegerField(
                label=libelle,
                required=False,
                min_value=0,
                max_value=PLACES_MAX,
                initial=offre.places_restantes,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                help_text=_ce_qui_est_su(offre),
                error_messages={
                    "invalid": "Écrivez un nombre entier, ou laissez vide.",
                    "min_value": "Un nombre de places n'est pas négatif.",
                    "max_value": f"{PLACES_MAX} places au plus.",
                },
            )
            self.fields[f"lues_{offre.pk}"] = forms.IntegerField(
                required=False, min_value=0, initial=offre.places_restantes, widget=forms.HiddenInput
            )
        for journee in journees:
            self.fields[f"retirer_{journee.pk}"] = forms.BooleanField(required=False, label="Retirer cette date")

    def lignes(self) -> list[dict[str, Any]]:
        """Offers with their two fields."""
        return [
            {"offre": offre, "champ": self[f"places_{offre.pk}"], "lue": self[f"lues_{offre.pk}"]}
            for offre in self.offres
        ]

    def dates(self) -> list[dict[str, Any]]:
        """Open days with the field that removes them."""
        return [{"journee": journee, "champ": self[f"retirer_{journee.pk}"]} for journee in self.journees]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        for offre in self.offres:
            nom = f"places_{offre.pk}"
            if nom in donnees and (raison := raison_de_refus(offre, donnees[nom])):
                self.add_error(nom, raison)
        self._verifier_la_journee(donnees)
        return donnees

    def _verifier_la_journee(self, donnees: dict[str, Any]) -> None:
        if not any(donnees.get(nom) for nom in ("jour", "debut", "fin", "precision")):
            return
        for nom, quoi in (("jour", "la date"), ("debut", "l'heure de début"), ("fin", "l'heure de fin")):
            if donnees.get(nom) is None and nom not in self.errors:
                self.add_error(nom, f"Indiquez {quoi} de la journée portes ouvertes.")
        debut, fin, jour = donnees.get("debut"), donnees.get("fin"), donnees.get("jour")
        if debut is not None and fin is not None and fin <= debut:
            self.add_error("fin", "La fin doit suivre le début.")
        aujourdhui = timezone.localdate()
        if jour and jour < aujourdhui:
            self.add_error("jour", "Cette date est passée.")
        elif jour and (jour - aujourdhui).days > JOURS_MAX:
            self.add_error("jour", "Cette date est dans plus de deux ans : vérifiez l'année.")

    def saisies(self) -> dict[int, SaisiePlaces]:
        """What was typed, by offer."""
        d = self.cleaned_data
        return {o.pk: SaisiePlaces(d.get(f"places_{o.pk}"), d.get(f"lues_{o.pk}")) for o in self.offres}

    def journees_voulues(self) -> list[Journee]:
        """The open day to add, if any."""
        jour, debut, fin = (self.cleaned_data.get(nom) for nom in ("jour", "debut", "fin"))
        if not jour or debut is None or fin is None:
            return []
        return [Journee(_moment(jour, debut), _moment(jour, fin), self.cleaned_data.get("precision", ""))]

    def retirees(self) -> list[int]:
        """Keys of the open days to remove."""
        return [j.pk for j in self.journees if self.cleaned_data.get(f"retirer_{j.pk}")]


def _ce_qui_est_su(offre: Offre) -> str:
    """Places in all, and how old the figure is."""
    phrases = [f"{offre.capacite} places à la rentrée."] if offre.capacite else []
    if offre.places_le is None:
        return " ".join([*phrases, "Jamais renseigné."])
    quand = dater(timezone.localtime(offre.places_le), r"j F Y à H \h i")
    suite = ", chiffre de démonstration." if offre.demonstration else "."
    return " ".join([*phrases, f"Mis à jour le {quand}{suite}"])


def _moment(jour: Any, heure: time) -> datetime:
    return timezone.make_aware(datetime.combine(jour, heure))  # noqa: DTZ001 - made aware here
