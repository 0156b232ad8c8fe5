"""What a visible offer is found by: its words and its occupations, each with when and where. Inverted tables.

Written by :mod:`stages.services.index_offres` while the offer is visible, and only then.
"""

from django.db import models

from metiers.models import Metier
from stages.models.offre import OffreStage
from territoires.models import Departement


class MotDOffre(models.Model):
    """A folded word of an offer. ``poids``: 3 in its title, 2 in an occupation or the company, 1 elsewhere."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="mots", db_index=False)
    mot = models.CharField(max_length=32)
    poids = models.PositiveSmallIntegerField(default=1)
    publiee_le = models.DateTimeField(null=True)
    cellule = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "mot d'une offre"
        verbose_name_plural = "mots des offres"
        constraints = [models.UniqueConstraint(fields=["offre", "mot"], name="mot_d_offre_unique")]
        # The newest offers of a word in some squares of the map, from the index alone.
        indexes = [models.Index(fields=["mot", "publiee_le", "offre", "cellule"], name="mot_d_offre_recents")]

    def __str__(self) -> str:
        return self.mot


class MotConnu(models.Model):
    """A word that some offer has, or had: what an unfinished word may be the beginning of."""

    mot = models.CharField(max_length=32, primary_key=True)

    class Meta:
        verbose_name = "mot connu des offres"
        verbose_name_plural = "mots connus des offres"

    def __str__(self) -> str:
        return self.mot


class MetierDOffre(models.Model):
    """An occupation of an offer, with its département."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="metiers_indexes", db_index=False)
    metier = models.ForeignKey(Metier, models.CASCADE, related_name="+", db_index=False)
    departement = models.ForeignKey(Departement, models.CASCADE, related_name="+", db_index=False)
    publiee_le = models.DateTimeField(null=True)
    cellule = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "métier d'une offre visible"
        verbose_name_plural = "métiers des offres visibles"
        constraints = [models.UniqueConstraint(fields=["offre", "metier"], name="metier_d_offre_unique")]
        indexes = [
            models.Index(
                fields=["metier", "departement", "publiee_le", "offre", "cellule"], name="metier_d_offre_recents"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metier_id} · {self.offre_id}"
