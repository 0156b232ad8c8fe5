"""Import of readings: preview, then apply. A faulty row is left out with its reason; the others are entered."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport, Refus
from grenelle.choices import Echelle, Unite
from grenelle.models import Indicateur
from grenelle.services.releves import Issue, Saisie
from grenelle.services.saisie import Entree, saisir
from grenelle.services.saisie_fichier import FORMULE, LIMITES, LigneLue, lire, lire_jour
from grenelle.services.saisie_nombres import NombreIllisible, lire_nombre
from metiers.services.apercus import JeuImportable
from metiers.services.journal import consigner
from territoires.models import Importation

JEU = "releves-du-plan"
TABLE, ATTENTE = "Relevés", "Relevés à valider"


class Annulation(Exception):
    """Roll a preview back."""


def importer_releves(
    *, chemin: Path, appliquer: bool, source: str = "", importation: Importation | None = None
) -> Importation:
    """Read, check and write under the rights of who deposited the file; without ``appliquer``, roll back."""
    debut, rapport = timezone.now(), Rapport()
    rapport.compte(TABLE)
    if importation:
        rapport.informations = dict(importation.rapport.get("informations", {}))
    etat = Importation.Etat.APPLIQUEE if appliquer else Importation.Etat.APERCU
    try:
        with transaction.atomic():
            _importer(lire(chemin), importation.lancee_par if importation else None, rapport)
            if not appliquer:
                raise Annulation
    except Annulation:
        pass
    except ImportRefuse as refus:
        rapport.refus, rapport.tables = list(refus.raisons), {}
        rapport.compte(TABLE).refuses = len(refus.raisons)
        etat = Importation.Etat.REFUSEE
    return consigner(
        jeu=JEU, version="", source=source, etat=etat, debut=debut, rapport=rapport, importation=importation
    )


def _importer(lignes: Sequence[LigneLue], par: Any, rapport: Rapport) -> None:
    indicateurs = {
        (i.plan.slug, i.code): i
        for i in Indicateur.objects.filter(
            code__in={ligne["indicateur"] for ligne in lignes}, plan__actif=True
        ).select_related("plan")
    }
    entrees: list[Entree] = []
    sources: list[LigneLue] = []
    vides = 0
    for ligne in lignes:
        if not ligne["valeur"]:
            vides += 1
            continue
        lue = _lire(ligne, indicateurs)
        if isinstance(lue, str):
            rapport.refuser(Refus(lue, TABLE, ligne=ligne.numero, cle=ligne["indicateur"][:60]))
        else:
            entrees.append(lue)
            sources.append(ligne)
    if vides:
        rapport.avertissements.append(
            f"{vides} ligne(s) sans valeur, laissée(s) de côté : une case vide ne dit rien. Écrivez « non publié » "
            "quand la source ne donne pas le chiffre ; dans un tableur, défaites les cellules fusionnées."
        )
    bilan = saisir(entrees=entrees, par=par, maintenant=timezone.now(), tout_ou_rien=False)
    for rang, fautes in sorted(bilan.fautes.items()):
        ligne = sources[rang]
        rapport.refuser(Refus(" ".join(fautes), TABLE, ligne=ligne.numero, cle=ligne["indicateur"][:60]))
    compte = rapport.compte(TABLE)
    compte.crees, compte.modifies = bilan.nombre(Issue.CREE), bilan.nombre(Issue.REVISE)
    compte.inchanges = bilan.nombre(Issue.INCHANGE)
    if proposes := bilan.nombre(Issue.PROPOSE):
        rapport.compte(ATTENTE).crees = proposes
    rapport.lignes[TABLE] = len(lignes)


def _lire(ligne: LigneLue, indicateurs: dict[tuple[str, str], Indicateur]) -> Entree | str:
    """The entry that a row means, or why it means none."""
    if FORMULE in ligne.cellules.values():
        return "Une case contient une formule : collez sa valeur."
    if "\0" in "".join(ligne.cellules.values()):
        return "Une case contient un caractère interdit."
    indicateur = indicateurs.get((ligne["plan"], ligne["indicateur"]))
    if indicateur is None:
        vide = not ligne["plan"] or not ligne["indicateur"]
        return "Plan ou indicateur absent : case vide ou fusionnée." if vide else "Aucun plan actif n'a cet indicateur."
    unite = ligne["unite"].casefold()
    if unite and unite not in (indicateur.unite, Unite(indicateur.unite).label.casefold()):
        return f"Unité « {ligne['unite'][:20]} » au lieu de « {indicateur.get_unite_display()} »."
    debut, fin = lire_jour(ligne["debut"]), lire_jour(ligne["fin"])
    if debut is None or fin is None:
        return "La période s'écrit avec deux jours, comme 2025-01-01 ou 01/01/2025."
    try:
        valeur = lire_nombre(ligne["valeur"], indicateur.unite)
    except NombreIllisible as faute:
        return str(faute)
    return Entree(
        indicateur,
        Saisie(
            debut,
            fin,
            valeur,
            ligne["source"],
            ligne["statut"].casefold().replace("é", "e"),
            _echelle(ligne["echelle"]),
            ligne["territoire"],
            ligne["raison"],
        ),
    )


def _echelle(texte: str) -> str:
    """The stored word, or the one that people read."""
    lu = texte.casefold()
    return next((e.value for e in Echelle if lu in (e.value, e.label.casefold())), texte[:12])


def jeu_releves() -> JeuImportable:
    """Readings of the plans, under the rights of who imports them."""
    return JeuImportable(
        code=JEU,
        nom="des relevés du plan",
        dossier="releves",
        importer=importer_releves,
        limites=LIMITES,
        presentation=(
            "Un fichier CSV, un relevé par ligne. L'export et le modèle, à télécharger depuis la liste des relevés, "
            "ont les colonnes attendues. Leur sens :"
        ),
        adresse="docs/adr/0032-la-saisie-du-plan.md",
        aide_fichier="Enregistré depuis un tableur :",
        regles=REGLES,
        extension=".csv",
        page_propre=True,
    )


REGLES = (
    "Une ligne fautive est refusée seule, avec sa raison : les autres sont écrites.",
    "La même valeur ne change rien ; une autre est une révision, et la colonne « raison » dit pourquoi.",
    "Une case vide n'est ni zéro ni « non publié » : la ligne est laissée de côté.",
    "Un indicateur, une mesure ou un territoire hors de votre rôle est refusé.",
    "Là où la validation à quatre yeux est demandée, les relevés attendent une autre personne.",
)
