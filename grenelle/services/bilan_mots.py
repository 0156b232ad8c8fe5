"""The words of a review that the page, the PDF and the sheets share."""

from commun.dates import dater
from grenelle.services.bilan_contenu import ContenuDuBilan

SITUATIONS = {
    "fait": "Fait",
    "en_retard": "En retard",
    "prevu": "Prévu",
    "a_renseigner": "À renseigner",
    "abandonne": "Abandonné",
}


def titre_du_bilan(contenu: ContenuDuBilan) -> str:
    """A year that is not over has an interim review, and says so."""
    nom = "Bilan" if contenu.annee_finie else "Bilan d'étape"
    return f"{nom} {contenu.annee} : {contenu.nom_court}"


def statut_du_document(publie_le: str, version: int) -> str:
    """Published, and which version; or a draft."""
    if not publie_le:
        return "Brouillon, réservé aux services"
    return f"Publié le {publie_le}" + (f", version {version}" if version > 1 else "")


def arrete_au(contenu: ContenuDuBilan) -> str:
    """Until when the review looks."""
    suite = "" if contenu.annee_finie else " : l'année n'est pas finie"
    return f"Arrêté au {dater(contenu.arrete_le)}{suite}"
