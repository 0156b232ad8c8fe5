"""Neighbouring occupations of a sheet: the official ones in their order, with what is known and what is to be learnt.

The full list, with other occupations near by their skills, is in :mod:`metiers.services.passerelles`.
"""

from dataclasses import dataclass

from metiers.choices import Origine
from metiers.models import Metier, Mobilite
from metiers.services.reseau import Reseau, reseau_courant

CHAMPS_DE_LIEN = ("slug", "nom", "nom_masculin", "nom_feminin")


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
    """Neighbours in their order, in one query beside the network in memory.

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
    reseau = reseau_courant() if liens else None
    return [_voisin(reseau, lien) for lien in liens] if reseau else []


def _voisin(reseau: Reseau, lien: Mobilite) -> Voisin:
    comparaison = reseau.comparer(lien.source_id, lien.cible_id)
    return Voisin(
        lien.cible,
        lien.origine,
        comparaison.base,
        tuple(savoir.libelle for savoir in comparaison.communs),
        tuple(savoir.libelle for savoir in comparaison.a_acquerir),
    )
