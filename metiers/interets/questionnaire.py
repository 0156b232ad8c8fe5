"""The questionnaire of ``donnees/metiers/interets.toml``: activities, answers, sums by type."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metiers.interets.profil import LETTRES, Profil

PAR_ECRAN = 6
PAR_TYPE = 5
DEGRES = 5
SCORE_FORT, SCORE_FAIBLE = 14, 6


class QuestionnaireInvalide(ValueError):
    """The file cannot be used; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Activite:
    """One activity, and the type that liking it speaks for."""

    code: str
    type: str
    phrase: str


@dataclass(frozen=True, slots=True)
class TypeInteret:
    """What is said of a type: the wish that it is, and a sentence for a high, a middle and a low score."""

    envie: str
    fort: str
    moyen: str
    faible: str

    def phrase(self, score: int) -> str:
        """The sentence that a score deserves."""
        if score >= SCORE_FORT:
            return self.fort
        return self.faible if score <= SCORE_FAIBLE else self.moyen


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Activities in the order of the screens, the five steps, the types in words.

    ``centres``: letters that each of ROME's centres d'intérêt speaks for, by its code.
    """

    activites: tuple[Activite, ...]
    reponses: tuple[str, ...]
    types: Mapping[str, TypeInteret]
    centres: Mapping[str, str]

    @property
    def ecrans(self) -> list[tuple[Activite, ...]]:
        """The activities, screen by screen: one of each type."""
        return [self.activites[debut : debut + PAR_ECRAN] for debut in range(0, len(self.activites), PAR_ECRAN)]

    def saines(self, reponses: object) -> dict[str, int]:
        """Answers that came back from elsewhere: those that this questionnaire could have kept."""
        if not isinstance(reponses, dict):
            return {}
        return {
            activite.code: reponses[activite.code]
            for activite in self.activites
            if type(reponses.get(activite.code)) is int and 0 <= reponses[activite.code] < DEGRES
        }

    def profil(self, reponses: Mapping[str, int]) -> Profil | None:
        """The sums by type, once every activity is answered."""
        if any(activite.code not in reponses for activite in self.activites):
            return None
        sommes = Counter(dict.fromkeys(LETTRES, 0))
        for activite in self.activites:
            sommes[activite.type] += reponses[activite.code]
        return Profil(tuple(sommes[lettre] for lettre in LETTRES))  # type: ignore[arg-type]


def lire_questionnaire(chemin: Path) -> Questionnaire:
    """Read and check the file. Raises QuestionnaireInvalide."""
    try:
        brut = tomllib.loads(chemin.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise QuestionnaireInvalide(f"{chemin.name} : {erreur}") from erreur
    activites = tuple(_activite(chemin, rang, entree) for rang, entree in enumerate(_liste(brut, "activite"), start=1))
    reponses = _liste(brut, "reponses")
    if len(reponses) != DEGRES or not all(isinstance(reponse, str) and reponse for reponse in reponses):
        raise QuestionnaireInvalide(f"{chemin.name} : « reponses » nomme les {DEGRES} degrés d'une réponse")
    questionnaire = Questionnaire(
        activites, tuple(reponses), _types(chemin, brut.get("types")), _centres(chemin, brut.get("centres"))
    )
    _controler(chemin, questionnaire)
    return questionnaire


def _liste(brut: Mapping[str, Any], nom: str) -> list[Any]:
    valeur = brut.get(nom)
    return valeur if isinstance(valeur, list) else []


def _activite(chemin: Path, rang: int, entree: Any) -> Activite:
    champs = entree if isinstance(entree, dict) else {}
    code, lettre, phrase = (str(champs.get(nom) or "") for nom in ("code", "type", "phrase"))
    if not code or not phrase or lettre not in tuple(LETTRES):
        raise QuestionnaireInvalide(f"{chemin.name}, activité {rang} : code, type (une lettre de RIASEC) et phrase")
    return Activite(code, lettre, phrase)


def _types(chemin: Path, brut: Any) -> dict[str, TypeInteret]:
    """The six types in words."""
    types = {}
    for lettre in LETTRES:
        table = brut.get(lettre) if isinstance(brut, dict) else None
        champs = [table.get(nom) if isinstance(table, dict) else None for nom in TypeInteret.__slots__]
        if not all(isinstance(champ, str) and champ for champ in champs):
            raise QuestionnaireInvalide(f"{chemin.name}, type {lettre} : {', '.join(TypeInteret.__slots__)}")
        types[lettre] = TypeInteret(*(str(champ) for champ in champs))
    return types


def _centres(chemin: Path, brut: Any) -> dict[str, str]:
    """Letters of each centre d'intérêt, by its ROME code."""
    if not isinstance(brut, dict):
        raise QuestionnaireInvalide(f"{chemin.name} : la table « centres » manque")
    for code, lettres in brut.items():
        if (
            not isinstance(lettres, str)
            or len(lettres) > 2
            or len(set(lettres)) < len(lettres)
            or set(lettres) - set(LETTRES)
        ):
            raise QuestionnaireInvalide(f"{chemin.name}, centre {code} : au plus deux lettres de RIASEC")
    return dict(brut)


def _controler(chemin: Path, questionnaire: Questionnaire) -> None:
    """Five activities of each type, one of each on every screen, no code twice."""
    par_type = Counter(activite.type for activite in questionnaire.activites)
    if par_type != dict.fromkeys(LETTRES, PAR_TYPE):
        raise QuestionnaireInvalide(f"{chemin.name} : il faut {PAR_TYPE} activités de chaque type")
    if any({activite.type for activite in ecran} != set(LETTRES) for ecran in questionnaire.ecrans):
        raise QuestionnaireInvalide(f"{chemin.name} : chaque écran de {PAR_ECRAN} tient une activité de chaque type")
    if len({activite.code for activite in questionnaire.activites}) < len(questionnaire.activites):
        raise QuestionnaireInvalide(f"{chemin.name} : deux activités portent le même code")
