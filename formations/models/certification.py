"""Certifications and the occupations that they lead to, each link with its origin."""

from django.db import models
from simple_history.models import HistoricalRecords

from formations.choices import GrainCode, OrigineLien
from metiers.choices import Niveau, OuiNon
from metiers.models import Metier


class CertificationQuerySet(models.QuerySet["Certification"]):
    """Read layer of the certifications."""

    def actives(self) -> "CertificationQuerySet":
        """Those that can still be prepared."""
        return self.filter(active=True)

    def menant_a(self, *metiers: Metier | int) -> "CertificationQuerySet":
        """Those that lead to one of these occupations, whatever the origin of the link."""
        return self.filter(pk__in=CertificationMetier.objects.vers(*metiers).values("certification"))


class Certification(models.Model):
    """A diploma or a title: RNCP number, level of the French framework, and what is known of its funding by the CPF.

    ``accessible_*``: the ways that the source opens; an empty cell there is unknown.
    """

    code_rncp = models.CharField("numéro RNCP", max_length=8, blank=True)
    code_diplome = models.CharField("code de diplôme (CFD)", max_length=8, blank=True, db_index=True)
    code_certifinfo = models.CharField("code CertifInfo", max_length=12, blank=True)
    slug = models.SlugField("adresse de la page", max_length=200, unique=True)
    intitule = models.CharField("intitulé", max_length=400)
    type_diplome = models.CharField("type de diplôme", max_length=160, blank=True)
    niveau = models.PositiveSmallIntegerField(choices=Niveau.choices, null=True, blank=True, db_index=True)
    eligible_cpf = models.CharField("éligible au CPF", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    certificateur = models.CharField(max_length=500, blank=True)
    accessible_scolaire = models.CharField(
        "par la voie scolaire", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    accessible_apprentissage = models.CharField(
        "par l'apprentissage", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    accessible_continue = models.CharField(
        "par la formation continue", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    accessible_vae = models.CharField(
        "par l'expérience (VAE)", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    active = models.BooleanField("en vigueur", default=True, db_index=True)
    derniere_session = models.PositiveSmallIntegerField("dernière session", null=True, blank=True)
    remplacee_par = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="remplace", verbose_name="remplacée par"
    )
    source = models.CharField(max_length=160)
    version = models.CharField("version de la source", max_length=20, blank=True)
    metiers = models.ManyToManyField(Metier, through="CertificationMetier", related_name="certifications")

    objects = CertificationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["intitule"]
        indexes = [models.Index(fields=["code_rncp"], name="certification_rncp")]
        constraints = [
            models.UniqueConstraint(
                fields=["code_certifinfo"],
                condition=~models.Q(code_certifinfo=""),
                name="certification_certifinfo_unique",
            )
        ]

    def __str__(self) -> str:
        return self.intitule


class BlocCompetences(models.Model):
    """A block of skills that can be acquired on its own."""

    certification = models.ForeignKey(Certification, models.CASCADE, related_name="blocs")
    code = models.CharField(max_length=20)
    intitule = models.CharField("intitulé", max_length=400)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "bloc de compétences"
        verbose_name_plural = "blocs de compétences"
        ordering = ["ordre", "code"]
        constraints = [models.UniqueConstraint(fields=["certification", "code"], name="bloc_competences_unique")]

    def __str__(self) -> str:
        return f"{self.code} {self.intitule}"


class CodePublie(models.Model):
    """A ROME code that a table publishes for a certification, as published, with how far it goes."""

    certification = models.ForeignKey(Certification, models.CASCADE, related_name="codes_rome")
    code = models.CharField(max_length=6)
    grain = models.CharField(max_length=8, choices=GrainCode.choices)
    source = models.CharField(max_length=160)

    class Meta:
        verbose_name = "code ROME publié"
        verbose_name_plural = "codes ROME publiés"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["certification", "code", "source"], name="code_publie_unique")]

    def __str__(self) -> str:
        return self.code


class CertificationMetierQuerySet(models.QuerySet["CertificationMetier"]):
    """Read layer of the links between certifications and occupations."""

    def vers(self, *metiers: Metier | int) -> "CertificationMetierQuerySet":
        """Links to these occupations (objects or keys)."""
        return self.filter(metier__in=[metier if isinstance(metier, int) else metier.pk for metier in metiers])

    def surs(self) -> "CertificationMetierQuerySet":
        """Without those that only share a parent code, which may belong to another sheet of the same family."""
        return self.exclude(origine=OrigineLien.PARENT)


class CertificationMetier(models.Model):
    """A certification leads to an occupation, for the reason that ``origine`` says."""

    certification = models.ForeignKey(Certification, models.CASCADE, related_name="liens_metiers")
    metier = models.ForeignKey(Metier, models.CASCADE, related_name="liens_certifications")
    origine = models.CharField(max_length=8, choices=OrigineLien.choices)

    ORIGINES_SURES = (OrigineLien.PORTAIL, OrigineLien.CODE)

    objects = CertificationMetierQuerySet.as_manager()

    class Meta:
        verbose_name = "métier préparé"
        verbose_name_plural = "métiers préparés"
        ordering = ["origine", "metier__nom"]
        constraints = [
            models.UniqueConstraint(fields=["certification", "metier", "origine"], name="certification_metier_unique")
        ]

    def __str__(self) -> str:
        return f"{self.certification_id} → {self.metier_id}"
