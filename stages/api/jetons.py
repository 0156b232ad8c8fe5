"""Who calls the partner API: a token in ``Authorization: Jeton …``, a rate of its own, a scope for each action."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from commun.api import DebitAnonyme
from stages.models import Partenaire
from stages.services.partenaires import partenaire_du_jeton

MOT = b"jeton"
LONGUEUR_MAX = 200


class IdentitePartenaire(AnonymousUser):
    """A partner is no person of the portal: it has its token's rights and no other."""

    def __init__(self, partenaire: Partenaire) -> None:
        super().__init__()
        self.partenaire = partenaire


def partenaire_connu(personne: Any) -> bool:
    """A partner that gave a valid token."""
    return isinstance(getattr(personne, "partenaire", None), Partenaire)


class JetonPartenaire(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[IdentitePartenaire, Partenaire] | None:
        morceaux = get_authorization_header(request).split()
        if not morceaux or morceaux[0].lower() != MOT:
            return None
        try:
            jeton = morceaux[1].decode("ascii") if len(morceaux) == 2 else ""
        except UnicodeDecodeError:
            jeton = ""
        partenaire = None
        if 0 < len(jeton) <= LONGUEUR_MAX:
            partenaire = partenaire_du_jeton(jeton=jeton, maintenant=timezone.now())
        if partenaire is None:
            raise AuthenticationFailed("Ce jeton n'est pas valable, ou ne l'est plus.")
        return IdentitePartenaire(partenaire), partenaire

    def authenticate_header(self, request: Request) -> str:
        return "Jeton"


class SchemaJeton(OpenApiAuthenticationExtension):
    target_class = JetonPartenaire
    name = "jetonPartenaire"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "« Jeton », une espace, puis le jeton que la Région vous a remis.",
        }


class PorteeDuJeton(BasePermission):
    """The scope that the action asks (``view.portees``)."""

    message = "Votre jeton ne permet pas cette action."

    def has_permission(self, request: Request, view: Any) -> bool:
        portee = view.portees.get(request.method)
        partenaire = request.auth
        return portee is None or (isinstance(partenaire, Partenaire) and portee in partenaire.portees)


class DebitSansJeton(DebitAnonyme):
    """Calls without a valid token, per client address."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if isinstance(request.auth, Partenaire):
            return None
        cle: str | None = super().get_cache_key(request, view)
        return cle


class DebitPartenaire(SimpleRateThrottle):
    """Calls of one partner, whatever the machine."""

    scope = "partenaire"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if not isinstance(request.auth, Partenaire):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}
