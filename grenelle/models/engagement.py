"""What partners promise: commitments, and three-year conventions with their notice."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from grenelle.choices import EtatEngagement
from grenelle.models.mesure import Mesure
from grenelle.models.plan import Document, Plan


class Engagement(models.Model):
    """A promise of a partner on a measure, or on the plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="engagements")
    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="engagements", null=True, blank=True)
    code = models.SlugField(max_length=60)
    partenaire = models.CharField(max_length=160)
    libelle = models.CharField("libellé", max_length=300)
    pris_le = models.DateField("pris le", null=True, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatEngagement, default=EtatEngagement.PRIS)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    endroit = models.CharField("endroit du document", max_length=120, blank=True)
    demonstration = models.BooleanField("engagement de démonstration", default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "engagement"
        ordering = ["plan__ordre", "echeance", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="engagement_code_unique")]

    def __str__(self) -> str:
        return f"{self.partenaire} : {self.libelle}"


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Read layer of the conventions."""

    def en_vigueur_le(self, jour: date) -> "ConventionQuerySet":
        """Those that hold on a day: begun, not over, and not ended by a notice."""
        return self.filter(Q(prend_fin_le__isnull=True) | Q(prend_fin_le__gt=jour), debut__lte=jour, fin__gte=jour)

    def a_renouveler_avant(self, jour: date, *, aujourdhui: date) -> "ConventionQuerySet":
        """In force today, over by ``jour``, not renewed yet, and of which nobody gave notice."""
        return self.en_vigueur_le(aujourdhui).filter(fin__lte=jour, suivante__isnull=True, denoncee_le__isnull=True)


class Convention(models.Model):
    """An agreement with a partner. The national model: three years, renewed after an evaluation, two months' notice."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="conventions")
    mesures = models.ManyToManyField(Mesure, related_name="conventions", blank=True)
    partenaire = models.CharField(max_length=160)
    objet = models.CharField(max_length=300)
    objectifs = models.TextField(blank=True, help_text="Des objectifs communs que l'on peut évaluer.")
    debut = models.DateField("prend effet le")
    fin = models.DateField("dernier jour")
    preavis_mois = models.PositiveSmallIntegerField("préavis en mois", default=2)
    evaluee_le = models.DateField("évaluée le", null=True, blank=True)
    evaluation = models.TextField("évaluation", blank=True)
    renouvelle = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="suivante", verbose_name="renouvelle"
    )
    denoncee_le = models.DateField("dénoncée le", null=True, blank=True)
    prend_fin_le = models.DateField("prend fin le", null=True, blank=True)
    demonstration = models.BooleanField("convention de démonstration", default=False)

    history = HistoricalRecords()
    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["fin", "partenaire"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="convention_periode_dans_l_ordre"),
            models.CheckConstraint(
                condition=Q(denoncee_le__isnull=True, prend_fin_le__isnull=True)
                | Q(denoncee_le__isnull=False, prend_fin_le__isnull=False, prend_fin_le__gte=F("denoncee_le")),
                name="convention_denonciation_datee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partenaire}, {self.debut:%Y}-{self.fin:%Y}"
