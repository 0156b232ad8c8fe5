"""Small forms around an offer: begin one, invite a company, report one."""

from typing import Any

from django import forms

from stages.choices import MotifSignalement, Section
from stages.forms.resolution import Choix, communes_nommees
from stages.models import Entreprise
from territoires.models import Commune


class NouvelleOffreForm(forms.Form):
    """What a draft needs to exist. Everything else is typed afterwards."""

    use_required_attribute = False

    section = forms.ChoiceField(
        label="Que proposez-vous ?", choices=Section.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une sorte d'offre.", "invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip
    titre = forms.CharField(
        label="Titre", max_length=150, required=False, help_text="Vous pourrez le changer.",
        error_messages={"max_length": "Au plus 150 caractères."},
    )  # fmt: skip
    ou = forms.CharField(
        label="Commune", max_length=120, help_text="La commune où la personne est accueillie.",
        error_messages={"required": "Indiquez une commune.", "max_length": "Au plus 120 caractères."},
        widget=forms.TextInput(attrs={"data-completion": "/api/v1/communes/", "data-completion-code": "commune"}),
    )  # fmt: skip
    commune = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput(attrs={"id": "commune"}))

    def __init__(self, data: Any = None, *, entreprise: Entreprise, section: str = "") -> None:
        siege = entreprise.organisation.commune
        initial: dict[str, str] = {"section": section} if section in Section.values else {}
        if siege is not None:
            initial |= {"ou": siege.libelle, "commune": siege.code_insee}
        self.choix: Choix = []
        self.retenue: Commune | None = None
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        texte = " ".join(str(donnees.get("ou") or "").split())
        if not texte:
            return donnees
        trouvees = communes_nommees(texte, donnees.get("commune") or "")
        choisie = str(self.data.get("ou_choix", ""))
        retenues = [c for c in trouvees if c.code_insee == choisie] or (trouvees if len(trouvees) == 1 else [])
        if retenues:
            self.retenue = retenues[0]
        elif trouvees:
            self.choix = [(c.code_insee, c.libelle) for c in trouvees]
            self.add_error("ou", "Plusieurs communes portent ce nom : choisissez la bonne sous le champ.")
        else:
            self.add_error("ou", "Nous ne trouvons pas cette commune.")
        return donnees

    def lieu(self) -> dict[str, Any]:
        """The place with, when its text is ambiguous, what it may mean."""
        return {"champ": self["ou"], "nom": "ou_choix", "choix": self.choix}


class InvitationForm(forms.Form):
    """Invite another company to share an offer."""

    use_required_attribute = False

    siret = forms.CharField(
        label="SIRET de l'entreprise à inviter", max_length=20,
        help_text="Quatorze chiffres. L'entreprise doit être vérifiée ; elle répond depuis son espace.",
        error_messages={"required": "Indiquez un SIRET.", "max_length": "Un numéro SIRET a 14 chiffres."},
    )  # fmt: skip


class SignalementForm(forms.Form):
    """Why a reader reports an offer."""

    use_required_attribute = False

    motif = forms.ChoiceField(
        label="Qu'est-ce qui ne va pas ?", choices=MotifSignalement.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une raison.", "invalid_choice": "Choisissez une raison de la liste."},
    )  # fmt: skip
    precision = forms.CharField(
        label="Précisions", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sans donner d'informations sur vous. 1 000 caractères au plus.",
        error_messages={"max_length": "Au plus 1 000 caractères."},
    )  # fmt: skip
