"""An offer became visible: the event from which notifications are made."""

from django.db import models
from django.db.models import Q

from stages.models.offre import OffreStage


class EvenementOffre(models.Model):
    """An offer became visible: written in the same transaction, once per offer, treated by a worker."""

    offre = models.OneToOneField(OffreStage, models.CASCADE, related_name="evenement")
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)

    class Meta:
        verbose_name = "événement d'offre"
        verbose_name_plural = "événements d'offres"
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="evenement_offre_a_traiter", condition=Q(traite_le__isnull=True))]

    def __str__(self) -> str:
        return f"offre {self.offre_id} visible"
