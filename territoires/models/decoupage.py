"""Administrative and employment divisions, from the Région down to the EPCI."""

from typing import Any

from django.db import models
from django.db.models import Count, Q, Sum


class DecoupageQuerySet(models.QuerySet[Any]):
    """Read layer of what is made of communes."""

    def avec_communes(self) -> "DecoupageQuerySet":
        """With ``nombre_communes`` and ``population`` of the communes of today that the portal knows."""
        actives = Q(communes__active=True)
        return self.annotate(
            nombre_communes=Count("communes", filter=actives), population=Sum("communes__population", filter=actives)
        )


class Region(models.Model):
    """A Région (INSEE code, 2 characters)."""

    code = models.CharField("code INSEE", max_length=3, unique=True)
    nom = models.CharField(max_length=80)
    slug = models.SlugField("adresse de la page", max_length=80, unique=True)

    class Meta:
        verbose_name = "région"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    """A département (INSEE code, 2 or 3 characters)."""

    code = models.CharField("code INSEE", max_length=3, unique=True)
    nom = models.CharField(max_length=80)
    slug = models.SlugField("adresse de la page", max_length=80, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departements")

    objects = DecoupageQuerySet.as_manager()

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class TerritoireEmploi(models.Model):
    """One of the plan's "territoires de solution emploi"; ``approximation`` says what is not official in it."""

    code = models.SlugField(max_length=60, unique=True)
    nom = models.CharField(max_length=120)
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="territoires", verbose_name="département principal"
    )
    source = models.CharField(max_length=300, blank=True)
    approximation = models.TextField("ce qui est approché", blank=True)

    objects = DecoupageQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire emploi"
        verbose_name_plural = "territoires emploi"
        ordering = ["departement__code", "nom"]

    def __str__(self) -> str:
        return self.nom


class BassinEmploi(models.Model):
    """A France Travail employment basin, the grain of the BMO survey."""

    code = models.CharField(max_length=8, unique=True)
    nom = models.CharField(max_length=120)

    class Meta:
        verbose_name = "bassin d'emploi"
        verbose_name_plural = "bassins d'emploi"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Epci(models.Model):
    """An intercommunal body (SIREN, 9 digits)."""

    siren = models.CharField("SIREN", max_length=9, unique=True)
    nom = models.CharField(max_length=160)
    nature = models.CharField(max_length=8, blank=True)
    territoire = models.ForeignKey(
        TerritoireEmploi, models.SET_NULL, related_name="epci", null=True, blank=True, verbose_name="territoire emploi"
    )

    objects = DecoupageQuerySet.as_manager()

    class Meta:
        verbose_name = "EPCI"
        verbose_name_plural = "EPCI"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom
