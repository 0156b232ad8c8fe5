"""Trainings, where and how they are offered, and published figures about them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from formations.choices import IndicateurFormation, NatureFormation, Voie
from formations.models.certification import Certification, CertificationMetier
from formations.models.etablissement import Etablissement
from metiers.choices import Niveau, OuiNon
from metiers.models import Metier
from territoires.models.distance import Lieu, autour


class FormationQuerySet(models.QuerySet["Formation"]):
    """Read layer of the trainings."""

    def actives(self) -> "FormationQuerySet":
        """Those that are still given."""
        return self.filter(active=True)

    def preparant(self, certifications: Any) -> "FormationQuerySet":
        """Those that prepare one of these certifications, directly or as one of their specialities."""
        specialites = Formation.specialites.through.objects.filter(certification__in=certifications)
        return self.filter(Q(certification__in=certifications) | Q(pk__in=specialites.values("formation")))

    def menant_a(self, *metiers: Metier | int) -> "FormationQuerySet":
        """Those whose certification, or one of whose specialities, leads to one of these occupations."""
        return self.preparant(CertificationMetier.objects.vers(*metiers).values("certification"))


class Formation(models.Model):
    """A training, wherever it is given: it prepares a certification, or nothing that is certified.

    ``specialites``: a common first year (« seconde professionnelle, famille de métiers ») leads to one of them, chosen
    later; the establishment does not always give all of them.
    """

    slug = models.SlugField("adresse de la page", max_length=200, unique=True)
    intitule = models.CharField("intitulé", max_length=300)
    nature = models.CharField(max_length=12, choices=NatureFormation.choices, default=NatureFormation.DIPLOMANTE)
    certification = models.ForeignKey(Certification, models.PROTECT, null=True, blank=True, related_name="formations")
    specialites = models.ManyToManyField(
        Certification, blank=True, related_name="annees_communes", verbose_name="spécialités choisies ensuite"
    )
    niveau = models.PositiveSmallIntegerField(choices=Niveau.choices, null=True, blank=True, db_index=True)
    niveau_entree = models.PositiveSmallIntegerField(
        "niveau demandé à l'entrée", choices=Niveau.choices, null=True, blank=True
    )
    duree_mois = models.PositiveSmallIntegerField("durée en mois", null=True, blank=True)
    description = models.TextField(blank=True, help_text="Phrases du portail.")
    code_mefstat = models.CharField("code MEFSTAT 11", max_length=11, blank=True, db_index=True)
    active = models.BooleanField(default=True, db_index=True)
    source = models.CharField(max_length=160)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = FormationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        ordering = ["intitule"]

    def __str__(self) -> str:
        return self.intitule

    def get_absolute_url(self) -> str:
        return reverse("formations:fiche", args=[self.slug])


class OffreQuerySet(models.QuerySet["Offre"]):
    """Read layer of the offers."""

    def actives(self) -> "OffreQuerySet":
        """What can be joined: the offer, its training and its establishment are all open."""
        return self.filter(active=True, formation__active=True, etablissement__actif=True)

    def completes(self) -> "OffreQuerySet":
        """With everything that a card names, in one query."""
        return self.select_related("formation__certification", "etablissement__commune__departement")

    def autour_de(self, lieu: Lieu, rayon_km: float) -> "OffreQuerySet":
        """Those within ``rayon_km`` of a place, nearest first, each with ``distance_km``; the order is total."""
        proches = autour(self, lieu, rayon_km, prefixe="etablissement__")
        return proches.order_by("distance_km", "formation__intitule", "pk")

    def avec_places_restantes(self) -> "OffreQuerySet":
        """Those whose establishment says that places are left; no word from it is not a place."""
        return self.filter(places_restantes__gt=0)

    def menant_a(self, *metiers: Metier | int) -> "OffreQuerySet":
        """Those whose training leads to one of these occupations."""
        return self.filter(formation__in=Formation.objects.menant_a(*metiers).values("pk"))


class Offre(models.Model):
    """A training given by an establishment, by one way. ``capacite``: places in the first year, ``None`` if unknown.

    ``places_restantes`` is kept by the establishment's own team and shown at once, with its date.
    ``reutilisable``: false when the source states no licence; shown on the pages, left out of the open data.
    """

    formation = models.ForeignKey(Formation, models.CASCADE, related_name="offres")
    etablissement = models.ForeignKey(
        Etablissement, models.CASCADE, related_name="offres", verbose_name="établissement"
    )
    voie = models.CharField(max_length=14, choices=Voie.choices, db_index=True)
    rentree = models.PositiveSmallIntegerField("rentrée", null=True, blank=True)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField(null=True, blank=True)
    capacite = models.PositiveIntegerField("capacité", null=True, blank=True)
    places_restantes = models.PositiveIntegerField("places restantes", null=True, blank=True)
    places_le = models.DateTimeField("places mises à jour le", null=True, blank=True)
    places_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="places mises à jour par"
    )
    internat = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    accessible = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    active = models.BooleanField(default=True, db_index=True)
    demonstration = models.BooleanField("chiffres de démonstration", default=False)
    reutilisable = models.BooleanField("réutilisable en données ouvertes", default=True)
    source = models.CharField(max_length=160)

    objects = OffreQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["formation__intitule", "etablissement__nom"]
        constraints = [
            models.UniqueConstraint(fields=["formation", "etablissement", "voie"], name="offre_unique"),
            models.CheckConstraint(
                condition=models.Q(capacite__isnull=True)
                | models.Q(places_restantes__isnull=True)
                | models.Q(places_restantes__lte=models.F("capacite")),
                name="offre_places_dans_la_capacite",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.formation_id} à {self.etablissement_id}, {self.get_voie_display()}"


class ChiffreFormationQuerySet(models.QuerySet["ChiffreFormation"]):
    """Read layer of the figures."""

    def montrables(self) -> "ChiffreFormationQuerySet":
        """What a page may show: figures of a licensed source, and the others where the site's setting says so."""
        return self if settings.MONTRER_CHIFFRES_INTERNES else self.filter(reutilisable=True)


