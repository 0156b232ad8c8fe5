"""Operating values of the tours, each from a date and a source."""

from django.db import models


class RegleTournee(models.Model):
    """A value from a date on: minutes, counts, points of the priority. ``modifiable``: a choice of the Région."""

    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    depuis = models.DateField("en vigueur depuis")
    valeur = models.JSONField()
    unite = models.CharField("unité", max_length=40, blank=True)
    source = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    modifiable = models.BooleanField("choix de la Région", default=False)

    class Meta:
        verbose_name = "règle des tournées"
        verbose_name_plural = "règles des tournées"
        ordering = ["code", "-depuis"]
        constraints = [models.UniqueConstraint(fields=["code", "depuis"], name="regle_tournee_unique")]

    def __str__(self) -> str:
        return f"{self.libelle} (depuis le {self.depuis:%d/%m/%Y})"
