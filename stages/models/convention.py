"""The agreement of an internship: its versions and who has signed."""

from typing import Any

from django.conf import settings
from django.db import models

from stages.models.candidature import Candidature


def dossier_des_conventions(instance: Any, nom: str) -> str:
    """Where a signed agreement is stored: never served as a file of the site."""
    return f"prive/conventions/{instance.candidature_id}/{nom}"


class Convention(models.Model):
    """One version of the agreement of a confirmed application, made from the file at that time.

    ``contenu`` is everything that is printed; ``empreinte`` its SHA-256. ``fichier`` is kept once everybody has signed.
    """

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="conventions")
    numero_version = models.PositiveSmallIntegerField("version", default=1)
    contenu = models.JSONField()
    empreinte = models.CharField(max_length=64, default="", editable=False)
    modele = models.CharField("modèle de clauses", max_length=40)
    fichier = models.FileField(upload_to=dossier_des_conventions, blank=True)
    etablie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="établie par"
    )
    created_at = models.DateTimeField("établie le", auto_now_add=True)

    class Meta:
        ordering = ["candidature", "-numero_version"]
        constraints = [
            models.UniqueConstraint(fields=["candidature", "numero_version"], name="convention_version_unique")
        ]

    def __str__(self) -> str:
        return f"convention {self.candidature_id}, version {self.numero_version}"


class SignatureConvention(models.Model):
    """Who has accepted a version online, and when. ``empreinte`` is what was on the screen at that moment."""

    class Role(models.TextChoices):
        ENTREPRISE = "entreprise", "Entreprise"
        STAGIAIRE = "stagiaire", "Stagiaire"
        RESPONSABLE = "responsable", "Responsable légal"
        ETABLISSEMENT = "etablissement", "Établissement"

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="signatures")
    role = models.CharField("rôle", max_length=14, choices=Role.choices)
    nom = models.CharField(max_length=120)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    empreinte = models.CharField(max_length=64, default="", editable=False)
    le = models.DateTimeField("signée le")

    class Meta:
        verbose_name = "signature"
        ordering = ["le"]
        constraints = [models.UniqueConstraint(fields=["convention", "role"], name="signature_convention_unique")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.le:%d/%m/%Y}"
