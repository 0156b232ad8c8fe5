"""Closed lists that several apps use."""

from django.db import models


class OuiNon(models.TextChoices):
    """An empty flag means unknown, never no."""

    OUI = "oui", "Oui"
    NON = "non", "Non"
    INCONNU = "inconnue", "Non renseigné"
