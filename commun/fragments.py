"""A page, and the part of it that htmx replaces, from one view."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


def veut_un_fragment(request: HttpRequest) -> bool:
    """Whether only the part is asked; the browser's way back in its history wants the whole page."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def page_ou_fragment(
    request: HttpRequest, page: str, fragment: str, contexte: dict[str, Any], adresse: str
) -> HttpResponse:
    """``adresse``: what the browser's bar must show once the part has come."""
    partie = veut_un_fragment(request)
    reponse = render(request, fragment if partie else page, contexte)
    if partie:
        reponse["HX-Push-Url"] = adresse
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse
