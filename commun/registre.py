"""A registry: higher apps inscribe what lower apps show, and neither imports the other."""

from collections.abc import Callable, Iterator
from typing import Any


class Registre:
    """Named functions, in the order of their inscription. A name is taken once."""

    def __init__(self, objet: str) -> None:
        self.objet = objet
        self._elements: dict[str, Callable[..., Any]] = {}

    def inscrire(self, nom: str, fonction: Callable[..., Any]) -> None:
        """Add ``fonction`` under ``nom``; the same function may be inscribed twice, another one may not."""
        if self._elements.get(nom, fonction) is not fonction:
            raise ValueError(f"« {nom} » est déjà inscrit : {self.objet}.")
        self._elements[nom] = fonction

    def elements(self) -> Iterator[tuple[str, Callable[..., Any]]]:
        """Names and functions."""
        yield from self._elements.items()
