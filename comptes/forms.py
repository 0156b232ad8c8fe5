"""Forms of the account page."""

from django import forms

from comptes.models import Utilisateur


class ProfilForm(forms.ModelForm):
    """First name and name: both optional, never shown to the public."""

    class Meta:
        model = Utilisateur
        fields = ["prenom", "nom"]
        widgets = {
            "prenom": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "nom": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }
        help_texts = {"prenom": "Facultatif. Pour que le portail s'adresse à vous."}


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
