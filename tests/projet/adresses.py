"""Every address of the site, with arguments that reach a view."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# A value for each argument name; the object need not exist: a 404 is an answer, a 500 is not.
ARGUMENTS: dict[str, Any] = {
    "slug": "introuvable",
    "object_id": "1",
    "pk": 1,
    "code_insee": "44109",
    "code": "44",
    "siren": "244400404",
    "key": "cle",
    "uidb36": "1",
    "format": "json",
    "app_label": "metiers",
    "content_type_id": "1",
    "url": "x/",
    "path": "x",
    "final_catch_all": "x",
}


@dataclass(frozen=True)
class Adresse:
    """A pattern of the site: its full route, a concrete path, and its view."""

    route: str
    chemin: str
    vue: Any


def _concretiser(route: str) -> str | None:
    """A concrete path for a route such as ``metiers/<slug:slug>/``; ``None`` for regular expressions we cannot fill."""
    import re

    def remplacer(m: "re.Match[str]") -> str:
        nom = m.group(1).rpartition(":")[2]
        return str(ARGUMENTS.get(nom, "1"))

    chemin = re.sub(r"<([^>]+)>", remplacer, re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)", r"<\1>", route))
    chemin = chemin.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\.", ".").replace("/?", "/")
    return None if set(chemin) & set("()[]*+?|\\") else "/" + chemin


def _parcourir(resolveur: URLResolver, prefixe: str = "") -> Iterator[Adresse]:
    for motif in resolveur.url_patterns:
        route = prefixe + str(motif.pattern)
        if isinstance(motif, URLResolver):
            yield from _parcourir(motif, route)
        elif isinstance(motif, URLPattern):
            chemin = _concretiser(route)
            if chemin is not None:
                yield Adresse(route, chemin, motif.callback)


def toutes_les_adresses() -> list[Adresse]:
    """All patterns, the admin's included."""
    return list(_parcourir(get_resolver()))
