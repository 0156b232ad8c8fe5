"""Legal and operating values, each from a date and a source; the one in force at the date in question applies."""

from django.db import models


class Regle(models.Model):
    """A value of a rule from a date on. ``modifiable``: a choice of the Région, not the law's."""

    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=200)
    depuis = models.DateField("en vigueur depuis")
    valeur = models.JSONField()
    unite = models.CharField("unité", max_length=40, blank=True)
    source = models.CharField(max_length=200)
    note = models.TextField("ce qui est incertain", blank=True)
    modifiable = models.BooleanField("choix de la Région", default=False)

    class Meta:
        verbose_name = "règle"
        ordering = ["code", "-depuis"]
        constraints = [models.UniqueConstraint(fields=["code", "depuis"], name="regle_unique")]

    def __str__(self) -> str:
        return f"{self.libelle} (depuis le {self.depuis:%d/%m/%Y})"
