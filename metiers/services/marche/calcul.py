"""The hiring potential of a set of families at a place."""

from collections.abc import Iterable
from dataclasses import dataclass

from metiers.choices import ENSEMBLE
from metiers.models import Grain
from metiers.services.marche.formule import explication
from metiers.services.marche.memoire import FAP_2021, Chiffre, Familles, I, Marche, cle_famille
from metiers.services.marche.valeurs import LieuDeMesure, Observation, Part, Potentiel

Place = tuple[str, str]
TOUTES = cle_famille(FAP_2021, ENSEMBLE)
SANS_FAMILLE = "aucune famille d'emploi ne correspond à ce métier"
SANS_CHIFFRE = "aucun chiffre publié pour cette famille"
NON_DIFFUSE = "non diffusé"


@dataclass(frozen=True, slots=True)
class Somme:
    """Published cells of several families at one place, and how many were hidden."""

    valeur: float
    base: float
    visibles: int
    laisses: int
    un: Chiffre | None


def sommer(marche: Marche, indicateur: str, familles: Iterable[str], place: Place) -> Somme:
    """Add what is disclosed; hidden cells are counted apart, never as zero."""
    valeur = base = 0.0
    visibles = laisses = 0
    un = None
    for cle in familles:
        chiffre = marche.chiffre(indicateur, cle, *place)
        if chiffre is None:
            continue
        un = un or chiffre
        laisses += chiffre.laisses or int(chiffre.secret)
        if chiffre.valeur is not None:
            valeur += chiffre.valeur
            base += chiffre.base or 0.0
            visibles += 1
    return Somme(valeur, base, visibles, laisses, un)


def noms(marche: Marche, cles: Iterable[str]) -> str:
    """Names of families, one after the other."""
    return " ; ".join(marche.libelle(cle) for cle in cles)


def places(lieu: LieuDeMesure) -> tuple[Place, ...]:
    """Where to look, finest first, France last."""
    return (*lieu.codes, (Grain.NATIONAL.value, ""))


def observer(
    marche: Marche, somme: Somme, familles: Iterable[str], place: Place, *, premiere: Place, part: bool = False
) -> Observation | None:
    """A sum as an observation: the total itself, or in per cent of its base."""
    if somme.un is None:
        return None
    valeur: float | None = somme.valeur
    if part:
        valeur = 100 * somme.valeur / somme.base if somme.base else None
    visible = somme.visibles > 0
    return Observation(
        valeur=valeur if visible else None,
        unite="%" if part else somme.un.unite,
        source=somme.un.source,
        periode=somme.un.periode,
        grain=place[0],
        territoire=marche.nom(*place),
        famille=noms(marche, familles),
        secret=not visible,
        laisses=somme.laisses if visible else 0,
        elargi=place != premiere,
    )


def potentiel_des(marche: Marche, familles: Familles, lieu: LieuDeMesure) -> Potentiel:
    """Computed once per set of families and place, then kept with the market."""
    cle = (familles, lieu.codes)
    connu = marche.deja.get(cle)
    if not isinstance(connu, Potentiel):
        connu = marche.deja[cle] = _potentiel(marche, familles, lieu)
    return connu


def _potentiel(marche: Marche, familles: Familles, lieu: LieuDeMesure) -> Potentiel:
    libelles = tuple(marche.libelle(cle) for cle in familles.bmo)
    if not familles.bmo:
        return Potentiel(None, raison=SANS_FAMILLE)
    if any(marche.code(cle) in explication().hors_champ for cle in familles.bmo):
        return Potentiel(None, familles=libelles, raison=explication().hors_champ_raison)
    caches: list[str] = []
    for place in places(lieu):
        projets = sommer(marche, I.PROJETS, familles.bmo, place)
        if projets.visibles:
            break
        if projets.laisses:
            caches.append(marche.nom(*place))
    else:
        return Potentiel(None, familles=libelles, raison=NON_DIFFUSE if caches else SANS_CHIFFRE, secrets=tuple(caches))
    details = _details(marche, familles, lieu, place, projets)
    parts = {detail.code: detail.part for detail in details}
    score = explication().score(parts)
    return Potentiel(
        niveau=explication().niveau(score),
        grain=place[0],
        territoire=marche.nom(*place),
        elargi=place != places(lieu)[0],
        familles=libelles,
        parts=tuple(parts.items()),
        projets=observer(marche, projets, familles.bmo, place, premiere=places(lieu)[0]),
        sources=tuple(dict.fromkeys(t.source for t in explication().termes if t.code in parts)),
        raison="",
        score=round(score, 4),
        secrets=tuple(caches),
        details=details,
    )


Trouve = tuple[float, Place] | None


def _details(marche: Marche, familles: Familles, lieu: LieuDeMesure, place: Place, projets: Somme) -> tuple[Part, ...]:
    """Terms that have a figure, from the place of the projects and wider."""
    suite = places(lieu)[places(lieu).index(place) :]
    trouves: dict[str, Trouve] = {
        "volume": _pour_mille(marche, projets, place),
        "renouvellement": _renouvellement(marche, familles, suite),
        "difficulte": _part(marche, I.PROJETS_DIFFICILES, familles.bmo, suite),
        "duree": _part(marche, I.PROJETS_SAISONNIERS, familles.bmo, suite),
        "tension": _tension(marche, familles, suite),
    }
    details = []
    for terme in explication().termes:
        if trouve := trouves.get(terme.code):
            valeur, ou = trouve
            nom = marche.nom(*ou)
            part = terme.part(valeur)
            details.append(Part(terme.code, terme.libelle, terme.poids, valeur, terme.unite, part, ou[0], nom))
    return tuple(details)


def _pour_mille(marche: Marche, projets: Somme, place: Place) -> Trouve:
    total = marche.chiffre(I.PROJETS, TOUTES, *place)
    return (1000 * projets.valeur / total.valeur, place) if total and total.valeur else None


def _renouvellement(marche: Marche, familles: Familles, suite: tuple[Place, ...]) -> Trouve:
    """Projects for 100 jobs, at the finest place where both are known for the very same families."""
    if not familles.meme_perimetre:
        return None
    for place in suite:
        projets = sommer(marche, I.PROJETS, familles.bmo, place)
        emplois = [marche.chiffre(I.EMPLOI, cle, *place) for cle in familles.dares]
        connus = [chiffre.valeur for chiffre in emplois if chiffre and chiffre.valeur]
        if projets.visibles and connus and len(connus) == len(emplois):
            return 100 * projets.valeur / sum(connus), place
    return None


def _part(marche: Marche, indicateur: str, familles: tuple[str, ...], suite: tuple[Place, ...]) -> Trouve:
    for place in suite:
        somme = sommer(marche, indicateur, familles, place)
        if somme.visibles and somme.base:
            return 100 * somme.valeur / somme.base, place
    return None


def _tension(marche: Marche, familles: Familles, suite: tuple[Place, ...]) -> Trouve:
    """Mean class of the families that have one, at the finest place."""
    for place in suite:
        trouves = [marche.chiffre(I.TENSION, cle, *place) for cle in familles.dares]
        classes = [chiffre.valeur for chiffre in trouves if chiffre and chiffre.valeur is not None]
        if classes:
            return sum(classes) / len(classes), place
    return None
