"""The form of a message."""

from django import forms

from stages.services.conversations import LONGUEUR


class MessageForm(forms.Form):
    """One text."""

    use_required_attribute = False

    texte = forms.CharField(
        label="Votre message",
        max_length=LONGUEUR,
        help_text=f"{LONGUEUR:_} caractères au plus.".replace("_", "\N{NO-BREAK SPACE}"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez un message."},
    )
