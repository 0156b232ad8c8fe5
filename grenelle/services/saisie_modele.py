"""The file to fill: what this person may enter, with the codes already written and the value left empty."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from commun.administration import neutraliser
from grenelle.choices import Collecte, StatutReleve
from grenelle.models import Plan
from grenelle.services.roles import Action, Droits
from grenelle.services.saisie_grille import lieux_du_plan
from grenelle.services.saisie_periodes import periodes_offertes


def lignes_du_modele(plan: Plan, droits: Droits) -> Iterator[list[Any]]:
    """One row an indicator and a place of its finest scale, for the last period that is over."""
    jour, lieux = timezone.localdate(), lieux_du_plan(plan, droits)
    for indicateur in plan.indicateurs.filter(actif=True).exclude(collecte=Collecte.COMPTE).order_by("rang", "code"):
        finies = [p for p in periodes_offertes(indicateur.frequence, jour) if p[1] < jour]
        debut, fin = finies[0] if finies else (plan.debut, plan.fin or jour)
        for lieu in lieux:
            permis = droits.au_lieu(Action.SAISIR, plan.pk, indicateur.mesure_id, lieu.code)
            if lieu.echelle == indicateur.echelle and permis:
                yield [
                    plan.slug,
                    indicateur.code,
                    debut,
                    fin,
                    lieu.echelle,
                    lieu.code,
                    "",
                    indicateur.unite,
                    StatutReleve.PROVISOIRE.value,
                    neutraliser(indicateur.source),
                    "",
                ]
