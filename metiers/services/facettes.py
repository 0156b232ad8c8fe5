"""The published catalogue in memory, as sets of bits: what facets count with. See ``docs/adr/0008``.

One bit per occupation, in the order of the list without a search. A facet value is an integer; how many of the found
occupations carry it is ``(bits & mask).bit_count()``: no query per value, and no query per facet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commun.analyse import normaliser
from metiers.choices import Niveau, OuiNon, Riasec, TransitionEcologique
from metiers.models import (
    AccesNiveau,
    CentreInteret,
    Domaine,
    Famille,
    Metier,
    MetierInteret,
    MetierSecteur,
    Secteur,
    Theme,
)
from metiers.services.memoire import Cle, MemoireDuCatalogue

TRANSITIONS = {
    "verte": "Métiers verts",
    "strategique": "Stratégiques pour la transition écologique",
    "brune": "Activités qui doivent se transformer",
    "numerique": "Transition numérique",
    "demographique": "Transition démographique",
    "non-renseignee": "Non renseignée",
}
REGLEMENTE = {"oui": "Réglementés", "non": "Non réglementés", "inconnue": "Non renseigné"}
ORIGINES = {"portail": "Racontés par le portail", "rome": "Définition officielle seule"}


@dataclass(frozen=True, slots=True)
class Valeur:
    """A value of a facet. ``detail`` marks a finer value, accepted in an address but not proposed in the list."""

    code: str
    libelle: str
    bits: int = 0
    definition: str = ""
    icone: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Facette:
    """A way to narrow the list; ``nom`` is its parameter in addresses."""

    nom: str
    libelle: str
    valeurs: Mapping[str, Valeur]


@dataclass(frozen=True, slots=True)
class Repere:
    """What names an occupation without reading the database again."""

    id: int
    slug: str
    nom: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Published occupations: own-written first, then by name."""

    cle: Cle
    reperes: tuple[Repere, ...] = ()
    rangs: Mapping[int, int] = field(default_factory=dict)
    par_nom: tuple[int, ...] = ()
    facettes: Mapping[str, Facette] = field(default_factory=dict)
    par_slug: Mapping[str, Repere] = field(default_factory=dict)

    @property
    def tous(self) -> int:
        """Every occupation."""
        return (1 << len(self.reperes)) - 1

    def masque(self, ids: Iterable[int]) -> int:
        """The set of these occupations; those that are not published are left out."""
        octets = bytearray(len(self.reperes) // 8 + 1)
        for pk in ids:
            rang = self.rangs.get(pk)
            if rang is not None:
                octets[rang >> 3] |= 1 << (rang & 7)
        return int.from_bytes(octets, "little")

    def repere(self, pk: int) -> Repere | None:
        """The landmark of an occupation, or ``None`` when it is not published."""
        rang = self.rangs.get(pk)
        return None if rang is None else self.reperes[rang]


def lire_catalogue(cle: Cle) -> Catalogue:
    """Read the catalogue in ten queries, whatever its size."""
    lignes = list(
        Metier.objects.publies().values(
            "pk", "slug", "nom", "nom_masculin", "nom_feminin", "accroche", "famille_id", "domaine_id",
            "riasec_majeur", "riasec_mineur", "transition_ecologique", "transition_numerique",
            "transition_demographique", "reglemente",
        )
    )  # fmt: skip
    cles_de_tri = {ligne["pk"]: (normaliser(ligne["nom"]), ligne["slug"]) for ligne in lignes}
    lignes.sort(key=lambda ligne: (not ligne["accroche"], cles_de_tri[ligne["pk"]]))
    rangs = {ligne["pk"]: rang for rang, ligne in enumerate(lignes)}
    ordre = sorted(rangs, key=lambda pk: cles_de_tri[pk])
    reperes = tuple(Repere(ligne["pk"], ligne["slug"], _nom(ligne)) for ligne in lignes)
    return Catalogue(
        cle=cle,
        reperes=reperes,
        rangs=rangs,
        par_nom=tuple(rangs[pk] for pk in ordre),
        facettes={f.nom: f for f in (*_facettes_liees(rangs, lignes), *_facettes_propres(rangs, lignes))},
        par_slug={repere.slug: repere for repere in reperes},
    )


def _nom(ligne: Mapping[str, Any]) -> str:
    return Metier(nom=ligne["nom"], nom_masculin=ligne["nom_masculin"], nom_feminin=ligne["nom_feminin"]).nom_court


def _bits(rangs: Mapping[int, int], couples: Iterable[tuple[int, object]]) -> dict[object, int]:
    """Set of occupations for each key of ``(occupation, key)`` pairs."""
    ensembles: dict[object, bytearray] = {}
    taille = len(rangs) // 8 + 1
    for pk, cle in couples:
        rang = rangs.get(pk)
        if rang is not None:
            ensembles.setdefault(cle, bytearray(taille))[rang >> 3] |= 1 << (rang & 7)
    return {cle: int.from_bytes(octets, "little") for cle, octets in ensembles.items()}


def _facettes_liees(rangs: Mapping[int, int], lignes: Sequence[Mapping[str, Any]]) -> list[Facette]:
    """Facets whose values are rows: interests, families, sectors, domaines, themes."""
    interets = _bits(rangs, MetierInteret.objects.values_list("metier_id", "interet_id"))
    themes = _bits(rangs, Metier.themes.through.objects.values_list("metier_id", "theme_id"))
    familles = _bits(rangs, ((ligne["pk"], ligne["famille_id"]) for ligne in lignes))
    domaines = _bits(rangs, ((ligne["pk"], ligne["domaine_id"]) for ligne in lignes))
    return [
        _facette("interet", "Ce que vous aimez", [
            Valeur(i.slug, i.libelle, interets.get(i.pk, 0), i.definition)
            for i in CentreInteret.objects.all()
        ]),
        _facette("famille", "Famille de métiers", [
            Valeur(f.slug, f.libelle, familles.get(f.pk, 0), f.definition, f.icone or f.code)
            for f in Famille.objects.all()
        ]),
        _facette("secteur", "Secteur d'activité", _secteurs(rangs)),
        _facette("theme", "Thème", [
            Valeur(t.slug, t.libelle, themes.get(t.pk, 0), t.definition) for t in Theme.objects.all()
        ]),
        _facette("domaine", "Domaine professionnel", [
            Valeur(d.slug, d.libelle, domaines.get(d.pk, 0), d.definition) for d in Domaine.objects.all()
        ]),
    ]  # fmt: skip


def _secteurs(rangs: Mapping[int, int]) -> list[Valeur]:
    """Sectors, each with the occupations of its sub-sectors; a sub-sector is a finer value."""
    bits = _bits(rangs, MetierSecteur.objects.values_list("metier_id", "secteur_id"))
    secteurs = list(Secteur.objects.all())
    for secteur in secteurs:
        if secteur.parent_id:
            bits[secteur.parent_id] = bits.get(secteur.parent_id, 0) | bits.get(secteur.pk, 0)
    return [
        Valeur(s.slug, s.libelle, bits.get(s.pk, 0), s.definition, detail=s.parent_id is not None) for s in secteurs
    ]


def _facettes_propres(rangs: Mapping[int, int], lignes: Sequence[Mapping[str, Any]]) -> list[Facette]:
    """Facets whose values are closed lists of this project."""
    niveaux = _bits(rangs, AccesNiveau.objects.values_list("metier_id", "niveau"))
    lettres = _bits(rangs, ((m["pk"], m[rang]) for m in lignes for rang in ("riasec_majeur", "riasec_mineur")))
    transitions = _bits(rangs, ((m["pk"], t) for m in lignes for t in _transitions(m)))
    reglemente = _bits(rangs, ((m["pk"], m["reglemente"]) for m in lignes))
    origine = _bits(rangs, ((m["pk"], "portail" if m["accroche"] else "rome") for m in lignes))
    return [
        _facette("niveau", "Niveau d'entrée", [
            Valeur(str(n.value), str(n.label), niveaux.get(n.value, 0)) for n in Niveau
        ]),
        _facette("riasec", "Profil d'intérêts (RIASEC)", [
            Valeur(lettre.value, f"{lettre.label} ({lettre.value})", lettres.get(lettre.value, 0),
                   icone=f"riasec-{lettre.value.lower()}")
            for lettre in Riasec
        ]),
        _facette("transition", "Transitions", [
            Valeur(code, libelle, transitions.get(code, 0)) for code, libelle in TRANSITIONS.items()
        ]),
        _facette("reglemente", "Métier réglementé", [
            Valeur(code, libelle, reglemente.get(code, 0)) for code, libelle in REGLEMENTE.items()
        ]),
        _facette("origine", "Rédaction", [
            Valeur(code, libelle, origine.get(code, 0)) for code, libelle in ORIGINES.items()
        ]),
    ]  # fmt: skip


def _transitions(metier: Mapping[str, Any]) -> list[str]:
    """Transitions that an occupation is part of; unknown only when nothing is said of any."""
    trouvees = [metier["transition_ecologique"]] if metier["transition_ecologique"] in TRANSITIONS else []
    trouvees += [t for t in ("numerique", "demographique") if metier[f"transition_{t}"] == OuiNon.OUI]
    muette = (
        metier["transition_ecologique"] == TransitionEcologique.INCONNUE
        and metier["transition_numerique"] == metier["transition_demographique"] == OuiNon.INCONNU
    )
    return ["non-renseignee"] if muette else trouvees


def _facette(nom: str, libelle: str, valeurs: list[Valeur]) -> Facette:
    return Facette(nom, libelle, {valeur.code: valeur for valeur in valeurs})


catalogue_courant = MemoireDuCatalogue(lire_catalogue).courant
