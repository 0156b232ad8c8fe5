"""The outbox of alerts: one delivery per person, offer and channel, whatever happens after."""

from django.db import models
from django.db.models import Q

from comptes.models import A_ENVOYER, FileDEnvoi
from stages.choices import Canal
from stages.models.alerte import Alerte
from stages.models.offre import OffreStage


class Livraison(FileDEnvoi):
    """One message owed to one person. ``destinataire``: « u<account> » or « c<folded address> »."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="livraisons")
    alerte = models.ForeignKey(Alerte, models.CASCADE, related_name="livraisons")
    destinataire = models.CharField(max_length=260)
    canal = models.CharField(max_length=8, choices=Canal.choices)
    appareils_servis = models.JSONField(
        default=list, blank=True, editable=False, help_text="Abonnements atteints quand il en reste à atteindre."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["offre", "destinataire", "canal"], name="livraison_unique")]
        indexes = [
            models.Index(
                fields=["canal", "pas_avant", "id"], name="livraison_a_envoyer", condition=Q(etat__in=list(A_ENVOYER))
            )
        ]

    def __str__(self) -> str:
        return f"livraison {self.pk}"
