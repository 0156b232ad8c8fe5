"""Skills, knowledge, soft skills and working conditions, each with its origin."""

from django.db import models

from metiers.choices import Origine, OuiNon, Riasec, TypeCompetence


class Competence(models.Model):
    """A skill, a piece of knowledge or a soft skill: ROME's (``code_ogr``) or the portal's own vocabulary."""

    code_ogr = models.CharField("code OGR", max_length=12, blank=True)
    slug = models.SlugField("adresse de la page", max_length=200, unique=True)
    libelle = models.CharField("libellé", max_length=300)
    definition = models.TextField("définition", blank=True)
    type = models.CharField(max_length=14, choices=TypeCompetence.choices)
    categorie = models.CharField("catégorie", max_length=120, blank=True)
    sous_categorie = models.CharField("sous-catégorie", max_length=160, blank=True)
    macro = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="details", verbose_name="macro-compétence"
    )
    est_macro = models.BooleanField("est une macro-compétence", default=False)
    riasec_majeur = models.CharField(max_length=1, choices=Riasec.choices, blank=True)
    riasec_mineur = models.CharField(max_length=1, choices=Riasec.choices, blank=True)
    transition_ecologique = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    transition_numerique = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    origine = models.CharField(max_length=8, choices=Origine.choices)

    class Meta:
        verbose_name = "compétence"
        ordering = ["libelle"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_ogr"], condition=~models.Q(code_ogr=""), name="competence_code_ogr_unique"
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class MetierCompetence(models.Model):
    """An occupation calls for a skill; ``coeur`` is ROME's mark of the heart of the occupation."""

    class Coeur(models.TextChoices):
        PRINCIPALE = "principale", "Cœur de métier"
        EMERGENTE = "emergente", "Émergente"

    metier = models.ForeignKey("metiers.Metier", models.CASCADE, related_name="liens_competences")
    competence = models.ForeignKey(Competence, models.CASCADE, related_name="liens_metiers")
    coeur = models.CharField("cœur de métier", max_length=10, choices=Coeur.choices, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)
    origine = models.CharField(max_length=8, choices=Origine.choices)

    class Meta:
        verbose_name = "compétence du métier"
        verbose_name_plural = "compétences du métier"
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["metier", "competence", "origine"], name="metier_competence_unique")
        ]

    def __str__(self) -> str:
        return f"{self.metier_id} · {self.competence_id}"


class Condition(models.Model):
    """A working condition: ROME's contexts (``code_ogr``) or the portal's own words."""

    code_ogr = models.CharField("code OGR", max_length=12, blank=True)
    slug = models.SlugField("adresse de la page", max_length=200, unique=True)
    libelle = models.CharField("libellé", max_length=300)
    type = models.CharField(max_length=120, blank=True)
    origine = models.CharField(max_length=8, choices=Origine.choices)

    class Meta:
        verbose_name = "condition de travail"
        verbose_name_plural = "conditions de travail"
        ordering = ["libelle"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_ogr"], condition=~models.Q(code_ogr=""), name="condition_code_ogr_unique"
            )
        ]

    def __str__(self) -> str:
        return self.libelle


class MetierCondition(models.Model):
    """An occupation is practised under a condition."""

    metier = models.ForeignKey("metiers.Metier", models.CASCADE, related_name="liens_conditions")
    condition = models.ForeignKey(Condition, models.CASCADE, related_name="liens_metiers")
    origine = models.CharField(max_length=8, choices=Origine.choices)

    class Meta:
        verbose_name = "condition du métier"
        verbose_name_plural = "conditions du métier"
        constraints = [
            models.UniqueConstraint(fields=["metier", "condition", "origine"], name="metier_condition_unique")
        ]

    def __str__(self) -> str:
        return f"{self.metier_id} · {self.condition_id}"
