"""Plans of a season: drafts side by side, how they are computed, and how good they are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from orientibus.choices import Creneau, EtatCalcul, EtatPlan
from orientibus.models.bus import Bus, Saison
from orientibus.models.demande import Demande


class Plan(models.Model):
    """A plan is a draft until it is published; ``origine``: the plan that it changes, ``evenement``: what happened.

    ``desequilibre``: per mille between the best and the least served territory; ``poids`` and ``borne`` in points.
    """

    saison = models.ForeignKey(Saison, models.CASCADE, related_name="plans")
    nom = models.CharField(max_length=120)
    etat = models.CharField("état", max_length=10, choices=EtatPlan.choices, default=EtatPlan.BROUILLON, db_index=True)
    origine = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="suites")
    evenement = models.JSONField("événement", default=dict, blank=True)
    note = models.CharField(max_length=300, blank=True)
    graine = models.PositiveIntegerField(default=0)
    secondes = models.PositiveSmallIntegerField("durée de calcul en secondes", default=60)

    poids = models.PositiveIntegerField("priorité servie", null=True, blank=True)
    borne = models.PositiveIntegerField("maximum prouvé", null=True, blank=True)
    prouve = models.BooleanField("meilleur possible, prouvé", default=False)
    desequilibre = models.PositiveIntegerField("déséquilibre (‰)", null=True, blank=True)
    km = models.PositiveIntegerField("kilomètres", null=True, blank=True)
    nuits = models.PositiveIntegerField("nuits hors de la base", null=True, blank=True)
    derangement = models.PositiveIntegerField("dérangement", null=True, blank=True)
    derangement_prouve = models.BooleanField("moindre dérangement, prouvé", default=False)

    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "plan de tournée"
        verbose_name_plural = "plans de tournée"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["saison"], condition=Q(etat="publie"), name="un_plan_publie_par_saison")
        ]

    def __str__(self) -> str:
        return self.nom


class Calcul(models.Model):
    """A run of the planner for a plan. ``ecoule`` in seconds; ``bail``: until when its worker is believed alive."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="calcul")
    etat = models.CharField(
        "état", max_length=10, choices=EtatCalcul.choices, default=EtatCalcul.EN_ATTENTE, db_index=True
    )
    etape = models.CharField("étape", max_length=80, blank=True)
    poids = models.PositiveIntegerField("priorité servie", null=True, blank=True)
    borne = models.PositiveIntegerField("maximum prouvé", null=True, blank=True)
    ecoule = models.FloatField("secondes écoulées", default=0)
    arret_demande = models.BooleanField("arrêt demandé", default=False)
    message = models.TextField(blank=True)
    conflit = models.JSONField("demandes incompatibles", default=list, blank=True)
    bail = models.DateTimeField(null=True, blank=True)
    debut = models.DateTimeField("commencé le", null=True, blank=True)
    fin = models.DateTimeField("terminé le", null=True, blank=True)
    created_at = models.DateTimeField("demandé le", auto_now_add=True)

    class Meta:
        verbose_name = "calcul"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Calcul de {self.plan_id}"


class Affectation(models.Model):
    """A request served by a plan: a bus, a first day, a slot. ``verrouillee``: the planner may not touch it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="affectations")
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="affectations")
    bus = models.ForeignKey(Bus, models.PROTECT, related_name="affectations")
    jour = models.DateField()
    creneau = models.CharField("créneau", max_length=12, choices=Creneau.choices)
    verrouillee = models.BooleanField("verrouillée", default=False)

    class Meta:
        ordering = ["jour", "bus", "creneau"]
        constraints = [models.UniqueConstraint(fields=["plan", "demande"], name="affectation_unique")]
        indexes = [models.Index(fields=["plan", "jour"], name="affectation_plan_jour")]

    def __str__(self) -> str:
        return f"{self.demande_id}, {self.jour:%d/%m/%Y}"


class Laissee(models.Model):
    """A request that a plan leaves out: why, and the nearest change that would make it fit."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="laissees")
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="+")
    motif = models.CharField(max_length=40)
    explication = models.CharField(max_length=400)
    changement = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = "demande laissée de côté"
        verbose_name_plural = "demandes laissées de côté"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "demande"], name="laissee_unique")]

    def __str__(self) -> str:
        return f"{self.demande_id} : {self.explication}"
