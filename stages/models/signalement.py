"""Reports of offers by their readers."""

from django.conf import settings
from django.db import models

from stages.choices import MotifSignalement
from stages.models.offre import OffreStage


class Signalement(models.Model):
    """A reader says that something is wrong with an offer; ``empreinte`` tells readers apart for a day."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="signalements")
    motif = models.CharField(max_length=14, choices=MotifSignalement.choices)
    precision = models.TextField("précisions", max_length=1000, blank=True)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    empreinte = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField("reçu le", auto_now_add=True)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    traite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="traité par"
    )
    suite = models.CharField("suite donnée", max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["offre", "empreinte"], name="signalement_unique")]

    def __str__(self) -> str:
        return f"{self.get_motif_display()} ({self.offre_id})"
