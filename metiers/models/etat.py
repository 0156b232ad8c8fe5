"""One row that changes whenever the catalogue changes: what is built from the catalogue is keyed by it."""

from django.db import models
from django.utils import timezone


class EtatCatalogue(models.Model):
    """``version`` grows by one with every change of the catalogue (see ``metiers.services.catalogue``)."""

    version = models.PositiveBigIntegerField(default=1)
    modifie_le = models.DateTimeField("modifié le", default=timezone.now)

    class Meta:
        verbose_name = "état du catalogue"
        verbose_name_plural = "état du catalogue"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="etat_catalogue_une_ligne")]

    def __str__(self) -> str:
        return f"version {self.version}"
