"""Content policy of ``/admin/``: the public policy, plus the least that the admin theme needs (docs/adr/0009)."""

from collections.abc import Callable

from csp.constants import UNSAFE_EVAL
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

AJOUTS = {"script-src": [UNSAFE_EVAL]}


class PolitiqueAdministrationMiddleware:
    """Widen the policy of the admin's pages only; stands after ``csp.middleware.CSPMiddleware``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefixe = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if request.path.startswith(self.prefixe):
            reponse._csp_update = AJOUTS  # type: ignore[attr-defined]
        return reponse
