"""The stops as open data: no contact, no person; the exact address only where anyone may come."""

from typing import Any

from commun.ouverture import LOT, JeuOuvert, Provenance, colonne, jeux_ouverts
from orientibus.models import Etape
from orientibus.services.lecture_etapes import completes

PORTAIL = Provenance("Portail régional d'orientation, tournées de l'Orientibus")


def etapes() -> JeuOuvert:
    requete = completes(Etape.objects.publiques().order_by("pk")).select_related("compte_rendu")
    return JeuOuvert(
        "orientibus-etapes",
        "Étapes de l'Orientibus",
        "Étapes confirmées ou réalisées des bus de la découverte des métiers.",
        (
            colonne("slug", "string", "Clé de l'étape."),
            colonne("bus", "string", "Bus.", "bus.code"),
            colonne("premier_jour", "date", "Premier jour.", "jour"),
            colonne("dernier_jour", "date", "Dernier jour.", "fin"),
            colonne("heure_debut", "string", "Heure de début, chaque jour.", lambda e: f"{e.heure_debut:%H:%M}"),
            colonne("heure_fin", "string", "Heure de fin, chaque jour.", lambda e: f"{e.heure_fin:%H:%M}"),
            colonne("etat", "string", "confirmee ou realisee."),
            colonne("format", "string", "Format de la visite.", "demande.format"),
            colonne("public", "string", "Public attendu.", "demande.public"),
            colonne("structure", "string", "Structure qui accueille.", "demande.structure"),
            colonne("adresse", "string", "Adresse, pour une étape ouverte à tous.", _adresse),
            colonne("commune", "string", "Code INSEE de la commune.", "demande.commune.code_insee"),
            colonne("territoire", "string", "Code du territoire emploi.", _territoire),
            colonne("latitude", "number", "Latitude de la commune en degrés, WGS 84.", "demande.commune.latitude"),
            colonne("longitude", "number", "Longitude de la commune en degrés, WGS 84.", "demande.commune.longitude"),
            colonne("ouverte_a_tous", "boolean", "Vrai si tout le monde peut venir."),
            colonne("demonstration", "boolean", "Vrai pour une étape inventée."),
        ),
        lambda: requete.iterator(chunk_size=LOT),
        requete.count,
        (PORTAIL,),
        cle="slug",
    )


def _adresse(etape: Any) -> str:
    return str(etape.demande.adresse) if etape.ouverte_a_tous else ""


def _territoire(etape: Any) -> str:
    territoire = etape.demande.commune.territoire
    return territoire.code if territoire else ""


def inscrire() -> None:
    """Called once, when the app is ready."""
    jeux_ouverts.inscrire("orientibus-etapes", etapes)
