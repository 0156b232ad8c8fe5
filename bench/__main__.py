"""``make bench``: speed of the main pages and of the official import, as ratios to a bare page of the same run."""

import argparse
import json
import platform
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from bench import bourse_alertes, bourse_recherche, formations
from bench.base import CHEMINS, environnement, executer, json_apres, preparer, reduire, serveur_postgres
from bench.client import Mesure
from bench.series import Allure, page_nue, pages

SANS_FREIN = {"DEBIT_API_ANONYME": "100000000/min"}


def chemins_de(base: Path) -> dict[str, list[str]]:
    """Addresses asked in each series; every search is a different one, so that nothing answers from a cache."""
    exemples = json_apres("CHEMINS", executer(CHEMINS, base))
    fiches: Any = exemples["fiches"]
    titres: Any = exemples["titres"]
    savoirs: Any = exemples["savoirs"]
    communes: Any = exemples["communes"]
    recherches = [f"/metiers/?q={quote(str(t).split(' / ')[0])}" for t in titres]
    return {
        "recherche": recherches,
        "fiche": [f"/metiers/{slug}/" for slug in fiches],
        "passerelles": [f"/metiers/{slug}/passerelles/" for slug in fiches],
        "comparaison": [f"/metiers/comparer/?m={a}&m={b}" for a, b in pairwise(fiches)],
        "savoir-faire": [f"/metiers/mes-savoir-faire/?{urlencode({'s': codes}, doseq=True)}" for codes in savoirs],
        "près d'ici": [f"/metiers/pres-de-chez-moi/?commune={code}&rayon=30" for code in communes],
        "liste API": [f"/api/v1/metiers/?page={n}" for n in range(1, 6)],
    }


def afficher(titre: str, mesures: dict[str, Mesure], nue: Mesure) -> None:
    """One line a series: rate, latency, ratio to the bare page."""
    print(f"\n{titre}")
    for nom, m in mesures.items():
        rapport = nue.par_seconde / m.par_seconde if m.par_seconde else float("inf")
        print(
            f"  {nom:12} {m.par_seconde:8.1f} req/s   médiane {m.mediane_ms:6.1f} ms   p95 {m.p95_ms:6.1f} ms"
            f"   {rapport:5.1f} × le coût de la page nue   {m.erreurs} erreur(s)"
        )


def _bourse(dossier: Path, nue: Mesure, allure: Allure) -> dict[str, dict[str, object]]:
    """Search of offers on PostgreSQL at two sizes, then how much the larger costs more."""
    tailles = bourse_recherche.mesures(str(dossier / "statiques"), allure)
    for taille, series in tailles.items():
        afficher(f"{taille} offres de stage, PostgreSQL", series, nue)
    petite, grande = min(tailles), max(tailles)
    print(f"\nDe {petite} à {grande} offres de stage")
    for nom, mesure in tailles[grande].items():
        print(f"  {nom:24} {mesure.mediane_ms / tailles[petite][nom].mediane_ms:4.2f} × la médiane")
    return {str(taille): {nom: vars(m) for nom, m in series.items()} for taille, series in tailles.items()}


def main() -> None:
    analyseur = argparse.ArgumentParser(prog="make bench", description=__doc__)
    Allure.demander(analyseur)
    analyseur.add_argument("--rapport", type=Path, help="écrire aussi les mesures en JSON")
    options = analyseur.parse_args()
    allure = Allure.lire(options)
    with tempfile.TemporaryDirectory(prefix="banc-") as dossier:
        base, importation = preparer(Path(dossier))
        print(f"Python {platform.python_version()}, {options.processus} processus gunicorn, SQLite")
        if importation["officiel"]:
            print(f"Import ROME complet : {importation['secondes']:.1f} s, {importation['memoire_mo']:.0f} Mo au plus")
        else:
            print("Fichiers officiels absents : mesures sur les métiers livrés seulement")
        nue = page_nue(allure)
        afficher("Page Django nue", {"page nue": nue}, nue)
        rapport: dict[str, object] = {"import": importation, "page nue": vars(nue)}
        for nombre in (100, 500, None):
            essai = reduire(base, nombre) if nombre else base
            mesures = pages(chemins_de(essai), environnement(essai) | SANS_FREIN, allure)
            afficher(f"{nombre or 'Tous les'} métiers", mesures, nue)
            rapport[str(nombre or "tous")] = {nom: vars(m) for nom, m in mesures.items()}
        for fois in (1, formations.FOIS):
            essai, nombre = formations.multiplier(base, fois)
            mesures = pages(formations.chemins_de(base), environnement(essai) | SANS_FREIN, allure)
            afficher(f"{nombre} offres de formation", mesures, nue)
            rapport[f"offres × {fois}"] = {nom: vars(m) for nom, m in mesures.items()}
        if serveur_postgres():
            tailles = bourse_alertes.mesures()
            bourse_alertes.afficher(tailles)
            rapport["alertes"] = tailles
        if serveur_postgres():
            rapport["bourse"] = _bourse(Path(dossier), nue, allure)
        if options.rapport:
            options.rapport.write_text(json.dumps(rapport, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
