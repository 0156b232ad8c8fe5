"""The staff's site: who may enter, and what its pages carry."""

from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from commun.acces import reserve, tout_public
from comptes.droits import peut_entrer_dans_l_administration


class FormulaireConnexion(AuthenticationForm):
    """Sign-in of the admin: the same answer for a wrong password and for an account that has no business here."""

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        super().confirm_login_allowed(user)
        if not peut_entrer_dans_l_administration(user):
            raise ValidationError(
                self.error_messages["invalid_login"],
                code="invalid_login",
                params={"username": self.username_field.verbose_name},
            )


class SiteAdministration(UnfoldAdminSite):
    """Django's admin, entered by the rights of :mod:`comptes.droits`."""

    login_form = FormulaireConnexion
    index_template = "admin/accueil.html"
    enable_nav_sidebar = True
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active) and peut_entrer_dans_l_administration(request.user)

    def _get_colors(self, key: str, *args: Any) -> dict[str, dict[str, str]]:
        """No inline style: the colours stand in ``static/admin/portail/couleurs.css``."""
        return {}

    @reserve(tout_public)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever signs in here wants the admin, not the account page."""
        if REDIRECT_FIELD_NAME not in request.GET:
            suite = request.GET.copy()
            suite[REDIRECT_FIELD_NAME] = reverse("admin:index")
            request.GET = suite  # type: ignore[assignment]
            request.META["QUERY_STRING"] = suite.urlencode()
        return super().login(request, extra_context)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            return super().search(request, extra_context)
        except (InvalidPage, ValueError) as erreur:
            raise Http404 from erreur
