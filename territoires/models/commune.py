"""Communes, their postal codes and the former communes that live inside them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from territoires.models.decoupage import BassinEmploi, Departement, Epci, TerritoireEmploi


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Read layer of the communes."""

    def completes(self) -> "CommuneQuerySet":
        """With everything that a label or a local page names, in one query."""
        return self.select_related("departement", "departement__region", "epci", "territoire", "bassin")


class Commune(models.Model):
    """A commune: WGS 84 coordinates in degrees, municipal population in inhabitants."""

    code_insee = models.CharField("code INSEE", max_length=5, unique=True)
    nom = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    departement = models.ForeignKey(Departement, models.PROTECT, related_name="communes")
    epci = models.ForeignKey(Epci, models.SET_NULL, related_name="communes", null=True, blank=True, verbose_name="EPCI")
    territoire = models.ForeignKey(
        TerritoireEmploi,
        models.SET_NULL,
        related_name="communes",
        null=True,
        blank=True,
        verbose_name="territoire emploi",
    )
    bassin = models.ForeignKey(
        BassinEmploi, models.SET_NULL, related_name="communes", null=True, blank=True, verbose_name="bassin d'emploi"
    )
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])

    objects = CommuneQuerySet.as_manager()

    class Meta:
        ordering = ["nom"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="commune_lat_lon")]

    def __str__(self) -> str:
        return self.nom


class CodePostal(models.Model):
    """A postal code of a commune: a commune has several, and one code serves several communes."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="codes_postaux")
    code = models.CharField(max_length=5, db_index=True)

    class Meta:
        verbose_name = "code postal"
        verbose_name_plural = "codes postaux"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="code_postal_unique")]

    def __str__(self) -> str:
        return self.code


class CommuneDeleguee(models.Model):
    """A former commune (déléguée or associée): people still type its name."""

    code_insee = models.CharField("code INSEE", max_length=5)
    nom = models.CharField(max_length=120)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="deleguees")

    class Meta:
        verbose_name = "commune déléguée"
        verbose_name_plural = "communes déléguées"
        ordering = ["nom"]
        constraints = [models.UniqueConstraint(fields=["commune", "nom"], name="commune_deleguee_unique")]

    def __str__(self) -> str:
        return self.nom
