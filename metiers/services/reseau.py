"""The network of occupations in memory: official mobilities, comparable skills, levels of entry. See ``docs/adr/0013``.

Read in five queries whatever the size of the catalogue, once per process and state of the catalogue; what is computed
from it costs no query.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metiers.choices import Origine, TypeCompetence
from metiers.importeurs.chargement_references import GESTES
from metiers.models import AccesNiveau, Competence, Metier, MetierCompetence, Mobilite
from metiers.passerelles import BaseDeSavoirs, Savoir
from metiers.services.memoire import Cle, MemoireDuCatalogue

BASES = (Origine.PORTAIL.value, Origine.ROME.value)
"""In the order of preference: the portal's words are the plainer ones."""


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Skills of two occupations compared in one base, rarest first. ``base`` is empty when nothing compares."""

    base: str
    communs: tuple[Savoir, ...] = ()
    a_acquerir: tuple[Savoir, ...] = ()

    @property
    def demandes(self) -> int:
        """How many skills the other occupation asks."""
        return len(self.communs) + len(self.a_acquerir)


@dataclass(frozen=True)
class Reseau:
    """Rows are occupations of any state; only published ones are ever proposed."""

    cle: Cle
    ids: npt.NDArray[np.int64]
    lignes: Mapping[int, int]
    publies: npt.NDArray[np.bool_]
    bases: Mapping[str, BaseDeSavoirs]
    sorties: Mapping[int, Mapping[int, int]]
    """Rank of each official neighbour, by occupation: a directed list. Only published ones are counted, so that
    the rank said is true of the portal even where it holds a part of the ROME."""
    entrees: Mapping[int, Mapping[int, int]]
    """The same links from the other end: occupations whose list holds this one, with the rank it has there."""
    niveaux: Mapping[int, tuple[int, ...]]

    def base_de(self, source: int, cible: int) -> BaseDeSavoirs | None:
        """The base in which two occupations compare, if any."""
        ici, la_bas = self.lignes.get(source), self.lignes.get(cible)
        if ici is None or la_bas is None:
            return None
        bases = (self.bases[nom] for nom in BASES)
        return next((base for base in bases if base.decrit(ici) and base.decrit(la_bas)), None)

    def comparer(self, source: int, cible: int) -> Comparaison:
        """What one already knows in ``source`` of what ``cible`` asks, and what is to be learnt."""
        base = self.base_de(source, cible)
        if base is None:
            return Comparaison("")
        sues = set(base.par_ligne[self.lignes[source]].tolist())
        return self.comparer_a(base, sues, cible)

    def comparer_a(self, base: BaseDeSavoirs, sues: set[int], cible: int) -> Comparaison:
        """The same from any set of skills (columns of ``base``)."""
        demandes = base.rares_d_abord(base.par_ligne[self.lignes[cible]].tolist())
        return Comparaison(
            base.nom,
            tuple(base.savoirs[c] for c in demandes if c in sues),
            tuple(base.savoirs[c] for c in demandes if c not in sues),
        )

    @property
    def base_principale(self) -> BaseDeSavoirs:
        """The base that describes the most published occupations; the portal's when they are as many."""
        return max((self.bases[nom] for nom in BASES), key=lambda base: base.nombre_decrits)


def lire_reseau(cle: Cle) -> Reseau:
    """Read the network."""
    metiers = list(Metier.objects.order_by("pk").values_list("pk", "etat"))
    lignes = {pk: rang for rang, (pk, _) in enumerate(metiers)}
    publies = [etat == Metier.Etat.PUBLIE for _, etat in metiers]
    sorties: dict[int, dict[int, int]] = defaultdict(dict)
    entrees: dict[int, dict[int, int]] = defaultdict(dict)
    for source, cible in Mobilite.objects.order_by("ordre", "pk").values_list("source_id", "cible_id"):
        if publies[lignes[cible]]:
            entrees[cible][source] = sorties[source][cible] = len(sorties[source]) + 1
    niveaux: dict[int, list[int]] = defaultdict(list)
    for pk, niveau in AccesNiveau.objects.order_by("niveau").values_list("metier_id", "niveau"):
        niveaux[pk].append(niveau)
    return Reseau(
        cle=cle,
        ids=np.array([pk for pk, _ in metiers], dtype=np.int64),
        lignes=lignes,
        publies=np.array(publies, dtype=bool),
        bases=_lire_bases(lignes, publies),
        sorties=dict(sorties),
        entrees=dict(entrees),
        niveaux={pk: tuple(valeurs) for pk, valeurs in niveaux.items()},
    )


def _lire_bases(lignes: Mapping[int, int], publies: list[bool]) -> dict[str, BaseDeSavoirs]:
    """Both bases. ROME's skills are compared by their macro-competence; the portal's gestures belong to one trade."""
    liens: dict[str, list[tuple[int, int]]] = {nom: [] for nom in BASES}
    lus = (
        MetierCompetence.objects.filter(competence__type=TypeCompetence.SAVOIR_FAIRE)
        .exclude(competence__categorie=GESTES)
        .order_by("metier_id", "ordre", "pk")
        .values_list("metier_id", "origine", "competence_id", "competence__macro")
    )
    for metier, origine, competence, macro in lus.iterator(chunk_size=5_000):
        if origine in liens:
            liens[origine].append((lignes[metier], macro or competence))
    savoirs = _lire_savoirs({cle for couples in liens.values() for _, cle in couples})
    return {nom: _base(nom, publies, couples, savoirs) for nom, couples in liens.items()}


def _base(nom: str, publies: list[bool], liens: list[tuple[int, int]], savoirs: Mapping[int, Savoir]) -> BaseDeSavoirs:
    demandes = dict.fromkeys(cle for _, cle in liens)
    return BaseDeSavoirs.construire(nom, publies=publies, liens=liens, savoirs={c: savoirs[c] for c in demandes})


def _lire_savoirs(cles: Iterable[int]) -> dict[int, Savoir]:
    """Names of the skills that occupations share; read whole, because a long list of keys is no filter."""
    voulues = set(cles)
    lus = (
        Competence.objects.filter(type=TypeCompetence.SAVOIR_FAIRE).exclude(categorie=GESTES).order_by("libelle", "pk")
    )
    return {
        pk: Savoir(code or slug, libelle, slug)
        for pk, code, slug, libelle in lus.values_list("pk", "code_ogr", "slug", "libelle").iterator(chunk_size=5_000)
        if pk in voulues
    }


reseau_courant = MemoireDuCatalogue(lire_reseau).courant
