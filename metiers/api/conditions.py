"""Conditional requests: what the catalogue's version already tells is answered 304, before anything is built."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from rest_framework.request import Request

from metiers.services.memoire import etat_du_catalogue

DUREE = 60


def selon_le_catalogue(methode: Callable[..., Any]) -> Callable[..., Any]:
    """Give the answers of a view's method an ``ETag`` and a date; answer 304 to who has them already."""

    @wraps(methode)
    def conditionnelle(vue: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        version, modifie_le = etat_du_catalogue()
        chemin = sha256(request.get_full_path().encode()).hexdigest()[:12]
        date = int(modifie_le.timestamp()) if modifie_le else None
        marque = f'W/"{settings.VERSION}-{version}-{modifie_le.timestamp() if modifie_le else 0}-{chemin}"'
        # Only who has had this answer knows its mark; a date alone proves nothing of an address that may not exist.
        connue = request.headers.get("If-None-Match", "*") != "*"
        reponse: Any = get_conditional_response(request._request, marque) if connue else None
        if reponse is None:
            reponse = methode(vue, request, *args, **kwargs)
            if reponse.status_code == 200:
                reponse = get_conditional_response(request._request, marque, date, reponse)
        reponse["ETag"] = marque
        if date is not None:
            reponse["Last-Modified"] = http_date(date)
        patch_cache_control(reponse, public=True, max_age=DUREE)
        return reponse

    return conditionnelle
