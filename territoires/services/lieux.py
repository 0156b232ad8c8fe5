"""Load and import guidance places: read, compare, write or only preview, and keep the journal."""

from pathlib import Path

from django.utils import timezone

from commun.importation import Rapport
from territoires.choices import Position
from territoires.importeurs import lieux, lieux_csv
from territoires.importeurs.ecriture import Fusion
from territoires.importeurs.ecriture_lieux import fusionner_lieux
from territoires.models import Commune, Importation, LieuOrientation, ReseauOrientation
from territoires.services.importation import executer

JEU_LIVRE = "lieux-livres"
JEU_CSV = "lieux"


def charger_lieux(*, dossier: Path) -> Importation | None:
    """Load the bundled places. ``None`` when the same files were already loaded: nothing is read again."""
    empreinte = lieux.empreinte(dossier)
    precedente = Importation.objects.filter(jeu=JEU_LIVRE, etat=Importation.Etat.APPLIQUEE).first()
    informations = precedente.rapport.get("informations", {}) if precedente else {}
    if informations.get("empreinte") == empreinte and ReseauOrientation.objects.exists():
        return None

    def ecrire(rapport: Rapport) -> None:
        fusion = Fusion(rapport, traces=informations.get("traces") or {})
        fusionner_lieux(lieux.lire(dossier), fusion)
        rapport.informations = {"empreinte": empreinte, "traces": fusion.nouvelles}

    return executer(jeu=JEU_LIVRE, version=empreinte[:12], source="données livrées", ecrire=ecrire, appliquer=True)


def importer_lieux(*, contenu: bytes, nom: str, appliquer: bool, importation: Importation | None = None) -> Importation:
    """Import a CSV file; without ``appliquer`` everything is undone and only the report stays."""

    def ecrire(rapport: Rapport) -> None:
        fusionner_lieux(lieux_csv.lire(contenu, fichier=nom, rapport=rapport), Fusion(rapport))

    return executer(
        jeu=JEU_CSV, version="", source=nom[:300], ecrire=ecrire, appliquer=appliquer, importation=importation
    )


def importer_depot(
    *, chemin: Path, appliquer: bool, source: str = "", importation: Importation | None = None
) -> Importation:
    """The same import from a file kept on the server: deposited in the admin, or the only CSV of a folder."""
    fichier = next(iter(sorted(chemin.glob("*.csv"))), chemin) if chemin.is_dir() else chemin
    return importer_lieux(
        contenu=fichier.read_bytes(), nom=source or fichier.name, appliquer=appliquer, importation=importation
    )


def completer_le_lieu(*, lieu: LieuOrientation) -> None:
    """What a place entered by hand leaves to its network: its audiences, when none is chosen."""
    if not lieu.publics.exists():
        lieu.publics.set(lieu.reseau.publics.all())


def situer_a_la_saisie(
    *, commune: Commune, latitude: float | None, longitude: float | None, position: str
) -> dict[str, float | str]:
    """Coordinates typed by hand, or the commune's own; the middle of a commune is never called an exact address."""
    if latitude is None or longitude is None:
        return {"latitude": commune.latitude, "longitude": commune.longitude, "position": Position.COMMUNE}
    au_centre = (latitude, longitude) == (commune.latitude, commune.longitude)
    precise = Position.COMMUNE if au_centre else position or Position.ADRESSE
    return {"latitude": latitude, "longitude": longitude, "position": precise}


def marquer_verifies(*, lieux_choisis: "list[LieuOrientation]") -> int:
    """Somebody checked these places today."""
    jour = timezone.localdate()
    for lieu in lieux_choisis:
        lieu.verifie_le = jour
        lieu.save(update_fields=["verifie_le", "updated_at"])
    return len(lieux_choisis)
