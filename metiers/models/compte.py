"""What is read on the portal, by day: a number, and nothing about who reads."""

from django.db import models


class CompteDuJour(models.Model):
    """How many times something was read or finished one day. ``sujet``: the sheet's address, or nothing."""

    class Nature(models.TextChoices):
        FICHE = "fiche", "Fiche de métier lue"
        QUESTIONNAIRE = "questionnaire", "Questionnaire d'intérêts terminé"

    nature = models.CharField(max_length=14, choices=Nature)
    sujet = models.SlugField(max_length=200, blank=True, db_index=False)
    jour = models.DateField()
    nombre = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "compte du jour"
        verbose_name_plural = "comptes du jour"
        ordering = ["-jour", "nature", "sujet"]
        constraints = [models.UniqueConstraint(fields=["nature", "jour", "sujet"], name="compte_du_jour_unique")]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.sujet} : {self.nombre} ({self.jour:%d/%m/%Y})"
