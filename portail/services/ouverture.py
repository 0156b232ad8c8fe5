"""State of the open data: what tells whether a file is still the one that somebody has."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.admin.models import LogEntry

from commun.ouverture import JeuOuvert
from metiers.services.memoire import etat_du_catalogue
from territoires.models import Importation


@dataclass(frozen=True, slots=True)
class EtatDesDonnees:
    """Three queries whatever the data: catalogue, last applied import, last edit in the admin."""

    cle: str
    modifie_le: datetime | None

    @classmethod
    def lire(cls) -> "EtatDesDonnees":
        version, catalogue = etat_du_catalogue()
        appliques = Importation.objects.filter(etat=Importation.Etat.APPLIQUEE).order_by("-pk")
        importation = appliques.values_list("pk", "fin").first() or (0, None)
        edition = LogEntry.objects.order_by("-pk").values_list("pk", "action_time").first() or (0, None)
        dates = [jour for jour in (catalogue, importation[1], edition[1]) if jour is not None]
        cle = f"{settings.VERSION}-{version}-{catalogue}-{importation[0]}-{edition[0]}"
        return cls(cle, max(dates, default=None))

    def marque(self, jeu: JeuOuvert, forme: str) -> str:
        """``ETag`` of one file."""
        texte = f"{self.cle}-{jeu.code}-{forme}-{jeu.etat()}"
        return f'W/"{sha256(texte.encode()).hexdigest()[:24]}"'
