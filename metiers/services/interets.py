"""The interest match of the present catalogue, and the visitor's answers kept in the session.

Only answers and scores are kept, never who answered: a session without an account is enough.
"""

from collections import defaultdict
from collections.abc import Iterable, MutableMapping
from functools import cache
from typing import Any

from django.conf import settings

from metiers.choices import Riasec
from metiers.interets import (
    Attributs,
    Correspondeur,
    Profil,
    Questionnaire,
    lire_profil,
    lire_questionnaire,
)
from metiers.interets.vecteurs import POIDS_COEUR, POIDS_PRINCIPAL
from metiers.models import Metier, MetierCompetence, MetierInteret
from metiers.services.memoire import MemoireDuCatalogue

__all__ = [
    "Profil",
    "correspondances",
    "correspondeur_courant",
    "effacer_reponses",
    "lire_profil",
    "profil_de_session",
    "questionnaire_courant",
    "reponses_de_session",
    "retenir_reponses",
]

CLE = "interets"
Session = MutableMapping[str, Any]
Ponderes = dict[int, tuple[tuple[str, float], ...]]


@cache
def questionnaire_courant() -> Questionnaire:
    """The questionnaire of ``donnees/metiers/interets.toml``, read once per process."""
    return lire_questionnaire(settings.DONNEES / "metiers" / "interets.toml")


def correspondances(profil: Profil) -> dict[int, float]:
    """Correlation of a profile with every published occupation whose interests are known. One query."""
    return correspondeur_courant().r(profil)


def lire_correspondeur() -> Correspondeur:
    """Read the published occupations and derive their vectors, in three queries whatever their number."""
    lignes = Metier.objects.publies().exclude(riasec_majeur="")
    metiers = list(lignes.values_list("pk", "slug", "accroche", "riasec_majeur", "riasec_mineur"))
    metiers.sort(key=lambda ligne: (not ligne[2], ligne[1]))
    centres, competences = _centres(), _competences()
    return Correspondeur(
        (pk, Attributs(majeur, mineur if mineur != majeur else "", centres.get(pk, ()), competences.get(pk, ())))
        for pk, _, _, majeur, mineur in metiers
    )


def _centres() -> Ponderes:
    """Letters of the centres d'intérêt of each occupation, the principal one weighing more."""
    attribution = questionnaire_courant().centres
    lignes = MetierInteret.objects.values_list("metier_id", "interet__code", "principal").order_by("pk")
    return _regrouper(
        (metier, attribution.get(code, ""), POIDS_PRINCIPAL if principal else 1.0) for metier, code, principal in lignes
    )


def _competences() -> Ponderes:
    """Letters of the macro-skill of each skill of each occupation; none before ROME has been imported."""
    lignes = (
        MetierCompetence.objects.filter(competence__macro__riasec_majeur__in=Riasec.values)
        .values_list("metier_id", "competence__macro__riasec_majeur", "competence__macro__riasec_mineur", "coeur")
        .order_by("pk")
    )
    return _regrouper(
        (metier, majeur + mineur, POIDS_COEUR if coeur else 1.0) for metier, majeur, mineur, coeur in lignes
    )


def _regrouper(lignes: Iterable[tuple[int, str, float]]) -> Ponderes:
    """Weights of equal letters added, by occupation."""
    sommes: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for metier, lettres, poids in lignes:
        if lettres:
            sommes[metier][lettres] += poids
    return {metier: tuple(sorted(par_lettres.items())) for metier, par_lettres in sommes.items()}


correspondeur_courant = MemoireDuCatalogue(lambda _: lire_correspondeur()).courant


# --- The visitor's answers --------------------------------------------------------------------------------
def reponses_de_session(session: "Session | None") -> dict[str, int]:
    """Answers kept in a session; what cannot be understood any more is left out."""
    brut = session.get(CLE) if session is not None else None
    return questionnaire_courant().saines(brut)


def profil_de_session(session: "Session | None") -> Profil | None:
    """The visitor's own profile, once the questionnaire is complete."""
    return questionnaire_courant().profil(reponses_de_session(session))


def retenir_reponses(session: Session, *, reponses: dict[str, int]) -> dict[str, int]:
    """Add answers to those already kept."""
    toutes = reponses_de_session(session) | questionnaire_courant().saines(reponses)
    session[CLE] = toutes
    return toutes


def effacer_reponses(session: Session) -> None:
    """Forget every answer."""
    session.pop(CLE, None)
