"""Open a folder or a .zip of data files without trusting it: names, sizes and contents are checked before use."""

import gzip
import hashlib
import io
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol


class ArchiveRefusee(Exception):
    """The archive cannot be read safely; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Limites:
    """What an archive may weigh."""

    entrees: int = 200
    octets_par_fichier: int = 64 * 1024 * 1024
    octets_en_tout: int = 256 * 1024 * 1024


class Archive(Protocol):
    """Files by their bare name."""

    def noms(self) -> list[str]: ...

    def lire(self, nom: str) -> bytes: ...


class Dossier:
    """A plain folder; sub-folders are not read."""

    def __init__(self, chemin: Path, limites: Limites) -> None:
        self._chemin = chemin
        self._limites = limites

    def noms(self) -> list[str]:
        return sorted(f.name for f in self._chemin.iterdir() if f.is_file())

    def lire(self, nom: str) -> bytes:
        with (self._chemin / nom).open("rb") as flux:
            return degonfler(nom, lire_borne(flux, nom, self._limites), self._limites)


class FichierZip:
    """A .zip file: its whole list of entries is checked on opening."""

    def __init__(self, chemin: Path | IO[bytes], limites: Limites) -> None:
        self._limites = limites
        try:
            self._zip = zipfile.ZipFile(chemin)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as erreur:
            raise ArchiveRefusee("Ce fichier n'est pas une archive .zip lisible.") from erreur
        self._entrees = _entrees_saines(self._zip, limites)

    def noms(self) -> list[str]:
        return sorted(self._entrees)

    def lire(self, nom: str) -> bytes:
        try:
            with self._zip.open(self._entrees[nom]) as flux:
                return degonfler(nom, lire_borne(flux, nom, self._limites), self._limites)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as erreur:
            raise ArchiveRefusee(f"{nom} : contenu abîmé dans l'archive, elle est sans doute incomplète.") from erreur


def ouvrir_archive(chemin: Path, limites: Limites | None = None) -> Archive:
    """A folder or a .zip; anything else is refused."""
    limites = limites or Limites()
    if chemin.is_dir():
        return Dossier(chemin, limites)
    if not chemin.is_file():
        raise ArchiveRefusee("Dossier ou archive introuvable.")
    return FichierZip(chemin, limites)


def empreinte_archive(chemin: Path) -> str:
    """Fingerprint of what would be read: the same bytes, the same import."""
    somme = hashlib.sha256()
    fichiers = sorted(f for f in chemin.iterdir() if f.is_file()) if chemin.is_dir() else [chemin]
    for fichier in fichiers:
        somme.update(f"{fichier.name}\0{fichier.stat().st_size}\0".encode() if chemin.is_dir() else b"")
        with fichier.open("rb") as flux:
            while bloc := flux.read(1 << 20):
                somme.update(bloc)
    return somme.hexdigest()


def _entrees_saines(archive: zipfile.ZipFile, limites: Limites) -> dict[str, zipfile.ZipInfo]:
    """Entries by bare name; an entry that tries anything refuses the whole archive."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limites.entrees:
        raise ArchiveRefusee(f"L'archive contient {len(infos)} fichiers, plus que les {limites.entrees} admis.")
    tailles = [info.file_size for info in infos]
    if sum(tailles) > limites.octets_en_tout or max(tailles, default=0) > limites.octets_par_fichier:
        raise ArchiveRefusee("L'archive, une fois ouverte, serait trop volumineuse.")
    entrees: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        chemin = PurePosixPath(info.filename.replace("\\", "/"))
        if chemin.is_absolute() or ".." in chemin.parts or ":" in info.filename or "\0" in info.filename:
            raise ArchiveRefusee("L'archive contient un chemin interdit (retour en arrière ou chemin absolu).")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ArchiveRefusee("L'archive contient un lien symbolique, ce qui n'est pas admis.")
        if info.flag_bits & 0x1:
            raise ArchiveRefusee("L'archive est protégée par un mot de passe.")
        if chemin.name in entrees:
            raise ArchiveRefusee(f"L'archive contient deux fichiers nommés {chemin.name}.")
        entrees[chemin.name] = info
    return entrees


def lire_borne(flux: IO[bytes] | gzip.GzipFile, nom: str, limites: Limites) -> bytes:
    """Read no more than allowed, whatever size the archive announces."""
    contenu = flux.read(limites.octets_par_fichier + 1)
    if len(contenu) > limites.octets_par_fichier:
        raise ArchiveRefusee(f"{nom} : fichier trop volumineux.")
    return contenu


def degonfler(nom: str, contenu: bytes, limites: Limites) -> bytes:
    """Undo gzip for a name in ``.gz``, under the same limit."""
    if not nom.endswith(".gz"):
        return contenu
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(contenu)) as flux:
            return lire_borne(flux, nom, limites)
    except (OSError, EOFError, zlib.error) as erreur:
        raise ArchiveRefusee(f"{nom} : fichier .gz abîmé ou incomplet.") from erreur
