"""Load the bundled figures of the labour market in one transaction."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commun.archives import empreinte_archive
from commun.importation import Rapport
from metiers.importeurs.emploi.ecriture import ecrire_livraison
from metiers.importeurs.emploi.livraison import lire
from metiers.models import FamilleProfessionnelle
from metiers.services.catalogue import signaler_changement
from metiers.services.journal import consigner
from territoires.models import Importation

JEU = "emploi-livre"


def charger_emploi(*, dossier: Path | None = None) -> Rapport | None:
    """Load ``donnees/emploi``. ``None`` when the same files were already loaded: nothing is read again."""
    debut = timezone.now()
    dossier = dossier or settings.DONNEES / "emploi"
    empreinte = empreinte_archive(dossier)
    deja = Importation.objects.filter(jeu=JEU, etat=Importation.Etat.APPLIQUEE).order_by("-fin", "-pk").first()
    connue = deja.rapport.get("informations", {}).get("empreinte") if deja else None
    if connue == empreinte and FamilleProfessionnelle.objects.exists():
        return None
    rapport = Rapport(informations={"empreinte": empreinte})
    with transaction.atomic():
        ecrire_livraison(lire(dossier), rapport)
        if rapport.total().change:
            signaler_changement()
        consigner(
            jeu=JEU,
            version=empreinte[:12],
            source="donnees/emploi",
            etat=Importation.Etat.APPLIQUEE,
            debut=debut,
            rapport=rapport,
        )
    return rapport
