"""Measures of the match on a catalogue: how much one answer moves the first ten, and how far we agree with ROME."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from metiers.interets.correspondance import PREMIERS, Correspondeur, Label
from metiers.interets.profil import LETTRES, Profil, profil_de
from metiers.interets.questionnaire import DEGRES, PAR_TYPE
from metiers.interets.vecteurs import indices

Reponses = list[list[int]]
"""Answers of each type, in the order of ``LETTRES``."""


@dataclass(frozen=True, slots=True)
class Stabilite:
    """Of the first ten, how many stay when one answer moves by one step; ``plates`` pairs claim no ranking."""

    paires: int
    plates: int
    minimum: int
    centile: int
    moyenne: float
    repartition: dict[int, int]
    """Number of pairs by number of occupations kept."""
    nettes: float
    """Share of the first ten whose label is "great" or "best"."""


@dataclass(frozen=True, slots=True)
class Accord:
    """Our values against ROME's letters; ``seuls``: what interests and skills say without those letters."""

    metiers: int
    majeure: float
    avec_mineure: int
    deux_lettres: float
    renseignes: int
    majeure_seuls: float
    distincts: int


def tirer_reponses(hasard: random.Random, *, typees: bool) -> Reponses:
    """Thirty answers: all equally likely, or drawn around a liking of each type, as people answer."""
    if not typees:
        return [[hasard.randrange(DEGRES) for _ in range(PAR_TYPE)] for _ in LETTRES]
    humeur = hasard.gauss(2, 0.5)
    gouts = [hasard.gauss(humeur, 0.9) for _ in LETTRES]
    return [[min(max(round(hasard.gauss(gout, 0.9)), 0), DEGRES - 1) for _ in range(PAR_TYPE)] for gout in gouts]


def changer_une_reponse(reponses: Reponses, hasard: random.Random) -> Reponses:
    """The same answers, one of them one step higher or lower."""
    autres = [list(du_type) for du_type in reponses]
    du_type, place = hasard.choice(autres), hasard.randrange(PAR_TYPE)
    pas = hasard.choice((-1, 1))
    du_type[place] += pas if 0 <= du_type[place] + pas < DEGRES else -pas
    return autres


def profil_des_reponses(reponses: Reponses) -> Profil:
    """The sums by type."""
    profil = profil_de([sum(du_type) for du_type in reponses])
    if profil is None:
        raise ValueError("ces réponses ne sont pas celles du questionnaire")
    return profil


def mesurer_stabilite(
    correspondeur: Correspondeur,
    *,
    paires: int,
    graine: int,
    typees: bool,
    choisir: Callable[[Profil], Sequence[int]] | None = None,
) -> Stabilite:
    """Overlap of the first ten over random (profile, change) pairs; ``choisir`` measures another way to choose."""
    hasard = random.Random(graine)  # noqa: S311 - a measure, not a secret
    choisir = choisir or correspondeur.premiers
    gardes, nettes, plates = [], [], 0
    for _ in range(paires):
        reponses = tirer_reponses(hasard, typees=typees)
        avant, apres = (profil_des_reponses(r) for r in (reponses, changer_une_reponse(reponses, hasard)))
        if avant.est_plat or apres.est_plat:
            plates += 1
            continue
        premiers = choisir(avant)
        gardes.append(len(set(premiers) & set(choisir(apres))))
        nettes.append(sum(_est_net(correspondeur, avant, pk) for pk in premiers) / max(len(premiers), 1))
    return Stabilite(
        paires=paires,
        plates=plates,
        minimum=min(gardes, default=0),
        centile=int(np.percentile(gardes, 1, method="lower")) if gardes else 0,
        moyenne=float(np.mean(gardes)) if gardes else 0.0,
        repartition={nombre: gardes.count(nombre) for nombre in sorted(set(gardes))},
        nettes=float(np.mean(nettes)) if nettes else 0.0,
    )


def par_simple_tri(correspondeur: Correspondeur) -> Callable[[Profil], list[int]]:
    """The ten nearest, without readers: what the guarantee is compared with."""

    def choisir(profil: Profil) -> list[int]:
        r = correspondeur.correlations(profil)
        return [correspondeur.ids[rang] for rang in np.argsort(-r, kind="stable")[:PREMIERS]]

    return choisir


def mesurer_accord(correspondeur: Correspondeur) -> Accord:
    """Share of occupations whose highest value is ROME's major, whose two highest are ROME's two letters."""
    attributs = correspondeur.attributs
    ordres = [[LETTRES[rang] for rang in np.argsort(-u, kind="stable")] for u in correspondeur.unites]
    doubles = [(a, ordre) for a, ordre in zip(attributs, ordres, strict=True) if a.mineure]
    seuls = [(a, indices(a)) for a in attributs]
    parlants = [(a, valeurs) for a, valeurs in seuls if valeurs.any()]
    return Accord(
        metiers=len(attributs),
        majeure=_part(ordre[0] == a.majeure for a, ordre in zip(attributs, ordres, strict=True)),
        avec_mineure=len(doubles),
        deux_lettres=_part({*ordre[:2]} == {a.majeure, a.mineure} for a, ordre in doubles),
        renseignes=len(parlants),
        majeure_seuls=_part(LETTRES[int(valeurs.argmax())] == a.majeure for a, valeurs in parlants),
        distincts=len({tuple(np.round(u, 6)) for u in correspondeur.unites}),
    )


def _est_net(correspondeur: Correspondeur, profil: Profil, pk: int) -> bool:
    r = correspondeur.r_de(profil, pk)
    return r is not None and Label.de(r) is not Label.LOINTAINE


def _part(reponses: Iterable[bool]) -> float:
    liste = list(reponses)
    return sum(liste) / len(liste) if liste else 0.0
