"""Ways from an occupation to others, scored: official mobility, skills in common, hiring near home, training near home.

The score and its parts are explained in ``docs/adr/0013-passerelles.md``; the pages say them in words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commun.analyse import normaliser
from metiers.passerelles import (
    Note,
    noter,
    part_demande,
    part_formation,
    part_mobilite,
    part_savoirs,
)
from metiers.services.facettes import Catalogue
from metiers.services.marche import Potentiel, lieu_de_mesure, potentiels
from metiers.services.registres import FormationsVers, formations_vers
from metiers.services.reseau import BASES, Reseau
from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi

Lieu = Commune | ChezMoi

CANDIDATS_MAX = 60
"""Occupations taken for their skills, beside the official ones."""
SEUIL_DE_SAVOIRS = 0.12
"""Below this share, skills in common are those that most occupations ask: no neighbour for that alone."""
ESSENTIEL = 0.5
VERS, DEPUIS = "vers", "depuis"


@dataclass(frozen=True, slots=True)
class Passerelle:
    """A way from an occupation to another. ``autre`` is the one that the list proposes.

    ``rang``: place in France Travail's list of the occupation that one leaves, ``None`` outside it.
    ``couverture``: share, by weight, of the skills asked that one already has; ``None`` when nothing compares.
    """

    source: int
    cible: int
    autre: int
    rang: int | None
    couverture: float | None
    note: Note
    potentiel: Potentiel | None = None
    formations: FormationsVers | None = None
    ecart_de_niveau: int | None = None
    """Levels of diploma between the two easiest ways in: 0 the same, more than 0 higher studies, ``None`` unknown."""


@dataclass(frozen=True, slots=True)
class _Recouvrement:
    """For each row of the network: share of what is asked that is known, and the part of the skills."""

    couverture: npt.NDArray[np.float64]
    part: npt.NDArray[np.float64]


def passerelles_depuis(
    reseau: Reseau, source: int, *, lieu: Lieu | None = None, admis: Iterable[int] | None = None
) -> list[Passerelle]:
    """Where one may go from ``source``: official neighbours and those near by their skills, best score first."""
    if source not in reseau.lignes:
        return []
    recouvrement = _recouvrement(reseau, source, VERS)
    retenus = _retenir(reseau, source, recouvrement, reseau.sorties.get(source, {}), admis)
    marche = potentiels(retenus, lieu_de_mesure(lieu))
    formations = formations_de(retenus, lieu)
    return _classer([
        _depuis(reseau, source, cible, recouvrement, marche.get(cible), formations.get(cible)) for cible in retenus
    ])  # fmt: skip


def proches(reseau: Reseau, source: int, limite: int) -> list[int]:
    """The nearest occupations whatever the place: official passages and skills only, without any query."""
    if source not in reseau.lignes:
        return []
    recouvrement = _recouvrement(reseau, source, VERS)
    retenus = _retenir(reseau, source, recouvrement, reseau.sorties.get(source, {}), None)
    notees = _classer([_depuis(reseau, source, cible, recouvrement, None, None) for cible in retenus])
    return [passerelle.cible for passerelle in notees[:limite]]


def _depuis(
    reseau: Reseau,
    source: int,
    cible: int,
    recouvrement: _Recouvrement,
    potentiel: Potentiel | None,
    offre: FormationsVers | None,
) -> Passerelle:
    officiels = reseau.sorties.get(source, {})
    rang = officiels.get(cible)
    couverture, part = _valeurs(reseau, recouvrement, cible)
    note = noter({
        "mobilite": part_mobilite(rang, liste_publiee=bool(officiels)),
        "savoirs": part,
        "demande": part_demande(potentiel.niveau if potentiel else None),
        "formation": part_formation(offre.plus_proche_km if offre else None),
    })  # fmt: skip
    ecart = ecart_de_niveau(reseau, source, cible)
    return Passerelle(source, cible, cible, rang, couverture, note, potentiel, offre, ecart)


def passerelles_vers(reseau: Reseau, cible: int, *, admis: Iterable[int] | None = None) -> list[Passerelle]:
    """From which occupations one comes to ``cible``: the rank is the one it has in the list of the other."""
    if cible not in reseau.lignes:
        return []
    recouvrement = _recouvrement(reseau, cible, DEPUIS)
    officiels = reseau.entrees.get(cible, {})
    passerelles = []
    for source in _retenir(reseau, cible, recouvrement, officiels, admis):
        couverture, part = _valeurs(reseau, recouvrement, source)
        mobilite = part_mobilite(officiels.get(source), liste_publiee=bool(reseau.sorties.get(source)))
        note = noter({"mobilite": mobilite, "savoirs": part})
        ecart = ecart_de_niveau(reseau, source, cible)
        rang = officiels.get(source)
        passerelles.append(Passerelle(source, cible, source, rang, couverture, note, ecart_de_niveau=ecart))
    return _classer(passerelles)


def _classer(passerelles: list[Passerelle]) -> list[Passerelle]:
    return sorted(passerelles, key=lambda p: (-p.note.valeur, p.rang or 1_000, p.autre))


def _recouvrement(reseau: Reseau, metier: int, sens: str) -> _Recouvrement:
    """Overlap of one occupation with all the others, each pair in the base that both are described in."""
    ligne = reseau.lignes[metier]
    couverture = np.full(len(reseau.ids), np.nan)
    part = np.full(len(reseau.ids), np.nan)
    for nom in reversed(BASES):
        base = reseau.bases[nom]
        if base.decrit(ligne):
            demandes, utiles = base.recouvrements(base.par_ligne[ligne])
            sues, reste = (demandes, utiles) if sens == VERS else (utiles, demandes)
            ou = ~np.isnan(demandes)
            couverture[ou] = sues[ou]
            part[ou] = part_savoirs(sues[ou], reste[ou])
    return _Recouvrement(couverture, part)


def _retenir(
    reseau: Reseau,
    metier: int,
    recouvrement: _Recouvrement,
    officiels: Mapping[int, int],
    admis: Iterable[int] | None,
) -> list[int]:
    """Occupations to score: published official neighbours, then the best overlaps of the whole catalogue."""
    permis = reseau.publies.copy()
    permis[reseau.lignes[metier]] = False
    if admis is not None:
        masque = np.zeros(len(permis), dtype=bool)
        masque[[reseau.lignes[pk] for pk in admis if pk in reseau.lignes]] = True
        permis &= masque
    retenus = [pk for pk in officiels if pk in reseau.lignes and permis[reseau.lignes[pk]]]
    permis[[reseau.lignes[pk] for pk in retenus]] = False
    parts = np.where(permis, np.nan_to_num(recouvrement.part), 0.0)
    ordre = np.argsort(-parts, kind="stable")[:CANDIDATS_MAX]
    return retenus + [int(reseau.ids[ligne]) for ligne in ordre if parts[ligne] >= SEUIL_DE_SAVOIRS]


def _valeurs(reseau: Reseau, recouvrement: _Recouvrement, metier: int) -> tuple[float | None, float | None]:
    ligne = reseau.lignes[metier]
    if np.isnan(recouvrement.part[ligne]):
        return None, None
    return float(recouvrement.couverture[ligne]), float(recouvrement.part[ligne])


def ecart_de_niveau(reseau: Reseau, source: int, cible: int) -> int | None:
    """How much higher the easiest way into ``cible`` starts; unknown when a level is missing."""
    ici, la_bas = reseau.niveaux.get(source), reseau.niveaux.get(cible)
    return la_bas[0] - ici[0] if ici and la_bas else None


def formations_de(metiers: Iterable[int], lieu: Lieu | None) -> dict[int, FormationsVers]:
    """Trainings that lead to these occupations, as the higher app that knows them tells; none while it is absent."""
    trouvees: dict[int, FormationsVers] = {}
    ids = list(metiers)
    for _, lire in formations_vers.elements():
        trouvees |= lire(ids, lieu)
    return trouvees


def admis_par(catalogue: Catalogue, *, niveau_max: int | None = None, famille: str = "") -> set[int] | None:
    """Occupations that the filters let in; ``None`` when there is no filter.

    ``niveau_max`` lets in what one may enter with at most this diploma; an unknown level is not let in.
    """
    if niveau_max is None and not famille:
        return None
    masque = catalogue.tous
    if niveau_max is not None:
        niveaux = catalogue.facettes["niveau"].valeurs
        ouverts = 0
        for code, valeur in niveaux.items():
            ouverts |= valeur.bits if int(code) <= niveau_max else 0
        masque &= ouverts
    if famille:
        masque &= catalogue.facettes["famille"].valeurs[famille].bits
    return {repere.id for rang, repere in enumerate(catalogue.reperes) if masque >> rang & 1}


def trier(passerelles: list[Passerelle], tri: str, *, reseau: Reseau, catalogue: Catalogue) -> list[Passerelle]:
    """The same list in another order; what is unknown comes last."""

    def nom(p: Passerelle) -> str:
        repere = catalogue.repere(p.autre)
        return normaliser(repere.nom) if repere else ""

    cles: dict[str, Callable[[Passerelle], object]] = {
        "savoirs": lambda p: -(p.couverture if p.couverture is not None else -1.0),
        "demande": lambda p: -(p.potentiel.niveau if p.potentiel and p.potentiel.niveau is not None else -1),
        "niveau": lambda p: reseau.niveaux.get(p.autre, (99,))[0],
        "nom": nom,
    }
    return sorted(passerelles, key=cles[tri]) if tri in cles else passerelles  # type: ignore[arg-type]


def essentielles(passerelles: Iterable[Passerelle]) -> list[Passerelle]:
    """Only those of which half of the skills asked, by weight, are known."""
    return [p for p in passerelles if p.couverture is not None and p.couverture >= ESSENTIEL]
