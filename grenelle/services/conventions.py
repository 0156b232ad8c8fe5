"""Life of a convention: three years, renewed after an evaluation, ended by a notice of two months."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from commun.dates import ajouter_mois
from grenelle.models import Convention, Mesure, Plan

DUREE_ANS, ANS_MAXI = 3, 10
PREAVIS_MOIS = 2
ANNEES = (2000, 2100)


class ConventionRefusee(ValueError):
    """The step cannot be made; the message says why."""


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
    preavis_mois: int = PREAVIS_MOIS,
) -> Convention:
    """A new convention, for three years unless it says otherwise."""
    if not 1 <= ans <= ANS_MAXI:
        raise ConventionRefusee(f"Une convention dure de 1 à {ANS_MAXI} ans.")
    if not ANNEES[0] <= debut.year <= ANNEES[1]:
        raise ConventionRefusee(f"Donnez un début entre {ANNEES[0]} et {ANNEES[1]}.")
    convention = Convention.objects.create(
        plan=plan,
        partenaire=partenaire,
        objet=objet,
        objectifs=objectifs,
        debut=debut,
        fin=ajouter_mois(debut, 12 * ans) - timedelta(days=1),
        preavis_mois=preavis_mois,
    )
    convention.mesures.set(Mesure.objects.filter(axe__plan=plan, pk__in=[m.pk for m in mesures]))
    return convention


def faute_de_renouvellement(convention: Convention) -> str:
    """Why it cannot be renewed as it stands, in French, or nothing."""
    if convention.denoncee_le:
        return "Cette convention a été dénoncée."
    if Convention.objects.filter(renouvelle=convention).exists():
        return "Cette convention est déjà renouvelée."
    if convention.evaluee_le is None:
        return "Le renouvellement vient après une évaluation des actions menées."
    return ""


@transaction.atomic
def renouveler(*, convention: Convention, ans: int = DUREE_ANS) -> Convention:
    """The next one, from the day after the last: only once the first was evaluated."""
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    if faute := faute_de_renouvellement(convention):
        raise ConventionRefusee(faute)
    suivante = conclure(
        plan=convention.plan,
        partenaire=convention.partenaire,
        objet=convention.objet,
        objectifs=convention.objectifs,
        debut=convention.fin + timedelta(days=1),
        mesures=convention.mesures.all(),
        ans=ans,
        preavis_mois=convention.preavis_mois,
    )
    suivante.renouvelle, suivante.demonstration = convention, convention.demonstration
    suivante.save(update_fields=["renouvelle", "demonstration"])
    return suivante


def faute_d_evaluation(*, convention: Convention, le: date | None, texte: str, aujourdhui: date) -> str:
    """What is wrong with an evaluation, in French, or nothing."""
    if le is None:
        return "Donnez le jour de l'évaluation." if texte.strip() else ""
    if not texte.strip():
        return "Écrivez ce que dit l'évaluation."
    if not convention.debut <= le <= aujourdhui:
        return "Une évaluation se fait après le début de la convention, et pas dans l'avenir."
    return ""


def faute_de_denonciation(convention: Convention, le: date) -> str:
    """Why notice cannot be given that day, in French, or nothing."""
    if convention.denoncee_le:
        return "Cette convention est déjà dénoncée."
    if not convention.debut <= le <= convention.fin:
        return "Cette convention n'est pas en vigueur ce jour-là."
    return ""


@transaction.atomic
def denoncer(*, convention: Convention, le: date) -> Convention:
    """Give notice: it ends when the notice runs out, or at its own end if that comes first."""
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    if faute := faute_de_denonciation(convention, le):
        raise ConventionRefusee(faute)
    convention.denoncee_le = le
    convention.prend_fin_le = min(ajouter_mois(le, convention.preavis_mois), convention.fin)
    convention.save()
    return convention
