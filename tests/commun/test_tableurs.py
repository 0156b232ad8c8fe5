"""Workbooks: the same cells in XLSX and in ODS, numbers as numbers, texts never computed."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from openpyxl import load_workbook

from commun.tableurs import TYPE_ODS, Feuille, en_ods, en_xlsx

ESPACES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
}
HOSTILES = ["=1+1", "+33", "@SOMME(A1)", "<b>&\"'", "deux\nlignes", "nul\x00\x0b\ud800"]


def lire_xlsx(octets):
    classeur = load_workbook(io.BytesIO(octets))
    return {page.title: [[cellule.value for cellule in ligne] for ligne in page.iter_rows()] for page in classeur}


def lire_ods(octets):
    racine = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(octets)).read("content.xml"))  # noqa: S314 - ours
    feuilles = {}
    for table in racine.iterfind(".//table:table", ESPACES):
        nom = table.get(f"{{{ESPACES['table']}}}name")
        feuilles[nom] = [
            [_cellule(cellule) for cellule in ligne.iterfind("table:table-cell", ESPACES)]
            for ligne in table.iterfind(".//table:table-row", ESPACES)
        ]
    return feuilles


def _cellule(cellule):
    genre = cellule.get(f"{{{ESPACES['office']}}}value-type")
    if genre == "float":
        return Decimal(cellule.get(f"{{{ESPACES['office']}}}value"))
    if genre == "date":
        return date.fromisoformat(cellule.get(f"{{{ESPACES['office']}}}date-value"))
    return "\n".join(p.text or "" for p in cellule.iterfind("text:p", ESPACES)) if genre else None


def feuilles():
    lignes = [("texte", Decimal("12.5"), 3, date(2025, 12, 31), None), ("", Decimal(0), 0, None, None)]
    return [
        Feuille("Un", (("Texte", 20), ("A", 8), ("B", 8), ("Jour", 12), ("Vide", 5)), lignes),
        Feuille("Deux & <trois>", (("Texte", 20),), [(texte,) for texte in HOSTILES]),
    ]


def test_les_deux_formats_disent_les_memes_nombres():
    xlsx, ods = lire_xlsx(en_xlsx(feuilles(), titre="Essai")), lire_ods(en_ods(feuilles(), titre="Essai"))
    assert ods["Un"][1] == ["texte", Decimal("12.5"), 3, date(2025, 12, 31), None]
    assert xlsx["Un"][1][:3] == ["texte", 12.5, 3]
    assert xlsx["Un"][1][3].date() == date(2025, 12, 31)
    assert xlsx["Un"][2][1] == 0 and xlsx["Un"][1][4] is None  # zero is a number, unknown is nothing
    assert ods["Un"][2][1] == 0 and ods["Un"][1][4] is None
    assert list(xlsx) == list(ods) == ["Un", "Deux & <trois>"]


def test_un_texte_n_est_jamais_une_formule():
    octets = en_xlsx(feuilles(), titre="Essai")
    page = load_workbook(io.BytesIO(octets))["Deux & <trois>"]
    assert {cellule.data_type for cellule in page["A"]} == {"s"}
    ods = lire_ods(en_ods(feuilles(), titre="Essai"))["Deux & <trois>"]
    assert [ligne[0] for ligne in ods[1:]] == [*HOSTILES[:5], "nul"]
    assert [cellule.value for cellule in page["A"]][1:] == [*HOSTILES[:5], "nul"]


def test_l_ods_s_annonce_d_abord_et_ne_depend_que_de_ses_cellules():
    octets = en_ods(feuilles(), titre="Essai & <titre>")
    archive = zipfile.ZipFile(io.BytesIO(octets))
    premier = archive.infolist()[0]
    assert (premier.filename, premier.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read("mimetype").decode() == TYPE_ODS
    assert octets == en_ods(feuilles(), titre="Essai & <titre>")
    for nom in ("meta.xml", "META-INF/manifest.xml"):
        ElementTree.fromstring(archive.read(nom))  # noqa: S314 - ours
