"""Write a report into the journal of imports."""

from datetime import datetime

from django.utils import timezone

from commun.importation import Rapport
from territoires.models import Importation


def consigner(
    *,
    jeu: str,
    version: str,
    source: str,
    etat: str,
    debut: datetime,
    rapport: Rapport,
    importation: Importation | None = None,
) -> Importation:
    """Store the report in a new row, or in the one that announced the run."""
    total = rapport.total()
    importation = importation or Importation(debut=debut)
    importation.jeu, importation.version, importation.source = jeu, version, source[:300]
    importation.etat, importation.debut, importation.fin = etat, debut, timezone.now()
    importation.crees, importation.modifies = total.crees, total.modifies
    importation.inchanges, importation.retires = total.inchanges, total.retires
    importation.refuses = total.refuses
    importation.rapport = rapport.en_dict()
    importation.save()
    return importation
