"""The yearly Grenelle: what people propose, what they vote for, and what it changes in the plan."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from grenelle.choices import EtatEdition, Moderation, NatureEffet
from grenelle.models.mesure import Mesure
from grenelle.models.plan import Plan


class EditionGrenelle(models.Model):
    """One year's Grenelle of a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions")
    annee = models.PositiveSmallIntegerField("année")
    titre = models.CharField(max_length=160)
    tenue_le = models.DateField("tenue le", null=True, blank=True)
    etat = models.CharField("état", max_length=14, choices=EtatEdition, default=EtatEdition.PREPARATION)
    conclusions = models.TextField(blank=True)
    conclue_le = models.DateTimeField("conclue le", null=True, blank=True)
    demonstration = models.BooleanField("édition de démonstration", default=False)

    class Meta:
        verbose_name = "édition du Grenelle"
        verbose_name_plural = "éditions du Grenelle"
        ordering = ["-annee", "plan"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "annee"], name="edition_une_par_an"),
            models.CheckConstraint(
                condition=~Q(etat=EtatEdition.CONCLUE.value) | Q(conclue_le__isnull=False), name="edition_conclue_datee"
            ),
        ]

    def __str__(self) -> str:
        return self.titre


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Read layer of the contributions."""

    def publiees(self) -> "ContributionQuerySet":
        """Those that a moderator let through: nothing else is ever shown."""
        return self.filter(moderation=Moderation.ACCEPTEE)

    def avec_voix(self) -> "ContributionQuerySet":
        """With ``voix``, the most supported first."""
        return self.annotate(voix=Count("votes")).order_by("-voix", "created_at", "pk")


class Contribution(models.Model):
    """A proposal or a comment of a person; unsigned for the public, moderated before anybody sees it."""

    edition = models.ForeignKey(EditionGrenelle, models.CASCADE, related_name="contributions")
    mesure = models.ForeignKey(Mesure, models.SET_NULL, null=True, blank=True, related_name="contributions")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contributions_grenelle"
    )
    texte = models.TextField(max_length=4_000)
    moderation = models.CharField("modération", max_length=10, choices=Moderation, default=Moderation.ATTENTE)
    motif = models.CharField("motif du refus", max_length=300, blank=True)
    moderee_le = models.DateTimeField("relue le", null=True, blank=True)
    created_at = models.DateTimeField("reçue le")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(moderation=Moderation.REFUSEE.value) | ~Q(motif=""), name="contribution_refus_motive"
            )
        ]

    def __str__(self) -> str:
        return self.texte[:80]


class Vote(models.Model):
    """A person's support; once for each contribution."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="votes")
    personne = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="votes_grenelle")
    created_at = models.DateTimeField("le")

    class Meta:
        verbose_name = "vote"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["contribution", "personne"], name="vote_une_fois")]

    def __str__(self) -> str:
        return f"{self.contribution_id} : {self.created_at:%d/%m/%Y}"


class EffetSurMesure(models.Model):
    """What an edition changes in a measure: the plan keeps its trace, nothing is rewritten."""

    edition = models.ForeignKey(EditionGrenelle, models.CASCADE, related_name="effets")
    mesure = models.ForeignKey(Mesure, models.CASCADE, related_name="effets")
    nature = models.CharField(max_length=8, choices=NatureEffet)
    raison = models.TextField()
    ancien_titre = models.CharField("titre avant", max_length=300, blank=True)
    nouveau_titre = models.CharField("titre après", max_length=300, blank=True)
    le = models.DateField("prend effet le")

    class Meta:
        verbose_name = "effet sur une mesure"
        verbose_name_plural = "effets sur les mesures"
        ordering = ["edition", "mesure"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "mesure"], name="effet_unique"),
            models.CheckConstraint(
                condition=~Q(raison=""),
                name="effet_motive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.mesure}"
