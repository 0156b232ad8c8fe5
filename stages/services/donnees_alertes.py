"""What the portal knows of a person's alerts, for the copy of their data."""

from typing import Any

from comptes.models import Utilisateur
from stages.models import Alerte, Livraison
from stages.services.criteres_en_mots import phrases

LIVRAISONS_DITES = 1_000


def alertes_de_la_personne(utilisateur: Utilisateur) -> dict[str, Any]:
    """Alerts of the account and of its address alone, then what was sent. A few queries."""
    siennes = Alerte.objects.filter(utilisateur=utilisateur) | Alerte.objects.filter(
        utilisateur__isnull=True, courriel=utilisateur.email.lower(), adresse_confirmee_le__isnull=False
    )
    livraisons = Livraison.objects.filter(destinataire=f"u{utilisateur.pk}").select_related("offre")
    return {
        "alertes": [
            {
                "criteres": phrases(alerte, alerte.metiers.all(), alerte.familles.all()),
                "frequence": alerte.get_frequence_display(),
                "par_courriel": alerte.par_courriel,
                "par_notification": alerte.par_push,
                "mineur": alerte.mineur,
                "responsable_legal": alerte.courriel_responsable,
                "creee_le": alerte.created_at.isoformat(),
                "derniere_visite": alerte.derniere_visite.isoformat() if alerte.derniere_visite else None,
                "en_pause_jusqu_au": alerte.en_pause_jusqu_au.isoformat() if alerte.en_pause_jusqu_au else None,
            }
            for alerte in siennes.avec_criteres()
        ],
        "messages": [
            {
                "offre": livraison.offre.titre,
                "canal": livraison.get_canal_display(),
                "etat": livraison.get_etat_display(),
                "le": (livraison.envoye_le or livraison.created_at).isoformat(),
            }
            for livraison in livraisons.order_by("-pk")[:LIVRAISONS_DITES]
        ],
        "appareils": utilisateur.abonnements_push.count(),
    }
