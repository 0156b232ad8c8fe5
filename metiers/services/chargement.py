"""Load the bundled occupations in one transaction, with a report kept in the journal of imports."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport
from metiers.importeurs.chargement_metiers import charger_metiers_livres
from metiers.importeurs.chargement_references import charger_references
from metiers.importeurs.empreintes import Empreintes
from metiers.importeurs.livraison import lire_livraison
from metiers.importeurs.mots import charger_mots, lire_mots
from metiers.services.catalogue import signaler_changement
from metiers.services.journal import consigner
from territoires.models import Importation

JEU = "metiers-livres"


def charger_metiers(*, dossier: Path | None = None) -> Rapport:
    """Load ``donnees/metiers``. Refused whole when a file has a fault; a second run changes nothing.

    Only what changes something is written in the journal, so that running it at every start leaves no trace.
    """
    debut = timezone.now()
    dossier = dossier or settings.DONNEES / "metiers"
    livraison = lire_livraison(dossier)
    mots = lire_mots(dossier / "mots")
    rapport = Rapport()
    with transaction.atomic():
        empreintes = Empreintes()
        charger_references(livraison, empreintes, rapport)
        charger_metiers_livres(livraison, empreintes, rapport)
        charger_mots(mots, empreintes, rapport)
        empreintes.ecrire()
        if rapport.total().change:
            signaler_changement()
            consigner(
                jeu=JEU,
                version=livraison.version_rome,
                source="donnees/metiers",
                etat=Importation.Etat.APPLIQUEE,
                debut=debut,
                rapport=rapport,
            )
    return rapport


__all__ = ["ImportRefuse", "charger_metiers"]
