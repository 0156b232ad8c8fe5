"""Typed reading of a JSON document that says, in French, which field is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any


class ErreurInstance(ValueError):
    """Something unreadable in a published file: the file, the field, what was expected."""

    def __init__(self, champ: str, message: str, fichier: str = "") -> None:
        self.champ, self.message, self.fichier = champ, message, fichier
        super().__init__(" : ".join(partie for partie in (fichier, champ, message) if partie))


@dataclass(frozen=True, slots=True)
class Champ:
    """A value and the way that leads to it."""

    chemin: str
    valeur: Any

    def erreur(self, message: str) -> ErreurInstance:
        return ErreurInstance(self.chemin, message)

    def __getitem__(self, nom: str) -> "Champ":
        objet = self.objet()
        chemin = f"{self.chemin}.{nom}" if self.chemin else nom
        if nom not in objet:
            raise ErreurInstance(chemin, "champ absent")
        return Champ(chemin, objet[nom])

    def ou(self, nom: str, defaut: Any) -> "Champ":
        return self[nom] if nom in self.objet() else Champ(f"{self.chemin}.{nom}", defaut)

    def objet(self) -> dict[str, Any]:
        if not isinstance(self.valeur, dict):
            raise self.erreur("objet attendu")
        return self.valeur

    def liste(self) -> Iterator["Champ"]:
        if not isinstance(self.valeur, list):
            raise self.erreur("liste attendue")
        return (Champ(f"{self.chemin}[{rang}]", valeur) for rang, valeur in enumerate(self.valeur))

    def texte(self) -> str:
        if not isinstance(self.valeur, str):
            raise self.erreur("texte attendu")
        return self.valeur

    def code(self) -> str:
        texte = self.texte()
        if not texte.strip():
            raise self.erreur("texte vide")
        return texte

    def entier(self, minimum: int = 0, maximum: int = 10**9) -> int:
        valeur = self.valeur
        if isinstance(valeur, bool) or not isinstance(valeur, int):
            raise self.erreur("nombre entier attendu")
        if not minimum <= valeur <= maximum:
            raise self.erreur(f"nombre entre {minimum} et {maximum} attendu, reçu {valeur}")
        return valeur

    def booleen(self) -> bool:
        if not isinstance(self.valeur, bool):
            raise self.erreur("vrai ou faux attendu")
        return self.valeur

    def jour(self) -> date:
        texte = self.texte()
        try:
            if len(texte) != 10:
                raise ValueError
            return date.fromisoformat(texte)
        except ValueError:
            raise self.erreur(f"date attendue (AAAA-MM-JJ), reçu {texte[:40]!r}") from None

    def parmi(self, choix: Any, quoi: str) -> str:
        texte = self.texte()
        if texte not in choix:
            raise self.erreur(f"{quoi} inconnu : {texte[:60]!r}")
        return texte

    def ensemble(self) -> frozenset[str]:
        return frozenset(element.code() for element in self.liste())
