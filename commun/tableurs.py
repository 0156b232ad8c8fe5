"""A workbook of plain sheets, as XLSX or as ODS: the same cells in both, numbers as numbers, texts never as formulas.

An ODS sheet is written here: a zip of two small XML files says all that we need, and its bytes depend on nothing else.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Cellule = str | int | Decimal | date | None
TYPE_ODS = "application/vnd.oasis.opendocument.spreadsheet"
TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CARACTERES_PAR_CELLULE = 32_000
_JOUR_DU_ZIP = (1980, 1, 1, 0, 0, 0)
_A_LA_LIGNE, _GRAS = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
_HORS_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet: its name (31 characters at most), its columns with their width in characters, its rows."""

    nom: str
    colonnes: tuple[tuple[str, int], ...]
    lignes: Sequence[Sequence[Cellule]]


def _propre(texte: str) -> str:
    """What XML and both formats can hold."""
    return _HORS_XML.sub("", texte)[:CARACTERES_PAR_CELLULE]


def en_xlsx(feuilles: Sequence[Feuille], *, titre: str) -> bytes:
    """The workbook for Excel; the first row stays in sight."""
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    classeur.properties.title, classeur.properties.language = titre, "fr-FR"
    for feuille in feuilles:
        page = classeur.create_sheet(feuille.nom)
        page.append([nom for nom, _ in feuille.colonnes])
        for rang, (_, largeur) in enumerate(feuille.colonnes, 1):
            page.column_dimensions[get_column_letter(rang)].width = largeur
            page.cell(1, rang).font = _GRAS
        page.freeze_panes = "A2"
        for numero, ligne in enumerate(feuille.lignes, 2):
            for rang, valeur in enumerate(ligne, 1):
                cellule = page.cell(numero, rang)
                if isinstance(valeur, str):
                    cellule.value, cellule.data_type = _propre(valeur), "s"
                    cellule.alignment = _A_LA_LIGNE
                elif valeur is not None:
                    cellule.value = valeur
                    if isinstance(valeur, date):
                        cellule.number_format = "dd/mm/yyyy"
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


_ESPACES = " ".join(
    f'xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{adresse}:1.0"'
    for nom, adresse in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)
_MANIFESTE = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest {_ESPACES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{TYPE_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_STYLES = (
    '<number:date-style style:name="jour"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="jour"/>'
    '<style:style style:name="entete" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="texte" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
)


def en_ods(feuilles: Sequence[Feuille], *, titre: str) -> bytes:
    """The workbook for LibreOffice, in the ISO 26300 format."""
    largeurs = sorted({largeur for feuille in feuilles for _, largeur in feuille.colonnes})
    styles = _STYLES + "".join(
        f'<style:style style:name="l{n}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{n * 0.2:.1f}cm"/></style:style>'
        for n in largeurs
    )
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_ESPACES} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(morceau for feuille in feuilles for morceau in _feuille_ods(feuille))}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    meta = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta {_ESPACES} '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta>'
        f"<dc:title>{escape(_propre(titre))}</dc:title><dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _JOUR_DU_ZIP), TYPE_ODS)  # first, and not compressed
        for nom, texte in (("content.xml", contenu), ("meta.xml", meta), ("META-INF/manifest.xml", _MANIFESTE)):
            archive.writestr(zipfile.ZipInfo(nom, _JOUR_DU_ZIP), texte, zipfile.ZIP_DEFLATED)
    return flux.getvalue()


def _feuille_ods(feuille: Feuille) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(feuille.nom)}>"
    for _, largeur in feuille.colonnes:
        yield f'<table:table-column table:style-name="l{largeur}"/>'
    entetes = "".join(_cellule_ods(nom, "entete") for nom, _ in feuille.colonnes)
    yield f"<table:table-header-rows><table:table-row>{entetes}</table:table-row></table:table-header-rows>"
    for ligne in feuille.lignes:
        yield f"<table:table-row>{''.join(_cellule_ods(valeur) for valeur in ligne)}</table:table-row>"
    yield "</table:table>"


def _cellule_ods(valeur: Cellule, style: str = "texte") -> str:
    if valeur is None or valeur == "":
        return "<table:table-cell/>"
    if isinstance(valeur, date):
        return (
            f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{valeur}">'
            f"<text:p>{valeur:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(valeur, int | Decimal):
        return (
            f'<table:table-cell office:value-type="float" office:value="{valeur:f}"><text:p>{valeur:f}</text:p>'
            "</table:table-cell>"
        )
    paragraphes = "".join(f"<text:p>{escape(p)}</text:p>" for p in _propre(valeur).split("\n"))
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphes}</table:table-cell>'
