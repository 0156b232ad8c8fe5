"""Load the bundled plans in one transaction, with a report kept in the journal of imports when something changed."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport
from grenelle.importeurs.ecriture import Ecriture
from grenelle.importeurs.plans import lire_plans
from grenelle.models import Mesure
from grenelle.services.suivi import recalculer
from metiers.importeurs.empreintes import Empreintes
from metiers.services.journal import consigner
from territoires.models import Importation

JEU = "plans-livres"


def charger_plans(*, dossier: Path | None = None) -> Rapport:
    """Load ``donnees/grenelle``: refused whole when a file has a fault. Loading again changes nothing."""
    debut = timezone.now()
    lus = lire_plans(dossier or settings.DONNEES / "grenelle")
    rapport = Rapport()
    with transaction.atomic():
        empreintes = Empreintes()
        for lu in lus:
            plan = Ecriture(lu, empreintes, rapport).ecrire()
            if Mesure.objects.filter(axe__plan=plan, etat_calcule_le__isnull=True).exists():
                recalculer(plan=plan, maintenant=debut)
        empreintes.ecrire()
        if rapport.total().change:
            consigner(
                jeu=JEU,
                version=debut.date().isoformat(),
                source="donnees/grenelle",
                etat=Importation.Etat.APPLIQUEE,
                debut=debut,
                rapport=rapport,
            )
    return rapport


__all__ = ["ImportRefuse", "charger_plans"]
