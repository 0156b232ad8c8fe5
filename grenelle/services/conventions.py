"""Life of a convention: three years, renewed after an evaluation, ended by a notice of two months."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from grenelle.models import Convention, Mesure, Plan

DUREE_ANS = 3


class ConventionRefusee(ValueError):
    """The step cannot be made; the message says why."""


def plus_mois(jour: date, mois: int) -> date:
    """The same day so many months later, or the last one of that month."""
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, numero = divmod(rang, 12)
    return date(annee, numero + 1, min(jour.day, monthrange(annee, numero + 1)[1]))


@transaction.atomic
def conclure(
    *,
    plan: Plan,
    partenaire: str,
    objet: str,
    debut: date,
    objectifs: str = "",
    mesures: Any = (),
    ans: int = DUREE_ANS,
) -> Convention:
    """A new convention, for three years unless it says otherwise."""
    if not 1 <= ans <= 10:
        raise ConventionRefusee("Une convention dure de 1 à 10 ans.")
    convention = Convention.objects.create(
        plan=plan,
        partenaire=partenaire,
        objet=objet,
        objectifs=objectifs,
        debut=debut,
        fin=plus_mois(debut, 12 * ans) - timedelta(days=1),
    )
    convention.mesures.set(Mesure.objects.filter(axe__plan=plan, pk__in=[m.pk for m in mesures]))
    return convention


@transaction.atomic
def renouveler(*, convention: Convention, ans: int = DUREE_ANS) -> Convention:
    """The next one, from the day after the last: only once the first was evaluated."""
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    if convention.denoncee_le:
        raise ConventionRefusee("Cette convention a été dénoncée.")
    if Convention.objects.filter(renouvelle=convention).exists():
        raise ConventionRefusee("Cette convention est déjà renouvelée.")
    if convention.evaluee_le is None:
        raise ConventionRefusee("Le renouvellement vient après une évaluation des actions menées.")
    suivante = conclure(
        plan=convention.plan,
        partenaire=convention.partenaire,
        objet=convention.objet,
        objectifs=convention.objectifs,
        debut=convention.fin + timedelta(days=1),
        mesures=convention.mesures.all(),
        ans=ans,
    )
    suivante.renouvelle = convention
    suivante.save(update_fields=["renouvelle"])
    return suivante


@transaction.atomic
def denoncer(*, convention: Convention, le: date) -> Convention:
    """Give notice: it ends when the notice runs out, or at its own end if that comes first."""
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    if convention.denoncee_le:
        raise ConventionRefusee("Cette convention est déjà dénoncée.")
    if not convention.debut <= le <= convention.fin:
        raise ConventionRefusee("Cette convention n'est pas en vigueur ce jour-là.")
    convention.denoncee_le = le
    convention.prend_fin_le = min(plus_mois(le, convention.preavis_mois), convention.fin)
    convention.save()
    return convention
