"""Neighbouring occupations: where one may go from here, with what is already known and what is to be learnt."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from metiers.choices import Origine, TypeCompetence
from metiers.importeurs.chargement_references import GESTES
from metiers.models import Metier, MetierCompetence, Mobilite

CHAMPS_DE_LIEN = ("slug", "nom", "nom_masculin", "nom_feminin")
Savoirs = dict[str, dict[int, str]]
"""Skills of an occupation by origin: label by id."""


@dataclass(frozen=True, slots=True)
class Voisin:
    """A neighbour and the skills compared. ``base`` is the origin of the skills, empty when nothing compares."""

    metier: Metier
    origine: str
    base: str
    communs: tuple[str, ...] = ()
    a_acquerir: tuple[str, ...] = ()

    @property
    def base_officielle(self) -> bool:
        return self.base == Origine.ROME


def voisins_de(metier: Metier) -> list[Voisin]:
    """Neighbours in their order, in two queries whatever their number.

    Only skills of one origin are compared: the portal's vocabulary when both occupations are written in it, else
    ROME's. ROME's own skills are too fine to be shared (a quarter of ROME's neighbours have none in common): they are
    compared by the macro-competence that they belong to. The portal's gestures belong to one occupation: left out.
    """
    liens = list(
        Mobilite.objects.filter(source=metier, cible__etat=Metier.Etat.PUBLIE)
        .select_related("cible")
        .only("ordre", "origine", "source", *(f"cible__{champ}" for champ in CHAMPS_DE_LIEN))
        .order_by("ordre", "cible__nom")
    )
    if not liens:
        return []
    savoirs = _savoirs([metier.pk, *(lien.cible_id for lien in liens)])
    return [_comparer(lien, savoirs[metier.pk], savoirs[lien.cible_id]) for lien in liens]


def _savoirs(ids: Iterable[int]) -> dict[int, Savoirs]:
    """Comparable skills of several occupations."""
    lignes = (
        MetierCompetence.objects.filter(metier__in=list(ids), competence__type=TypeCompetence.SAVOIR_FAIRE)
        .exclude(competence__categorie=GESTES)
        .order_by("metier_id", "ordre", "pk")
        .values_list(
            "metier_id",
            "origine",
            "competence_id",
            "competence__libelle",
            "competence__macro",
            "competence__macro__libelle",
        )
    )
    savoirs: dict[int, Savoirs] = defaultdict(lambda: defaultdict(dict))
    for metier, origine, competence, libelle, macro, libelle_macro in lignes:
        savoirs[metier][origine][macro or competence] = libelle_macro or libelle
    return savoirs


def _comparer(lien: Mobilite, ici: Savoirs, la_bas: Savoirs) -> Voisin:
    for base in (Origine.PORTAIL.value, Origine.ROME.value):
        miens, siens = ici.get(base), la_bas.get(base)
        if miens and siens:
            return Voisin(
                lien.cible,
                lien.origine,
                base,
                tuple(libelle for pk, libelle in siens.items() if pk in miens),
                tuple(libelle for pk, libelle in siens.items() if pk not in miens),
            )
    return Voisin(lien.cible, lien.origine, "")
