"""The part that is not a choice: what is promised must be served together, or the smallest clash must be named.

When re-planning, also the least disturbance of what was announced, proven.
"""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from orientibus.planification.modele import Modele
from orientibus.planification.terrain import Cellule, Option, Terrain

ESSAIS = 4
"""Orders of deletion tried to find a small clash."""
TOUJOURS = 3600.0


@dataclass(frozen=True, slots=True)
class Conflit:
    """Requests that cannot be served together; ``minimal`` when any one of them left out would make it possible."""

    codes: tuple[str, ...]
    minimal: bool


@dataclass(frozen=True, slots=True)
class Base:
    """A plan of what must be served, at the least disturbance; ``prouve`` when that one is the least."""

    options: tuple[Option, ...]
    derangement: int = 0
    prouve: bool = True


def plan_promis(terrain: Terrain, *, secondes: float, graine: int = 0) -> Base | Conflit:
    """A plan of everything promised, or the clash that forbids it."""
    imposees = terrain.imposees
    options = servir_ensemble(terrain, imposees, secondes=secondes, graine=graine)
    if options is None:
        return nommer_conflit(terrain, graine=graine)
    if not terrain.promesses.annonces:
        return Base(tuple(options))
    return moindre_derangement(terrain, options, secondes=secondes, graine=graine)


def servir_ensemble(
    terrain: Terrain, demandes: Collection[int], *, secondes: float = TOUJOURS, graine: int = 0
) -> list[Option] | None:
    """All these requests in one plan, None when it cannot be. Exact: no time limit stands in for a proof."""
    if not demandes:
        return []
    if any(not terrain.par_demande[demande] for demande in demandes):
        return None
    gains = {option.rang: 0 for demande in demandes for option in terrain.par_demande[demande]}
    modele = Modele(terrain, _cellules(terrain, gains), gains)
    if not modele.exiger(demandes):
        return None
    reponse = modele.resoudre(secondes=max(secondes, TOUJOURS), graine=graine)
    return reponse.options


def nommer_conflit(terrain: Terrain, *, graine: int = 0) -> Conflit:
    """The smallest clash found: deletion from several orders, each test an exact search."""
    imposees = sorted(terrain.imposees, key=lambda demande: (len(terrain.par_demande[demande]), demande))
    seules = [d for d in imposees if not terrain.par_demande[d]]
    codes = terrain.instance.demandes
    if seules:
        return Conflit((codes[seules[0]].code,), minimal=True)
    meilleur = imposees
    for essai in range(ESSAIS):
        decalage = essai * len(imposees) // ESSAIS
        ordre = imposees[decalage:] + imposees[:decalage]
        noyau = _noyau([], ordre if essai % 2 == 0 else ordre[::-1], False, lambda s: _impossible(terrain, s, graine))
        if len(noyau) < len(meilleur):
            meilleur = noyau
        if len(meilleur) == 2:
            break
    return Conflit(tuple(sorted(codes[demande].code for demande in meilleur)), minimal=True)


def _impossible(terrain: Terrain, demandes: Iterable[int], graine: int) -> bool:
    return servir_ensemble(terrain, list(demandes), graine=graine) is None


def _noyau(fond: list[int], candidats: list[int], ajout: bool, impossible: Callable[[list[int]], bool]) -> list[int]:
    """QuickXplain: a minimal part of ``candidats`` that clashes with ``fond``, few tests when it is small."""
    if ajout and impossible(fond):
        return []
    if len(candidats) == 1:
        return candidats
    milieu = len(candidats) // 2
    debut, fin = candidats[:milieu], candidats[milieu:]
    apres = _noyau(fond + debut, fin, True, impossible)
    return _noyau(fond + apres, debut, bool(apres), impossible) + apres


# --- the least disturbance ----------------------------------------------------------------------


