"""Operating values of the tours (:mod:`commun.regles`)."""

from django.db import models

from commun.regles import RegleDatee


class RegleTournee(RegleDatee):
    """A value from a date on: minutes, counts, points of the priority."""

    class Meta(RegleDatee.Meta):
        verbose_name = "règle des tournées"
        verbose_name_plural = "règles des tournées"
        constraints = [models.UniqueConstraint(fields=["code", "depuis"], name="regle_tournee_unique")]
