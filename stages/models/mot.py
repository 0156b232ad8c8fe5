"""Words by which a visible offer is found: the inverted table of the search."""

from django.db import models

from stages.models.offre import OffreStage


class MotDOffre(models.Model):
    """A folded word of an offer. ``poids``: 3 in its title, 2 in an occupation or the company, 1 elsewhere.

    Written by :mod:`stages.services.index_offres` while the offer is visible, and only then.
    """

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="mots", db_index=False)
    mot = models.CharField(max_length=32)
    poids = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = "mot d'une offre"
        verbose_name_plural = "mots des offres"
        constraints = [models.UniqueConstraint(fields=["offre", "mot"], name="mot_d_offre_unique")]
        indexes = [
            # Made for « begins with » on PostgreSQL; other databases take it as an ordinary index.
            models.Index(fields=["mot", "offre"], opclasses=["varchar_pattern_ops", "int8_ops"], name="mot_d_offre_mot")
        ]

    def __str__(self) -> str:
        return self.mot
