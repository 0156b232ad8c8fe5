"""A look-up for thousands of numbers at once: one parameter, whatever their number, on both databases."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, Lookup


@BigIntegerField.register_lookup
class Parmi(Lookup):
    """``cle__parmi=[…]``: what ``in`` means, without a placeholder for each number nor the time to write them."""

    lookup_name = "parmi"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        gauche, parametres = self.process_lhs(compiler, connection)
        return f"{gauche} IN (SELECT value FROM json_each(%s))", (*parametres, f"[{self._nombres()}]")  # noqa: S608 - the column and a parameter

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        gauche, parametres = self.process_lhs(compiler, connection)
        return f"{gauche} = ANY(%s::bigint[])", (*parametres, f"{{{self._nombres()}}}")

    def _nombres(self) -> str:
        """Digits, signs and commas: nothing else can come out of ``int``."""
        nombres: Sequence[int] = self.rhs
        return ",".join(map(str, map(int, nombres)))
