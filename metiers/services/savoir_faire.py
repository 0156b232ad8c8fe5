"""What one can do: find a skill by words, take those of an occupation, rank the occupations that call for them."""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from commun.analyse import couper, mots_pleins, normaliser, racine
from metiers.choices import TypeCompetence
from metiers.models import Competence
from metiers.passerelles import BaseDeSavoirs, Note, Savoir, noter, part_demande, part_formation, part_savoirs
from metiers.services.marche import lieu_de_mesure, potentiels
from metiers.services.memoire import Cle, MemoireDuCatalogue
from metiers.services.passerelles import SEUIL_DE_SAVOIRS, Lieu, Passerelle, formations_de
from metiers.services.reseau import Reseau, reseau_courant

RANGES_MAX = 200
"""Occupations scored for a set of skills; nobody reads further."""
REPANDU = 0.1
"""A skill that more than this share of occupations call for is of use nearly everywhere."""
POIDS_LIBELLE, POIDS_DETAIL_MAX = 3.0, 2.9
PREFIXE_MIN = 3


@dataclass(frozen=True, slots=True)
class Lexique:
    """Words by which a skill is found: its own, and those of the detailed skills that it covers."""

    cle: Cle
    base: str
    mots: Mapping[str, Mapping[str, float]]
    """By stem: weight by code of the skill."""
    racines: tuple[str, ...]


def lire_lexique(cle: Cle) -> Lexique:
    """Two queries: skills, and the detailed skills under them."""
    base = reseau_courant().base_principale
    codes = {savoir.slug: savoir.code for savoir in base.savoirs}
    details: dict[str, Counter[str]] = defaultdict(Counter)
    nombres: Counter[str] = Counter()
    propres: dict[str, set[str]] = {}
    lus = Competence.objects.filter(type=TypeCompetence.SAVOIR_FAIRE).order_by("pk")
    for slug, libelle, macro in lus.values_list("slug", "libelle", "macro__slug").iterator(chunk_size=5_000):
        if slug in codes:
            propres[codes[slug]] = _racines(libelle)
        elif macro in codes:
            nombres[codes[macro]] += 1
            details[codes[macro]].update(_racines(libelle))
    mots: dict[str, dict[str, float]] = defaultdict(dict)
    for code, comptes in details.items():
        for mot, nombre in comptes.items():
            mots[mot][code] = min(POIDS_DETAIL_MAX, POIDS_LIBELLE * nombre / math.sqrt(nombres[code]))
    for code, racines in propres.items():
        for mot in racines:
            mots[mot][code] = POIDS_LIBELLE
    return Lexique(cle, base.nom, dict(mots), tuple(sorted(mots)))


def _racines(texte: str) -> set[str]:
    return {racine(mot) for mot in mots_pleins(normaliser(texte))}


def chercher_savoirs(lexique: Lexique, base: BaseDeSavoirs, q: str, limite: int = 12) -> list[Savoir]:
    """Skills that hold all the words typed, the last one perhaps unfinished; else those that hold the most of them."""
    mots = mots_pleins(normaliser(couper(q)))
    trouves: dict[str, float] = defaultdict(float)
    presents: Counter[str] = Counter()
    for rang, mot in enumerate(mots):
        touches = _touches(lexique, mot, ouvert=rang == len(mots) - 1)
        presents.update(touches.keys())
        for code, poids in touches.items():
            trouves[code] += poids
    if not presents:
        return []
    mieux = max(presents.values())
    codes = [code for code in trouves if presents[code] == mieux and code in base.par_code]
    codes.sort(key=lambda code: (-trouves[code], base.savoirs[base.par_code[code]].libelle))
    return [base.savoirs[base.par_code[code]] for code in codes[:limite]]


def _touches(lexique: Lexique, mot: str, *, ouvert: bool) -> dict[str, float]:
    """Skills that a word meets, each with its best weight."""
    racines = {racine(mot)}
    if ouvert and len(mot) >= PREFIXE_MIN:
        rang = bisect_left(lexique.racines, mot)
        while rang < len(lexique.racines) and lexique.racines[rang].startswith(mot):
            racines.add(lexique.racines[rang])
            rang += 1
    touches: dict[str, float] = {}
    for trouvee in racines:
        for code, poids in lexique.mots.get(trouvee, {}).items():
            touches[code] = max(poids, touches.get(code, 0.0))
    return touches


def savoirs_du_metier(reseau: Reseau, base: BaseDeSavoirs, metier: int) -> list[Savoir]:
    """Comparable skills of an occupation, the rarest first."""
    ligne = reseau.lignes.get(metier)
    if ligne is None:
        return []
    return [base.savoirs[c] for c in base.rares_d_abord(base.par_ligne[ligne].tolist())]


def est_repandu(base: BaseDeSavoirs, code: str) -> bool:
    """Whether a skill is asked nearly everywhere."""
    return bool(base.frequences[base.par_code[code]] > REPANDU * max(base.nombre_decrits, 1))


def savoirs_courants(base: BaseDeSavoirs, limite: int = 24) -> list[Savoir]:
    """The skills most asked among those that tell occupations apart, then the others; by name."""
    parlants = sorted(
        range(len(base.savoirs)),
        key=lambda c: (est_repandu(base, base.savoirs[c].code), -int(base.frequences[c]), base.savoirs[c].libelle),
    )
    return sorted((base.savoirs[c] for c in parlants[:limite]), key=lambda s: normaliser(s.libelle))


def metiers_possibles(
    reseau: Reseau,
    base: BaseDeSavoirs,
    codes: Iterable[str],
    *,
    lieu: Lieu | None = None,
    admis: set[int] | None = None,
) -> list[Passerelle]:
    """Occupations that call for these skills, best first; the official mobility says nothing here."""
    colonnes = np.array([base.par_code[code] for code in codes if code in base.par_code], dtype=np.int32)
    if not len(colonnes):
        return []
    couvertures, utiles = base.recouvrements(colonnes)
    parts = np.where(reseau.publies, np.nan_to_num(part_savoirs(couvertures, utiles)), 0.0)
    ordre = [int(ligne) for ligne in np.argsort(-parts, kind="stable") if parts[ligne] >= SEUIL_DE_SAVOIRS]
    lignes = [ligne for ligne in ordre if admis is None or int(reseau.ids[ligne]) in admis][:RANGES_MAX]
    ids = [int(reseau.ids[ligne]) for ligne in lignes]
    marche, formations = potentiels(ids, lieu_de_mesure(lieu)), formations_de(ids, lieu)
    trouvees = []
    for pk, ligne in zip(ids, lignes, strict=True):
        potentiel, offre = marche.get(pk), formations.get(pk)
        note: Note = noter({
            "savoirs": float(parts[ligne]),
            "demande": part_demande(potentiel.niveau if potentiel else None),
            "formation": part_formation(offre.plus_proche_km if offre else None),
        })  # fmt: skip
        trouvees.append(Passerelle(0, pk, pk, None, float(couvertures[ligne]), note, potentiel, offre))
    return sorted(trouvees, key=lambda p: (-p.note.valeur, -(p.couverture or 0), p.autre))


lexique_courant = MemoireDuCatalogue(lire_lexique).courant
