"""The dated values of the exchange."""

from django.contrib import admin

from commun.administration_regles import PageDeRegles
from stages.models import Regle


@admin.register(Regle)
class RegleAdmin(PageDeRegles):
    """A new value is a new row, with its date and its source."""
