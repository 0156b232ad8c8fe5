"""The yearly Grenelle: what people propose, what they vote for, and what it changes in the plan."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from grenelle.choices import EtatEdition, Moderation, NatureEffet
from grenelle.models.mesure import Mesure
from grenelle.models.plan import Plan


class EditionQuerySet(models.QuerySet["EditionGrenelle"]):
    """Read layer of the editions."""

    def montrees(self) -> "EditionQuerySet":
        """Those that the public may read: an edition that is being prepared is nobody's news."""
        return self.exclude(etat=EtatEdition.PREPARATION).order_by("-annee")


class EditionGrenelle(models.Model):
    """One year's Grenelle of a plan. What a day opens, a step opened before: both must allow it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions")
    annee = models.PositiveSmallIntegerField("année")
    titre = models.CharField(max_length=160)
    tenue_le = models.DateField("tenue le", null=True, blank=True)
    contributions_du = models.DateField("contributions à partir du", null=True, blank=True)
    contributions_au = models.DateField("contributions jusqu'au", null=True, blank=True)
    vote_jusqu_au = models.DateField("vote jusqu'au", null=True, blank=True)
    etat = models.CharField("état", max_length=14, choices=EtatEdition, default=EtatEdition.PREPARATION)
    conclusions = models.TextField(blank=True)
    conclue_le = models.DateTimeField("conclue le", null=True, blank=True)
    demonstration = models.BooleanField("édition de démonstration", default=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition du Grenelle"
        verbose_name_plural = "éditions du Grenelle"
        ordering = ["-annee", "plan"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "annee"], name="edition_une_par_an"),
            models.CheckConstraint(
                condition=~Q(etat=EtatEdition.CONCLUE.value) | Q(conclue_le__isnull=False), name="edition_conclue_datee"
            ),
            models.CheckConstraint(
                condition=Q(contributions_du__isnull=True)
                | Q(contributions_au__isnull=True)
                | Q(contributions_au__gte=F("contributions_du")),
                name="edition_contributions_dans_l_ordre",
            ),
            models.CheckConstraint(
                condition=Q(vote_jusqu_au__isnull=True)
                | Q(contributions_au__isnull=True)
                | Q(vote_jusqu_au__gte=F("contributions_au")),
                name="edition_vote_apres_les_contributions",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    def recoit_le(self, jour: date) -> bool:
        """Whether one may propose that day."""
        return (
            self.etat == EtatEdition.CONTRIBUTIONS
            and (self.contributions_du is None or self.contributions_du <= jour)
            and (self.contributions_au is None or jour <= self.contributions_au)
        )

    def se_vote_le(self, jour: date) -> bool:
        """Whether one may support, comment and take one's support back that day."""
        return (
            self.etat in (EtatEdition.CONTRIBUTIONS, EtatEdition.VOTE)
            and (self.contributions_du is None or self.contributions_du <= jour)
            and (self.vote_jusqu_au is None or jour <= self.vote_jusqu_au)
        )


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Read layer of the contributions."""

    def publiees(self) -> "ContributionQuerySet":
        """Those that a moderator let through: nothing else is ever shown."""
        return self.filter(moderation=Moderation.ACCEPTEE)

    def propositions(self) -> "ContributionQuerySet":
        """Without the comments."""
        return self.filter(repond_a__isnull=True)

    def visibles(self) -> "ContributionQuerySet":
        """Published, in an edition and a plan that are shown, and not under something that is hidden."""
        return (
            self.publiees()
            .filter(Q(repond_a__isnull=True) | Q(repond_a__moderation=Moderation.ACCEPTEE), edition__plan__actif=True)
            .exclude(edition__etat=EtatEdition.PREPARATION)
        )

    def a_relire(self) -> "ContributionQuerySet":
        """Those that wait for a moderator, oldest first."""
        return self.filter(moderation=Moderation.ATTENTE).order_by("created_at", "pk")

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
    repond_a = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="commentaires", verbose_name="répond à"
    )
    titre = models.CharField(max_length=120, blank=True)
    texte = models.TextField(max_length=4_000)
    masquee = models.BooleanField("coordonnées masquées", default=False)
    moderation = models.CharField("modération", max_length=10, choices=Moderation, default=Moderation.ATTENTE)
    motif = models.CharField("motif du refus", max_length=300, blank=True)
    moderee_le = models.DateTimeField("relue le", null=True, blank=True)
    moderee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="relue par"
    )
    created_at = models.DateTimeField("reçue le")
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["edition", "moderation", "created_at"], name="contribution_file")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(moderation=Moderation.REFUSEE.value) | ~Q(motif=""), name="contribution_refus_motive"
            )
        ]

    def __str__(self) -> str:
        return self.titre or self.texte[:80]

    def get_absolute_url(self) -> str:
        """A comment is read under what it answers."""
        return reverse("grenelle:contribution", args=[self.edition.plan.slug, self.repond_a_id or self.pk])

    @property
    def version(self) -> str:
        """What a reader saw: changes when the author changes the words."""
        return (self.modifiee_le or self.created_at).isoformat()


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
