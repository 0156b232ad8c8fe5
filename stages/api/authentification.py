"""Who calls as a partner: a token in the header ``Authorization: Jeton …``."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from stages.models import Partenaire
from stages.services.partenaires import partenaire_du_jeton

MOT = "Jeton"


class PersonnePartenaire(AnonymousUser):
    """A program, not a person: no account, no right but those of its token."""

    def __init__(self, partenaire: Partenaire) -> None:
        super().__init__()
        self.partenaire = partenaire


def est_partenaire(personne: Any) -> bool:
    """Called with the token of an active partner."""
    return isinstance(personne, PersonnePartenaire)


class AuthentificationPartenaire(BaseAuthentication):
    """``Authorization: Jeton <token>``; an unknown or stopped token is refused, and nothing else is tried."""

    def authenticate(self, request: Request) -> tuple[PersonnePartenaire, Partenaire] | None:
        mot, _, jeton = request.headers.get("Authorization", "").partition(" ")
        if mot.casefold() != MOT.casefold():
            return None
        partenaire = partenaire_du_jeton(jeton=jeton.strip(), maintenant=timezone.now())
        if partenaire is None:
            raise AuthenticationFailed("Ce jeton n'est pas, ou n'est plus, celui d'un partenaire.")
        return PersonnePartenaire(partenaire), partenaire

    def authenticate_header(self, request: Request) -> str:
        return MOT


def exiger(partenaire: Partenaire, portee: Partenaire.Portee) -> None:
    """Refuse (403) what the token's scopes do not allow."""
    if portee not in partenaire.portees:
        raise PermissionDenied(f"Ce jeton ne permet pas de : {portee.label.lower()}.")


class DebitPartenaire(SimpleRateThrottle):
    """Calls of one partner, whatever the machine; a call without a valid token counts by address elsewhere."""

    scope = "partenaire"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        personne = request.user
        if not isinstance(personne, PersonnePartenaire):
            return None
        return self.cache_format % {"scope": self.scope, "ident": personne.partenaire.pk}


class SchemaDuJeton(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema describes the token."""

    target_class = "stages.api.authentification.AuthentificationPartenaire"
    name = "jeton"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        description = "Jeton remis par la Région au partenaire, précédé du mot « Jeton »."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": description}
