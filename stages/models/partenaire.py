"""Partners that post offers through the API, and sites that may embed a list of offers."""

from django.db import models

from comptes.models import Organisation
from stages.models.entreprise import Entreprise


class Partenaire(models.Model):
    """A partner of the API. Only the hash of its token is kept; ``portees`` are the actions it is allowed."""

    class Portee(models.TextChoices):
        LIRE = "lire", "Lire ses offres"
        PUBLIER = "publier", "Publier et modifier ses offres"
        CLORE = "clore", "Clore ses offres"

    nom = models.CharField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="partenaires")
    empreinte_jeton = models.CharField("empreinte du jeton", max_length=64, unique=True, editable=False)
    entreprises = models.ManyToManyField(
        Entreprise,
        related_name="partenaires",
        blank=True,
        help_text="Entreprises pour lesquelles il publie même avant leur vérification : leurs offres sont modérées.",
    )
    portees = models.JSONField("portées", default=list, blank=True)
    actif = models.BooleanField(default=True)
    courriel = models.EmailField("contact technique", blank=True)
    dernier_appel = models.DateTimeField("dernier appel", null=True, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class OriginePermise(models.Model):
    """An address of origin, e.g. ``https://www.mairie.example``, that may embed a list of offers."""

    origine = models.CharField(max_length=200, unique=True)
    nom = models.CharField(max_length=120)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "site autorisé à intégrer les offres"
        verbose_name_plural = "sites autorisés à intégrer les offres"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom
