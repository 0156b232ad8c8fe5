"""Plumbing of the public API: pagination, throttles, and errors as problem details (RFC 9457) in French."""

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from commun.adresse import adresse_client
from commun.nombres import entier

TITRES = {
    400: "Requête incorrecte",
    401: "Connexion nécessaire",
    403: "Accès refusé",
    404: "Introuvable",
    405: "Méthode non autorisée",
    406: "Format non disponible",
    409: "Conflit",
    410: "Retiré",
    415: "Format d'envoi non accepté",
    429: "Trop de requêtes",
    500: "Erreur du service",
}


class LecteurJson(JSONParser):
    """JSON that the portal can keep: neither nested without end, nor holding half a character."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            lu = super().parse(stream, media_type, parser_context)
            json.dumps(lu, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("Le JSON est trop imbriqué.") from None
        except UnicodeEncodeError:
            raise ParseError("Le JSON contient un demi-caractère (\\ud800 à \\udfff), qui ne s'écrit pas.") from None
        return lu


class Pagination(PageNumberPagination):
    """Numbered pages of 20, up to 100 on request (``taille``)."""

    page_size_query_param = "taille"
    max_page_size = 100
    last_page_strings = ()

    def get_page_number(self, request: Request, paginator: Any) -> str:
        """The page asked, the first one by default; an empty number is no number."""
        return str(request.query_params.get(self.page_query_param, "1"))

    def get_page_size(self, request: Request) -> int:
        """The size asked; what is not a size is refused rather than ignored."""
        taille = request.query_params.get("taille")
        if taille is None:
            return int(self.page_size or 20)
        nombre = entier(taille, 1, self.max_page_size)
        if nombre is None:
            raise ValidationError({"taille": [f"Un nombre de 1 à {self.max_page_size} est attendu."]})
        return nombre

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters with their bounds."""
        bornes = {"page": {"minimum": 1}, "taille": {"minimum": 1, "maximum": self.max_page_size}}
        parametres: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parametre in parametres:
            parametre["schema"] |= bornes.get(parametre["name"], {})
        return parametres


class _ParAdresse:
    """Count by the address that cannot be forged, see :mod:`commun.adresse`."""

    def get_ident(self, request: Request) -> str:
        return adresse_client(request._request)


class DebitAnonyme(_ParAdresse, AnonRateThrottle):
    """Anonymous reading, per client address."""

    scope = "anonyme"


class DebitUtilisateur(_ParAdresse, UserRateThrottle):
    """Signed-in reading, per account (falls back on the address)."""

    scope = "utilisateur"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        if not request.user.is_authenticated:
            return None
        key: str | None = super().get_cache_key(request, view)
        return key


class DebitNomme(_ParAdresse, AnonRateThrottle):
    """Per client address, under the rate of a given scope; counts signed-in visitors too."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def debit_epuise(request: HttpRequest, scope: str) -> int | None:
    """Seconds to wait for a plain view whose rate is spent, or ``None`` while it is not."""
    debit = DebitNomme(scope)
    if debit.allow_request(Request(request), None):  # type: ignore[arg-type]
        return None
    return max(1, round(debit.wait() or 1))


def probleme(statut: int, detail: str, **suite: Any) -> dict[str, Any]:
    """Body of a problem details answer."""
    titre = TITRES.get(statut) or HTTPStatus(statut).phrase
    return {"type": "about:blank", "title": titre, "status": statut, "detail": detail, **suite}


def _a_plat(details: Any, chemin: str = "") -> dict[str, list[str]]:
    """Reasons by field; that of a field inside another is under its path: ``semaines.0.places``."""
    if isinstance(details, list) and not any(isinstance(d, dict | list) for d in details):
        return {chemin: [str(d) for d in details]}
    if isinstance(details, dict | list):
        suites = details.items() if isinstance(details, dict) else enumerate(details)
        return {
            nom: raisons
            for cle, suite in suites
            for nom, raisons in _a_plat(suite, f"{chemin}.{cle}" if chemin else str(cle)).items()
        }
    return {chemin: [str(details)]}


def gerer_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Every API error leaves as ``application/problem+json``."""
    if isinstance(exc, BadRequest):
        exc = ParseError(str(exc))
    # DRF's views read the settings that name this module while they are being imported: either may come first.
    from rest_framework.views import exception_handler

    reponse = exception_handler(exc, context)
    if reponse is None:
        return None
    statut = reponse.status_code
    if isinstance(exc, ValidationError):
        details = exc.detail if isinstance(exc.detail, dict) else {"requete": exc.detail}
        corps = probleme(statut, "Certaines valeurs ne sont pas acceptées.", erreurs=_a_plat(details))
    else:
        detail = exc.detail if isinstance(exc, APIException) else TITRES.get(statut, "Erreur")
        corps = probleme(statut, str(detail))
    reponse.data = corps
    reponse.content_type = "application/problem+json"
    return reponse


def reponse_probleme(request: HttpRequest, statut: int, detail: str) -> HttpResponse:
    """Problem details outside DRF (unknown API address, refused request)."""
    return JsonResponse(probleme(statut, detail), status=statut, content_type="application/problem+json")
