"""Who to call about guidance in a département (measure 18)."""

from django.db import models

from territoires.models.decoupage import Departement


class Referent(models.Model):
    """The orientation officer of a département. ``demonstration`` marks an invented contact."""

    departement = models.OneToOneField(Departement, models.CASCADE, related_name="referent")
    nom = models.CharField(max_length=120)
    fonction = models.CharField(max_length=120)
    courriel = models.EmailField()
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    lieu = models.CharField("lieu d'accueil", max_length=200, blank=True)
    demonstration = models.BooleanField("contact de démonstration", default=False)

    class Meta:
        verbose_name = "chargé ou chargée d'orientation"
        verbose_name_plural = "chargés et chargées d'orientation"
        ordering = ["departement__code"]

    def __str__(self) -> str:
        return f"{self.nom}, {self.departement}"
