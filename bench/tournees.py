"""The planner of the bus tours on the published instances (``python -m bench.tournees``).

``BANC_TOURNEES`` gives the sizes (``100`` by default; ``100,500,2000``), ``BANC_TOURNEES_SECONDES`` the times (``10``
by default; ``10,60``), ``BANC_TOURNEES_DOSSIER`` where the instances and their independent checker lie. Each plan is
checked by that program, compared with the best one known (table of ``docs/adr/0019``), then disturbed: a bus breaks
down for a week, a request is withdrawn, and the plan is made again in 10 s.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from orientibus.planification.instance import (
    Annonce,
    Arret,
    CoutsDerangement,
    Instance,
    Panne,
    Periode,
    Replanification,
    Statut,
)
from orientibus.planification.lecture import lire_instance
from orientibus.planification.solution import Plan, ecrire_reponse
from orientibus.planification.solveur import Reglages, Resultat, planifier

RACINE = Path(__file__).resolve().parent.parent
DECISION = RACINE / "docs" / "adr" / "0019-planification-des-tournees.md"
DOSSIER = Path(
    os.environ.get("BANC_TOURNEES_DOSSIER")
    or Path(os.environ.get("DONNEES_OFFICIELLES", RACINE.parent / "shared" / "donnees")).parent / "tournees"
)
TAILLES = tuple(int(n) for n in os.environ.get("BANC_TOURNEES", "100").split(","))
SECONDES = tuple(float(s) for s in os.environ.get("BANC_TOURNEES_SECONDES", "10").split(","))
COUTS = CoutsDerangement(
    autre_bus=1, deplace_propose=4, deplace_confirme=10, abandonne_propose=8, abandonne_confirme=20
)
SECONDES_REPRISE = 10.0
LIGNE = re.compile(r"^\| exemple-(?P<taille>\d+) \| (?P<poids>[\d,]+) \| (?P<borne>[\d,]+) \|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Best weight found so far by anything of ours, and the lowest proven bound."""

    poids: int
    borne: int


def references() -> dict[int, Reference]:
    """By size, as the decision record has them."""
    lignes = LIGNE.finditer(DECISION.read_text(encoding="utf-8"))
    nombre = {ord(","): None}
    return {
        int(ligne["taille"]): Reference(int(ligne["poids"].translate(nombre)), int(ligne["borne"].translate(nombre)))
        for ligne in lignes
    }


def perturber(instance: Instance, plan: Plan) -> Instance:
    """The plan announced; then, after a third of it, the busiest bus is out for a week and a request is withdrawn."""
    debut = instance.jours[len(instance.jours) // 21 * 7].date
    fin = debut + timedelta(6)
    touches = [a.bus for a in plan.arrets if debut <= a.jour <= fin]
    code = max(sorted(set(touches)), key=touches.count)
    panne = Periode(debut, fin, "panne")
    suivants = [a for a in plan.arrets if a.jour > fin]
    replan = Replanification(
        precedents=tuple(Annonce(a, _statut(a, rang)) for rang, a in enumerate(plan.arrets)),
        gele_avant=debut,
        pannes=(Panne(code, panne),),
        retirees=frozenset(a.demande for a in suivants[:1]),
        couts=COUTS,
    )
    bus = tuple(
        replace(b, indisponibilites=(*b.indisponibilites, panne)) if b.code == code else b for b in instance.bus
    )
    return replace(instance, bus=bus, replanification=replan)


def _statut(arret: Arret, rang: int) -> Statut:
    return Statut.PROPOSE if rang % 3 else Statut.CONFIRME


def accepte(fichier: Path, resultat: Resultat) -> bool:
    """What the independent program says of the plan."""
    with tempfile.TemporaryDirectory(prefix="banc-") as dossier:
        solution = Path(dossier) / "plan.json"
        ecrire_reponse(resultat.reponse, solution)
        commande = [sys.executable, str(DOSSIER / "check.py"), str(fichier), str(solution)]
        return subprocess.run(commande, capture_output=True, check=False).returncode == 0


def mesurer(taille: int, secondes: float, reference: Reference | None) -> dict[str, object]:
    """One size for so long, then its re-plan; one line each."""
    fichier = DOSSIER / f"exemple-{taille}.json"
    instance = lire_instance(fichier)
    resultat = planifier(instance, Reglages(secondes=secondes))
    bilan, plan = resultat.bilan, resultat.reponse
    if bilan is None or not isinstance(plan, Plan):
        raise RuntimeError(f"aucun plan pour {fichier.name}")
    valide = accepte(fichier, resultat)
    rapport = bilan.poids / reference.poids if reference else 0.0
    print(
        f"  {taille:5} demandes, {secondes:g} s : poids {bilan.poids}, borne {resultat.borne} (écart"
        f" {100 * resultat.ecart:.2f} %{', optimum prouvé' if resultat.prouve else ''}),"
        f" {100 * rapport:.2f} % du meilleur connu, déséquilibre {bilan.desequilibre} ‰, {bilan.km} km,"
        f" {resultat.secondes:.1f} s{'' if valide else ' — REFUSÉ PAR LE VÉRIFICATEUR DU BANC'}"
    )
    repris = planifier(perturber(instance, plan), Reglages(secondes=SECONDES_REPRISE))
    if repris.bilan is None:
        raise RuntimeError(f"aucune reprise pour {fichier.name}")
    preuve = "minimum prouvé" if repris.derangement_prouve else "minimum NON prouvé"
    print(f"        reprise après panne : dérangement {repris.bilan.derangement} ({preuve}), {repris.secondes:.1f} s")
    return {
        "taille": taille,
        "secondes": secondes,
        "poids": bilan.poids,
        "borne": resultat.borne,
        "rapport": rapport,
        "desequilibre": bilan.desequilibre,
        "km": bilan.km,
        "valide": valide,
        "derangement": repris.bilan.derangement,
        "derangement_prouve": repris.derangement_prouve,
    }


def mesures() -> list[dict[str, object]]:
    """Every size for every time; nothing when the instances are not there."""
    if not (DOSSIER / "check.py").is_file():
        print("Banc d'essai des tournées absent : planification non mesurée")
        return []
    print("Tournées des bus, instances publiées")
    connues = references()
    return [mesurer(taille, secondes, connues.get(taille)) for taille in TAILLES for secondes in SECONDES]


def main() -> None:
    rendues = mesures()
    if "--json" in sys.argv:
        print(json.dumps(rendues, ensure_ascii=False, indent=2))
    sys.exit(not all(mesure["valide"] for mesure in rendues))


if __name__ == "__main__":
    main()
