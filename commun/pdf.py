"""A PDF from a Typst template and its data: tagged (PDF/UA-1), in French, the same bytes for the same content.

What people typed goes in as JSON and is printed as it is: nothing of it can become markup. A character that the
embedded fonts cannot draw is replaced by its Unicode number, said at the end, since PDF/UA refuses an unseen one.
"""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

NOTE_POLICE = "Un caractère que la police n'a pas est imprimé par son numéro Unicode, par exemple [U+1F600]."
# What the two fonts of the wheel draw: a test compiles every one of them.
_DESSINABLES = re.compile("[ -~¡-ɏ̀-̏Ά-ΊΌΎ-ΡΣ-ώЀ-џא-תء-غف-يẠ-ỹ‐-‧‰-⁀₠-₿←-⇿∀-⋿]")


def imprimable(texte: str) -> str:
    """The text with every character that can be seen, invisible or undrawable ones by their number."""
    propre = unicodedata.normalize("NFC", texte).replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        c if c in "\n\u202f" or _DESSINABLES.match(c) else f"[U+{ord(c):04X}]" for c in propre if c not in "\r\u00ad"
    )


def _partout(valeur: Any) -> Any:
    if isinstance(valeur, str):
        return imprimable(valeur)
    if isinstance(valeur, list):
        return [_partout(v) for v in valeur]
    if isinstance(valeur, dict):
        return {cle: _partout(v) for cle, v in valeur.items()}
    return valeur


def composer(gabarit: Path, donnees: dict[str, Any], *, le: datetime) -> bytes:
    """The PDF of a prepared content; ``le`` is the date written in the file. The template prints ``note_police``."""
    imprimees = _partout(donnees)
    texte = json.dumps(imprimees, ensure_ascii=False, sort_keys=True)
    imprimees["note_police"] = NOTE_POLICE if "[U+" in texte else ""
    pdf = typst.compile(
        str(gabarit),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"donnees": json.dumps(imprimees, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=int(timezone.localtime(le).timestamp()),
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - one page range, no output path: bytes
    return pdf
