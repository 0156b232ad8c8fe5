"""Companies: what the exchange needs to know beside their organisation, their commitments, their open doors."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from comptes.models import Organisation
from stages.choices import TypeEngagement


class EntrepriseQuerySet(models.QuerySet["Entreprise"]):
    """Read layer of the companies."""

    def verifiees(self) -> "EntrepriseQuerySet":
        return self.filter(organisation__verifiee=True)

    def a_verifier(self) -> "EntrepriseQuerySet":
        return self.filter(organisation__verifiee=False, refusee_le__isnull=True, anonymisee_le__isnull=True)

    def de(self, utilisateur: object) -> "EntrepriseQuerySet":
        """Companies for which a person may act: an accepted membership."""
        return self.filter(
            organisation__adhesions__utilisateur=utilisateur, organisation__adhesions__etat="acceptee"
        ).distinct()


class Entreprise(models.Model):
    """A company of the exchange. Name, SIRET, commune and "verified" are its organisation's."""

    class Effectif(models.TextChoices):
        INCONNU = "inconnu", "Non renseigné"
        MOINS_DE_10 = "0-9", "Moins de 10 personnes"
        DE_10_A_49 = "10-49", "10 à 49 personnes"
        DE_50_A_249 = "50-249", "50 à 249 personnes"
        DE_250 = "250+", "250 personnes et plus"

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="entreprise")
    slug = models.SlugField("adresse de la page", max_length=180, unique=True)
    code_naf = models.CharField("code NAF", max_length=6, blank=True)
    activite = models.CharField("activité", max_length=200, blank=True)
    adresse = models.CharField(max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    effectif = models.CharField(max_length=8, choices=Effectif.choices, default=Effectif.INCONNU)
    presentation = models.TextField("présentation", max_length=1500, blank=True)
    site = models.URLField("site internet", blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    registre_lu_le = models.DateTimeField("registre public lu le", null=True, blank=True)
    verifiee_le = models.DateTimeField("vérifiée le", null=True, blank=True)
    verifiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="vérifiée par"
    )
    refusee_le = models.DateTimeField("refusée le", null=True, blank=True)
    motif_refus = models.CharField("motif du refus", max_length=300, blank=True)
    derniere_activite = models.DateTimeField("dernière activité", null=True, blank=True)
    prevenue_le = models.DateTimeField("prévenue de son inactivité le", null=True, blank=True)
    anonymisee_le = models.DateTimeField("rendue anonyme le", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = EntrepriseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation__nom"]

    def __str__(self) -> str:
        return self.organisation.nom


class EngagementQuerySet(models.QuerySet["Engagement"]):
    """Read layer of the commitments."""

    def signes(self) -> "EngagementQuerySet":
        return self.filter(signe_le__isnull=False)

    def en_cours(self, jour: date) -> "EngagementQuerySet":
        return self.signes().filter(debut__lte=jour, fin__gte=jour)


class Engagement(models.Model):
    """A commitment of a company, in number of trainees over a period."""

    entreprise = models.ForeignKey(Entreprise, models.CASCADE, related_name="engagements")
    type = models.CharField(max_length=8, choices=TypeEngagement.choices)
    objectif = models.PositiveIntegerField("stagiaires à accueillir", null=True, blank=True)
    debut = models.DateField("début")
    fin = models.DateField()
    signe_le = models.DateField("signé le", null=True, blank=True)
    signe_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="signé par"
    )
    note = models.CharField(max_length=300, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["-debut"]
        constraints = [
            models.UniqueConstraint(fields=["entreprise", "type", "debut"], name="engagement_unique"),
            models.CheckConstraint(condition=models.Q(fin__gt=models.F("debut")), name="engagement_dans_l_ordre"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.entreprise_id}"


class OuvertureQuerySet(models.QuerySet["Ouverture"]):
    """Read layer of the visits and open days."""

    def a_venir(self, maintenant: datetime) -> "OuvertureQuerySet":
        """What anyone may still come to: published, not cancelled, not over."""
        return self.filter(publiee=True, annulee_le__isnull=True, fin__gt=maintenant)


class Ouverture(models.Model):
    """A visit or an open day that a company proposes."""

    class Type(models.TextChoices):
        VISITE = "visite", "Visite de l'entreprise"
        PORTES_OUVERTES = "portes_ouvertes", "Portes ouvertes"

    entreprise = models.ForeignKey(Entreprise, models.CASCADE, related_name="ouvertures")
    type = models.CharField(max_length=16, choices=Type.choices)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField()
    capacite = models.PositiveIntegerField("capacité", null=True, blank=True)
    description = models.TextField(max_length=1500, blank=True)
    publiee = models.BooleanField("publiée", default=False)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    objects = OuvertureQuerySet.as_manager()

    class Meta:
        ordering = ["debut"]
        constraints = [
            models.CheckConstraint(condition=models.Q(fin__gt=models.F("debut")), name="ouverture_dans_l_ordre")
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}, {self.debut:%d/%m/%Y}"
