"""Internship offers, their weeks and reserved places. Access goes through ``OffreStageQuerySet.visibles``."""

from datetime import date

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from formations.models import Etablissement
from metiers.choices import OuiNon
from metiers.models import Metier
from stages.choices import Distance, EtatOffre, NiveauPublic, Reserve, Section
from stages.models.entreprise import Entreprise
from stages.models.partenaire import Partenaire
from territoires.models import Commune
from territoires.models.commune import Lieu
from territoires.models.distance import expression_distance


class OffreStageQuerySet(models.QuerySet["OffreStage"]):
    """Read layer of the offers."""

    def visibles(self) -> "OffreStageQuerySet":
        """What anyone may see: published, neither full, expired nor withdrawn."""
        return self.filter(etat=EtatOffre.PUBLIEE)

    def avec_distance(self, lieu: Lieu) -> "OffreStageQuerySet":
        """With ``distance_km`` from a place, to 0.1 km."""
        return self.annotate(distance_km=expression_distance(lieu.latitude, lieu.longitude))


class OffreStage(models.Model):
    """An offer. Places are counted per week for short observation (:class:`SemaineDOffre`), per offer otherwise."""

    class Contrat(models.TextChoices):
        APPRENTISSAGE = "apprentissage", "Contrat d'apprentissage"
        PROFESSIONNALISATION = "professionnalisation", "Contrat de professionnalisation"

    entreprise = models.ForeignKey(Entreprise, models.PROTECT, related_name="offres")
    section = models.CharField(max_length=12, choices=Section.choices)
    etat = models.CharField("état", max_length=10, choices=EtatOffre.choices, default=EtatOffre.BROUILLON)
    slug = models.SlugField("adresse de la page", max_length=160)
    titre = models.CharField(max_length=150)
    description = models.TextField(max_length=1500)
    metiers = models.ManyToManyField(Metier, related_name="offres_de_stage", verbose_name="métiers")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="offres_de_stage")
    adresse = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    cellule = models.PositiveIntegerField("case de la carte", default=0, editable=False)
    """Square of the map in which the offer is (:mod:`stages.services.cellules`); 0: not known yet, always looked at."""
    niveaux_bits = models.PositiveSmallIntegerField("niveaux, en bits", default=0, editable=False)
    """A bit for each level, to pass over most offers without reading their levels; 0: not known yet."""
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField(null=True, blank=True)
    horaires = models.CharField(max_length=200, blank=True)
    heures_par_jour = models.DecimalField("heures par jour", max_digits=4, decimal_places=2, null=True, blank=True)
    heures_par_semaine = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=2, null=True, blank=True
    )
    capacite = models.PositiveIntegerField("places", null=True, blank=True, validators=[MinValueValidator(1)])
    places_prises = models.PositiveIntegerField("places prises", default=0)
    a_distance = models.CharField("à distance", max_length=10, choices=Distance.choices, default=Distance.NON)
    accessible = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    accessibilite = models.CharField("précisions sur l'accès", max_length=300, blank=True)
    gratification_horaire = models.DecimalField(
        "gratification par heure (€)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    contrat = models.CharField(max_length=20, choices=Contrat.choices, blank=True)
    diplome = models.CharField("diplôme préparé", max_length=200, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée en mois", null=True, blank=True)
    video = models.URLField("vidéo de présentation", blank=True)
    journee_immersion = models.DateField("journée d'immersion", null=True, blank=True)
    aide_deplacement = models.CharField("aide au déplacement", max_length=200, blank=True)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    rappels = models.JSONField("rappels envoyés", default=list, blank=True, editable=False)
    moderee_le = models.DateTimeField("modérée le", null=True, blank=True)
    moderee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="modérée par"
    )
    a_controler = models.BooleanField("à contrôler après publication", default=False)
    motif = models.CharField("motif", max_length=300, blank=True)
    partenaire = models.ForeignKey(
        Partenaire, models.SET_NULL, null=True, blank=True, related_name="offres", verbose_name="reçue de"
    )
    identifiant_externe = models.CharField("identifiant chez le partenaire", max_length=120, blank=True)
    demonstration = models.BooleanField("offre de démonstration", default=False)
    saisie = models.JSONField("saisie à reprendre", default=dict, blank=True, editable=False)
    """What was typed in a draft and is not understood yet, field by field: nothing typed is lost."""
    empreinte = models.CharField("empreinte du texte", max_length=64, blank=True, editable=False, db_index=True)
    """Hash of the words of the title and description: the same text posted twice is seen at once."""
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = OffreStageQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["updated_at", "rappels", "saisie", "empreinte", "cellule", "niveaux_bits"]
    )

    class Meta:
        verbose_name = "offre de stage"
        verbose_name_plural = "offres de stage"
        ordering = ["-publiee_le", "-pk"]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="offre_stage_lat_lon", condition=Q(etat="publiee")),
            # The newest offers of some squares, for a level and some dates, from the index alone.
            models.Index(
                fields=["section", "cellule", "publiee_le", "id", "niveaux_bits", "debut", "fin"],
                name="offre_stage_cellule",
                condition=Q(etat="publiee"),
            ),
            models.Index(fields=["-publiee_le", "-id"], name="offre_stage_recentes", condition=Q(etat="publiee")),
            models.Index(fields=["section", "-publiee_le"], name="offre_stage_section", condition=Q(etat="publiee")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacite__isnull=True) | Q(places_prises__lte=F("capacite")), name="offre_stage_places"
            ),
            models.CheckConstraint(
                condition=Q(debut__isnull=True) | Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="offre_stage_dates_dans_l_ordre",
            ),
            models.UniqueConstraint(
                fields=["partenaire", "identifiant_externe"],
                condition=~Q(identifiant_externe=""),
                name="offre_stage_identifiant_externe_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("stages:fiche", args=[self.pk, self.slug])

    @property
    def places_restantes(self) -> int | None:
        """Places left of an offer counted as a whole; ``None`` when places are counted by week."""
        return None if self.capacite is None else self.capacite - self.places_prises


class EntrepriseAssociee(models.Model):
    """Another company that shares a group offer; it shows on the offer once it has accepted."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="associees")
    entreprise = models.ForeignKey(Entreprise, models.CASCADE, related_name="offres_partagees")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)

    class Meta:
        verbose_name = "entreprise associée"
        verbose_name_plural = "entreprises associées"
        constraints = [models.UniqueConstraint(fields=["offre", "entreprise"], name="entreprise_associee_unique")]

    def __str__(self) -> str:
        return f"{self.entreprise_id} · {self.offre_id}"


class NiveauDOffre(models.Model):
    """An offer is for a level."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="niveaux")
    niveau = models.CharField(max_length=10, choices=NiveauPublic.choices)

    class Meta:
        verbose_name = "niveau de l'offre"
        verbose_name_plural = "niveaux de l'offre"
        constraints = [models.UniqueConstraint(fields=["offre", "niveau"], name="niveau_d_offre_unique")]

    def __str__(self) -> str:
        return self.get_niveau_display()


class SemaineDOffre(models.Model):
    """A week of the school calendar (its Monday) with its own places."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="semaines")
    lundi = models.DateField()
    capacite = models.PositiveIntegerField("places", validators=[MinValueValidator(1)])
    places_prises = models.PositiveIntegerField("places prises", default=0)
    cellule = models.PositiveIntegerField("case de la carte", default=0, editable=False)
    niveaux_bits = models.PositiveSmallIntegerField("niveaux, en bits", default=0, editable=False)
    """The offer's own square and levels; 0: not known yet, always looked at."""

    class Meta:
        verbose_name = "semaine de l'offre"
        verbose_name_plural = "semaines de l'offre"
        ordering = ["lundi"]
        constraints = [
            models.UniqueConstraint(fields=["offre", "lundi"], name="semaine_d_offre_unique"),
            models.CheckConstraint(condition=Q(places_prises__lte=F("capacite")), name="semaine_d_offre_places"),
        ]
        indexes = [
            models.Index(fields=["lundi", "offre"], name="semaine_d_offre_lundi"),
            models.Index(
                fields=["lundi", "cellule", "offre", "niveaux_bits"],
                name="semaine_d_offre_ouverte",
                condition=Q(capacite__gt=F("places_prises")),
            ),
        ]

    def __str__(self) -> str:
        return f"semaine du {self.lundi:%d/%m/%Y}" if isinstance(self.lundi, date) else "semaine"


class PlaceReservee(models.Model):
    """Places kept for an establishment, for priority education or for priority neighbourhoods."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="reserves")
    type = models.CharField(max_length=22, choices=Reserve.choices)
    etablissement = models.ForeignKey(Etablissement, models.CASCADE, null=True, blank=True, related_name="+")
    nombre = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "place réservée"
        verbose_name_plural = "places réservées"
        constraints = [
            models.UniqueConstraint(
                fields=["offre", "etablissement"],
                condition=Q(etablissement__isnull=False),
                name="place_reservee_etablissement_unique",
            ),
            models.UniqueConstraint(
                fields=["offre", "type"], condition=Q(etablissement__isnull=True), name="place_reservee_type_unique"
            ),
            models.CheckConstraint(
                condition=Q(type="etablissement", etablissement__isnull=False)
                | (~Q(type="etablissement") & Q(etablissement__isnull=True)),
                name="place_reservee_etablissement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} · {self.get_type_display()}"
