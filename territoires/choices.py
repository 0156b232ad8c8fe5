"""Closed lists of the places."""

from django.db import models


class Position(models.TextChoices):
    """What the coordinates of a guidance place are: the difference is said beside every distance."""

    ADRESSE = "adresse", "Adresse exacte"
    COMMUNE = "commune", "Centre de la commune"
