"""Establishments where people learn."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from formations.choices import Statut, TypeEtablissement
from metiers.choices import OuiNon
from territoires.models import Commune
from territoires.models.distance import Lieu, autour


class EtablissementQuerySet(models.QuerySet["Etablissement"]):
    """Read layer of the establishments."""

    def actifs(self) -> "EtablissementQuerySet":
        """Those that are open today."""
        return self.filter(actif=True)

    def completes(self) -> "EtablissementQuerySet":
        """With everything that a card names, in one query."""
        return self.select_related("commune", "commune__departement")

    def autour_de(self, lieu: Lieu, rayon_km: float) -> "EtablissementQuerySet":
        """Those within ``rayon_km`` of a place, nearest first, each with ``distance_km``; the order is total."""
        return autour(self, lieu, rayon_km).order_by("distance_km", "nom", "pk")


class Etablissement(models.Model):
    """A school or a centre. WGS 84 coordinates in degrees; ``lieu_approche``: placed at its commune's centre."""

    uai = models.CharField(
        "UAI",
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{7}[A-Z]\Z", "Sept chiffres et une lettre.")],
    )
    siret = models.CharField(
        "SIRET", max_length=14, blank=True, validators=[RegexValidator(r"^[0-9]{14}\Z", "Quatorze chiffres.")]
    )
    slug = models.SlugField("adresse de la page", max_length=200, unique=True)
    nom = models.CharField(max_length=200)
    type = models.CharField(max_length=20, choices=TypeEtablissement.choices, db_index=True)
    statut = models.CharField(max_length=8, choices=Statut.choices, default=Statut.INCONNU)
    adresse = models.CharField(max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="etablissements", null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    lieu_approche = models.BooleanField("placé au centre de sa commune", default=False)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField(blank=True)
    site = models.URLField("site internet", blank=True)
    internat = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    accessible = models.CharField(
        "accessible aux personnes handicapées", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    apprentissage = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    lycee_des_metiers = models.CharField(
        "lycée des métiers", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    education_prioritaire = models.CharField("éducation prioritaire", max_length=8, blank=True)
    situation_qpv = models.CharField("situation par rapport à un QPV", max_length=60, blank=True)
    actif = models.BooleanField(default=True, db_index=True)
    source = models.CharField(max_length=160)
    version = models.CharField("version de la source", max_length=20, blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = EtablissementQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "établissement"
        ordering = ["nom"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="etablissement_lat_lon")]
        constraints = [
            models.UniqueConstraint(fields=["uai"], condition=~models.Q(uai=""), name="etablissement_uai_unique"),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("etablissements:fiche", args=[self.slug])


class JourneePortesOuvertesQuerySet(models.QuerySet["JourneePortesOuvertes"]):
    """Read layer of the open days."""

    def a_venir(self) -> "JourneePortesOuvertesQuerySet":
        """Those that are not over."""
        return self.filter(fin__gte=timezone.now())


class JourneePortesOuvertes(models.Model):
    """An open day of an establishment, kept by its team or by the Région's."""

    etablissement = models.ForeignKey(Etablissement, models.CASCADE, related_name="portes_ouvertes")
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    precision = models.CharField("précision", max_length=200, blank=True)
    demonstration = models.BooleanField("date de démonstration", default=False)

    objects = JourneePortesOuvertesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "journée portes ouvertes"
        verbose_name_plural = "journées portes ouvertes"
        ordering = ["debut"]
        constraints = [
            models.CheckConstraint(condition=models.Q(fin__gt=models.F("debut")), name="portes_ouvertes_dans_l_ordre"),
            models.UniqueConstraint(fields=["etablissement", "debut"], name="portes_ouvertes_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.etablissement_id}, {self.debut:%d/%m/%Y}"
