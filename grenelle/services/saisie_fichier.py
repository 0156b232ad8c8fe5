"""Readings in a spreadsheet: the columns, written without formulas, read back without trusting anything."""

import csv
import io
import re
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from commun.administration import DEBUTS_DE_FORMULE, neutraliser
from commun.archives import ArchiveRefusee, FichierZip, Limites
from commun.importation import ImportRefuse, Refus, decoder
from grenelle.models import Releve
from grenelle.services.saisie_nombres import ecrire_nombre

COLONNES = (
    "plan",
    "indicateur",
    "debut",
    "fin",
    "echelle",
    "territoire",
    "valeur",
    "unite",
    "statut",
    "source",
    "raison",
)
OBLIGATOIRES = frozenset(COLONNES) - {"unite", "raison"}
LIGNES_MAX = 100_000
LIMITES = Limites(entrees=2_000, octets_par_fichier=128 * 1024 * 1024, octets_en_tout=256 * 1024 * 1024)
FORMULE = "\0formule"
"""Stands for a cell that holds a formula: its result is not in the file for sure."""

ILLISIBLES = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, OSError)
Brutes = Generator[tuple[int, list[str]], None, None]


@dataclass(frozen=True, slots=True)
class LigneLue:
    """A row of the file as text, with its number in the spreadsheet."""

    numero: int
    cellules: dict[str, str]

    def __getitem__(self, colonne: str) -> str:
        return self.cellules.get(colonne, "")


def _rendre(texte: str) -> str:
    """Undo :func:`neutraliser`, so that an export comes back as it was."""
    return texte[1:] if texte.startswith("'") and texte[1:].startswith(DEBUTS_DE_FORMULE) else texte


def lignes_exportees(releves: Iterable[Releve]) -> Iterator[list[Any]]:
    """Rows of an export, which can be imported again; figures stay figures."""
    for r in releves:
        yield [
            r.indicateur.plan.slug,
            r.indicateur.code,
            r.debut,
            r.fin,
            r.echelle,
            r.territoire,
            r.valeur,
            r.indicateur.unite,
            r.statut,
            neutraliser(r.source),
            neutraliser(r.raison),
        ]


def ecrire_csv(lignes: Iterable[Sequence[Any]]) -> Iterator[str]:
    """For a French spreadsheet: its mark, semicolons, commas in figures."""
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";")
    yield "\ufeff"
    for ligne in _avec_entete(lignes):
        ecrivain.writerow([_texte_csv(cellule) for cellule in ligne])
        yield tampon.getvalue()
        tampon.seek(0)
        tampon.truncate()


def _avec_entete(lignes: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield COLONNES
    yield from lignes


def _texte_csv(cellule: Any) -> str:
    if cellule is None or isinstance(cellule, Decimal):
        return ecrire_nombre(cellule)
    return cellule.isoformat() if isinstance(cellule, date) else str(cellule)


def ecrire_xlsx(lignes: Iterable[Sequence[Any]]) -> bytes:
    """A workbook whose texts are texts, whatever they begin with."""
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet("Relevés")
    for ligne in _avec_entete(lignes):
        cellules = []
        for valeur in ligne:
            ecrite = ecrire_nombre(None) if valeur is None else valeur
            cellule = WriteOnlyCell(feuille, value=ecrite if ecrite != "" else None)
            if isinstance(cellule.value, str):
                cellule.data_type = "s"
            cellules.append(cellule)
        feuille.append(cellules)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def lire(chemin: Path) -> list[LigneLue]:
    """Rows of a CSV or XLSX file, told apart by what they hold; refused whole when it is neither."""
    with chemin.open("rb") as flux:
        debut = flux.read(4)
    brutes = _lignes_xlsx(chemin) if debut == b"PK\x03\x04" else _lignes_csv(chemin.read_bytes())
    with closing(brutes):
        return _lignes(brutes)


def _lignes(brutes: Iterator[tuple[int, list[str]]]) -> list[LigneLue]:
    """Rows under their column; the header must be the expected one."""
    entete = next(brutes, (0, []))[1]
    colonnes = [_colonne(texte) for texte in entete]
    manquent = sorted(OBLIGATOIRES - set(colonnes))
    inconnues = sorted({c for c in colonnes if c and c not in COLONNES})
    doubles = sorted({c for c in colonnes if c and colonnes.count(c) > 1})
    for texte, liste in (
        ("colonnes absentes", manquent),
        ("colonnes inconnues", inconnues),
        ("colonnes répétées", doubles),
    ):
        if liste:
            raise ImportRefuse([Refus(f"{texte} : {', '.join(nom[:40] for nom in liste[:12])}", ligne=1)])
    lues: list[LigneLue] = []
    for numero, cellules in brutes:
        if not any(cellules):
            continue
        if len(lues) == LIGNES_MAX:
            raise ImportRefuse([Refus(f"plus de {LIGNES_MAX} lignes : coupez le fichier", ligne=numero)])
        if any(cellules[len(colonnes) :]):
            raise ImportRefuse([Refus("cette ligne a plus de cases que l'en-tête", ligne=numero)])
        paires = zip(colonnes, cellules, strict=False)
        lues.append(LigneLue(numero, {nom: _rendre(texte) for nom, texte in paires if nom}))
    return lues


def _colonne(texte: str) -> str:
    return texte.strip().casefold().replace("é", "e")


def _lignes_csv(contenu: bytes) -> Brutes:
    texte = decoder(contenu, "fichier")
    premiere = texte.partition("\n")[0]
    separateur = ";" if premiere.count(";") >= premiere.count(",") else ","
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    try:
        for cellules in lecteur:
            yield lecteur.line_num, [c.strip() for c in cellules]
    except csv.Error as faute:
        raison = "guillemet mal fermé : le fichier est abîmé ou tronqué"
        raise ImportRefuse([Refus(raison, ligne=lecteur.line_num)]) from faute


def _lignes_xlsx(chemin: Path) -> Brutes:
    """The first sheet; a formula is marked, a merged area gives its value to its first cell only."""
    with chemin.open("rb") as flux:
        try:
            FichierZip(flux, LIMITES)
        except ArchiveRefusee as refus:
            if "deux fichiers" not in str(refus):  # a workbook may hold several parts of the same bare name
                raise ImportRefuse([Refus(str(refus))]) from refus
        try:
            classeur = load_workbook(flux, read_only=True, data_only=False, keep_links=False)
            feuille = classeur.worksheets[0]
            for numero, ligne in enumerate(feuille.iter_rows(max_col=len(COLONNES) + 4), start=1):
                yield numero, [_texte_xlsx(cellule) for cellule in ligne]
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            IndexError,
            TypeError,
            OSError,
        ) as faute:
            raise ImportRefuse([Refus("ce classeur ne se lit pas : enregistrez-le de nouveau en .xlsx")]) from faute


def _texte_xlsx(cellule: Any) -> str:
    valeur = cellule.value
    if valeur is None:
        return ""
    if cellule.data_type == "f":
        return FORMULE
    if isinstance(valeur, datetime):
        return valeur.date().isoformat()
    if isinstance(valeur, float):
        return f"{Decimal(repr(valeur)).normalize():f}".replace(".", ",")
    return str(valeur).strip()


def lire_jour(texte: str) -> date | None:
    """``2026-10-31`` or ``31/10/2026``."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", texte):
            return date.fromisoformat(texte)
        if francais := re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", texte):
            return date(int(francais[3]), int(francais[2]), int(francais[1]))
    except ValueError:
        pass
    return None
