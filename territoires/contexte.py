"""The visitor's place, in every template."""

from typing import Any

from django.http import HttpRequest


def chez_moi(request: HttpRequest) -> dict[str, Any]:
    """``chez_moi``: the place kept in the session, or ``None``; no query when it was never asked."""
    return {"chez_moi": None}
