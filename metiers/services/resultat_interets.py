"""What a profile leads to: occupations in order, each with its label and the reason in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from metiers.interets import LETTRES, MAXIMUM, Correspondeur, Label, Profil
from metiers.interets.correspondance import PREMIERS, SEUIL_GRANDE, unitaire
from metiers.models import MetierInteret
from metiers.services.facettes import Catalogue, Valeur
from metiers.services.interets import correspondeur_courant, questionnaire_courant

RAISONS_MAX = 2
CENTRES_MAX = 2
LABELS = {
    Label.MEILLEURE: "Très proche de vos intérêts",
    Label.GRANDE: "Proche de vos intérêts",
    Label.LOINTAINE: "Plus loin de vos intérêts",
}


@dataclass(frozen=True, slots=True)
class Correspondance:
    """How a profile meets an occupation."""

    metier_id: int
    r: float
    label: Label
    raison: str
    centres: tuple[str, ...] = ()
    """Its centres d'intérêt that speak for the same types."""

    @property
    def libelle(self) -> str:
        return LABELS[self.label]


@dataclass(frozen=True, slots=True)
class Resultat:
    """Occupations of a list, in order. ``nettes`` deserve a label of fit; ``niveaux`` counts them by level."""

    ids: tuple[int, ...]
    r: Mapping[int, float]
    nettes: int
    meilleures: int
    nettes_en_tete: int
    niveaux: tuple[tuple[Valeur, int], ...]


def composer_resultat(profil: Profil, catalogue: Catalogue, niveaux: Iterable[str] = ()) -> Resultat:
    """The first ten, then the other occupations that fit, among those that one enters at these levels.

    Fewer than ten may fit: the ten are then shown all the same, each with its label.
    """
    correspondeur = correspondeur_courant()
    connus = catalogue.facettes["niveau"].valeurs
    choisis = [connus[code].bits for code in niveaux if code in connus]
    r = {pk: valeur for pk, valeur in correspondeur.r(profil).items() if pk in catalogue.rangs}
    parmi = _parmi(catalogue, r, choisis) if choisis else list(r)
    ordre = correspondeur.ordonner(profil, parmi)
    ids = tuple(pk for rang, pk in enumerate(ordre) if rang < PREMIERS or r[pk] >= SEUIL_GRANDE)
    nettes = [pk for pk in ids if r[pk] >= SEUIL_GRANDE]
    masque = catalogue.masque(pk for pk, valeur in r.items() if valeur >= SEUIL_GRANDE)
    return Resultat(
        ids=ids,
        r=r,
        nettes=len(nettes),
        meilleures=sum(Label.de(r[pk]) is Label.MEILLEURE for pk in nettes),
        nettes_en_tete=sum(r[pk] >= SEUIL_GRANDE for pk in ids[:PREMIERS]),
        niveaux=tuple((valeur, (valeur.bits & masque).bit_count()) for valeur in connus.values()),
    )


def _parmi(catalogue: Catalogue, r: Mapping[int, float], choisis: Iterable[int]) -> list[int]:
    """Occupations that one enters at one of the chosen levels."""
    masque = 0
    for bits in choisis:
        masque |= bits
    return [pk for pk in r if masque >> catalogue.rangs[pk] & 1]


def correspondances_de(profil: Profil, ids: Iterable[int]) -> dict[int, Correspondance]:
    """Label and reason of each occupation of a page, in two queries; those without known interests are left out."""
    correspondeur = correspondeur_courant()
    cles = list(ids)
    centres = _centres(cles)
    trouvees = {}
    for pk in cles:
        r = correspondeur.r_de(profil, pk)
        if r is not None:
            communs, laisses = types_communs(profil, correspondeur, pk)
            parlants = tuple(libelle for libelle, lettres in centres.get(pk, ()) if set(lettres) & set(communs))
            label = Label.de(r)
            texte = dire_raison(profil, communs, laisses, loin=label is Label.LOINTAINE)
            trouvees[pk] = Correspondance(pk, r, label, texte, parlants[:CENTRES_MAX])
    return trouvees


def _centres(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Label and letters of the centres d'intérêt of these occupations, the principal one first."""
    attribution = questionnaire_courant().centres
    lignes = (
        MetierInteret.objects.filter(metier__in=ids)
        .order_by("metier_id", "-principal", "pk")
        .values_list("metier_id", "interet__libelle", "interet__code")
    )
    centres: dict[int, list[tuple[str, str]]] = {}
    for metier, libelle, code in lignes:
        centres.setdefault(metier, []).append((libelle, attribution.get(code, "")))
    return centres


def types_communs(profil: Profil, correspondeur: Correspondeur, pk: int) -> tuple[list[str], list[str]]:
    """Types that both put above their mean, then types that both put under it, what weighs most in r first."""
    vecteur = correspondeur.vecteur_de(pk)
    if vecteur is None:
        return [], []
    mien = unitaire(profil.scores)
    parts = vecteur * mien
    ordre = [int(rang) for rang in np.argsort(-parts, kind="stable") if parts[rang] > 0]
    return (
        [LETTRES[rang] for rang in ordre if mien[rang] > 0][:RAISONS_MAX],
        [LETTRES[rang] for rang in ordre if mien[rang] < 0][:RAISONS_MAX],
    )


def dire_raison(profil: Profil, communs: Iterable[str], laisses: Iterable[str], *, loin: bool = False) -> str:
    """Why an occupation, in words: which of the visitor's interests it meets, with their scores."""
    types, scores = questionnaire_courant().types, profil.par_lettre
    envies = [f"{types[c].envie} ({scores[c]}/{MAXIMUM})" for c in communs]
    if envies:
        verbe = "Ne rejoint que" if loin else "Répond à"
        return f"{verbe} {'vos envies' if len(envies) > 1 else 'votre envie'} {' et '.join(envies)}."
    autres = [types[c].envie for c in laisses]
    if autres:
        return f"Comme vous, met au second plan l'envie {' et '.join(autres)}."
    return "Ne rejoint pas vos envies les plus fortes."
