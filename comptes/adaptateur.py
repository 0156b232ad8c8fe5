"""Account policy, where allauth asks for it."""

from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from commun.adresse import adresse_client

LONGUEUR_ADRESSE = 254
LONGUEUR_SUITE = 500
"""A longer way back is not written in a mail."""


class AdaptateurCompte(DefaultAccountAdapter):
    """Throttles count by the address that cannot be forged; an address fits in its column before it gets there."""

    def clean_email(self, email: str) -> str:
        if len(email) > LONGUEUR_ADRESSE:
            raise ValidationError(f"Une adresse électronique a au plus {LONGUEUR_ADRESSE} caractères.")
        propre: str = super().clean_email(email)
        return propre

    def get_client_ip(self, request: HttpRequest) -> str:
        return adresse_client(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site: no page names another host after « next »."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        """The address in the mail carries where the person was going, by way of the sign-in.

        In the address and not in the session: the mail is often opened in another browser.
        """
        adresse: str = super().get_email_confirmation_url(request, emailconfirmation)
        suite = get_next_redirect_url(request)
        if not suite or len(suite) > LONGUEUR_SUITE:
            return adresse
        connexion = f"{reverse('account_login')}?next={quote(suite)}"
        return f"{adresse}?next={quote(connexion)}"
