"""Load the bundled trainings in one transaction, with a report kept in the journal of imports."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport
from formations.importeurs.chargement import Chargement
from formations.importeurs.livraison import empreinte, lire_livraison
from formations.models import Etablissement
from formations.services.liens import relier_certifications
from metiers.importeurs.empreintes import Empreintes
from metiers.services.catalogue import signaler_changement
from metiers.services.journal import consigner
from territoires.models import Importation

JEU = "formations-livrees"


def charger_formations(*, dossier: Path | None = None) -> Rapport | None:
    """Load ``donnees/formations``. Refused whole when a file has a fault; ``None`` when the same files were loaded.

    They are read again as long as occupations that they name are missing, since these may have come meanwhile.
    """
    debut = timezone.now()
    dossier = dossier or settings.DONNEES / "formations"
    somme = empreinte(dossier)
    precedent = Importation.objects.filter(jeu=JEU, etat=Importation.Etat.APPLIQUEE).first()
    if precedent and not precedent.rapport.get("avertissements") and Etablissement.objects.exists():
        informations = precedent.rapport.get("informations", {})
        if informations.get("empreinte") == somme:
            return None
    livraison = lire_livraison(dossier)
    rapport = Rapport(informations={"empreinte": somme})
    with transaction.atomic():
        empreintes = Empreintes()
        Chargement(livraison, empreintes, rapport).charger()
        empreintes.ecrire()
        liens = relier_certifications()
        if rapport.total().change or liens or precedent is None:
            signaler_changement()
            consigner(
                jeu=JEU,
                version=somme[:12],
                source="donnees/formations",
                etat=Importation.Etat.APPLIQUEE,
                debut=debut,
                rapport=rapport,
            )
    return rapport


__all__ = ["ImportRefuse", "charger_formations"]
