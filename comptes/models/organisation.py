"""Companies, schools and services, and the people who act for them."""

from django.conf import settings
from django.db import models

from territoires.models import Commune


class Organisation(models.Model):
    """A company, a school or a service. SIRET has 14 digits, UAI 7 digits and a letter."""

    class Type(models.TextChoices):
        ENTREPRISE = "entreprise", "Entreprise"
        ETABLISSEMENT = "etablissement", "Établissement scolaire"
        SERVICE = "service", "Service d'orientation ou d'emploi"
        COLLECTIVITE = "collectivite", "Commune ou intercommunalité"

    type = models.CharField(max_length=16, choices=Type.choices)
    nom = models.CharField(max_length=160)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    uai = models.CharField("UAI", max_length=8, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True)
    verifiee = models.BooleanField("vérifiée", default=False)
    demonstration = models.BooleanField("organisation de démonstration", default=False)
    membres = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Adhesion", related_name="organisations")

    class Meta:
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["siret"], condition=~models.Q(siret=""), name="organisation_siret_unique"),
            models.UniqueConstraint(fields=["uai"], condition=~models.Q(uai=""), name="organisation_uai_unique"),
        ]

    def __str__(self) -> str:
        return self.nom


class Adhesion(models.Model):
    """A person acts for an organisation; the first member lets others in."""

    class Fonction(models.TextChoices):
        RESPONSABLE = "responsable", "Responsable"
        MEMBRE = "membre", "Membre"

    class Etat(models.TextChoices):
        DEMANDEE = "demandee", "Demandée"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="adhesions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="adhesions")
    fonction = models.CharField(max_length=12, choices=Fonction.choices, default=Fonction.MEMBRE)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.DEMANDEE)
    depuis = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "adhésion"
        constraints = [models.UniqueConstraint(fields=["utilisateur", "organisation"], name="adhesion_unique")]

    def __str__(self) -> str:
        return f"{self.utilisateur} · {self.organisation}"
