"""Requests for the bus: who asks, where, for whom, when."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commun.choix import OuiNon
from comptes.models import Organisation
from formations.models import Etablissement
from orientibus.choices import Duree, EtatDemande, FormatVisite, PublicAttendu, TypeDemandeur
from orientibus.models.bus import Atelier, Saison
from territoires.models import Commune


class DemandeQuerySet(models.QuerySet["Demande"]):
    """Read layer of the requests."""

    def de(self, personne: Any) -> "DemandeQuerySet":
        """Those that a person made, or that an organisation for which it acts made."""
        siennes = Q(demandeur=personne)
        pour = Q(organisation__adhesions__utilisateur=personne, organisation__adhesions__etat="acceptee")
        return self.filter(siennes | pour).distinct()

    def a_planifier(self) -> "DemandeQuerySet":
        """What a planner may serve: neither withdrawn, nor refused, nor done."""
        exclues = (EtatDemande.RETIREE, EtatDemande.REFUSEE, EtatDemande.REALISEE)
        return self.exclude(etat__in=exclues)

    def completes(self) -> "DemandeQuerySet":
        """With everything that a list names, in one query."""
        return self.select_related("commune__departement", "commune__territoire", "organisation", "etablissement")


class Demande(models.Model):
    """A request. WGS 84 coordinates in degrees; ``poids``: points of the priority, whose parts are in ``priorite``."""

    saison = models.ForeignKey(Saison, models.PROTECT, related_name="demandes")
    reference = models.CharField("référence", max_length=12, unique=True)
    demandeur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="demandes_de_bus"
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="demandes_de_bus"
    )
    etablissement = models.ForeignKey(
        Etablissement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="demandes_de_bus",
        verbose_name="établissement",
    )
    type_demandeur = models.CharField("qui demande", max_length=16, choices=TypeDemandeur.choices)
    structure = models.CharField("nom de la structure", max_length=160)

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="demandes_de_bus")
    adresse = models.CharField("adresse exacte", max_length=200)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    stationnement = models.CharField(
        "place pour un véhicule de 19 mètres", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    electricite = models.CharField(
        "prise électrique à proximité", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    accessible = models.CharField(
        "lieu accessible en fauteuil", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    acces = models.CharField("comment arriver", max_length=300, blank=True)

    public = models.CharField(max_length=12, choices=PublicAttendu.choices)
    format = models.CharField(max_length=16, choices=FormatVisite.choices)
    niveaux = models.JSONField(default=list, blank=True)
    groupes = models.PositiveSmallIntegerField("nombre de groupes", null=True, blank=True)
    effectif = models.PositiveIntegerField(
        "personnes attendues", validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    duree = models.CharField("durée", max_length=16, choices=Duree.choices)
    ouvertures = models.JSONField("jours et créneaux possibles", default=dict, blank=True)
    ateliers = models.ManyToManyField(Atelier, blank=True, related_name="demandes")
    ouverte_a_tous = models.BooleanField("ouverte à tous les habitants", default=False)
    precisions = models.TextField("précisions", max_length=1500, blank=True)

    contact_nom = models.CharField("personne à joindre", max_length=120)
    contact_courriel = models.EmailField("adresse électronique")
    contact_telephone = models.CharField("téléphone", max_length=20, blank=True)

    education_prioritaire = models.CharField(
        "éducation prioritaire", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    qpv = models.CharField("quartier prioritaire", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    obligatoire = models.BooleanField("à servir absolument", default=False)
    poids = models.PositiveIntegerField("points de priorité", default=1, validators=[MinValueValidator(1)])
    priorite = models.JSONField("parts de la priorité", default=list, blank=True)
    zone_prioritaire = models.BooleanField(
        "éducation prioritaire, quartier prioritaire ou commune rurale éloignée", default=False, db_index=True
    )

    etat = models.CharField(
        "état", max_length=12, choices=EtatDemande.choices, default=EtatDemande.DEPOSEE, db_index=True
    )
    motif = models.CharField("pourquoi", max_length=400, blank=True)
    changement = models.CharField("ce qui la rendrait possible", max_length=400, blank=True)
    created_at = models.DateTimeField("déposée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    anonymisee_le = models.DateTimeField("rendue anonyme le", null=True, blank=True)
    demonstration = models.BooleanField("demande de démonstration", default=False)

    objects = DemandeQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=[ateliers],
        excluded_fields=[
            "contact_nom",
            "contact_courriel",
            "contact_telephone",
            "priorite",
            "zone_prioritaire",
            "updated_at",
        ],
    )

    class Meta:
        ordering = ["-poids", "pk"]
        indexes = [models.Index(fields=["saison", "etat", "-poids"], name="demande_file")]

    def __str__(self) -> str:
        return f"{self.reference} · {self.structure}"

    def get_absolute_url(self) -> str:
        return reverse("orientibus:ma_demande", args=[self.reference])

    @property
    def modifiable(self) -> bool:
        """Its asker may still change it: planning has not started."""
        return self.etat == EtatDemande.DEPOSEE and self.saison.planification_commencee_le is None


class PeriodeDemande(models.Model):
    """Dates, both included, that the asker wishes or excludes."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="periodes")
    debut = models.DateField("du")
    fin = models.DateField("au")
    exclue = models.BooleanField("impossible", default=False)

    class Meta:
        verbose_name = "période demandée"
        verbose_name_plural = "périodes demandées"
        ordering = ["exclue", "debut"]
        constraints = [models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="periode_demande_dans_l_ordre")]

    def __str__(self) -> str:
        return f"{'sauf ' if self.exclue else ''}du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}"
