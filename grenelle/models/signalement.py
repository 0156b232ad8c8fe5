"""Reports of contributions by their readers."""

from django.conf import settings
from django.db import models

from grenelle.choices import MotifDeSignalement
from grenelle.models.edition import Contribution


class SignalementDeContribution(models.Model):
    """A reader says that something is wrong; ``empreinte`` tells readers apart for a day."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="signalements")
    motif = models.CharField(max_length=10, choices=MotifDeSignalement)
    precision = models.TextField("précisions", max_length=1_000, blank=True)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    empreinte = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField("reçu le")
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    traite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="traité par"
    )
    suite = models.CharField("suite donnée", max_length=300, blank=True)

    class Meta:
        verbose_name = "signalement d'une contribution"
        verbose_name_plural = "signalements de contributions"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "empreinte"], name="signalement_contribution_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_motif_display()} ({self.contribution_id})"
