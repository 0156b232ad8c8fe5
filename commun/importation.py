"""Importer base: the report, rows of a CSV file with a declared shape, and the reasons why a file is refused."""

import csv
import io
import math
import re
import unicodedata
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

REFUS_GARDES = 5_000
"""Refused rows kept in a stored report; all of them are counted."""
ERREURS_PAR_FICHIER = 10
"""Errors shown per file; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Refus:
    """One refused row, or one reason why everything is refused."""

    raison: str
    table: str = ""
    fichier: str = ""
    ligne: int = 0
    cle: str = ""

    def __str__(self) -> str:
        lieu = self.fichier + (f", ligne {self.ligne}" if self.ligne else "")
        return " : ".join(morceau for morceau in (lieu, self.cle, self.raison) if morceau)


class ImportRefuse(Exception):
    """The whole import is refused, with every reason found; nothing may be changed."""

    def __init__(self, raisons: Sequence[Refus]) -> None:
        self.raisons = list(raisons)
        super().__init__(f"{len(self.raisons)} raison(s) de refus")


@dataclass(slots=True)
class Compte:
    """What became of the rows of one table. ``conserves``: changed by hand since, therefore left alone."""

    crees: int = 0
    modifies: int = 0
    inchanges: int = 0
    retires: int = 0
    refuses: int = 0
    conserves: int = 0

    def ajouter(self, autre: "Compte") -> None:
        for nom in self.__slots__:
            setattr(self, nom, getattr(self, nom) + getattr(autre, nom))

    @property
    def change(self) -> bool:
        """Whether anything was written."""
        return bool(self.crees or self.modifies or self.retires)


@dataclass(slots=True)
class Rapport:
    """The report of one run, table by table."""

    tables: dict[str, Compte] = field(default_factory=dict)
    refus: list[Refus] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)
    lignes: dict[str, int] = field(default_factory=dict)
    informations: dict[str, Any] = field(default_factory=dict)

    def compte(self, table: str) -> Compte:
        """The count of a table, opened on first use; the report keeps the order of first use."""
        return self.tables.setdefault(table, Compte())

    def refuser(self, refus: Refus) -> None:
        """Keep a refused row with its reason."""
        self.compte(refus.table or refus.fichier).refuses += 1
        self.refus.append(refus)

    def total(self) -> Compte:
        """All tables together."""
        total = Compte()
        for compte in self.tables.values():
            total.ajouter(compte)
        return total

    def en_dict(self) -> dict[str, Any]:
        """What is stored, ready for JSON."""
        return {
            "tables": {nom: asdict(compte) for nom, compte in self.tables.items()},
            "refus": [asdict(refus) for refus in self.refus[:REFUS_GARDES]],
            "refus_en_tout": len(self.refus),
            "avertissements": list(self.avertissements),
            "lignes": dict(self.lignes),
            "informations": dict(self.informations),
        }

    @classmethod
    def depuis_dict(cls, donnees: Mapping[str, Any]) -> "Rapport":
        """Read a stored report again; what is missing is empty."""
        return cls(
            tables={nom: Compte(**compte) for nom, compte in donnees.get("tables", {}).items()},
            refus=[Refus(**refus) for refus in donnees.get("refus", [])],
            avertissements=list(donnees.get("avertissements", [])),
            lignes=dict(donnees.get("lignes", {})),
            informations=dict(donnees.get("informations", {})),
        )

    def en_texte(self) -> str:
        """What a command prints, in French."""
        entete = ("Table", "créés", "modifiés", "inchangés", "retirés", "refusés", "conservés")
        largeur = max([len(nom) for nom in self.tables] + [12])
        sortie = [_rangee(largeur, entete)]
        for nom, c in [*self.tables.items(), ("Total", self.total())]:
            sortie.append(_rangee(largeur, (nom, c.crees, c.modifies, c.inchanges, c.retires, c.refuses, c.conserves)))
        sortie += [f"Attention : {texte}" for texte in self.avertissements]
        sortie += [f"Refusé : {refus}" for refus in self.refus[:50]]
        if len(self.refus) > 50:
            sortie.append(f"… et {len(self.refus) - 50} autres lignes refusées, voir le rapport enregistré.")
        return "\n".join(sortie)


def _rangee(largeur: int, cellules: Sequence[object]) -> str:
    return f"{cellules[0]!s:<{largeur}}" + "".join(f"{cellule!s:>12}" for cellule in cellules[1:])


# --- Typed rows of a CSV file ---------------------------------------------------------------------

Forme = TypeVar("Forme", bound=NamedTuple)


@dataclass(slots=True)
class Table(Generic[Forme]):
    """The rows of one file, each with the line where it ends."""

    fichier: str
    lignes: list[Forme]
    numeros: "array[int]"

    def __iter__(self) -> Iterator[Forme]:
        return iter(self.lignes)

    def __len__(self) -> int:
        return len(self.lignes)

    def numerotees(self) -> Iterator[tuple[int, Forme]]:
        """Rows with their line number."""
        return zip(self.numeros, self.lignes, strict=True)


_MAL_DECODE = re.compile("Ã[\u0080-\u00bf ]|â€|\ufffd")


def decoder(contenu: bytes, fichier: str) -> str:
    """Text of a file in UTF-8 or, failing that, in cp1252; refused when it is neither or was garbled before."""
    if b"\0" in contenu:
        raise ImportRefuse([Refus("encodage inattendu (octets nuls) : un fichier UTF-8 est attendu", fichier=fichier)])
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            texte = contenu.decode("cp1252")
        except UnicodeDecodeError as erreur:
            ligne = contenu.count(b"\n", 0, erreur.start) + 1
            raise ImportRefuse([Refus("ni UTF-8 ni Windows-1252", fichier=fichier, ligne=ligne)]) from erreur
    if mauvais := _MAL_DECODE.search(texte):
        ligne = texte.count("\n", 0, mauvais.start()) + 1
        raison = f"accents abîmés (« {mauvais.group()} ») : le fichier a été mal converti"
        raise ImportRefuse([Refus(raison, fichier=fichier, ligne=ligne)])
    return texte


def nettoyer(texte: str) -> str:
    """One spelling for the same text: composed accents, straight apostrophes, SQL-doubled ones undone."""
    return unicodedata.normalize("NFC", texte).replace("\u2019", "'").replace("\u02bc", "'").replace("''", "'")


def lire_table(
    contenu: bytes,
    *,
    fichier: str,
    forme: type[Forme],
    synonymes: Mapping[str, str] | None = None,
    separateur: str = ",",
) -> Table[Forme]:
    """Rows of a CSV file whose columns are exactly the fields of ``forme``, in any order.

    ``synonymes`` maps other spellings of a column to the field. Every fault of the file is reported at once.
    """
    texte = nettoyer(decoder(contenu, fichier))
    lecteur = csv.reader(io.StringIO(texte, newline=""), strict=True, delimiter=separateur)
    try:
        entete = [colonne.strip().casefold() for colonne in next(lecteur, [])]
        ordre = _ordre_des_colonnes(entete, forme, synonymes or {}, fichier)
        table, fautes = _lire_lignes(lecteur, ordre, len(entete), forme, fichier)
    except csv.Error as erreur:
        raison = "guillemet mal fermé : le fichier est abîmé ou tronqué"
        raise ImportRefuse([Refus(raison, fichier=fichier, ligne=lecteur.line_num)]) from erreur
    if not texte.endswith("\n"):
        fautes.append(Refus("pas de fin de ligne à la fin : le fichier est sans doute tronqué", fichier=fichier))
    if not table.lignes and not fautes:
        fautes.append(Refus("aucune ligne sous l'en-tête", fichier=fichier, ligne=1))
    if fautes:
        raise ImportRefuse(fautes)
    return table


def _ordre_des_colonnes(
    entete: list[str], forme: type[NamedTuple], synonymes: Mapping[str, str], fichier: str
) -> list[int]:
    """Place of every field in the file; unknown, missing and repeated columns are refused together."""
    noms = [synonymes.get(colonne, colonne) for colonne in entete]
    manquantes = [champ for champ in forme._fields if champ not in noms]
    inconnues = [nom for nom in noms if nom not in forme._fields]
    doubles = sorted({nom for nom in noms if noms.count(nom) > 1})
    constats = (("colonne manquante", manquantes), ("colonne inconnue", inconnues), ("colonne en double", doubles))
    fautes = [
        Refus(f"{quoi} : {', '.join(colonnes)[:300]}", fichier=fichier, ligne=1)
        for quoi, colonnes in constats
        if colonnes
    ]
    if fautes:
        raise ImportRefuse(fautes)
    return [noms.index(champ) for champ in forme._fields]


def _lire_lignes(
    lecteur: Any, ordre: list[int], largeur: int, forme: type[Forme], fichier: str
) -> tuple[Table[Forme], list[Refus]]:
    table: Table[Forme] = Table(fichier, [], array("L"))
    fautes: list[Refus] = []
    trop = 0
    for rangee in lecteur:
        if len(rangee) == largeur:
            table.lignes.append(forme._make([rangee[place].strip() for place in ordre]))
            table.numeros.append(lecteur.line_num)
        elif rangee:
            trop += 1
            if trop <= ERREURS_PAR_FICHIER:
                raison = f"{len(rangee)} colonne(s) au lieu de {largeur} : ligne abîmée ou fichier tronqué"
                fautes.append(Refus(raison, fichier=fichier, ligne=lecteur.line_num))
    if trop > ERREURS_PAR_FICHIER:
        fautes.append(Refus(f"… et {trop - ERREURS_PAR_FICHIER} autres lignes de mauvaise largeur", fichier=fichier))
    return table, fautes


def colonnes(contenu: bytes, fichier: str, separateur: str = ",") -> list[str]:
    """Names of the columns of a file, as :func:`lire_table` compares them."""
    ligne = nettoyer(decoder(contenu.split(b"\n", 1)[0], fichier))
    return [colonne.strip().casefold() for colonne in next(csv.reader([ligne], delimiter=separateur), [])]


def decimal(valeur: str) -> float | None:
    """A finite number written with a point or a comma, or ``None``."""
    try:
        nombre = float(valeur.replace(",", "."))
    except ValueError:
        return None
    return nombre if math.isfinite(nombre) else None


def entier(valeur: str, *, mini: int = 0, maxi: int = 32_767) -> int | None:
    """A whole number within bounds, or ``None``."""
    if not valeur.isascii() or not valeur.isdigit() or len(valeur) > 9:
        return None
    nombre = int(valeur)
    return nombre if mini <= nombre <= maxi else None
