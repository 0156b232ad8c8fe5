"""Forms of the accounts: allauth's with our labels, and the account page's own."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, SignupForm
from django import forms

from comptes.models import Utilisateur


class SansTexteIndicatif(forms.Form):
    """Labels stand above the fields: no placeholder repeats them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.widget.attrs.pop("placeholder", None)
        for nom in ("login", "email"):
            if nom in self.fields:
                self.fields[nom].label = "Adresse électronique"


class ConnexionForm(SansTexteIndicatif, LoginForm):
    """Sign in by address and password."""


class InscriptionForm(SansTexteIndicatif, SignupForm):
    """Sign up with an address and a password typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "password1"
        ].help_text = "Au moins 10 caractères. Quelques mots qui ne se suivent pas conviennent très bien."
        self.fields["password2"].label = "Le même mot de passe, une seconde fois"


class OubliForm(SansTexteIndicatif, ResetPasswordForm):
    """Ask for a link to choose a new password."""


class ProfilForm(forms.ModelForm):
    """First name and name: both optional, never shown to the public."""

    class Meta:
        model = Utilisateur
        fields = ["prenom", "nom"]
        widgets = {
            "prenom": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "nom": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }
        help_texts = {"prenom": "Pour que le portail s'adresse à vous."}


class EffacementForm(forms.Form):
    """Erasing an account asks for its password, so that a screen left open is not enough."""

    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Il confirme que la demande vient bien de vous.",
    )

    def __init__(self, *args: object, utilisateur: Utilisateur, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.utilisateur = utilisateur

    def clean_mot_de_passe(self) -> str:
        mot_de_passe: str = self.cleaned_data["mot_de_passe"]
        if not self.utilisateur.check_password(mot_de_passe):
            raise forms.ValidationError("Ce mot de passe n'est pas le bon.")
        return mot_de_passe
