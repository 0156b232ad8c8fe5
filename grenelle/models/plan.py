"""A plan, its documents, its axes. Every plan has the same shape: only data tell one from another."""

from datetime import date

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords


class PlanQuerySet(models.QuerySet["Plan"]):
    """Read layer of the plans."""

    def actifs(self) -> "PlanQuerySet":
        """Those that the portal shows."""
        return self.filter(actif=True)

    def en_vigueur_le(self, jour: date) -> "PlanQuerySet":
        """Those whose period holds this day; a period without an end goes on."""
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=jour), debut__lte=jour)

    def comptes(self) -> "PlanQuerySet":
        """With ``nombre_axes`` and ``nombre_mesures``."""
        return self.annotate(
            nombre_axes=Count("axes", distinct=True), nombre_mesures=Count("axes__mesures", distinct=True)
        )


class Plan(models.Model):
    """A regional plan. The Région is a code and a name: a plan may be that of a Région whose places are not loaded."""

    slug = models.SlugField("adresse", max_length=60, unique=True)
    titre = models.CharField("titre officiel", max_length=200)
    nom_court = models.CharField("nom court", max_length=80)
    region_code = models.CharField("code INSEE de la région", max_length=3)
    region_nom = models.CharField("région", max_length=80)
    debut = models.DateField("début")
    fin = models.DateField(null=True, blank=True, help_text="Vide si le document n'en donne pas.")
    acte = models.CharField("acte d'adoption", max_length=300)
    adopte_le = models.DateField("adopté le", null=True, blank=True)
    imputation = models.CharField("imputation budgétaire", max_length=200, blank=True)
    nom_de_mesure = models.CharField("nom donné aux mesures", max_length=40, default="mesure")
    resume = models.TextField("résumé")
    remarques = models.TextField("ce qu'il faut savoir du document", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)
    actif = models.BooleanField(default=True)
    quatre_yeux = models.BooleanField(
        "validation à quatre yeux",
        default=False,
        help_text="Chaque relevé saisi attend qu'une autre personne le valide avant d'être public.",
    )

    history = HistoricalRecords()
    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["ordre", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="plan_periode_dans_l_ordre"
            )
        ]

    def __str__(self) -> str:
        return self.nom_court

    def get_absolute_url(self) -> str:
        return reverse("grenelle:plan", args=[self.slug])


class Document(models.Model):
    """A source document of a plan: what its targets and figures are quoted from."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="documents")
    code = models.SlugField(max_length=40)
    titre = models.CharField(max_length=250)
    date_texte = models.CharField("date", max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["plan", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="document_du_plan_unique")]

    def __str__(self) -> str:
        return f"{self.titre} ({self.date_texte})" if self.date_texte else self.titre


class Axe(models.Model):
    """A part of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="axes")
    code = models.CharField(max_length=8)
    rang = models.PositiveSmallIntegerField()
    titre = models.CharField("titre officiel", max_length=250)
    resume = models.TextField("résumé", blank=True)

    class Meta:
        ordering = ["plan__ordre", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="axe_code_unique"),
            models.UniqueConstraint(fields=["plan", "rang"], name="axe_rang_unique"),
        ]

    def __str__(self) -> str:
        return f"Axe {self.code} : {self.titre}"