def moindre_derangement(terrain: Terrain, depart: list[Option], *, secondes: float, graine: int) -> Base:
    """Announced stops kept, moved or dropped at the least cost.

    First nothing moves but what must, then what lies near the event too, then everything: only that proves the least,
    unless a sum of single least costs is reached before.
    """
    fin = time.monotonic() + secondes
    touchees, plancher = _touchees(terrain)
    meilleure = Base(tuple(depart), derangement(terrain, depart), prouve=False)
    tenus = _tenus(terrain)
    if terrain.imposees <= {option.demande for option in tenus}:
        meilleure = min(meilleure, Base(tuple(tenus), derangement(terrain, tenus), prouve=False), key=_cout)
    proches = {terrain.cellule(o) for d in touchees for o in terrain.par_demande[d]}
    toutes = {cellule.rang for cellule in terrain.cellules}
    for cellules, part in ((set[int](), 0.25), (proches, 0.5), (toutes, 1.0)):
        if meilleure.derangement == plancher:
            return Base(meilleure.options, plancher, prouve=True)
        reste = (fin - time.monotonic()) * part
        base = _deranger(terrain, cellules, max(0.1, reste), graine, meilleure.options)
        if base is not None and base.derangement <= meilleure.derangement:
            meilleure = Base(base.options, base.derangement, base.prouve and cellules == toutes)
    return meilleure


def _cout(base: Base) -> int:
    return base.derangement


def _tenus(terrain: Terrain) -> list[Option]:
    """What was announced and can stay as it is: a part of a plan, hence a plan."""
    tenus = (terrain.retrouver(annonce.arret) for annonce in terrain.promesses.annonces.values())
    return [option for option in tenus if option is not None]


def derangement(terrain: Terrain, options: Iterable[Option]) -> int:
    arrets = {option.demande: terrain.arret(option) for option in options}
    return sum(
        terrain.promesses.cout(code, arrets.get(terrain.rang_demande[code])) for code in terrain.promesses.annonces
    )


def gains_des_options(terrain: Terrain) -> list[int]:
    """Value of each option: its weight; before it, when re-planning, the disturbance that it spares."""
    demandes = terrain.instance.demandes
    gains = [demandes[option.demande].poids for option in terrain.options]
    unite = 1 + sum(d.poids for d in demandes)
    for rang, epargne in gains_derangement(terrain).items():
        gains[rang] += unite * epargne
    return gains


def gains_derangement(terrain: Terrain) -> dict[int, int]:
    """What serving an announced request so spares, against dropping it; by option."""
    gains = {}
    for code in terrain.promesses.annonces:
        abandon = terrain.promesses.cout(code, None)
        for option in terrain.par_demande[terrain.rang_demande[code]]:
            gains[option.rang] = abandon - terrain.promesses.cout(code, terrain.arret(option))
    return gains


def _touchees(terrain: Terrain) -> tuple[list[int], int]:
    """Requests that cannot stay as announced or must newly be served, and what that costs at least."""
    promesses = terrain.promesses
    touchees, plancher = [], 0
    for code in promesses.annonces:
        demande = terrain.rang_demande[code]
        couts = [promesses.cout(code, terrain.arret(option)) for option in terrain.par_demande[demande]]
        if demande not in terrain.imposees:
            couts.append(promesses.cout(code, None))
        moindre = min(couts, default=0)
        if moindre or not couts or 0 not in couts:
            touchees.append(demande)
            plancher += moindre
    nouvelles = [d for d in terrain.imposees if terrain.instance.demandes[d].code not in promesses.annonces]
    return touchees + nouvelles, plancher


def _deranger(
    terrain: Terrain, cellules: Collection[int], secondes: float, graine: int, indice: Collection[Option] = ()
) -> Base | None:
    """Least disturbance when only what lies in these cells may change; announced stops elsewhere stay."""
    promesses = terrain.promesses
    gains = {option.rang: 0 for demande in terrain.imposees for option in terrain.par_demande[demande]}
    gains |= gains_derangement(terrain)
    for code, annonce in promesses.annonces.items():
        demande = terrain.rang_demande[code]
        tenu = terrain.retrouver(annonce.arret)
        if tenu is not None and terrain.cellule(tenu) not in cellules:
            for option in terrain.par_demande[demande]:
                if option is not tenu:
                    gains.pop(option.rang, None)
    modele = Modele(terrain, _cellules(terrain, gains), gains, indice=indice)
    if not modele.exiger(terrain.imposees):
        return None
    reponse = modele.resoudre(secondes=secondes, graine=graine)
    if reponse.options is None:
        return None
    return Base(tuple(reponse.options), derangement(terrain, reponse.options), reponse.prouve)


def _cellules(terrain: Terrain, gains: Iterable[int]) -> list[Cellule]:
    rangs = sorted({terrain.cellule(terrain.options[rang]) for rang in gains})
    return [terrain.cellules[rang] for rang in rangs]
