"""Import of the labour market's files: one transaction, one report, and nothing changed when anything is wrong."""

from pathlib import Path

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport, Refus
from comptes.models import Utilisateur
from metiers.importeurs.emploi.archive import lire_emploi
from metiers.importeurs.emploi.ecriture import ecrire
from metiers.models import EtatCatalogue
from metiers.services.catalogue import signaler_changement
from metiers.services.journal import consigner
from territoires.models import Importation

JEU = "emploi"


def importer_emploi(
    *,
    chemin: Path,
    appliquer: bool,
    forcer: bool = False,
    source: str = "",
    lancee_par: Utilisateur | None = None,
    importation: Importation | None = None,
) -> Importation:
    """Read the files at ``chemin`` and apply them, or only say what applying them would do.

    ``forcer`` admits a large fall in the number of rows. The answer is the journal's row.
    """
    debut = timezone.now()
    rapport = Rapport()
    etat = Importation.Etat.APPLIQUEE if appliquer else Importation.Etat.APERCU
    if importation is None:
        importation = Importation(lancee_par=lancee_par)
    informations = (importation.rapport or {}).get("informations", {})
    try:
        _importer(chemin, rapport, appliquer=appliquer, forcer=forcer)
    except ImportRefuse as erreur:
        rapport, etat = _refuse(erreur.raisons), Importation.Etat.REFUSEE
    except (IntegrityError, DataError) as erreur:
        rapport, etat = _refuse([Refus(f"la base refuse ces données : {erreur}")]), Importation.Etat.REFUSEE
    rapport.informations = informations
    return consigner(
        jeu=JEU,
        version="",
        source=source or chemin.name,
        etat=etat,
        debut=debut,
        rapport=rapport,
        importation=importation,
    )


def lignes_deja_lues() -> dict[str, int]:
    """Rows of every file at its last applied import."""
    lues: dict[str, int] = {}
    appliques = Importation.objects.filter(jeu=JEU, etat=Importation.Etat.APPLIQUEE).order_by("fin", "pk")
    for rapport in appliques.values_list("rapport", flat=True):
        lues |= rapport.get("lignes", {})
    return lues


@transaction.atomic
def _importer(chemin: Path, rapport: Rapport, *, appliquer: bool, forcer: bool) -> None:
    """Everything that an import does; undone at the end of a preview."""
    # Two imports at the same time wait for each other on this row.
    EtatCatalogue.objects.get_or_create(pk=1)
    EtatCatalogue.objects.select_for_update().get(pk=1)
    lot = lire_emploi(chemin, rapport, precedentes={} if forcer else lignes_deja_lues())
    ecrire(lot, rapport)
    if rapport.total().change:
        signaler_changement()
    if not appliquer:
        transaction.set_rollback(True)


def _refuse(raisons: list[Refus]) -> Rapport:
    rapport = Rapport(refus=list(raisons))
    rapport.compte("Archive").refuses = len(raisons)
    return rapport
