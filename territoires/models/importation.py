"""The journal of every import of data, with its report. The lowest app keeps it, so that every app can write to it."""

from django.conf import settings
from django.db import models


class Importation(models.Model):
    """One run of an importer: what it read, what it changed, what it refused and why."""

    class Etat(models.TextChoices):
        APERCU = "apercu", "Aperçu, rien n'est changé"
        APPLIQUEE = "appliquee", "Appliquée"
        REFUSEE = "refusee", "Refusée, rien n'est changé"
        EN_COURS = "en_cours", "En cours"

    jeu = models.CharField("jeu de données", max_length=40, db_index=True)
    version = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300, blank=True)
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.EN_COURS, db_index=True)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField(null=True, blank=True)
    crees = models.PositiveIntegerField("créés", default=0)
    modifies = models.PositiveIntegerField("modifiés", default=0)
    inchanges = models.PositiveIntegerField("inchangés", default=0)
    retires = models.PositiveIntegerField("retirés", default=0)
    refuses = models.PositiveIntegerField("refusés", default=0)
    rapport = models.JSONField("rapport", default=dict, blank=True)
    fichier = models.FileField(upload_to="imports/", blank=True)
    lancee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="lancée par"
    )

    class Meta:
        verbose_name = "import de données"
        verbose_name_plural = "imports de données"
        ordering = ["-debut"]

    def __str__(self) -> str:
        return f"{self.jeu} {self.version}".strip()
