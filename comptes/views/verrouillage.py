from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def verrouille(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer of the admin's sign-in form after too many failures."""
    return render(request, "comptes/verrouille.html", status=429)
