"""Who follows a plan, and what was decided."""

from django.db import models

from grenelle.models.mesure import Mesure
from grenelle.models.plan import Document, Plan


class Comite(models.Model):
    """A committee that a plan sets up or relies on."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="comites")
    code = models.SlugField(max_length=60)
    nom = models.CharField(max_length=160)
    role = models.CharField("rôle", max_length=400)
    periodicite = models.CharField("périodicité", max_length=120, blank=True)
    reunions_par_an = models.PositiveSmallIntegerField("réunions par an", null=True, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    endroit = models.CharField("endroit du document", max_length=120, blank=True)

    class Meta:
        verbose_name = "comité"
        ordering = ["plan__ordre", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="comite_code_unique")]

    def __str__(self) -> str:
        return self.nom


class Decision(models.Model):
    """What a committee decided one day."""

    comite = models.ForeignKey(Comite, models.PROTECT, related_name="decisions", verbose_name="comité")
    le = models.DateField("prise le")
    objet = models.CharField(max_length=200)
    texte = models.TextField()
    mesures = models.ManyToManyField(Mesure, related_name="decisions", blank=True)
    demonstration = models.BooleanField("décision de démonstration", default=False)

    class Meta:
        verbose_name = "décision"
        ordering = ["-le", "comite"]

    def __str__(self) -> str:
        return f"{self.objet} ({self.le:%d/%m/%Y})"
