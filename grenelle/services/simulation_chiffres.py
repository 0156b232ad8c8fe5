"""Invented figures of an indicator: yearly or monthly series towards its target, and their share by place."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from grenelle.choices import BORNES, Collecte, Echelle, Frequence, NatureDeCible, Sens, StatutReleve, Unite
from grenelle.models import Indicateur
from grenelle.services.lieux import LieuxDuPlan
from grenelle.services.releves import Saisie

SOURCE = "Chiffre inventé pour la démonstration"
RAISON = "Valeur corrigée après vérification (démonstration)."
ANNEES = 5


class Allure(StrEnum):
    """How a measure goes along the invented year."""

    VIVE = "vive"
    TENUE = "tenue"
    LENTE = "lente"
    RECUL = "recul"
    MUETTE = "muette"


# Share of the way to the target: at the first reading, at the last.
CHEMINS = {
    Allure.VIVE: (0.45, 1.0),
    Allure.TENUE: (0.5, 0.85),
    Allure.LENTE: (0.3, 0.5),
    Allure.RECUL: (0.6, 0.45),
}


def chiffres_de(
    indicateur: Indicateur, lieux: LieuxDuPlan, allure: Allure, hasard: Random, jour: date
) -> Iterator[tuple[int, list[Saisie]]]:
    """What to write, month after month of the played year; the two months that the night counts again are left."""
    depart, arrivee = _bornes(indicateur, allure, hasard)
    if indicateur.frequence == Frequence.UNIQUE:
        if hasard.random() < 0.5:
            fin = jour - timedelta(days=200)
            yield 7, [_saisie(indicateur, fin - timedelta(days=364), fin, arrivee, StatutReleve.DEFINITIF)]
        return
    if indicateur.frequence == Frequence.MENSUELLE:
        yield from _par_mois(indicateur, lieux, depart, arrivee, hasard, jour)
        return
    if indicateur.frequence != Frequence.ANNUELLE or indicateur.collecte == Collecte.COMPTE:
        return  # the night counts the last two years again
    valeurs = _suite(depart, arrivee, ANNEES, hasard)
    annees = range(jour.year - ANNEES, jour.year)
    passe: list[Saisie] = []
    for annee, valeur in zip(annees, valeurs[:-1], strict=False):
        passe += _annee(indicateur, lieux, annee, valeur, StatutReleve.DEFINITIF, hasard)
    yield 1, passe
    # A year is entered once it is over: nothing of the last one before the next has begun.
    derniere = annees[-1]
    premier = max(2, 12 - jour.month + 3)
    mois = min(premier + hasard.randrange(3), 11)
    yield mois, _annee(indicateur, lieux, derniere, valeurs[-1] * 0.97, StatutReleve.PROVISOIRE, hasard)
    if hasard.random() < 0.4 and mois < 11:
        debut, fin = date(derniere, 1, 1), date(derniere, 12, 31)
        yield mois + 1, [_saisie(indicateur, debut, fin, valeurs[-1], StatutReleve.DEFINITIF, raison=RAISON)]


def _bornes(indicateur: Indicateur, allure: Allure, hasard: Random) -> tuple[float, float]:
    """First and last value of the series."""
    cibles = [c for c in indicateur.cibles.all() if c.echelle == Echelle.REGION]
    visees = [float(c.valeur) for c in cibles if c.nature == NatureDeCible.CIBLE]
    departs = [float(c.valeur) for c in cibles if c.nature == NatureDeCible.DEPART]
    debut, fin = CHEMINS[allure]
    if indicateur.sens == Sens.BAISSE:
        haut = departs[0] if departs else (visees[-1] * 1.5 if visees else _ordre(indicateur, hasard))
        but = visees[-1] if visees else haut * 0.7
        return haut + (but - haut) * (debut - 0.3), haut + (but - haut) * fin
    but = visees[-1] if visees else (departs[0] * 1.2 if departs else _ordre(indicateur, hasard))
    return but * debut, but * fin


def _ordre(indicateur: Indicateur, hasard: Random) -> float:
    """A likely size where the document gives no number."""
    if indicateur.unite == Unite.POURCENTAGE:
        return hasard.uniform(40, 90)
    return float(hasard.choice([40, 80, 150, 400, 900]))


def _suite(depart: float, arrivee: float, nombre: int, hasard: Random) -> list[float]:
    """A path with a little noise; the last value is exact."""
    pas = [depart + (arrivee - depart) * rang / (nombre - 1) for rang in range(nombre)]
    bruit = abs(arrivee - depart) * 0.08
    return [max(v + hasard.uniform(-bruit, bruit), 0) for v in pas[:-1]] + [arrivee]


def _annee(
    indicateur: Indicateur, lieux: LieuxDuPlan, annee: int, valeur: float, statut: str, hasard: Random
) -> list[Saisie]:
    debut, fin = date(annee, 1, 1), date(annee, 12, 31)
    saisies = [_saisie(indicateur, debut, fin, valeur, statut)]
    for echelle, code, part in _places(indicateur, lieux, valeur, hasard):
        saisies.append(_saisie(indicateur, debut, fin, part, statut, echelle=echelle, territoire=code))
    return saisies


def _par_mois(
    indicateur: Indicateur, lieux: LieuxDuPlan, depart: float, arrivee: float, hasard: Random, jour: date
) -> Iterator[tuple[int, list[Saisie]]]:
    """Ten months, each written the month after."""
    diviseur = 1 if indicateur.unite == Unite.POURCENTAGE else 6
    valeurs = _suite(depart / diviseur, arrivee / diviseur, 10, hasard)
    for rang, valeur in enumerate(valeurs):
        mois_absolu = jour.year * 12 + jour.month - 1 - 12 + rang
        debut = date(mois_absolu // 12, mois_absolu % 12 + 1, 1)
        fin = date((mois_absolu + 1) // 12, (mois_absolu + 1) % 12 + 1, 1) - timedelta(days=1)
        saisies = [_saisie(indicateur, debut, fin, valeur, StatutReleve.DEFINITIF)]
        if rang == len(valeurs) - 1:
            for echelle, code, part in _places(indicateur, lieux, valeur, hasard):
                saisies.append(
                    _saisie(indicateur, debut, fin, part, StatutReleve.DEFINITIF, echelle=echelle, territoire=code)
                )
        yield min(rang + 2, 12), saisies


def _places(
    indicateur: Indicateur, lieux: LieuxDuPlan, valeur: float, hasard: Random
) -> Iterator[tuple[str, str, float | None]]:
    """A share for each place of the finer scales; now and then one is not published."""
    for echelle, codes in ((Echelle.DEPARTEMENT, lieux.departements), (Echelle.TERRITOIRE, lieux.territoires)):
        if indicateur.echelle == Echelle.REGION or (
            echelle == Echelle.TERRITOIRE and indicateur.echelle != Echelle.TERRITOIRE
        ):
            continue
        tries = sorted(codes)
        for code, part in zip(tries, _parts(indicateur.unite, valeur, len(tries), hasard), strict=True):
            yield echelle, code, None if hasard.random() < 0.06 else part


def _parts(unite: str, valeur: float, nombre: int, hasard: Random) -> Iterator[float]:
    """What is counted is shared out, and the shares add up to the whole; the rest is about the same everywhere."""
    if unite not in (Unite.NOMBRE, Unite.EUROS, Unite.KILOMETRES):
        yield from (valeur * hasard.uniform(0.8, 1.2) for _ in range(nombre))
        return
    poids = [hasard.uniform(0.6, 1.4) for _ in range(nombre)]
    cumul = 0.0
    for poid in poids:
        avant, cumul = cumul, cumul + poid / sum(poids) * round(valeur)
        yield round(cumul) - round(avant)


def _saisie(
    indicateur: Indicateur,
    debut: date,
    fin: date,
    valeur: float | None,
    statut: str,
    *,
    echelle: str = Echelle.REGION,
    territoire: str = "",
    raison: str = "",
) -> Saisie:
    """Within the bounds of the unit, with the decimals that it takes."""
    ecrite = None
    if valeur is not None:
        basse, haute, decimales = BORNES[indicateur.unite]
        mini = Decimal(basse) if indicateur.mini is None else max(indicateur.mini, Decimal(basse))
        maxi = Decimal(haute) if indicateur.maxi is None else min(indicateur.maxi, Decimal(haute))
        arrondie = Decimal(str(round(valeur, min(decimales, 1))))
        ecrite = min(max(arrondie, mini), maxi)
    return Saisie(debut, fin, ecrite, SOURCE, statut, echelle, territoire, raison)
