"""The labour market on a sheet: figures at a place, each with its chart, its source, its grain and what it hides."""

import re
from dataclasses import dataclass
from typing import Any

from commun.dessins.barres import Ligne
from commun.marque import marque
from metiers.models import Metier
from metiers.services.marche import MarcheDuMetier, Observation, lieu_de_mesure, observations
from metiers.views import chiffres
from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi

FAMILLES_MAX = 3
"""Families shown for one occupation: none has more today, and the page must stay light whatever comes."""
AGE = re.compile(r"[0-9]+")
SENIORS, JEUNES = 50, 30
"""Ages that the summary speaks of: from the first, under the second."""


@dataclass(frozen=True, slots=True)
class Graphique:
    """A chart in bars with its table; ``resume`` says it in one sentence."""

    resume: str
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
    note: str = ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """Who works in a family."""

    famille: str
    emplois: str
    salaire: str
    femmes: Part | None


def marche_de(metier: Metier, lieu: Commune | ChezMoi | None) -> dict[str, Any]:
    """Context of the block. One query for the place, one for the state of the catalogue."""
    lu = observations(metier.pk, lieu_de_mesure(lieu))
    pres = f"près {chiffres.de_lieu(lieu.nom)}" if lieu else f"en {marque().region}"
    return {
        "titre": f"Le marché du travail {pres}",
        "pres": pres,
        "commune": lieu.code_insee if lieu else "",
        "potentiel": lu.potentiel,
        "mot": "" if lu.potentiel.niveau is None else chiffres.MOTS_DU_POTENTIEL[lu.potentiel.niveau],
        "endroit": chiffres.endroit(lu.potentiel.grain, lu.potentiel.territoire),
        "elargi": chiffres.elargissement(lu.potentiel),
        "embauches": _embauches(lu),
        "personnes": _personnes(lu),
        "graphiques": [graphique for graphique in (_ages(lu), _tension(lu)) if graphique],
        "vide": lu.vide,
    }


def _embauches(lu: MarcheDuMetier) -> dict[str, Any] | None:
    """What employers plan: projects, and two shares of them."""
    projets = lu.projets or lu.projets_ici
    if projets is None:
        return None
    parts = [
        Part(titre, part.valeur if part else None, gauche, droite, _note_de_part(part, projets))
        for titre, part, gauche, droite in (
            ("Difficulté à recruter", lu.part_difficiles, "jugées difficiles", "non"),
            ("Durée des emplois", lu.part_saisonniers, "de saison", "plus longs"),
        )
    ]
    return {
        "texte": chiffres.texte(projets),
        "nombre": projets.valeur,
        "source": chiffres.source(projets),
        "elargi": "" if lu.potentiel.elargi else chiffres.elargissement(projets, secret=lu.projets_ici is not None),
        "laisses": chiffres.laisses(projets),
        "familles": chiffres.familles(famille.libelle for famille in lu.familles_bmo),
        "parts": parts,
    }


def _note_de_part(part: Observation | None, projets: Observation) -> str:
    """The place of a share, when it is not that of the projects above it; and what the share leaves out."""
    if part is None:
        return ""
    ailleurs = (part.grain, part.territoire) != (projets.grain, projets.territoire)
    lieu = f"{chiffres.endroit(part.grain, part.territoire)}." if ailleurs and not part.secret else ""
    return " ".join(mot for mot in (lieu, chiffres.laisses(part)) if mot)


# --- Who works there: the sources stop at families, nothing is split -----------------------------------------


def _familles(lu: MarcheDuMetier) -> list[str]:
    """Families of the figures, those of the survey of hiring plans first."""
    groupes = (lu.emplois, lu.femmes, lu.salaires, [tension.observation for tension in lu.tensions])
    noms = dict.fromkeys([o.famille for groupe in groupes for o in groupe] + [ages.famille for ages in lu.ages])
    enquete = {famille.libelle for famille in lu.familles_bmo}
    return sorted(noms, key=lambda nom: nom not in enquete)[:FAMILLES_MAX]


