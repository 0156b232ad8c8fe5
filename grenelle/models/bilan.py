"""The yearly review of a plan: a draft follows the data, a published version keeps what it said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from grenelle.choices import EtatBilan
from grenelle.models.plan import Plan


class BilanQuerySet(models.QuerySet["Bilan"]):
    """Read layer of the reviews."""

    def publies(self) -> "BilanQuerySet":
        """What everybody may read, every version."""
        return self.filter(etat=EtatBilan.PUBLIE, plan__actif=True)

    def courants(self) -> "BilanQuerySet":
        """The last published version of each year, the latest year first."""
        suivante = self.model._default_manager.filter(
            plan=models.OuterRef("plan"),
            annee=models.OuterRef("annee"),
            version__gt=models.OuterRef("version"),
            etat=EtatBilan.PUBLIE,
        )
        return self.publies().filter(~models.Exists(suivante)).select_related("plan").order_by("plan__ordre", "-annee")

    def sans_contenu(self) -> "BilanQuerySet":
        """For lists: what is kept of a plan weighs a lot."""
        return self.defer("contenu")


class Bilan(models.Model):
    """A version of the review of a plan for a year. ``contenu`` is what was published: it is never written again."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="bilans")
    annee = models.PositiveSmallIntegerField("année")
    version = models.PositiveSmallIntegerField(default=1)
    etat = models.CharField("état", max_length=10, choices=EtatBilan, default=EtatBilan.BROUILLON)
    introduction = models.TextField(blank=True, max_length=8_000)
    conclusion = models.TextField(blank=True, max_length=8_000)
    mots = models.JSONField("mots par mesure", default=dict, blank=True, editable=False)  # by number of the measure
    raison = models.CharField(
        "raison de la nouvelle version", max_length=300, blank=True, help_text="Montrée au public, à côté des chiffres."
    )
    contenu = models.JSONField(null=True, blank=True, editable=False)
    empreinte = models.CharField("empreinte du contenu", max_length=64, blank=True, editable=False)
    publie_le = models.DateTimeField("publié le", null=True, blank=True, editable=False)
    publie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="publié par",
    )
    demonstration = models.BooleanField("bilan de démonstration", default=False, editable=False)

    history = HistoricalRecords(excluded_fields=["contenu"])
    objects = BilanQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan annuel"
        verbose_name_plural = "bilans annuels"
        ordering = ["plan__ordre", "-annee", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "annee", "version"], name="bilan_version_unique"),
            models.UniqueConstraint(
                fields=["plan", "annee"], condition=Q(etat=EtatBilan.BROUILLON.value), name="bilan_un_seul_brouillon"
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatBilan.BROUILLON.value, publie_le__isnull=True, contenu__isnull=True, empreinte="")
                | (Q(etat=EtatBilan.PUBLIE.value, publie_le__isnull=False, contenu__isnull=False) & ~Q(empreinte="")),
                name="bilan_publie_fige",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(raison=""), name="bilan_nouvelle_version_motivee"),
        ]

    def __str__(self) -> str:
        return f"Bilan {self.annee}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("grenelle:bilan", args=[self.plan.slug, self.annee])
