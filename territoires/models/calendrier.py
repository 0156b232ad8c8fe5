"""School holidays of the zones and public holidays: what internships and bus tours must avoid."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q


class CalendrierScolaireQuerySet(models.QuerySet["CalendrierScolaire"]):
    """Read layer of the school holidays."""

    def de_la_zone(self, zone: str) -> "CalendrierScolaireQuerySet":
        """Those of a zone (« B »), as ``marque().zone_scolaire`` writes it."""
        return self.filter(zone=zone)

    def pour_les_eleves(self) -> "CalendrierScolaireQuerySet":
        """Without the dates that only concern teachers."""
        return self.exclude(population=CalendrierScolaire.Population.ENSEIGNANTS)

    def le(self, jour: date) -> "CalendrierScolaireQuerySet":
        """Those that this day belongs to; a holiday whose end is not published runs to the end of August."""
        sans_fin = (
            Q(dernier_jour__isnull=True, premier_jour__gte=date(jour.year, 6, 1)) if jour.month in (6, 7, 8) else None
        )
        dedans = Q(dernier_jour__gte=jour)
        return self.filter(dedans | sans_fin if sans_fin else dedans, premier_jour__lte=jour)


class CalendrierScolaire(models.Model):
    """A school holiday of a zone. Days are Paris days; ``dernier_jour`` is the last one without class.

    ``dernier_jour`` is ``None`` when the source gives the beginning only (next summer).
    """

    class Population(models.TextChoices):
        TOUS = "tous", "Tout le monde"
        ELEVES = "eleves", "Élèves"
        ENSEIGNANTS = "enseignants", "Enseignants"

    zone = models.CharField(max_length=4, db_index=True)
    annee_scolaire = models.CharField("année scolaire", max_length=9)
    libelle = models.CharField("libellé", max_length=120)
    population = models.CharField(max_length=12, choices=Population.choices, default=Population.TOUS)
    premier_jour = models.DateField("premier jour sans classe")
    dernier_jour = models.DateField("dernier jour sans classe", null=True, blank=True)
    source = models.CharField(max_length=160)

    objects = CalendrierScolaireQuerySet.as_manager()

    class Meta:
        verbose_name = "vacances scolaires"
        verbose_name_plural = "vacances scolaires"
        ordering = ["zone", "premier_jour"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "annee_scolaire", "libelle", "population"], name="calendrier_scolaire_unique"
            ),
            models.CheckConstraint(
                condition=Q(dernier_jour__isnull=True) | Q(dernier_jour__gte=models.F("premier_jour")),
                name="calendrier_scolaire_dans_l_ordre",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} {self.annee_scolaire}, zone {self.zone}"

    @property
    def reprise(self) -> date | None:
        """The day when classes begin again."""
        return self.dernier_jour + timedelta(days=1) if self.dernier_jour else None


class JourFerie(models.Model):
    """A public holiday."""

    jour = models.DateField(unique=True)
    libelle = models.CharField("libellé", max_length=80)
    source = models.CharField(max_length=160)

    class Meta:
        verbose_name = "jour férié"
        verbose_name_plural = "jours fériés"
        ordering = ["jour"]

    def __str__(self) -> str:
        return f"{self.libelle} {self.jour:%d/%m/%Y}"
