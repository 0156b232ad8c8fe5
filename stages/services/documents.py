"""The documents of the internships: which template prints which content."""

from datetime import datetime
from pathlib import Path
from typing import Any

from commun.pdf import composer

CONVENTION = Path(__file__).resolve().parent.parent / "documents" / "convention.typ"


def composer_convention(donnees: dict[str, Any], *, le: datetime) -> bytes:
    """The agreement as PDF; ``le`` is the date written in the file."""
    return composer(CONVENTION, donnees, le=le)
