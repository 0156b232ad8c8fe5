"""The buses, what they carry, and when they cannot go."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from metiers.models import Famille
from territoires.models import Commune, Departement


class Atelier(models.Model):
    """A workshop or a theme on board; it may need an equipment (virtual-reality headsets, welding simulator…)."""

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    nom = models.CharField(max_length=120)
    description = models.CharField(max_length=400)
    equipement = models.SlugField("équipement nécessaire", max_length=40, blank=True)
    duree_min = models.PositiveSmallIntegerField("durée en minutes", null=True, blank=True)
    familles = models.ManyToManyField(
        Famille, blank=True, related_name="ateliers_de_bus", verbose_name="familles de métiers à découvrir"
    )
    actif = models.BooleanField(default=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom


class BusQuerySet(models.QuerySet["Bus"]):
    """Read layer of the buses."""

    def en_service(self) -> "BusQuerySet":
        return self.filter(actif=True)


class Bus(models.Model):
    """A bus and its home base. ``capacite``: people on board at a time; lengths in metres."""

    code = models.SlugField(max_length=12, unique=True)
    nom = models.CharField(max_length=80)
    departement = models.OneToOneField(Departement, models.PROTECT, related_name="bus", verbose_name="département")
    depot = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="base")
    adresse_depot = models.CharField("adresse de la base", max_length=200, blank=True)
    capacite = models.PositiveSmallIntegerField("personnes à bord par créneau")
    equipements = models.JSONField("équipements", default=list, blank=True)
    longueur_m = models.PositiveSmallIntegerField("longueur en mètres", default=19)
    accessible = models.BooleanField("accessible en fauteuil", default=True)
    actif = models.BooleanField("en service", default=True)
    demonstration = models.BooleanField("valeurs de démonstration", default=False)

    objects = BusQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "bus"
        verbose_name_plural = "bus"
        ordering = ["departement__code"]

    def __str__(self) -> str:
        return self.nom


class Indisponibilite(models.Model):
    """Maintenance, breakdown, training: dates, both included, when a bus does not go."""

    bus = models.ForeignKey(Bus, models.CASCADE, related_name="indisponibilites")
    debut = models.DateField("début")
    fin = models.DateField()
    motif = models.CharField(max_length=200)

    class Meta:
        verbose_name = "indisponibilité"
        verbose_name_plural = "indisponibilités"
        ordering = ["debut"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="indisponibilite_dans_l_ordre"),
        ]

    def __str__(self) -> str:
        return f"{self.bus_id} du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}"


class SaisonQuerySet(models.QuerySet["Saison"]):
    """Read layer of the seasons."""

    def ouvertes(self, jour: date) -> "SaisonQuerySet":
        """Those that still take requests."""
        return self.filter(cloture__gte=jour, planification_commencee_le__isnull=True)


class Saison(models.Model):
    """What is planned together: weeks from a Monday to a Sunday, and until when one may ask."""

    nom = models.CharField(max_length=80)
    slug = models.SlugField("identifiant", max_length=80, unique=True)
    debut = models.DateField("premier lundi")
    fin = models.DateField("dernier dimanche")
    cloture = models.DateField("demandes reçues jusqu'au")
    reponse = models.DateField("réponse donnée le")
    planification_commencee_le = models.DateTimeField("planification commencée le", null=True, blank=True)
    demonstration = models.BooleanField("saison de démonstration", default=False)

    objects = SaisonQuerySet.as_manager()

    class Meta:
        ordering = ["-debut"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gt=F("debut")), name="saison_dans_l_ordre"),
            models.CheckConstraint(
                condition=Q(debut__iso_week_day=1, fin__iso_week_day=7), name="saison_semaines_entieres"
            ),
            models.CheckConstraint(condition=Q(reponse__gte=F("cloture")), name="saison_reponse_apres_cloture"),
        ]

    def __str__(self) -> str:
        return self.nom
