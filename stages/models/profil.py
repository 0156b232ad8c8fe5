"""The profile that a candidate to apprenticeship may publish."""

from django.conf import settings
from django.db import models

from metiers.models import Metier
from stages.choices import NiveauPublic
from territoires.models import Commune


class ProfilCandidat(models.Model):
    """A profile that verified companies search for apprenticeship; a minor is never shown by name."""

    utilisateur = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profil_candidat")
    publie = models.BooleanField("publié", default=False)
    mineur = models.BooleanField(default=True)
    prenom = models.CharField("prénom", max_length=60, blank=True)
    niveau = models.CharField(max_length=10, choices=NiveauPublic.choices)
    diplome = models.CharField("diplôme préparé", max_length=200, blank=True)
    metiers = models.ManyToManyField(Metier, related_name="profils", blank=True, verbose_name="métiers")
    commune = models.ForeignKey(Commune, models.SET_NULL, null=True, blank=True)
    rayon_km = models.PositiveSmallIntegerField("rayon en km", default=30)
    disponible_le = models.DateField("disponible le", null=True, blank=True)
    presentation = models.TextField("présentation", max_length=1000, blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "profil de candidat"
        verbose_name_plural = "profils de candidats"
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"profil {self.pk}"
