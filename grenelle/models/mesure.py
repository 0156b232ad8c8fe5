"""Measures, who leads them, for whom, with what money, and their milestones."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from grenelle.choices import EtatJalon, EtatMesure, PrecisionDate, PublicVise, RoleIntervenant
from grenelle.models.plan import Axe, Document


class MesureQuerySet(models.QuerySet["Mesure"]):
    """Read layer of the measures."""

    def du_plan(self, slug: str) -> "MesureQuerySet":
        """Those of a plan, in the order of the document."""
        return self.filter(axe__plan__slug=slug)

    def ouvertes(self) -> "MesureQuerySet":
        """Those that no Grenelle has closed."""
        return self.filter(close_le__isnull=True)

    def pour(self, public: str) -> "MesureQuerySet":
        """Those for an audience; a measure for everybody is for this one too."""
        return self.filter(publics__public__in=[public, PublicVise.TOUS]).distinct()

    def dans_l_etat(self, etat: str) -> "MesureQuerySet":
        """Those that show a state: decided by staff, or the rule's when nobody decided."""
        return self.filter(Q(etat_decide=etat) | Q(etat_decide="", etat=etat))

    def completes(self) -> "MesureQuerySet":
        """With their axis and plan, whatever their number."""
        return self.select_related("axe__plan")


class Mesure(models.Model):
    """A measure (or action, or proposal) of a plan.

    ``etat`` is what the published rule last said, kept so that a dashboard reads one row per measure. Staff may say
    otherwise (``etat_decide``), never without a reason, which is shown.
    """

    axe = models.ForeignKey(Axe, models.CASCADE, related_name="mesures")
    numero = models.CharField("numéro", max_length=8)
    rang = models.PositiveSmallIntegerField()
    titre = models.CharField("titre officiel", max_length=300)
    resume = models.TextField("résumé")
    pages = models.JSONField(
        "pages du portail", default=list, blank=True, help_text="Noms d'adresses, par exemple « stages:recherche »."
    )
    ajoutee_le = models.DateField("ajoutée le", null=True, blank=True)
    close_le = models.DateField("close le", null=True, blank=True)
    etat = models.CharField(
        "état calculé", max_length=16, choices=EtatMesure, default=EtatMesure.A_RENSEIGNER, editable=False
    )
    etat_raisons = models.JSONField("raisons de l'état calculé", default=list, blank=True, editable=False)
    etat_calcule_le = models.DateTimeField("calculé le", null=True, blank=True, editable=False)
    etat_depuis = models.DateTimeField("dans cet état depuis", null=True, blank=True, editable=False)
    etat_decide = models.CharField("état décidé", max_length=16, choices=EtatMesure, blank=True)
    etat_decide_raison = models.TextField("raison de l'état décidé", blank=True)
    etat_decide_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )
    etat_decide_le = models.DateTimeField("décidé le", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["etat", "etat_raisons", "etat_calcule_le", "etat_depuis"])
    objects = MesureQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        ordering = ["axe__plan__ordre", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["axe", "numero"], name="mesure_numero_unique"),
            models.CheckConstraint(
                condition=Q(etat_decide="") | (~Q(etat_decide_raison="") & Q(etat_decide_le__isnull=False)),
                name="mesure_etat_decide_motive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero}. {self.titre}"

    def get_absolute_url(self) -> str:
        return reverse("grenelle:mesure", args=[self.axe.plan.slug, self.numero])

    @property
    def etat_affiche(self) -> EtatMesure:
        """What is shown: the decision of staff if there is one, else what the rule says."""
        return EtatMesure(self.etat_decide or self.etat)


class PublicDeMesure(models.Model):
    """An audience of a measure."""

    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="publics")
    public = models.CharField(max_length=16, choices=PublicVise)

    class Meta:
        verbose_name = "public visé"
        verbose_name_plural = "publics visés"
        ordering = ["mesure", "public"]
        constraints = [models.UniqueConstraint(fields=["mesure", "public"], name="public_de_mesure_unique")]

    def __str__(self) -> str:
        return self.get_public_display()


class Intervenant(models.Model):
    """Who leads a measure, or takes part in it, as the document names them."""

    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="intervenants")
    role = models.CharField("rôle", max_length=12, choices=RoleIntervenant)
    nom = models.CharField(max_length=160)

    class Meta:
        verbose_name = "pilote ou partenaire"
        verbose_name_plural = "pilotes et partenaires"
        ordering = ["mesure", "role", "pk"]
        constraints = [models.UniqueConstraint(fields=["mesure", "role", "nom"], name="intervenant_unique")]

    def __str__(self) -> str:
        return self.nom


class LigneBudgetaire(models.Model):
    """Money that the document gives a measure. ``montant`` is empty when it names the line without an amount."""

    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="lignes_budgetaires")
    libelle = models.CharField("libellé", max_length=250)
    montant = models.DecimalField("montant en euros", max_digits=14, decimal_places=2, null=True, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    endroit = models.CharField("endroit du document", max_length=120, blank=True)

    class Meta:
        verbose_name = "ligne budgétaire"
        verbose_name_plural = "lignes budgétaires"
        ordering = ["mesure", "annee", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__isnull=True) | Q(montant__gte=0), name="budget_positif"),
            models.UniqueConstraint(fields=["mesure", "libelle"], name="ligne_budgetaire_unique"),
        ]

    def __str__(self) -> str:
        return self.libelle


class JalonQuerySet(models.QuerySet["Jalon"]):
    """Read layer of the milestones."""

    def en_retard_le(self, jour: date) -> "JalonQuerySet":
        """Promised before this day and known not to be done; what nobody has told is not late, it is unknown."""
        return self.filter(etat__in=[EtatJalon.A_VENIR, EtatJalon.EN_COURS], prevu_le__lt=jour)

    def a_renseigner_le(self, jour: date) -> "JalonQuerySet":
        """Promised before this day, and nobody has told what became of it."""
        return self.filter(etat=EtatJalon.INCONNU, prevu_le__lt=jour)


class Jalon(models.Model):
    """A milestone. ``prevu_le`` is the last day that keeps the promise; ``prevu_texte`` is how the document says it."""

    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="jalons")
    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=250)
    prevu_le = models.DateField("prévu le", null=True, blank=True)
    prevu_precision = models.CharField(
        "précision de la date", max_length=8, choices=PrecisionDate, default=PrecisionDate.JOUR
    )
    prevu_texte = models.CharField("date selon le document", max_length=80, blank=True)
    fait_le = models.DateField("fait le", null=True, blank=True)
    etat = models.CharField("état", max_length=12, choices=EtatJalon, default=EtatJalon.INCONNU)
    depend_de = models.ManyToManyField("self", symmetrical=False, related_name="suivants", blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    endroit = models.CharField("endroit du document", max_length=120, blank=True)
    demonstration = models.BooleanField("jalon de démonstration", default=False)

    history = HistoricalRecords()
    objects = JalonQuerySet.as_manager()

    class Meta:
        verbose_name = "jalon"
        ordering = ["mesure", "prevu_le", "code"]
        constraints = [
            models.UniqueConstraint(fields=["mesure", "code"], name="jalon_code_unique"),
            models.CheckConstraint(
                condition=Q(etat=EtatJalon.FAIT.value, fait_le__isnull=False)
                | (~Q(etat=EtatJalon.FAIT.value) & Q(fait_le__isnull=True)),
                name="jalon_fait_date",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle
