"""Indicators, their targets, their readings. A reading is never changed: it is followed by another, with a reason."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from grenelle.choices import Collecte, Echelle, Frequence, NatureDeCible, Precision, Sens, StatutReleve, Unite
from grenelle.models.mesure import Mesure
from grenelle.models.plan import Document, Plan


class IndicateurQuerySet(models.QuerySet["Indicateur"]):
    """Read layer of the indicators."""

    def comptes_par_le_portail(self) -> "IndicateurQuerySet":
        """Those that the nightly count fills."""
        return self.filter(collecte=Collecte.COMPTE, actif=True)


class Indicateur(models.Model):
    """A figure followed for a measure, or for the plan as a whole.

    ``echelle`` is the finest scale: an indicator by territory is also read by département and for the Région.
    ``proposition``: the document asks for indicators without naming them, this one is ours.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicateurs")
    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="indicateurs", null=True, blank=True)
    code = models.SlugField(max_length=60)
    libelle = models.CharField("libellé", max_length=250)
    unite = models.CharField("unité", max_length=12, choices=Unite, default=Unite.NOMBRE)
    sens = models.CharField(max_length=8, choices=Sens, default=Sens.HAUSSE)
    formule = models.TextField(blank=True, help_text="Comment le chiffre est calculé, en une phrase.")
    source = models.CharField("source des relevés", max_length=250, blank=True)
    frequence = models.CharField("fréquence", max_length=14, choices=Frequence, default=Frequence.ANNUELLE)
    echelle = models.CharField("échelle la plus fine", max_length=12, choices=Echelle, default=Echelle.REGION)
    collecte = models.CharField(max_length=8, choices=Collecte, default=Collecte.SAISI)
    chiffre = models.SlugField("chiffre du portail", max_length=60, blank=True)
    mini = models.DecimalField("valeur la plus basse", max_digits=16, decimal_places=4, null=True, blank=True)
    maxi = models.DecimalField("valeur la plus haute", max_digits=16, decimal_places=4, null=True, blank=True)
    proposition = models.BooleanField("notre proposition", default=False)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    endroit = models.CharField("endroit du document", max_length=120, blank=True)
    rang = models.PositiveSmallIntegerField(default=0)
    actif = models.BooleanField(default=True)
    quatre_yeux = models.BooleanField(
        "validation à quatre yeux",
        default=False,
        help_text="Même si le plan ne la demande pas, les relevés de cet indicateur attendent une autre personne.",
    )

    history = HistoricalRecords()
    objects = IndicateurQuerySet.as_manager()

    class Meta:
        ordering = ["plan__ordre", "rang", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="indicateur_code_unique"),
            models.CheckConstraint(
                condition=(Q(collecte=Collecte.COMPTE.value) & ~Q(chiffre=""))
                | (~Q(collecte=Collecte.COMPTE.value) & Q(chiffre="")),
                name="indicateur_compte_a_son_chiffre",
            ),
            models.CheckConstraint(
                condition=Q(mini__isnull=True) | Q(maxi__isnull=True) | Q(mini__lte=F("maxi")),
                name="indicateur_bornes_dans_l_ordre",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def se_valide(self) -> bool:
        """Whether what is entered waits for a second person; the plan comes with it."""
        return self.quatre_yeux or self.plan.quatre_yeux


class Cible(models.Model):
    """A number that a document gives: where things stood, or where they should stand, on a day, in a place."""

    indicateur = models.ForeignKey(Indicateur, models.CASCADE, related_name="cibles")
    nature = models.CharField(max_length=8, choices=NatureDeCible, default=NatureDeCible.CIBLE)
    valeur = models.DecimalField(max_digits=16, decimal_places=4)
    precision = models.CharField("précision", max_length=8, choices=Precision, default=Precision.EXACTE)
    le = models.DateField("à la date du", null=True, blank=True, help_text="Vide si le document n'en donne pas.")
    echelle = models.CharField("échelle", max_length=12, choices=Echelle, default=Echelle.REGION)
    territoire = models.CharField(max_length=60, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    endroit = models.CharField("endroit du document", max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["indicateur", "territoire", "le", "nature"]
        constraints = [
            models.UniqueConstraint(fields=["indicateur", "nature", "le", "territoire"], name="cible_unique"),
            # NULL dates differ from each other in a unique index.
            models.UniqueConstraint(
                fields=["indicateur", "nature", "territoire"],
                condition=Q(le__isnull=True),
                name="cible_sans_date_unique",
            ),
            models.CheckConstraint(
                condition=(Q(echelle=Echelle.REGION.value) & Q(territoire=""))
                | (~Q(echelle=Echelle.REGION.value) & ~Q(territoire="")),
                name="cible_territoire_selon_echelle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.valeur.normalize():f}"


class ReleveQuerySet(models.QuerySet["Releve"]):
    """Read layer of the readings."""

    def en_vigueur(self) -> "ReleveQuerySet":
        """The last revision of each."""
        return self.filter(en_vigueur=True)

    def de(self, indicateur: Indicateur, territoire: str = "") -> "ReleveQuerySet":
        """Those in force of an indicator at a place, oldest first."""
        return self.en_vigueur().filter(indicateur=indicateur, territoire=territoire).order_by("fin", "debut")

    def entre(self, debut: date, fin: date) -> "ReleveQuerySet":
        """Those whose period ends between two days, both included."""
        return self.filter(fin__gte=debut, fin__lte=fin)

    def revisions(self) -> "ReleveQuerySet":
        """What took the place of a former value."""
        return self.filter(revision__gt=1)


class Releve(models.Model):
    """A value over a period at a place. ``valeur`` empty: the source says that it is not published."""

    indicateur = models.ForeignKey(Indicateur, models.PROTECT, related_name="releves")
    debut = models.DateField("début de la période")
    fin = models.DateField("fin de la période")
    echelle = models.CharField("échelle", max_length=12, choices=Echelle, default=Echelle.REGION)
    territoire = models.CharField(max_length=60, blank=True)
    valeur = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    statut = models.CharField(max_length=12, choices=StatutReleve, default=StatutReleve.PROVISOIRE)
    source = models.CharField(max_length=250)
    revision = models.PositiveIntegerField("révision", default=1)
    en_vigueur = models.BooleanField(default=True)
    raison = models.CharField("raison de la révision", max_length=300, blank=True)
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="saisi par"
    )
    saisi_le = models.DateTimeField("saisi le")
    demonstration = models.BooleanField("relevé de démonstration", default=False)

    objects = ReleveQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé"
        ordering = ["-fin", "indicateur", "territoire", "-revision"]
        indexes = [
            models.Index(fields=["indicateur", "territoire", "fin"], name="releve_serie"),
            models.Index(fields=["indicateur", "-id"], name="releve_derniers_ecrits"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["indicateur", "territoire", "debut", "fin"],
                condition=Q(en_vigueur=True),
                name="releve_un_seul_en_vigueur",
            ),
            models.UniqueConstraint(
                fields=["indicateur", "territoire", "debut", "fin", "revision"], name="releve_revision_unique"
            ),
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="releve_periode_dans_l_ordre"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(raison=""), name="releve_revision_motivee"),
            models.CheckConstraint(
                condition=(Q(echelle=Echelle.REGION.value) & Q(territoire=""))
                | (~Q(echelle=Echelle.REGION.value) & ~Q(territoire="")),
                name="releve_territoire_selon_echelle",
            ),
        ]

    def __str__(self) -> str:
        valeur = "non publié" if self.valeur is None else f"{self.valeur.normalize():f}"
        return f"{valeur} ({self.debut:%d/%m/%Y} - {self.fin:%d/%m/%Y})"
