"""What the exchange knows of a person as a member of companies and as a candidate, for their own copy."""

from typing import Any

from comptes.models import Utilisateur
from stages.models import DemandeDeContact, Entreprise, ProfilCandidat


def exporter_profil_et_entreprises(utilisateur: Utilisateur) -> dict[str, Any]:
    """Companies they act for, their profile, the requests they received and those they sent."""
    entreprises = Entreprise.objects.de(utilisateur).select_related("organisation").order_by("pk")
    profil = (
        ProfilCandidat.objects.filter(utilisateur=utilisateur)
        .select_related("commune")
        .prefetch_related("metiers", "demandes__entreprise__organisation")
        .first()
    )
    envoyees = DemandeDeContact.objects.filter(par=utilisateur).select_related("entreprise__organisation")
    return {
        "entreprises": [{"nom": e.organisation.nom, "siret": e.organisation.siret} for e in entreprises],
        "profil": _profil(profil) if profil else None,
        "demandes_envoyees": [
            {"pour": d.entreprise.organisation.nom, "message": d.message, "le": d.created_at.isoformat()}
            for d in envoyees
        ],
    }


def _profil(profil: ProfilCandidat) -> dict[str, Any]:
    return {
        "publie": profil.publie,
        "prenom": profil.prenom,
        "date_naissance": profil.date_naissance.isoformat() if profil.date_naissance else None,
        "niveau": profil.get_niveau_display(),
        "diplome": profil.diplome,
        "metiers": [metier.nom for metier in profil.metiers.all()],
        "commune": str(profil.commune) if profil.commune else None,
        "rayon_km": profil.rayon_km,
        "disponible_le": profil.disponible_le.isoformat() if profil.disponible_le else None,
        "presentation": profil.presentation,
        "demandes_recues": [
            {
                "entreprise": d.entreprise.organisation.nom,
                "message": d.message,
                "etat": d.get_etat_display(),
                "le": d.created_at.isoformat(),
            }
            for d in profil.demandes.all()
        ],
    }
