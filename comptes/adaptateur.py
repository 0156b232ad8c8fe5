"""Account policy, where allauth asks for it."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from commun.adresse import adresse_client

LONGUEUR_ADRESSE = 254


class AdaptateurCompte(DefaultAccountAdapter):
    """Throttles count by the address that cannot be forged; an address fits in its column before it gets there."""

    def clean_email(self, email: str) -> str:
        if len(email) > LONGUEUR_ADRESSE:
            raise ValidationError(f"Une adresse électronique a au plus {LONGUEUR_ADRESSE} caractères.")
        propre: str = super().clean_email(email)
        return propre

    def get_client_ip(self, request: HttpRequest) -> str:
        return adresse_client(request)
