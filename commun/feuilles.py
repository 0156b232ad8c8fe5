"""One style sheet from several: the layers of ``static/css`` put end to end, served as ``css/portail.css``.

A page makes one request for its style, and each layer stays a file that one can read. Nothing is compiled.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NOM = "css/portail.css"


def assembler() -> str:
    """Text of the sheet: the files of ``static/css`` in the order of their names."""
    sources = sorted((settings.RACINE / "static" / "css").glob("*.css"))
    return "\n".join(source.read_text(encoding="utf-8").strip() for source in sources) + "\n"


class FeuilleUnique(BaseFinder):
    """Static-files finder that writes the sheet again whenever a layer has changed."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.dossier = settings.RACINE / ".assemble"

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def _ecrire(self) -> Path:
        chemin = self.dossier / NOM
        texte = assembler()
        if not chemin.is_file() or chemin.read_text(encoding="utf-8") != texte:
            chemin.parent.mkdir(parents=True, exist_ok=True)
            provisoire = chemin.with_suffix(".tmp")
            provisoire.write_text(texte, encoding="utf-8")
            provisoire.replace(chemin)
        return chemin

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path.replace("\\", "/") != NOM:
            return []
        chemin = str(self._ecrire())
        return [chemin] if find_all else chemin

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        self._ecrire()
        yield NOM, FileSystemStorage(location=self.dossier)
