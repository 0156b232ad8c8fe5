"""Dated values: legal and operating rules, each from a day and a source; the last one before a day is in force."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models

from commun.fichiers import Entree, Fichier, Schema, forme, jour, lire_fichier, oui_ou_non, texte
from commun.importation import ImportRefuse, Rapport

TABLE = "regle"
CHAMPS = ("libelle", "valeur", "unite", "source", "note", "modifiable")


class RegleDatee(models.Model):
    """A value of a rule from a date on. ``modifiable``: a choice of the Région, not the law's."""

    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    depuis = models.DateField("en vigueur depuis")
    valeur = models.JSONField()
    unite = models.CharField("unité", max_length=40, blank=True)
    source = models.CharField(max_length=200)
    note = models.TextField("ce qui est incertain", blank=True)
    modifiable = models.BooleanField("choix de la Région", default=False)

    class Meta:
        abstract = True
        ordering = ["code", "-depuis"]

    def __str__(self) -> str:
        return f"{self.libelle} (depuis le {self.depuis:%d/%m/%Y})"


# --- reading ------------------------------------------------------------------------------------


class RegleAbsente(KeyError):
    """No value of this rule is in force at that date: what needs it cannot be worked out."""


@dataclass(frozen=True, slots=True)
class Regles:
    """Values in force on ``jour``, by code, with the rows that say their source."""

    jour: date
    par_code: Mapping[str, RegleDatee]

    def __getitem__(self, code: str) -> Any:
        """The value of a rule; :class:`RegleAbsente` when none is in force."""
        return self.regle(code).valeur

    def regle(self, code: str) -> RegleDatee:
        """The rule in force, with its date and source."""
        try:
            return self.par_code[code]
        except KeyError as erreur:
            raise RegleAbsente(f"aucune valeur de « {code} » au {self.jour:%d/%m/%Y}") from erreur


def en_vigueur(modele: type[RegleDatee], le: date) -> dict[str, RegleDatee]:
    """For each code, the last value whose date is not after that day; one query."""
    return {regle.code: regle for regle in modele._default_manager.filter(depuis__lte=le).order_by("depuis")}


# --- loading ------------------------------------------------------------------------------------


def _valeur(valeur: Any) -> str:
    return "" if isinstance(valeur, bool | int | float | str | list | dict) else "valeur inattendue"


SCHEMA = Schema(
    {
        "code": forme(r"[a-z0-9_]{3,60}", "minuscules, chiffres et soulignés"),
        "libelle": texte(200),
        "depuis": jour,
        "valeur": _valeur,
        "unite": texte(40),
        "source": texte(200),
        "note": texte(1_000),
        "modifiable": oui_ou_non,
    },
    frozenset({"note"}),
)


def lire_fichier_de_regles(chemin: Path) -> Fichier:
    """The rules of a file with all its faults; a code is written once for a date."""
    fichier = lire_fichier(chemin, tables={TABLE: SCHEMA})
    vues: set[tuple[str, str]] = set()
    for entree in fichier.entrees[TABLE]:
        cle = (str(entree.valeurs.get("code")), str(entree.valeurs.get("depuis")))
        if cle in vues:
            fichier.fautes.append(entree.refus("code", "cette règle est déjà écrite pour cette date"))
        vues.add(cle)
    return fichier


def lire_regles(chemin: Path) -> list[Entree]:
    """Every rule of the file, or :class:`ImportRefuse` with all its faults."""
    fichier = lire_fichier_de_regles(chemin)
    if fichier.fautes:
        raise ImportRefuse(fichier.fautes)
    return fichier.entrees[TABLE]


def ajouter_les_regles(modele: type[RegleDatee], entrees: Iterable[Entree], rapport: Rapport) -> None:
    """Add the rules that the database does not know. A known (code, date) is never written again: staff keep it."""
    connues = set(modele._default_manager.values_list("code", "depuis"))
    compte = rapport.compte("Règles")
    nouvelles = []
    for entree in entrees:
        depuis = date.fromisoformat(entree.valeurs["depuis"])
        if (entree.valeurs["code"], depuis) in connues:
            compte.inchanges += 1
            continue
        champs = {champ: entree.valeurs[champ] for champ in CHAMPS if champ in entree.valeurs}
        nouvelles.append(modele(code=entree.valeurs["code"], depuis=depuis, **champs))
        compte.crees += 1
    modele._default_manager.bulk_create(nouvelles)


# --- what a new value must look like ------------------------------------------------------------

GENRES = ((bool, "oui ou non"), ((int, float), "un nombre"), (str, "un texte"), (list, "une liste"), (dict, "un objet"))
FORMES = (
    (re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"), "une heure, comme 09:00"),
    (re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]"), "une date, comme 2026-10-31"),
    (re.compile(r"[01][0-9]-[0-3][0-9]"), "un jour de l'année, comme 09-30"),
)


def faute_de_forme(valeur: Any, exemples: list[Any]) -> str:
    """What keeps a value from standing where these stand, in French, or nothing: what reads them relies on it."""
    genres = {_genre(exemple) for exemple in exemples}
    if genres and _genre(valeur) not in genres:
        return f"« {valeur} » : {' ou '.join(sorted(genres))} est attendu."
    if isinstance(valeur, dict):
        return _faute_d_objet(valeur, [e for e in exemples if isinstance(e, dict)])
    if isinstance(valeur, list):
        elements = [element for e in exemples if isinstance(e, list) for element in e]
        return next((faute for v in valeur if (faute := faute_de_forme(v, elements))), "")
    if isinstance(valeur, str):
        for motif, attendu in FORMES:
            if exemples and all(motif.fullmatch(str(e)) for e in exemples) and not motif.fullmatch(valeur):
                return f"« {valeur} » : {attendu}, est attendu."
    elif exemples and valeur < 0 <= min(exemples):
        return f"« {valeur} » : un nombre négatif n'a pas de sens ici."
    return ""


def _faute_d_objet(valeur: dict[str, Any], exemples: list[dict[str, Any]]) -> str:
    manquantes = set.intersection(*(set(e) for e in exemples)) - set(valeur) if exemples else set()
    if manquantes:
        return f"Il manque « {sorted(manquantes)[0]} »."
    for cle, contenu in valeur.items():
        if faute := faute_de_forme(contenu, [e[cle] for e in exemples if cle in e]):
            return faute
    return ""


def _genre(valeur: Any) -> str:
    return next((nom for types, nom in GENRES if isinstance(valeur, types)), "rien")
