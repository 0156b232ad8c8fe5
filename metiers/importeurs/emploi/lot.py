"""What the files say, before it is compared with the database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from commun.importation import ImportRefuse, Rapport, Refus
from metiers.choices import ENSEMBLE
from metiers.models import FamilleProfessionnelle, Passage, Statistique
from territoires.models import Departement, Region

PART_REFUSEE = 0.05
"""More refused rows than this share, and the file is not the one expected."""
FAP_2009 = str(FamilleProfessionnelle.Nomenclature.FAP_2009)
FAP_2021 = str(FamilleProfessionnelle.Nomenclature.FAP_2021)
I = Statistique.Indicateur  # noqa: E741 - the indicators
N = Passage.Nomenclature
ABSENT = ("", "NA")
NIVEAUX = {1: 1, 3: 2, 5: 3}
"""Level of a family by the length of its code."""


class CleStatistique(NamedTuple):
    """What identifies a figure within its source."""

    indicateur: str
    modalite: str
    nomenclature: str
    famille: str
    code_rome: str
    grain: str
    territoire: str
    periode: str


class Mesure(NamedTuple):
    """What a figure says."""

    valeur: float | None
    unite: str
    secret: bool = False
    base: float | None = None
    laisses: int = 0
    version_rome: str = ""


class ClePassage(NamedTuple):
    """One line of a crosswalk within its source."""

    de: str
    code_de: str
    vers: str
    code_vers: str
    qualification: str = ""


class Lieux(NamedTuple):
    """The divisions that the portal knows: rows of other Régions are put aside."""

    regions: dict[str, str]
    departements: frozenset[str]

    @classmethod
    def connus(cls) -> "Lieux":
        """Read them once per import."""
        departements = Departement.objects.values_list("code", flat=True)
        return cls(dict(Region.objects.values_list("code", "nom")), frozenset(departements))


@dataclass(slots=True)
class Lot:
    """Families, crosswalks and figures of all the files of one import."""

    rapport: Rapport
    lieux: Lieux
    familles_en_base: frozenset[tuple[str, str]] = frozenset()
    familles: dict[tuple[str, str], str] = field(default_factory=dict)
    passages: dict[str, dict[ClePassage, str]] = field(default_factory=dict)
    statistiques: dict[str, dict[CleStatistique, Mesure]] = field(default_factory=dict)
    bassins: dict[str, str] = field(default_factory=dict)
    fautes: list[Refus] = field(default_factory=list)
    _ecartes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def famille(self, nomenclature: str, code: str, libelle: str) -> None:
        """Note a family; a true name stands before a name that only repeats the code."""
        code = code_de_famille(code)
        connu = self.familles.get((nomenclature, code))
        if connu in (None, code) and (connu is None or libelle != code):
            self.familles[nomenclature, code] = libelle

    def connait(self, nomenclature: str, code: str) -> bool:
        """Whether a family is in these files or already in the portal."""
        return (nomenclature, code) in self.familles or (nomenclature, code) in self.familles_en_base

    def statistique(self, source: str, cle: CleStatistique, mesure: Mesure) -> bool:
        """Note a figure; false when the same one was already read."""
        lues = self.statistiques.setdefault(source, {})
        if cle in lues:
            return False
        lues[cle] = mesure
        return True

    def passage(self, source: str, cle: ClePassage, libelle: str = "") -> None:
        """Note a line of a crosswalk."""
        self.passages.setdefault(source, {}).setdefault(cle, libelle)

    def ecarter(self, fichier: str, pourquoi: str) -> None:
        """A row that is right but that the portal does not keep; counted by reason."""
        self._ecartes[fichier, pourquoi] += 1

    def controler(self, fichier: str, lignes: int, refus: Iterable[Refus]) -> None:
        """Report the refused rows of a file; too many, and the whole import is refused."""
        refuses = list(refus)
        ecartees = sum(n for (nom, _), n in self._ecartes.items() if nom == fichier)
        if len(refuses) > PART_REFUSEE * lignes:
            self.fautes += refuses
        elif lignes and ecartees + len(refuses) >= lignes:
            self.fautes.append(Refus("aucune ligne ne concerne une Région du portail", fichier=fichier))
        for un in refuses:
            self.rapport.refuser(un)
        self.rapport.lignes[fichier] = lignes

    def conclure(self) -> None:
        """Say what was put aside; refuse the whole when a file was wrong."""
        for (fichier, pourquoi), nombre in self._ecartes.items():
            self.rapport.avertissements.append(f"{fichier} : {nombre} ligne(s) laissée(s) de côté, {pourquoi}.")
        if self.fautes:
            raise ImportRefuse(self.fautes)


def code_de_famille(code: str) -> str:
    """One code for "all families", however a file spells it."""
    return ENSEMBLE if code.casefold() in ("ensemble", "ens") else code


def cle_de_famille(
    indicateur: str,
    famille: tuple[str, str],
    *,
    ou: tuple[str, str],
    periode: str,
    modalite: str = "",
) -> CleStatistique:
    """Key of a figure by family."""
    return CleStatistique(str(indicateur), modalite, famille[0], famille[1], "", str(ou[0]), ou[1], periode)
