"""The labour market on a sheet: figures at a place, each with its chart, its source, its grain and what it hides."""

from dataclasses import dataclass
from typing import Any

from commun.dessins.barres import Ligne
from commun.marque import marque
from metiers.models import Metier
from metiers.services.marche import LieuDeMesure, MarcheDuMetier, Observation, lieu_de_mesure, observations
from metiers.views import chiffres
from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi

FAMILLES_MAX = 3
"""Families shown for one occupation; the others are counted."""


@dataclass(frozen=True, slots=True)
class Graphique:
    """A chart in bars with its table."""

    titre: str
    lignes: list[Ligne]
    unite: str
    maximum: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """A share drawn in two parts."""

    titre: str
    valeur: float | None
    gauche: str
    droite: str
    note: str


@dataclass(frozen=True, slots=True)
class Fait:
    """A figure in large."""

    libelle: str
    texte: str
    note: str


def marche_de(metier: Metier, lieu: Commune | ChezMoi | None) -> dict[str, Any]:
    """Context of the block. One query for the place, one for the state of the catalogue."""
    ici = lieu_de_mesure(lieu)
    lu = observations(metier.pk, ici)
    pres = f"près {chiffres.de_lieu(lieu.nom)}" if lieu else f"en {marque().region}"
    return {
        "titre": f"Le marché du travail {pres}",
        "pres": pres,
        "potentiel": lu.potentiel,
        "mot": "" if lu.potentiel.niveau is None else chiffres.MOTS_DU_POTENTIEL[lu.potentiel.niveau],
        "source": chiffres.source(lu.potentiel),
        "elargi": chiffres.elargissement(lu.potentiel, ici),
        "embauches": _embauches(lu, ici),
        "personnes": _personnes(lu),
        "tension": _tension(lu),
        "vide": lu.vide,
    }


def _embauches(lu: MarcheDuMetier, ici: LieuDeMesure) -> dict[str, Any] | None:
    """What employers plan: projects, and two shares of them."""
    if lu.projets is None and lu.projets_ici is None:
        return None
    projets = lu.projets or lu.projets_ici
    parts = [
        Part(titre, part.valeur if part else None, gauche, droite, _note_si_ailleurs(part, projets))
        for titre, part, gauche, droite in (
            ("Ces embauches sont-elles difficiles ?", lu.part_difficiles, "jugées difficiles", "non"),
            ("Emplois qui durent ou de saison ?", lu.part_saisonniers, "de saison", "toute l'année"),
        )
    ]
    return {
        "texte": chiffres.texte(projets),
        "nombre": projets.valeur if projets else None,
        "source": chiffres.source(projets) if projets else "",
        "elargi": chiffres.elargissement(projets, ici, secret=lu.projets_ici is not None),
        "laisses": chiffres.laisses(projets),
        "familles": chiffres.familles(famille.libelle for famille in lu.familles_bmo[:FAMILLES_MAX]),
        "parts": parts,
    }


def _note_si_ailleurs(part: Observation | None, projets: Observation | None) -> str:
    """The place of a share, when it is not that of the projects above it; and what the share leaves out."""
    if part is None or projets is None:
        return ""
    ailleurs = (part.grain, part.territoire) != (projets.grain, projets.territoire)
    lieu = f"{chiffres.endroit(part.grain, part.territoire)}." if ailleurs and not part.secret else ""
    return " ".join(mot for mot in (lieu, chiffres.laisses(part)) if mot)


def _personnes(lu: MarcheDuMetier) -> dict[str, Any] | None:
    """Who works in the families of the occupation: one family at a time, since the source stops there."""
    if not (lu.emplois or lu.femmes or lu.ages or lu.salaires):
        return None
    noms = list(dict.fromkeys(o.famille for groupe in (lu.emplois, lu.femmes, lu.salaires) for o in groupe))
    plusieurs = len(noms) > 1
    faits = [
        Fait(libelle, chiffres.texte(o), f"{o.famille}. {chiffres.source(o)}" if plusieurs else chiffres.source(o))
        for libelle, groupe in (("emplois", lu.emplois), ("de salaire net médian par mois", lu.salaires))
        for o in groupe[:FAMILLES_MAX]
    ]
    femmes = [
        Part(_titre("Femmes et hommes", o, plusieurs), o.valeur, "femmes", "hommes", chiffres.source(o))
        for o in lu.femmes[:FAMILLES_MAX]
    ]
    return {"familles": chiffres.familles(noms), "faits": faits, "femmes": femmes, "ages": _ages(lu, plusieurs)}


def _titre(titre: str, observation: Observation, plusieurs: bool) -> str:
    return f"{titre}, {observation.famille}" if plusieurs and observation.famille else titre


def _ages(lu: MarcheDuMetier, plusieurs: bool) -> list[Graphique]:
    """Jobs by age of the first family: in per cent, unless a slice is hidden, since the whole is then unknown."""
    graphiques = []
    for ages in lu.ages[:1]:
        valeurs = [o.valeur for _, o in ages.tranches]
        total = sum(valeur for valeur in valeurs if valeur is not None)
        en_parts = total > 0 and None not in valeurs
        lignes = [_tranche(nom, o.valeur, total if en_parts else None) for nom, o in ages.tranches]
        premiere = ages.tranches[0][1]
        titre = f"Âge, {ages.famille}" if plusieurs else "Leur âge"
        unite = "part des emplois" if en_parts else premiere.unite
        graphiques.append(Graphique(titre, lignes, unite, None, f"{chiffres.source(premiere)}."))
    return graphiques


def _tranche(nom: str, valeur: float | None, total: float | None) -> Ligne:
    if valeur is None:
        return nom, None, ""
    if total is None:
        return nom, valeur, chiffres.nombre(valeur)
    return nom, 100 * valeur / total, f"{round(100 * valeur / total)}\u00a0%"


def _tension(lu: MarcheDuMetier) -> Graphique | None:
    """The class of tension in the title, then its causes: the first family only, named."""
    if not lu.tensions:
        return None
    tension = lu.tensions[0]
    o = tension.observation
    classe = None if o.valeur is None else min(max(round(o.valeur), 1), 5)
    titre = f"Tension {chiffres.MOTS_DE_LA_TENSION[classe]} : les causes" if classe else "Tension"
    lignes = [_classe("Tension", o), *(_classe(nom, cause) for nom, cause in tension.causes)]
    famille = f"Famille « {o.famille} ». " if o.famille else ""
    return Graphique(titre, lignes, "de 1, très faible, à 5, très fort", 5, f"{famille}{chiffres.source(o)}.")


def _classe(nom: str, observation: Observation) -> Ligne:
    if observation.valeur is None:
        return nom, None, ""
    return nom, observation.valeur, f"{chiffres.nombre(observation.valeur)} sur 5"
