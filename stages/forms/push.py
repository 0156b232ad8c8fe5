"""The subscription of a browser, as it sends it."""

import binascii
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.core.exceptions import ValidationError

from stages.clients.push import de_base64, hote_permis

MAUVAISE_CLE = "Votre navigateur a donné une clé que nous ne savons pas lire."


class AdressePushForm(forms.Form):
    """Which browser."""

    adresse = forms.CharField(
        max_length=600, error_messages={"required": "L'adresse du service de notification manque."}
    )
    jeton = forms.CharField(max_length=64, required=False)


class AbonnementPushForm(AdressePushForm):
    """A browser and its keys (RFC 8291)."""

    p256dh = forms.CharField(max_length=120, error_messages={"required": MAUVAISE_CLE})
    auth = forms.CharField(max_length=40, error_messages={"required": MAUVAISE_CLE})

    def clean_adresse(self) -> str:
        adresse: str = self.cleaned_data["adresse"]
        if hote_permis(adresse) is None:
            raise ValidationError("Nous n'envoyons pas de notification par le service de ce navigateur.")
        return adresse

    def clean_p256dh(self) -> str:
        cle = self._octets("p256dh")
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), cle)
        except ValueError as faute:
            raise ValidationError(MAUVAISE_CLE) from faute
        if len(cle) != 65:
            raise ValidationError(MAUVAISE_CLE)
        return str(self.cleaned_data["p256dh"])

    def clean_auth(self) -> str:
        if len(self._octets("auth")) != 16:
            raise ValidationError(MAUVAISE_CLE)
        return str(self.cleaned_data["auth"])

    def _octets(self, champ: str) -> bytes:
        try:
            return de_base64(self.cleaned_data[champ])
        except (ValueError, binascii.Error) as faute:
            raise ValidationError(MAUVAISE_CLE) from faute


def donnees_de(objet: Any) -> dict[str, str]:
    """The fields of a JSON body shaped as ``PushSubscription.toJSON()`` gives it; anything else has no field."""
    if not isinstance(objet, dict):
        return {}
    cles = objet.get("keys")
    champs = {
        "adresse": objet.get("endpoint"),
        "jeton": objet.get("jeton"),
        "geste": objet.get("geste"),
        **({nom: cles.get(nom) for nom in ("p256dh", "auth")} if isinstance(cles, dict) else {}),
    }
    return {nom: valeur for nom, valeur in champs.items() if isinstance(valeur, str)}
