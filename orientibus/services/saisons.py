"""Seasons: three in a year, end to end, so that one is always being toured and one always takes requests."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from orientibus.models import Saison

DEBUTS = ((1, "Hiver"), (5, "Été"), (9, "Automne"))
"""First month of each; a season begins on the first Monday of its month."""
CLOTURE = timedelta(days=28)
REPONSE = timedelta(days=14)


def premier_lundi(annee: int, mois: int) -> date:
    """The first Monday of a month."""
    premier = date(annee, mois, 1)
    return premier + timedelta(days=-premier.weekday() % 7)


@transaction.atomic
def assurer_les_saisons(*, aujourdhui: date) -> int:
    """Demonstration seasons: those of today up to the first that takes requests. Returns how many were made.

    As soon as staff keep a season of their own, no season is invented any more.
    """
    if Saison.objects.filter(demonstration=False).exists():
        return 0
    return sum(_assurer(saison) for saison in _suite(aujourdhui))


def _suite(aujourdhui: date) -> list[Saison]:
    debuts = [(premier_lundi(a, m), nom) for a in range(aujourdhui.year - 1, aujourdhui.year + 3) for m, nom in DEBUTS]
    saisons = []
    for (debut, nom), (suivante, _) in zip(debuts, debuts[1:], strict=False):
        if suivante <= aujourdhui:
            continue
        saison = Saison(
            nom=f"{nom} {debut.year}",
            slug=f"{nom.lower().replace('é', 'e')}-{debut.year}",
            debut=debut,
            fin=suivante - timedelta(days=1),
            cloture=debut - CLOTURE,
            reponse=debut - REPONSE,
            demonstration=True,
        )
        saisons.append(saison)
        if saison.cloture >= aujourdhui:
            break
        lendemain = datetime.combine(saison.cloture + timedelta(days=1), time(9))
        saison.planification_commencee_le = timezone.make_aware(lendemain)
    return saisons


def _assurer(saison: Saison) -> bool:
    if Saison.objects.filter(slug=saison.slug).exists():
        return False
    saison.save()
    return True
