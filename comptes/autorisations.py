"""Django permissions by role, so that the admin and ``user.has_perm`` agree with :mod:`comptes.droits`."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from commun.acces import personne_connectee
from comptes.models import Utilisateur

Role = Utilisateur.Role
LIRE = ("view",)
TENIR = ("view", "add", "change", "delete")

# role -> app -> actions. The administration of the portal is a superuser and needs no line here.
PERMISSIONS: dict[str, dict[str, tuple[str, ...]]] = {
    Role.AGENT: dict.fromkeys(("formations", "grenelle", "metiers", "orientibus", "stages", "territoires"), TENIR),
    Role.REFERENT: dict.fromkeys(("formations", "grenelle", "metiers", "orientibus", "stages", "territoires"), LIRE),
}


class PermissionsDuRole(BaseBackend):
    """Answer ``has_perm`` from the role; it never authenticates anyone."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not personne_connectee(user_obj) or not getattr(user_obj, "is_staff", False):
            return False
        app, _, nom = perm.partition(".")
        action = nom.partition("_")[0]
        return action in PERMISSIONS.get(getattr(user_obj, "role", ""), {}).get(app, ())

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return bool(
            personne_connectee(user_obj)
            and getattr(user_obj, "is_staff", False)
            and app_label in PERMISSIONS.get(getattr(user_obj, "role", ""), {})
        )
