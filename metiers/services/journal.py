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


def texte_du_rapport(importation: Importation) -> str:
    """A stored report, as a command prints it."""
    lu = rapport_de(importation)
    titre = "Emploi" if importation.jeu == "emploi" else "Archive illisible"
    if importation.version:
        titre = f"ROME 4.0 version {importation.version}"
    fin, debut = importation.fin, importation.debut
    duree = f" en {(fin - debut).total_seconds():.1f} s" if fin else ""
    return f"{titre} : {importation.get_etat_display()}{duree}\n{lu.en_texte()}"


def rapport_de(importation: Importation) -> Rapport:
    """The report of a journal's row."""
    return Rapport.depuis_dict(importation.rapport)
