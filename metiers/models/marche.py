"""Labour market: families of occupations, crosswalks as published, and figures with their source, period and grain.

Employment figures exist by family (FAP), not by occupation. Crosswalks are directed and many-to-many, and are kept
as published: nothing is split between families.
"""

from django.db import models
from django.db.models import Q


class FamilleProfessionnelle(models.Model):
    """A FAP of the Dares: ``code`` in a ``nomenclature`` (2009 or 2021) at one of its levels (1 widest to 3 finest)."""

    class Nomenclature(models.TextChoices):
        FAP_2009 = "2009", "FAP 2009"
        FAP_2021 = "2021", "FAP 2021"

    nomenclature = models.CharField(max_length=4, choices=Nomenclature.choices)
    code = models.CharField(max_length=6)
    libelle = models.CharField("libellé", max_length=250)
    niveau = models.PositiveSmallIntegerField(choices=[(1, "Domaine"), (2, "Famille regroupée"), (3, "Famille")])
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="details")

    class Meta:
        verbose_name = "famille professionnelle"
        verbose_name_plural = "familles professionnelles"
        ordering = ["nomenclature", "code"]
        constraints = [models.UniqueConstraint(fields=["nomenclature", "code"], name="famille_professionnelle_unique")]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.code})"


class Passage(models.Model):
    """One line of a crosswalk, as published: from a code of one nomenclature to a code of another, that way."""

    class Nature(models.TextChoices):
        PUBLIE = "publie", "Table publiée"
        PORTAIL = "portail", "Rapprochement du portail"

    class Nomenclature(models.TextChoices):
        ROME_V3 = "rome3", "ROME version 3"
        ROME_V4 = "rome4", "ROME 4.0"
        FAP_2009 = "fap2009", "FAP 2009"
        FAP_2021 = "fap2021", "FAP 2021"
        PCS_2003 = "pcs2003", "PCS 2003"

    de = models.CharField("depuis", max_length=8, choices=Nomenclature.choices)
    code_de = models.CharField("code de départ", max_length=8)
    vers = models.CharField(max_length=8, choices=Nomenclature.choices)
    code_vers = models.CharField("code d'arrivée", max_length=8)
    libelle_de = models.CharField("libellé de départ", max_length=250, blank=True)
    qualification = models.CharField(max_length=8, blank=True)
    nature = models.CharField(max_length=8, choices=Nature.choices, default=Nature.PUBLIE)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = "passage entre nomenclatures"
        verbose_name_plural = "passages entre nomenclatures"
        ordering = ["de", "code_de", "vers", "code_vers"]
        constraints = [
            models.UniqueConstraint(
                fields=["de", "code_de", "vers", "code_vers", "qualification", "source"], name="passage_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code_de} → {self.code_vers}"


class Grain(models.TextChoices):
    """Where a figure was observed, finest first."""

    BASSIN = "bassin", "Bassin d'emploi"
    DEPARTEMENT = "departement", "Département"
    REGION = "region", "Région"
    NATIONAL = "national", "France"


class Statistique(models.Model):
    """One published figure. ``secret`` means that the source hides it: then ``valeur`` is null, never 0."""

    class Indicateur(models.TextChoices):
        PROJETS = "projets", "Projets de recrutement"
        PROJETS_DIFFICILES = "projets_difficiles", "Projets jugés difficiles"
        PROJETS_SAISONNIERS = "projets_saisonniers", "Projets saisonniers"
        EMPLOI = "emploi", "Emplois"
        EMPLOI_AGE = "emploi_age", "Emplois par âge"
        PART_FEMMES = "part_femmes", "Part des femmes"
        SALAIRE_MEDIAN = "salaire_median", "Salaire médian net mensuel"
        TENSION = "tension", "Tension (classe de 1 à 5)"
        CAUSE_TENSION = "cause_tension", "Cause de la tension (classe de 1 à 5)"
        OFFRES = "offres", "Offres d'emploi enregistrées"
        DEMANDEURS = "demandeurs", "Demandeurs d'emploi"
        INDICATEUR_TENSION_BASSIN = "tension_bassin", "Tension par bassin (classe)"
        EN_TENSION = "en_tension", "Inscrit sur la liste officielle des métiers en tension"

    indicateur = models.CharField(max_length=20, choices=Indicateur.choices)
    modalite = models.CharField("modalité", max_length=60, blank=True, help_text="Tranche d'âge, cause…")
    famille = models.ForeignKey(
        FamilleProfessionnelle, models.CASCADE, null=True, blank=True, related_name="statistiques"
    )
    code_rome = models.CharField("code ROME", max_length=6, blank=True, help_text="Quand la source va jusqu'au métier.")
    version_rome = models.CharField("version du ROME", max_length=8, blank=True)
    grain = models.CharField(max_length=12, choices=Grain.choices)
    code_territoire = models.CharField("territoire", max_length=8, blank=True)
    periode = models.CharField("période", max_length=12)
    valeur = models.FloatField(null=True, blank=True)
    unite = models.CharField("unité", max_length=20)
    secret = models.BooleanField("non diffusé", default=False)
    base = models.FloatField(
        "rapporté à", null=True, blank=True, help_text="Les projets des mêmes cases, pour calculer une part."
    )
    laisses = models.PositiveIntegerField(
        "cases laissées", default=0, help_text="Cases non diffusées que ce total laisse de côté."
    )
    source = models.CharField(max_length=120)
    livree = models.BooleanField(
        "livrée avec le portail", default=False, help_text="Faux dès qu'un import officiel l'a confirmée ou changée."
    )

    class Meta:
        verbose_name = "statistique de l'emploi"
        verbose_name_plural = "statistiques de l'emploi"
        ordering = ["indicateur", "periode", "grain", "code_territoire"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "indicateur", "modalite", "periode", "grain", "code_territoire", "famille"],
                condition=Q(famille__isnull=False),
                name="statistique_famille_unique",
            ),
            models.UniqueConstraint(
                fields=["source", "indicateur", "modalite", "periode", "grain", "code_territoire", "code_rome"],
                condition=~Q(code_rome=""),
                name="statistique_rome_unique",
            ),
            models.CheckConstraint(
                condition=Q(famille__isnull=False) ^ ~Q(code_rome=""), name="statistique_famille_ou_rome"
            ),
            models.CheckConstraint(condition=Q(secret=False) | Q(valeur__isnull=True), name="statistique_secret_vide"),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicateur_display()} {self.periode}, {self.get_grain_display()} {self.code_territoire}"
