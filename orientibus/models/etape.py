"""Stops that were announced: proposed, confirmed, public, counted afterwards."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from orientibus.choices import ETATS_QUI_OCCUPENT, Creneau, EtatEtape, EtatInscription, PublicAttendu
from orientibus.models.bus import Atelier, Bus
from orientibus.models.demande import Demande


class EtapeQuerySet(models.QuerySet["Etape"]):
    """Read layer of the stops."""

    def occupantes(self) -> "EtapeQuerySet":
        """Those that hold their bus."""
        return self.filter(etat__in=ETATS_QUI_OCCUPENT)

    def publiques(self) -> "EtapeQuerySet":
        """What anyone may see: confirmed or done. A proposal is between the Région and its asker."""
        return self.filter(etat__in=(EtatEtape.CONFIRMEE, EtatEtape.REALISEE))

    def a_venir(self, jour: date) -> "EtapeQuerySet":
        return self.publiques().filter(fin__gte=jour)

    def completes(self) -> "EtapeQuerySet":
        """With everything that a card names, in one query."""
        return self.select_related("bus", "demande__commune__departement", "demande__commune__territoire")


class Etape(models.Model):
    """A stop of a bus, from ``jour`` to ``fin`` (both included), at ``heure_debut`` each day.

    ``slug`` stays when the stop moves, so that its address and its line in a calendar follow it (``sequence``).
    """

    demande = models.ForeignKey(Demande, models.PROTECT, related_name="etapes")
    bus = models.ForeignKey(Bus, models.PROTECT, related_name="etapes")
    slug = models.SlugField("adresse de la page", max_length=120, unique=True)
    jour = models.DateField("premier jour")
    fin = models.DateField("dernier jour")
    creneau = models.CharField("créneau", max_length=12, choices=Creneau.choices)
    heure_debut = models.TimeField("commence à")
    heure_fin = models.TimeField("finit à")
    etat = models.CharField("état", max_length=12, choices=EtatEtape.choices, default=EtatEtape.PROPOSEE, db_index=True)
    repondre_avant = models.DateField("répondre avant le", null=True, blank=True)
    proposee_le = models.DateTimeField("proposée le")
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    motif = models.CharField("pourquoi", max_length=300, blank=True)
    sequence = models.PositiveIntegerField("fois où elle a changé", default=0)
    verrouillee = models.BooleanField("verrouillée", default=False)

    ouverte_a_tous = models.BooleanField("ouverte à tous", default=False)
    places = models.PositiveSmallIntegerField("places pour le public", null=True, blank=True)
    places_prises = models.PositiveSmallIntegerField("places prises", default=0)
    description = models.TextField("ce qui s'y passera", max_length=1500, blank=True)
    rappelee_le = models.DateTimeField("rappel envoyé le", null=True, blank=True)
    compte_demande_le = models.DateTimeField("compte rendu demandé le", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    demonstration = models.BooleanField("étape de démonstration", default=False)

    objects = EtapeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "étape"
        ordering = ["jour", "heure_debut", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("jour")), name="etape_dans_l_ordre"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places_prises__lte=F("places")), name="etape_places_tenues"
            ),
            models.UniqueConstraint(
                fields=["demande"], condition=Q(etat__in=ETATS_QUI_OCCUPENT), name="une_etape_par_demande"
            ),
        ]
        indexes = [models.Index(fields=["etat", "jour"], name="etape_etat_jour")]

    def __str__(self) -> str:
        return f"{self.demande.structure}, {self.jour:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("orientibus:etape", args=[self.slug])


class CaseEtape(models.Model):
    """A slot of a bus held by a stop: the database itself refuses two stops at once."""

    etape = models.ForeignKey(Etape, models.CASCADE, related_name="cases")
    bus = models.ForeignKey(Bus, models.PROTECT, related_name="+")
    jour = models.DateField()
    creneau = models.CharField("créneau", max_length=12, choices=Creneau.choices)

    class Meta:
        verbose_name = "case occupée"
        verbose_name_plural = "cases occupées"
        constraints = [models.UniqueConstraint(fields=["bus", "jour", "creneau"], name="une_etape_par_case")]

    def __str__(self) -> str:
        return f"{self.bus_id}, {self.jour:%d/%m/%Y}, {self.creneau}"


class Inscription(models.Model):
    """A registration to a stop that is open to all: an address, confirmed by its owner, and how many come."""

    etape = models.ForeignKey(Etape, models.CASCADE, related_name="inscriptions")
    courriel = models.EmailField("adresse électronique")
    personnes = models.PositiveSmallIntegerField(
        "personnes", default=1, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    etat = models.CharField("état", max_length=12, choices=EtatInscription.choices, default=EtatInscription.A_CONFIRMER)
    created_at = models.DateTimeField("demandée le", auto_now_add=True)
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("etape", Lower("courriel"), name="inscription_unique")]

    def __str__(self) -> str:
        return f"{self.etape_id}, {self.personnes}"


class CompteRendu(models.Model):
    """What became of a stop, told by its asker. ``satisfaction`` from 1 to 5; nothing told is unknown, never 0."""

    etape = models.OneToOneField(Etape, models.CASCADE, related_name="compte_rendu")
    satisfaction = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    ateliers = models.ManyToManyField(Atelier, blank=True, related_name="+", verbose_name="ateliers tenus")
    remarques = models.TextField(max_length=1500, blank=True)
    rempli_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    rempli_le = models.DateTimeField("rempli le")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"
        ordering = ["-rempli_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)), name="satisfaction_de_1_a_5"
            )
        ]

    def __str__(self) -> str:
        return f"Compte rendu de {self.etape_id}"


class Frequentation(models.Model):
    """People met at a stop, by audience."""

    compte_rendu = models.ForeignKey(CompteRendu, models.CASCADE, related_name="frequentations")
    public = models.CharField(max_length=12, choices=PublicAttendu.choices)
    nombre = models.PositiveIntegerField("personnes rencontrées")

    class Meta:
        verbose_name = "fréquentation"
        ordering = ["public"]
        constraints = [models.UniqueConstraint(fields=["compte_rendu", "public"], name="frequentation_unique")]

    def __str__(self) -> str:
        return f"{self.get_public_display()} : {self.nombre}"
