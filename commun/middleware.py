"""Request hygiene and access denied by default."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import Field, IntegerField
from django.http import HttpRequest, HttpResponse

from commun.acces import refus_du_a_la_connexion, regle_de
from commun.nombres import entier

Reponse = Callable[[HttpRequest], HttpResponse]


class RequeteSaineMiddleware:
    """Refuse with 400 what no column can hold: NUL characters, and in an admin list keys that are no keys."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Callable[..., Any], *_: Any) -> None:
        if "\0" in request.path or any("\0" in v for vs in request.GET.lists() for v in (vs[0], *vs[1])):
            raise BadRequest("Caractère interdit dans l'adresse.")
        formulaire = request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")
        if request.method == "POST" and formulaire and any("\0" in v for vs in request.POST.lists() for v in vs[1]):
            raise BadRequest("Caractère interdit dans le formulaire.")
        page = getattr(view_func, "model_admin", None)
        if page is not None and request.method == "POST":
            _verifier_les_lignes(page.opts.pk, request.POST.getlist(ACTION_CHECKBOX_NAME))


def _verifier_les_lignes(cle: "Field[Any, Any]", choisies: list[str]) -> None:
    """The action of an admin list on rows whose keys are no keys is a bad request, not a fault of ours."""
    if isinstance(cle, IntegerField):
        if any(entier(choisie) is None for choisie in choisies):
            raise BadRequest("Lignes inconnues.")
        return
    try:
        for choisie in choisies:
            cle.to_python(choisie)
    except ValidationError as erreur:
        raise BadRequest("Lignes inconnues.") from erreur


class AccesParDefautMiddleware:
    """Refuse every view that does not declare who may see it; send anonymous people to sign in."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        regle = regle_de(view_func)
        if regle is None:
            raise PermissionDenied("Cette adresse n'a pas de règle d'accès.")
        # DRF authenticates later and answers with problem details of its own.
        if getattr(view_func, "cls", None) is not None or regle(request.user):
            return None
        if refus_du_a_la_connexion(request):
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied
