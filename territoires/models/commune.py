"""Communes, their postal codes and the former communes that live inside them."""

from dataclasses import dataclass

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F
from django.urls import reverse

from commun.dessins.carte import PointCarte
from territoires.models.decoupage import BassinEmploi, Departement, Epci, TerritoireEmploi
from territoires.models.distance import Lieu, autour


@dataclass(frozen=True, slots=True)
class Point:
    """A bare point."""

    latitude: float
    longitude: float


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Read layer of the communes."""

    def actives(self) -> "CommuneQuerySet":
        """Communes of today; a withdrawn one stays for what refers to it and is no longer proposed."""
        return self.filter(active=True)

    def completes(self) -> "CommuneQuerySet":
        """With everything that a label or a local page names, in one query."""
        return self.select_related("departement", "departement__region", "epci", "territoire", "bassin")

    def autour_de(self, lieu: Lieu, rayon_km: float) -> "CommuneQuerySet":
        """Communes within ``rayon_km`` of a place, nearest first, each with ``distance_km`` (to 0.1 km).

        On the same distance, the larger population then the INSEE code come first: the order is total.
        """
        return autour(self, lieu, rayon_km).order_by("distance_km", F("population").desc(nulls_last=True), "code_insee")

    def points(self, groupe: str = "departement__code") -> list[PointCarte]:
        """Dots of the map, one colour per ``groupe``."""
        lignes = self.order_by("code_insee").values_list("latitude", "longitude", groupe, "population")
        return [PointCarte(lat, lon, cle or "", population or 0) for lat, lon, cle, population in lignes]

    def plus_proche(self, lieu: Lieu, rayon_km: float) -> "Commune | None":
        """The nearest commune within ``rayon_km``."""
        return self.autour_de(lieu, rayon_km).first()


class Commune(models.Model):
    """A commune: WGS 84 coordinates in degrees, municipal population in inhabitants."""

    code_insee = models.CharField(
        "code INSEE",
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^[0-9][0-9AB][0-9]{3}\Z", "Code INSEE attendu.")],
    )
    nom = models.CharField(max_length=120)
    slug = models.SlugField("adresse de la page", max_length=140, unique=True)
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
    annee_population = models.PositiveSmallIntegerField("année de la population", null=True, blank=True)
    liste_codes_postaux = models.CharField("codes postaux", max_length=200, blank=True, editable=False)
    active = models.BooleanField(
        "commune d'aujourd'hui", default=True, help_text="Décochée quand le découpage officiel ne la connaît plus."
    )
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])

    objects = CommuneQuerySet.as_manager()

    class Meta:
        ordering = ["nom"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="commune_lat_lon")]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("territoires:commune", args=[self.slug])

    @property
    def libelle(self) -> str:
        """Name with the département, which tells namesakes apart; join it beforehand."""
        return f"{self.nom} ({self.departement.code})"

    @property
    def codes(self) -> list[str]:
        """Postal codes, without a query."""
        return self.liste_codes_postaux.split()


class CodePostal(models.Model):
    """A postal code of a commune: a commune has several, and one code serves several communes."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="codes_postaux")
    code = models.CharField(
        max_length=5, db_index=True, validators=[RegexValidator(r"^[0-9]{5}\Z", "Cinq chiffres attendus.")]
    )

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
