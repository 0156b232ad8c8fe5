"""Import of the ROME archive: one transaction, one report, and nothing changed when anything is wrong."""

from pathlib import Path

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport, Refus
from comptes.models import Utilisateur
from metiers.importeurs.empreintes import Empreintes
from metiers.importeurs.livraison import familles_par_code
from metiers.importeurs.mots import charger_mots, lire_mots
from metiers.importeurs.rome.archive import ArchiveRome, lire_archive
from metiers.importeurs.rome.controles import controler
from metiers.importeurs.rome.identites import Rapprochement
from metiers.importeurs.rome.liens import ImportDesLiens
from metiers.importeurs.rome.metiers import ImportDesMetiers
from metiers.importeurs.rome.referentiels import importer_referentiels
from metiers.importeurs.rome.valeurs import Drapeaux
from metiers.models import EtatCatalogue, Metier
from metiers.services.catalogue import signaler_changement
from metiers.services.journal import consigner
from metiers.services.registres import apres_import_rome
from territoires.models import Importation

JEU = "rome"


def importer_rome(
    *,
    chemin: Path,
    appliquer: bool,
    forcer: bool = False,
    source: str = "",
    lancee_par: Utilisateur | None = None,
    importation: Importation | None = None,
) -> Importation:
    """Read the archive at ``chemin`` and apply it, or only say what applying it would do.

    The preview follows the same path to the end, then rolls back. ``forcer`` admits an older version and a large fall
    in the number of rows. The answer is the journal's row: applied, preview, or refused with its reasons.
    """
    debut = timezone.now()
    rapport = Rapport()
    version = ""
    etat = Importation.Etat.APPLIQUEE if appliquer else Importation.Etat.APERCU
    if importation is None:
        importation = Importation(lancee_par=lancee_par)
    informations = (importation.rapport or {}).get("informations", {})
    try:
        archive = lire_archive(chemin)
        version = archive.version
        _importer(archive, rapport, appliquer=appliquer, forcer=forcer)
    except (ImportRefuse, IntegrityError, DataError) as erreur:
        rapport = _rapport_de_refus(erreur)
        etat = Importation.Etat.REFUSEE
    rapport.informations = informations
    return consigner(
        jeu=JEU,
        version=version,
        source=source or chemin.name,
        etat=etat,
        debut=debut,
        rapport=rapport,
        importation=importation,
    )


def dernier_import() -> Importation | None:
    """The last import that was applied."""
    return Importation.objects.filter(jeu=JEU, etat=Importation.Etat.APPLIQUEE).order_by("-fin", "-pk").first()


@transaction.atomic
def _importer(archive: ArchiveRome, rapport: Rapport, *, appliquer: bool, forcer: bool) -> None:
    """Everything that an import does; undone at the end of a preview."""
    # Two imports at the same time wait for each other on this row.
    EtatCatalogue.objects.get_or_create(pk=1)
    EtatCatalogue.objects.select_for_update().get(pk=1)
    dernier = dernier_import()
    if dernier and not forcer and _numero(archive.version) < _numero(dernier.version):
        raise ImportRefuse(
            [Refus(f"version {archive.version} plus ancienne que la version {dernier.version} déjà importée")]
        )
    precedent = None if forcer or dernier is None else dernier.rapport.get("lignes")
    controler(archive, precedent=precedent, rapport=rapport)
    drapeaux = Drapeaux()
    importer_referentiels(archive, rapport, drapeaux)
    rapprochement = Rapprochement(archive, Metier.objects.select_related("famille"), dernier.version if dernier else "")
    identites = rapprochement.rapprocher()
    rapport.avertissements += identites.notes
    ids = ImportDesMetiers(archive, identites, rapport, drapeaux).importer(
        familles_par_code=familles_par_code(settings.DONNEES / "metiers"), aujourdhui=timezone.localdate()
    )
    ImportDesLiens(archive, ids, rapport, drapeaux).importer()
    empreintes = Empreintes()
    charger_mots(lire_mots(settings.DONNEES / "metiers" / "mots"), empreintes, rapport)
    empreintes.ecrire()
    rapport.avertissements += drapeaux.avertissements()
    for _, suite in apres_import_rome.elements():
        suite()
    if rapport.total().change:
        signaler_changement()
    if not appliquer:
        transaction.set_rollback(True)


def _numero(version: str) -> int:
    return int(version) if version.isdecimal() else 0


def _rapport_de_refus(erreur: Exception) -> Rapport:
    raisons = erreur.raisons if isinstance(erreur, ImportRefuse) else [Refus(f"la base refuse ces données : {erreur}")]
    rapport = Rapport(refus=list(raisons))
    rapport.compte("Archive").refuses = len(raisons)
    return rapport
