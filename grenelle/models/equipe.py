"""Who works on a plan, what they say about a measure, and readings that wait for a second pair of eyes."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from grenelle.choices import Echelle, EtatProposition, RoleDePlan, StatutReleve
from grenelle.models.indicateur import Indicateur, Releve
from grenelle.models.mesure import Mesure
from grenelle.models.plan import Plan
from territoires.models import Departement


class AttributionQuerySet(models.QuerySet["Attribution"]):
    """Read layer of the roles."""

    def completes(self) -> "AttributionQuerySet":
        """With their measures and départements, whatever their number."""
        return self.prefetch_related("mesures", "departements")


class Attribution(models.Model):
    """A role of a person on a plan. Without one, nothing of the plan may be changed.

    ``departements`` empty: the whole Région. With some: readings of these and of their territories, nothing else.
    """

    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles_de_plan")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="attributions")
    role = models.CharField("rôle", max_length=14, choices=RoleDePlan)
    toutes_les_mesures = models.BooleanField(
        "toutes les mesures", default=False, help_text="Sans cela, seulement les mesures choisies ci-dessous."
    )
    mesures = models.ManyToManyField(Mesure, related_name="attributions", blank=True)
    departements = models.ManyToManyField(
        Departement,
        related_name="+",
        blank=True,
        verbose_name="départements",
        help_text="Vide : toute la Région. Sinon, seulement les relevés de ces départements et de leurs territoires.",
    )
    resume_quotidien = models.BooleanField("reçoit le résumé des alertes", default=True)

    history = HistoricalRecords(m2m_fields=[mesures, departements])
    objects = AttributionQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle sur un plan"
        verbose_name_plural = "rôles sur les plans"
        ordering = ["plan__ordre", "personne", "pk"]
        constraints = [models.UniqueConstraint(fields=["personne", "plan", "role"], name="attribution_unique")]

    def __str__(self) -> str:
        return f"{self.personne} : {self.get_role_display().lower()}"


class Commentaire(models.Model):
    """A dated remark of staff on a measure: read by staff only, never rewritten."""

    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="commentaires")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    texte = models.TextField(max_length=2_000)
    le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "commentaire"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return self.texte[:80]


class PropositionQuerySet(models.QuerySet["PropositionDeReleve"]):
    """Read layer of the readings that wait."""

    def en_attente(self) -> "PropositionQuerySet":
        """Those that nobody has decided."""
        return self.filter(etat=EtatProposition.ATTENTE)


class PropositionDeReleve(models.Model):
    """A reading entered where a second person must agree. It is not a reading: nothing public ever looks here.

    ``remplace``: the reading in force when it was entered, so that a decision never overwrites what came meanwhile.
    """

    indicateur = models.ForeignKey(Indicateur, models.CASCADE, related_name="propositions")
    debut = models.DateField("début de la période")
    fin = models.DateField("fin de la période")
    echelle = models.CharField("échelle", max_length=12, choices=Echelle, default=Echelle.REGION)
    territoire = models.CharField(max_length=60, blank=True)
    valeur = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    statut = models.CharField(max_length=12, choices=StatutReleve, default=StatutReleve.PROVISOIRE)
    source = models.CharField(max_length=250)
    raison = models.CharField("raison de la révision", max_length=300, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatProposition, default=EtatProposition.ATTENTE)
    propose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="proposé par"
    )
    propose_le = models.DateTimeField("proposé le")
    decide_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)
    motif = models.CharField("motif du refus", max_length=300, blank=True)
    remplace = models.ForeignKey(Releve, models.SET_NULL, null=True, blank=True, related_name="+")
    releve = models.OneToOneField(Releve, models.PROTECT, null=True, blank=True, related_name="proposition")

    objects = PropositionQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé à valider"
        verbose_name_plural = "relevés à valider"
        ordering = ["propose_le", "pk"]
        indexes = [models.Index(fields=["etat", "indicateur"], name="proposition_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "territoire", "debut", "fin"],
                condition=Q(etat="attente"),
                name="proposition_une_en_attente",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["validee", "refusee"]) | ~Q(decide_par=F("propose_par")),
                name="proposition_quatre_yeux",
            ),
            models.CheckConstraint(condition=~Q(etat="refusee") | ~Q(motif=""), name="proposition_refus_motive"),
            models.CheckConstraint(condition=~Q(etat="validee") | Q(releve__isnull=False), name="proposition_validee"),
        ]

    def __str__(self) -> str:
        valeur = "non publié" if self.valeur is None else f"{self.valeur.normalize():f}"
        return f"{valeur} ({self.debut:%d/%m/%Y} - {self.fin:%d/%m/%Y})"

    @property
    def cle(self) -> tuple[str, date, date]:
        return self.territoire, self.debut, self.fin
