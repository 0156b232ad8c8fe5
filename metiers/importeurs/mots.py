"""Everyday phrases for the occupations that have no text of the portal's: how people look for them in their own words.

They are files of ``donnees/metiers/mots``, one entry per ROME code. The label stands beside the code and is checked, so
that phrases never follow a code whose meaning has changed.
"""

from pathlib import Path

from commun.fichiers import Entree, Schema, forme, lire_fichier, liste, texte
from commun.importation import ImportRefuse, Rapport, Refus
from metiers.importeurs.empreintes import Decision, Empreintes
from metiers.importeurs.identite import libelles_equivalents
from metiers.models import Metier

TABLE = "expression"
_SCHEMA = Schema(
    {
        "code_rome": forme(r"[A-N][0-9]{4}", "une lettre et quatre chiffres"),
        "libelle_rome": texte(250),
        "mots": liste(texte(120), mini=1, maxi=30),
    }
)


def lire_mots(dossier: Path) -> list[Entree]:
    """Every entry of the folder; refuses the whole with all faults of all files."""
    entrees: list[Entree] = []
    fautes: list[Refus] = []
    for chemin in sorted(dossier.glob("*.toml")):
        fichier = lire_fichier(chemin, tables={TABLE: _SCHEMA})
        entrees += fichier.entrees[TABLE]
        fautes += fichier.fautes
    vus: set[str] = set()
    for entree in entrees:
        code = str(entree.valeurs.get("code_rome"))
        if code in vus:
            fautes.append(entree.refus("code_rome", f"le code {code} est déjà décrit"))
        vus.add(code)
    if fautes:
        raise ImportRefuse(fautes)
    return entrees


def charger_mots(entrees: list[Entree], empreintes: Empreintes, rapport: Rapport) -> None:
    """Give their phrases to the occupations in force; what staff changed since the last load is kept."""
    par_code = {
        m.code_rome: m
        for m in Metier.objects.filter(accroche="").exclude(code_rome="").exclude(etat=Metier.Etat.RETIRE)
    }
    compte = rapport.compte("Mots de tous les jours")
    a_ecrire: list[Metier] = []
    for entree in entrees:
        code, mots = entree.valeurs["code_rome"], entree.valeurs["mots"]
        metier = par_code.get(code)
        if metier is None or not libelles_equivalents(metier.libelle_rome, entree.valeurs["libelle_rome"]):
            continue
        voulu = {"mots": mots}
        decision = empreintes.decider("mots", code, voulu=voulu, en_base={"mots": metier.mots}, adopter=not metier.mots)
        nouveau = decision is Decision.MODIFIER and not metier.mots
        ligne = Decision.CREER.value if nouveau else decision.value
        setattr(compte, ligne, getattr(compte, ligne) + 1)
        if decision is Decision.MODIFIER:
            metier.mots = mots
            a_ecrire.append(metier)
        if decision in (Decision.MODIFIER, Decision.LAISSER):
            empreintes.retenir("mots", code, metier.pk, voulu)
    Metier.objects.bulk_update(a_ecrire, ["mots"], batch_size=200)