def _personnes(lu: MarcheDuMetier) -> dict[str, Any] | None:
    """Jobs, pay, women and men, family by family."""
    groupes = (("emplois", lu.emplois), ("salaire", lu.salaires), ("femmes et hommes", lu.femmes))
    if not any(groupe for _, groupe in groupes):
        return None
    noms = _familles(lu)
    return {
        "familles": chiffres.familles(noms),
        "portraits": [_portrait(lu, nom) for nom in noms],
        "sources": chiffres.par_source((libelle, o) for libelle, groupe in groupes for o in groupe),
    }


def _portrait(lu: MarcheDuMetier, famille: str) -> Portrait:
    emplois, salaire, femmes = (
        next((o for o in groupe if o.famille == famille), None) for groupe in (lu.emplois, lu.salaires, lu.femmes)
    )
    return Portrait(
        famille,
        chiffres.texte(emplois) if emplois else "",
        chiffres.texte(salaire) if salaire else "",
        Part("Femmes et hommes", femmes.valeur, "femmes", "hommes") if femmes else None,
    )


def _ages(lu: MarcheDuMetier) -> Graphique | None:
    """Jobs by age of the first family: in per cent, unless a slice is hidden, since the whole is then unknown."""
    noms = _familles(lu)
    ages = min(lu.ages, key=lambda a: noms.index(a.famille) if a.famille in noms else len(noms), default=None)
    if ages is None:
        return None
    valeurs = [o.valeur for _, o in ages.tranches]
    total = sum(valeur for valeur in valeurs if valeur is not None)
    en_parts = total > 0 and None not in valeurs
    lignes = [_tranche(nom, o.valeur, total if en_parts else None) for nom, o in ages.tranches]
    premiere = ages.tranches[0][1]
    return Graphique(
        resume=f"Leur âge : {_resume_des_ages(lignes)}" if en_parts else "Leur âge",
        titre=f"Famille « {ages.famille} »",
        lignes=lignes,
        unite="part des emplois" if en_parts else premiere.unite,
        maximum=None,
        note=f"{chiffres.source(premiere)}.",
    )


def _resume_des_ages(lignes: list[Ligne]) -> str:
    """The two ends of a list of ages in per cent."""
    bornes = [([int(n) for n in AGE.findall(nom)], valeur or 0.0) for nom, valeur, _ in lignes]
    seniors = sum(valeur for ages, valeur in bornes if ages and ages[0] >= SENIORS)
    jeunes = sum(valeur for ages, valeur in bornes if len(ages) > 1 and ages[-1] < JEUNES)
    return f"{round(jeunes)}\u00a0% ont moins de {JEUNES} ans, {round(seniors)}\u00a0% ont {SENIORS} ans ou plus"


def _tranche(nom: str, valeur: float | None, total: float | None) -> Ligne:
    if valeur is None:
        return nom, None, ""
    if total is None:
        return nom, valeur, chiffres.nombre(valeur)
    return nom, 100 * valeur / total, f"{round(100 * valeur / total)}\u00a0%"


def _tension(lu: MarcheDuMetier) -> Graphique | None:
    """The class of tension, then its causes, of the first family."""
    noms = _familles(lu)
    par_famille = {tension.observation.famille: tension for tension in reversed(lu.tensions)}
    tension = next((par_famille[nom] for nom in noms if nom in par_famille), None)
    if tension is None:
        return None
    o = tension.observation
    classe = None if o.valeur is None else min(max(round(o.valeur), 1), 5)
    return Graphique(
        resume=f"Tension : {chiffres.MOTS_DE_LA_TENSION[classe]}, et pourquoi" if classe else "Tension : non diffusée",
        titre=f"Famille « {o.famille} »",
        lignes=[_classe("Tension", o), *(_classe(nom, cause) for nom, cause in tension.causes)],
        unite="de 1, très faible, à 5, très fort",
        maximum=5,
        note=f"{chiffres.source(o)}.",
    )


def _classe(nom: str, observation: Observation) -> Ligne:
    if observation.valeur is None:
        return nom, None, ""
    return nom, observation.valeur, f"{chiffres.nombre(observation.valeur)} sur 5"
