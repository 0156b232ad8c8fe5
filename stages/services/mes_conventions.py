"""What a person's copy of their data says of their conversations and agreements."""

from typing import Any

from comptes.models import Utilisateur
from stages.models import Convention, MessageDeFil

LIMITE = 5_000


def mes_messages(utilisateur: Utilisateur) -> list[dict[str, Any]]:
    """The messages that the person wrote, and those received about their own applications."""
    ecrits = MessageDeFil.objects.filter(auteur=utilisateur) | MessageDeFil.objects.filter(
        fil__candidature__candidat=utilisateur
    )
    return [
        {
            "candidature": m.fil.candidature_id,
            "sens": "ecrit" if m.auteur_id == utilisateur.pk else "recu",
            "le": m.created_at.isoformat(),
            "texte": m.texte,
        }
        for m in ecrits.distinct().select_related("fil").order_by("pk")[:LIMITE]
    ]


def mes_conventions(utilisateur: Utilisateur) -> list[dict[str, Any]]:
    """The agreements of the person's own applications, version by version, with their signatures."""
    conventions = Convention.objects.filter(candidature__candidat=utilisateur).prefetch_related("signatures")
    return [
        {
            "candidature": c.candidature_id,
            "version": c.numero_version,
            "le": c.created_at.isoformat(),
            "contenu": c.contenu,
            "signatures": [
                {"role": s.get_role_display(), "nom": s.nom, "le": s.le.isoformat()} for s in c.signatures.all()
            ],
        }
        for c in conventions.order_by("pk")[:LIMITE]
    ]
