"""What a calculation asks of the rules: a value by its code. A plain dictionary will do in a test."""

from typing import Any, Protocol


class Valeurs(Protocol):
    """Values in force, by code."""

    def __getitem__(self, code: str, /) -> Any: ...
