"""Run an import of territories: read, compare, write or only preview, and keep the journal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport, Refus
from territoires.importeurs import livraison, officiel
from territoires.importeurs.ecriture import Fusion, fusionner
from territoires.importeurs.jeu import Jeu
from territoires.models import Commune, Importation, Region
from territoires.services.completion import indexer

JEU_LIVRE = "territoires-livres"
JEU_OFFICIEL = "territoires"


class _Apercu(Exception):
    """Raised to undo a preview."""


def charger_livraison(*, dossier: Path) -> Importation | None:
    """Load the bundled data set. ``None`` when the same files were already loaded: nothing is read again."""
    empreinte = livraison.empreinte(dossier)
    precedente = Importation.objects.filter(jeu=JEU_LIVRE, etat=Importation.Etat.APPLIQUEE).first()
    informations = precedente.rapport.get("informations", {}) if precedente else {}
    if informations.get("empreinte") == empreinte and Region.objects.exists():
        return None

    def ecrire(rapport: Rapport) -> None:
        fusion = Fusion(rapport, traces=informations.get("traces") or {})
        _ecrire(livraison.lire(dossier), fusion)
        rapport.informations = {"empreinte": empreinte, "traces": fusion.nouvelles}

    return executer(jeu=JEU_LIVRE, version=empreinte[:12], source="données livrées", ecrire=ecrire, appliquer=True)


def importer_officiel(*, dossier: Path, appliquer: bool, annee_population: int | None = None) -> Importation:
    """Import the official files of a folder; without ``appliquer`` everything is undone and only the report stays."""

    def ecrire(rapport: Rapport) -> None:
        jeu = officiel.lire(dossier, rapport, annee_population=annee_population)
        _ecrire(jeu, Fusion(rapport), retirer=True)

    return executer(jeu=JEU_OFFICIEL, version="", source=dossier.name, ecrire=ecrire, appliquer=appliquer)


def _ecrire(jeu: Jeu, fusion: Fusion, *, retirer: bool = False) -> None:
    fusionner(jeu, fusion, retirer=retirer)
    if fusion.a_indexer:
        indexer(Commune.objects.filter(pk__in=fusion.a_indexer))


def executer(
    *,
    jeu: str,
    version: str,
    source: str,
    ecrire: Callable[[Rapport], Any],
    appliquer: bool,
    importation: Importation | None = None,
) -> Importation:
    """Run ``ecrire`` in a transaction, undo it when it is a preview, and keep the report in a new row of the journal,
    or in the one that announced the run (what it knew of its file stays)."""
    journal = importation or Importation(jeu=jeu, debut=timezone.now())
    journal.version, journal.source = version, source
    connu = dict(journal.rapport.get("informations", {}))
    rapport = Rapport()
    try:
        with transaction.atomic():
            ecrire(rapport)
            if not appliquer:
                raise _Apercu
        journal.etat = Importation.Etat.APPLIQUEE
    except _Apercu:
        journal.etat = Importation.Etat.APERCU
    except ImportRefuse as refus:
        rapport = _refuse(refus.raisons)
        journal.etat = Importation.Etat.REFUSEE
    except IntegrityError as erreur:
        rapport = _refuse([Refus(f"la base refuse ces données ({erreur})")])
        journal.etat = Importation.Etat.REFUSEE
    total = rapport.total()
    journal.crees, journal.modifies, journal.inchanges = total.crees, total.modifies, total.inchanges
    journal.retires, journal.refuses = total.retires, total.refuses
    rapport.informations = connu | rapport.informations
    journal.rapport = rapport.en_dict()
    journal.fin = timezone.now()
    journal.save()
    journal.texte = rapport.en_texte()  # type: ignore[attr-defined]
    return journal


def _refuse(raisons: list[Refus]) -> Rapport:
    rapport = Rapport()
    for raison in raisons:
        rapport.refuser(raison)
    return rapport
