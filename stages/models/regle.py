"""Legal and operating values of the exchange (:mod:`commun.regles`)."""

from django.db import models

from commun.regles import RegleDatee


class Regle(RegleDatee):
    """A value of a rule of the exchange, from a date on."""

    class Meta(RegleDatee.Meta):
        verbose_name = "règle"
        constraints = [models.UniqueConstraint(fields=["code", "depuis"], name="regle_unique")]