class ChiffreFormation(models.Model):
    """A published figure about an offer or a certification. ``non_diffuse``: the source hides it, never 0.

    ``reutilisable``: false when the source states no licence (``docs/adr/0014-formations.md``).
    """

    offre = models.ForeignKey(Offre, models.CASCADE, null=True, blank=True, related_name="chiffres")
    certification = models.ForeignKey(Certification, models.CASCADE, null=True, blank=True, related_name="chiffres")
    indicateur = models.CharField(max_length=14, choices=IndicateurFormation.choices)
    valeur = models.FloatField(null=True, blank=True)
    unite = models.CharField("unité", max_length=20)
    non_diffuse = models.BooleanField("non diffusé", default=False)
    periode = models.CharField("période", max_length=20)
    grain = models.CharField(max_length=40)
    source = models.CharField(max_length=160)
    demonstration = models.BooleanField("chiffre de démonstration", default=False)
    reutilisable = models.BooleanField("réutilisable en données ouvertes", default=True)

    objects = ChiffreFormationQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffre d'une formation"
        verbose_name_plural = "chiffres des formations"
        ordering = ["indicateur", "-periode"]
        constraints = [
            models.UniqueConstraint(
                fields=["offre", "indicateur", "periode", "source"],
                condition=models.Q(offre__isnull=False),
                name="chiffre_offre_unique",
            ),
            models.UniqueConstraint(
                fields=["certification", "indicateur", "periode", "source"],
                condition=models.Q(certification__isnull=False),
                name="chiffre_certification_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(offre__isnull=False) ^ models.Q(certification__isnull=False),
                name="chiffre_formation_d_un_seul",
            ),
            models.CheckConstraint(
                condition=models.Q(non_diffuse=False) | models.Q(valeur__isnull=True),
                name="chiffre_formation_secret_vide",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicateur_display()} {self.periode}"
