"""Who may see what: every view declares a rule, and a view without one is refused.

A rule is a named predicate ``(user) -> bool``. Function views are decorated with :func:`reserve`; class-based
views and DRF viewsets set the class attribute ``regle_acces``. Rules that depend on roles live in ``comptes.droits``.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

Personne = AbstractBaseUser | AnonymousUser
Regle = Callable[[Any], bool]


def tout_public(personne: Personne) -> bool:
    """Anyone, signed in or not."""
    return True


def personne_connectee(personne: Personne) -> bool:
    """Any signed-in, active person."""
    return bool(personne.is_authenticated and personne.is_active)


def reserve(regle: Regle) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the rule of a function view: ``@reserve(tout_public)``."""

    def poser(vue: Callable[..., Any]) -> Callable[..., Any]:
        vue.regle_acces = regle  # type: ignore[attr-defined]
        return vue

    return poser


# Views of installed packages cannot carry the attribute; each package guards itself in the way named here.
REGLES_DES_PAQUETS: dict[str, Regle] = {
    "allauth.": tout_public,  # its own forms: sign-in, sign-up, reset
    "django.contrib.admin.": tout_public,  # AdminSite.has_permission answers for every admin view
    "unfold.": tout_public,  # same, the admin theme
    "import_export.": tout_public,  # same, admin pages
    "simple_history.": tout_public,  # same, admin pages
    "drf_spectacular.": tout_public,  # the public API's schema and documentation
    "django.contrib.sitemaps.": tout_public,
    "django.contrib.staticfiles.": tout_public,
    "django.views.static": tout_public,
}


def _gardee_par_l_administration(vue: Callable[..., Any]) -> bool:
    """True for what ``AdminSite.admin_view`` wraps: it asks ``has_permission`` before the view runs."""
    enveloppee = getattr(getattr(vue, "__wrapped__", None), "__self__", None)
    return (
        getattr(vue, "admin_site", None) is not None
        or getattr(vue, "model_admin", None) is not None
        or isinstance(enveloppee, AdminSite | ModelAdmin)
    )


def regle_de(vue: Callable[..., Any]) -> Regle | None:
    """The rule that a resolved view declares, or ``None``."""
    for porteur in (vue, getattr(vue, "view_class", None), getattr(vue, "cls", None)):
        regle = getattr(porteur, "regle_acces", None)
        if regle is not None:
            return regle
    module = getattr(getattr(vue, "view_class", vue), "__module__", "")
    if _gardee_par_l_administration(vue):
        return tout_public
    return next((regle for prefixe, regle in REGLES_DES_PAQUETS.items() if module.startswith(prefixe)), None)


class PermissionDeclaree(BasePermission):
    """DRF side of the same rule: a viewset without ``regle_acces`` is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        regle = regle_de(type(view)) or regle_de(view)
        return bool(regle and regle(request.user))


def refus_du_a_la_connexion(request: HttpRequest) -> bool:
    """True when signing in could change the answer."""
    return not request.user.is_authenticated
