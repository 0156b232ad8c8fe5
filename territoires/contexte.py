"""The visitor's place, in every template."""

from typing import Any

from django.http import HttpRequest

from territoires.services.chez_moi import lire


def chez_moi(request: HttpRequest) -> dict[str, Any]:
    """``chez_moi``: the place kept in the session, or ``None``. Never a query of its own."""
    return {"chez_moi": lire(getattr(request, "session", None))}
