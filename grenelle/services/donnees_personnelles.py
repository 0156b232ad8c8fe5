"""What the plan keeps of a person: roles and votes, deleted with it; comments and contributions, then unsigned."""

from typing import Any

from comptes.models import Utilisateur
from grenelle.choices import Moderation
from grenelle.models import Attribution, Commentaire, Contribution, SignalementDeContribution, Vote


def exporter(utilisateur: Utilisateur) -> dict[str, Any]:
    """Everything, ready for JSON."""
    contributions = Contribution.objects.filter(auteur=utilisateur).select_related("edition", "mesure").order_by("pk")
    votes = Vote.objects.filter(personne=utilisateur).select_related("contribution__edition").order_by("pk")
    commentaires = Commentaire.objects.filter(auteur=utilisateur).select_related("mesure").order_by("pk")
    roles = Attribution.objects.filter(personne=utilisateur).select_related("plan").order_by("pk")
    signalements = SignalementDeContribution.objects.filter(utilisateur=utilisateur).order_by("pk")
    return {
        "roles": [{"plan": r.plan.titre, "role": r.get_role_display()} for r in roles],
        "commentaires": [{"mesure": str(c.mesure), "texte": c.texte, "le": c.le.isoformat()} for c in commentaires],
        "contributions": [
            {
                "grenelle": c.edition.titre,
                "mesure": str(c.mesure) if c.mesure else None,
                "commentaire": c.repond_a_id is not None,
                "titre": c.titre,
                "texte": c.texte,
                "moderation": c.get_moderation_display(),
                "motif_du_refus": c.motif,
                "recue_le": c.created_at.isoformat(),
            }
            for c in contributions
        ],
        "votes": [
            {
                "grenelle": v.contribution.edition.titre,
                "contribution": v.contribution.texte,
                "le": v.created_at.isoformat(),
            }
            for v in votes
        ],
        "signalements": [
            {
                "motif": s.get_motif_display(),
                "precision": s.precision,
                "le": s.created_at.isoformat(),
            }
            for s in signalements
        ],
    }


def effacer(utilisateur: Utilisateur) -> None:
    """What nobody published goes with the account; what was published stays, and nobody's."""
    Contribution.objects.filter(auteur=utilisateur).exclude(moderation=Moderation.ACCEPTEE).delete()
