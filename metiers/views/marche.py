"""The labour market on a sheet: figures at a place, each with its chart, its source, its grain and what it hides."""

import re
from dataclasses import dataclass
from typing import Any

from commun.dessins.barres import Ligne
from commun.marque import marque
from commun.toponymes import de_lieu
from metiers.models import Metier
from metiers.services.marche import Ages, MarcheDuMetier, Observation, lieu_de_mesure, observations
from metiers.views import chiffres
from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi

FAMILLES_MAX = 3
"""Families shown for one occupation: none has more today, and the page must stay light whatever comes."""
AGE = re.compile(r"[0-9]+")
JEUNES, ANCIENS = 30, 50
"""Ages under and from which the slices of the source are put together."""


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

    @property
    def en_bref(self) -> str:
        """The same figures in one line, for the families after the first."""
        part = (
            chiffres.NON_DIFFUSE
            if self.femmes is None or self.femmes.valeur is None
            else f"{chiffres.nombre(round(self.femmes.valeur))} %"
        )
        morceaux = [
            f"{self.emplois} emplois" if self.emplois else "",
            f"{self.salaire} net par mois" if self.salaire else "",
            f"{part} de femmes" if self.femmes else "",
        ]
        return ", ".join(morceau for morceau in morceaux if morceau)


def marche_de(metier: Metier, lieu: Commune | ChezMoi | None) -> dict[str, Any]:
    """Context of the block. One query for the place, one for the state of the catalogue."""
    lu = observations(metier.pk, lieu_de_mesure(lieu))
    pres = f"près {de_lieu(lieu.nom)}" if lieu else f"en {marque().region}"
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
    premier, *autres = (_portrait(lu, nom) for nom in noms)
    return {
        "familles": chiffres.familles(noms),
        "premier": premier,
        "autres": autres,
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
    lignes = (
        [_part_d_age(nom, valeur, total) for nom, valeur in _decennies(ages).items()]
        if en_parts
        else [(nom, o.valeur, chiffres.texte(o)) for nom, o in ages.tranches]
    )
    premiere = ages.tranches[0][1]
    bouts = f" : {lignes[0][2]} ont {lignes[0][0]}, {lignes[-1][2]} ont {lignes[-1][0]}"
    return Graphique(
        resume=f"Leur âge{bouts if en_parts and len(lignes) > 1 else ''}",
        titre=f"Famille « {ages.famille} »",
        lignes=lignes,
        unite="part des emplois" if en_parts else premiere.unite,
        maximum=None,
        note=f"{chiffres.source(premiere)}.",
    )


def _decennies(ages: Ages) -> dict[str, float]:
    """Jobs of a family by ten years of age, the first ones and the last ones together: enough to read at a glance."""
    sommes: dict[str, float] = {}
    for nom, o in ages.tranches:
        age = AGE.search(nom)
        dizaine = min(max(int(age[0]) // 10 * 10, JEUNES - 10), ANCIENS) if age else 0
        if not age:
            libelle = nom
        elif dizaine < JEUNES:
            libelle = f"moins de {JEUNES} ans"
        else:
            libelle = f"{ANCIENS} ans ou plus" if dizaine == ANCIENS else f"{dizaine} à {dizaine + 9} ans"
        sommes[libelle] = sommes.get(libelle, 0.0) + (o.valeur or 0.0)
    return sommes


def _part_d_age(nom: str, valeur: float, total: float) -> Ligne:
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
        resume=f"Tension : {chiffres.MOTS_DE_LA_TENSION[classe]}, {classe} sur 5. Pourquoi ?"
        if classe
        else "Tension : non diffusée",
        titre=f"Famille « {o.famille} »",
        lignes=[_classe(nom, cause) for nom, cause in tension.causes] or [_classe("Tension", o)],
        unite="de 1, très faible, à 5, très fort",
        maximum=5,
        note=f"{chiffres.source(o)}.",
    )


def _classe(nom: str, observation: Observation) -> Ligne:
    if observation.valeur is None:
        return nom, None, ""
    return nom, observation.valeur, f"{chiffres.nombre(observation.valeur)} sur 5"
