"""The candidate's profile, and the search of profiles by a company."""

from typing import Any

from django import forms
from django.utils import timezone

from stages.choices import NiveauPublic
from stages.forms.champs import JOUR, CommuneField, MetierField, SansRequis
from stages.models import ProfilCandidat
from stages.services.contacts import CriteresProfils
from stages.services.profils import METIERS_MAX, SaisieProfil

RAYONS = [(km, f"{km} km") for km in (5, 10, 20, 30, 60)]


class ProfilCandidatForm(SansRequis):
    """What a candidate to apprenticeship says of themselves."""

    prenom = forms.CharField(
        label="Prénom",
        max_length=60,
        help_text="Montré seulement si vous avez 18 ans ou plus.",
        error_messages={"required": "Indiquez votre prénom."},
    )
    date_naissance = forms.DateField(
        label="Date de naissance",
        widget=JOUR,
        help_text="Jamais montrée. Elle sert à protéger les moins de 18 ans.",
        error_messages={"required": "Indiquez votre date de naissance.", "invalid": "Cette date n'existe pas."},
    )
    niveau = forms.ChoiceField(label="Votre situation", choices=NiveauPublic.choices)
    diplome = forms.CharField(
        label="Diplôme que vous voulez préparer",
        max_length=200,
        required=False,
        help_text="Par exemple : CAP boulanger.",
    )
    metier_1 = MetierField(
        label="Métier visé",
        error_messages={"required": "Choisissez au moins un métier."},
        help_text="Tapez quelques lettres, puis choisissez.",
    )
    metier_2 = MetierField(label="Deuxième métier", required=False)
    metier_3 = MetierField(label="Troisième métier", required=False)
    commune = CommuneField(
        label="Commune",
        help_text="Avant 18 ans, les entreprises ne voient que le département.",
        error_messages={"required": "Indiquez votre commune."},
    )
    rayon_km = forms.TypedChoiceField(label="Jusqu'où pouvez-vous aller ?", coerce=int, choices=RAYONS, initial=30)
    disponible_le = forms.DateField(
        label="Disponible à partir du",
        widget=JOUR,
        required=False,
        error_messages={"invalid": "Cette date n'existe pas."},
    )
    presentation = forms.CharField(
        label="Présentez-vous",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ce qui vous plaît, ce que vous avez déjà essayé. Pas de nom, de téléphone ni d'adresse : "
        "ils seraient masqués. 1 000 caractères au plus.",
    )

    def clean_disponible_le(self) -> Any:
        jour = self.cleaned_data["disponible_le"]
        if jour and abs(jour.year - timezone.localdate().year) > 5:
            raise forms.ValidationError("Vérifiez l'année.")
        return jour

    def saisie(self) -> SaisieProfil:
        """What the service wants, from a valid form."""
        d = dict(self.cleaned_data)
        choisis = [d.pop(f"metier_{rang}") for rang in range(1, METIERS_MAX + 1)]
        metiers = tuple({m.pk: m for m in choisis if m}.values())
        return SaisieProfil(metiers=metiers, **d)

    @staticmethod
    def depuis(profil: ProfilCandidat | None, prenom: str) -> dict[str, Any]:
        """First values: the profile's, or the account's first name."""
        if profil is None:
            return {"prenom": prenom}
        noms = ("prenom", "date_naissance", "niveau", "diplome", "commune", "rayon_km", "disponible_le", "presentation")
        valeurs = {nom: getattr(profil, nom) for nom in noms}
        return valeurs | {f"metier_{rang}": metier for rang, metier in enumerate(profil.metiers.all(), start=1)}


class RechercheProfilsForm(SansRequis):
    """What a company searches; everything is optional."""

    metier = MetierField(label="Métier", required=False)
    niveau = forms.ChoiceField(label="Situation", required=False, choices=[("", "Toutes"), *NiveauPublic.choices])
    commune = CommuneField(label="Autour de", required=False)
    rayon = forms.TypedChoiceField(label="Rayon", required=False, coerce=int, choices=RAYONS, initial=30)
    disponible = forms.DateField(label="Disponible au plus tard le", required=False, widget=JOUR)

    @staticmethod
    def vides() -> CriteresProfils:
        """Nothing asked."""
        return CriteresProfils()

    def criteres(self) -> CriteresProfils:
        """What was understood; a field that was not is left out, and the page says so."""
        d = self.cleaned_data
        return CriteresProfils(
            metier=d.get("metier"),
            niveau=d.get("niveau", ""),
            commune=d.get("commune"),
            rayon_km=d.get("rayon") or 30,
            disponible_avant=d.get("disponible"),
        )


class MessageForm(SansRequis):
    """The words of a company to a candidate."""

    message = forms.CharField(
        label="Votre message",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Dites qui vous êtes, le métier, le lieu, la date. 1 000 caractères au plus.",
        error_messages={"required": "Écrivez un message : dites ce que vous proposez."},
    )
