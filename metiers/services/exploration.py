"""A search crossed with facets: which occupations, in which order, how many behind each value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from metiers.interets import Profil
from metiers.models import MetierCompetence
from metiers.recherche import Resultat
from metiers.services.facettes import Catalogue, Facette, Valeur
from metiers.services.interets import correspondeur_courant
from metiers.services.recherche import chercher_metiers

TRIS = {"pertinence": "Pertinence", "nom": "Nom"}
TRI_POTENTIEL = "potentiel"
"""Order by hiring potential at a place: ``pres_de_chez_moi.par_potentiel`` gives it to what was found."""
TRI_INTERETS = "interets"
"""Order by interest match, when the criteria hold a profile."""


@dataclass(frozen=True, slots=True)
class Criteres:
    """What a visitor asks. ``choix``: facet values, by facet; several values of one facet widen the list."""

    q: str = ""
    choix: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    competences: tuple[str, ...] = ()
    tri: str = "pertinence"
    profil: Profil | None = None


@dataclass(frozen=True, slots=True)
class Compte:
    """A facet value, how many of the found occupations carry it, and whether it is chosen."""

    valeur: Valeur
    nombre: int
    choisie: bool


@dataclass(frozen=True, slots=True)
class Exploration:
    """Occupations found, in order, with the reason for each when there was a search."""

    criteres: Criteres
    ids: list[int]
    raisons: Mapping[int, Resultat]
    sauf: Mapping[str, int]
    """What every criterion but one keeps, by that one; under the empty name, what all keep."""
    sans: Mapping[str, int]
    """How many occupations there would be without each criterion (``q``, ``competence`` or a facet)."""
    libelles_competences: Mapping[str, str]

    def compter(self, facette: Facette) -> list[Compte]:
        """Values of a facet with their counts; what is chosen in a facet does not narrow its own counts."""
        masque = self.sauf.get(facette.nom, self.sauf[""])
        choisies = self.criteres.choix.get(facette.nom, ())
        return [
            Compte(valeur, (valeur.bits & masque).bit_count(), code in choisies)
            for code, valeur in facette.valeurs.items()
        ]


def explorer(catalogue: Catalogue, criteres: Criteres) -> Exploration:
    """Cross the search with the facets. One query for the version of the index, one more for skills when asked."""
    trouves = chercher_metiers(criteres.q) if criteres.q else []
    par_competence, libelles = _competences(criteres.competences)
    masques: dict[str, int] = {}
    if criteres.q:
        masques["q"] = catalogue.masque(resultat.metier_id for resultat in trouves)
    if criteres.competences:
        masques["competence"] = catalogue.masque(par_competence)
    for nom, codes in criteres.choix.items():
        masques[nom] = union(catalogue.facettes[nom].valeurs[code].bits for code in codes)
    sauf = _sauf(catalogue.tous, masques)
    return Exploration(
        criteres=criteres,
        ids=_ordonner(catalogue, criteres, trouves, sauf[""]),
        raisons={resultat.metier_id: resultat for resultat in trouves},
        sauf=sauf,
        sans={nom: bits.bit_count() for nom, bits in sauf.items() if nom},
        libelles_competences=libelles,
    )


def union(ensembles: Iterable[int]) -> int:
    """Occupations in at least one of these sets."""
    total = 0
    for bits in ensembles:
        total |= bits
    return total


def _sauf(tous: int, masques: Mapping[str, int]) -> dict[str, int]:
    """What every criterion but one keeps, by that one; under the empty name, what all keep."""
    resultat = {}
    for ecarte in ("", *masques):
        reste = tous
        for nom, bits in masques.items():
            if nom != ecarte:
                reste &= bits
        resultat[ecarte] = reste
    return resultat


def _ordonner(catalogue: Catalogue, criteres: Criteres, trouves: list[Resultat], masque: int) -> list[int]:
    drapeaux = f"{masque:b}"[::-1]
    nombre = len(drapeaux)

    def garde(rang: int) -> bool:
        return rang < nombre and drapeaux[rang] == "1"

    if criteres.tri == "nom":
        return [catalogue.reperes[rang].id for rang in catalogue.par_nom if garde(rang)]
    if criteres.tri == TRI_INTERETS and criteres.profil:
        return _par_interets(criteres.profil, [r.id for rang, r in enumerate(catalogue.reperes) if garde(rang)])
    if criteres.q:
        rangs = ((r.metier_id, catalogue.rangs.get(r.metier_id)) for r in trouves)
        return [pk for pk, rang in rangs if rang is not None and garde(rang)]
    return [repere.id for repere, drapeau in zip(catalogue.reperes, drapeaux, strict=False) if drapeau == "1"]


def _par_interets(profil: Profil, ids: list[int]) -> list[int]:
    """By interest match; occupations whose interests are not known come last."""
    ordre = correspondeur_courant().ordonner(profil, ids)
    connus = set(ordre)
    return ordre + [pk for pk in ids if pk not in connus]


def _competences(slugs: tuple[str, ...]) -> tuple[set[int], dict[str, str]]:
    """Occupations that call for at least one of these skills, and the labels of the skills that are known."""
    if not slugs:
        return set(), {}
    lignes = list(
        MetierCompetence.objects.filter(competence__slug__in=slugs).values_list(
            "metier_id", "competence__slug", "competence__libelle"
        )
    )
    return {ligne[0] for ligne in lignes}, {ligne[1]: ligne[2] for ligne in lignes}
