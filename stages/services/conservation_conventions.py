"""Agreements leave with the application that they come from, files included."""

from django.db import transaction

from stages.models import Convention

LOT = 500


def effacer_les_conventions() -> int:
    """Erase the agreements of anonymised applications; what a failed run missed is caught up by the next one."""
    effacees = 0
    for pk in list(
        Convention.objects.filter(candidature__anonymisee_le__isnull=False)
        .order_by("pk")
        .values_list("pk", flat=True)[:LOT]
    ):
        with transaction.atomic():
            convention = Convention.objects.select_for_update().filter(pk=pk).first()
            if convention is None:
                continue
            if convention.fichier:
                convention.fichier.delete(save=False)
            convention.delete()
            effacees += 1
    return effacees
