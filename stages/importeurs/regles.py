"""Read the bundled rules (``donnees/stages/regles.toml``) and give them to the database; what staff edited is kept."""

from datetime import date
from pathlib import Path
from typing import Any

from commun.fichiers import Entree, Schema, forme, lire_fichier, oui_ou_non, texte
from commun.importation import ImportRefuse, Rapport
from stages.models import Regle

TABLE = "regle"
JOUR = forme(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", "date AAAA-MM-JJ")
CHAMPS = ("libelle", "valeur", "unite", "source", "note", "modifiable")


def _jour(valeur: Any) -> str:
    if faute := JOUR(valeur):
        return faute
    try:
        date.fromisoformat(valeur)
    except ValueError:
        return f"« {valeur} » n'est pas une date"
    return ""


def _valeur(valeur: Any) -> str:
    return "" if isinstance(valeur, bool | int | float | str | list | dict) else "valeur inattendue"


_SCHEMA = Schema(
    {
        "code": forme(r"[a-z0-9_]{3,60}", "minuscules, chiffres et soulignés"),
        "libelle": texte(200),
        "depuis": _jour,
        "valeur": _valeur,
        "unite": texte(40),
        "source": texte(200),
        "note": texte(1_000),
        "modifiable": oui_ou_non,
    },
    frozenset({"note"}),
)


def lire_regles(chemin: Path) -> list[Entree]:
    """Every rule of the file, or :class:`ImportRefuse` with all its faults."""
    fichier = lire_fichier(chemin, tables={TABLE: _SCHEMA})
    vues: set[tuple[str, str]] = set()
    for entree in fichier.entrees[TABLE]:
        cle = (str(entree.valeurs.get("code")), str(entree.valeurs.get("depuis")))
        if cle in vues:
            fichier.fautes.append(entree.refus("code", "cette règle est déjà écrite pour cette date"))
        vues.add(cle)
    if fichier.fautes:
        raise ImportRefuse(fichier.fautes)
    return fichier.entrees[TABLE]


def charger_regles(entrees: list[Entree], rapport: Rapport) -> None:
    """Add the rules that the database does not know. A known (code, date) is never written again: staff keep it."""
    connues = set(Regle.objects.values_list("code", "depuis"))
    compte = rapport.compte("Règles")
    nouvelles = []
    for entree in entrees:
        depuis = date.fromisoformat(entree.valeurs["depuis"])
        if (entree.valeurs["code"], depuis) in connues:
            compte.inchanges += 1
            continue
        champs = {champ: entree.valeurs[champ] for champ in CHAMPS if champ in entree.valeurs}
        nouvelles.append(Regle(code=entree.valeurs["code"], depuis=depuis, **champs))
        compte.crees += 1
    Regle.objects.bulk_create(nouvelles)
