"""Trainings, where and how they are offered, and published figures about them."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from formations.choices import IndicateurFormation, NatureFormation, Voie
from formations.models.certification import Certification
from formations.models.etablissement import Etablissement
from metiers.choices import Niveau, OuiNon


class Formation(models.Model):
    """A training, wherever it is given: it prepares a certification, or nothing that is certified."""

    slug = models.SlugField(max_length=200, unique=True)
    intitule = models.CharField("intitulé", max_length=300)
    nature = models.CharField(max_length=12, choices=NatureFormation.choices, default=NatureFormation.DIPLOMANTE)
    certification = models.ForeignKey(Certification, models.PROTECT, null=True, blank=True, related_name="formations")
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

    class Meta:
        ordering = ["intitule"]

    def __str__(self) -> str:
        return self.intitule

    def get_absolute_url(self) -> str:
        return reverse("formations:fiche", args=[self.slug])


class Offre(models.Model):
    """A training given by an establishment, by one way. ``capacite``: places in the first year, ``None`` if unknown.

    ``places_restantes`` is kept by the establishment's own team and shown at once, with its date.
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
    source = models.CharField(max_length=160)

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


class ChiffreFormation(models.Model):
    """A published figure about an offer or a certification. ``non_diffuse``: the source hides it, never 0."""

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
