"""Databases for the series of trainings: the bundled offers, then ten times as many."""

import shutil
from pathlib import Path
from typing import cast
from urllib.parse import quote

from bench.base import VIDER_JOURNAL, executer, json_apres

FOIS = 10
MOTS = (
    *("cap", "bac pro", "bts", "but", "licence", "master", "seconde", "bac pro maintenance", "cap bâtiment"),
    *("bts gestion", "alternance", "apprentissage", "nantes", "angers", "le mans", "laval", "maintenance"),
    *("commerce", "santé", "agricole", "lycée professionnel", "mécanique", "université"),
)
"""Words that fill the page with few offers already: only the cost of searching may grow."""

MULTIPLIER = """
import sys, django; django.setup()
from formations.models import Etablissement, Formation, Offre
from metiers.models import EtatCatalogue
formations, etablissements = list(Formation.objects.all()), list(Etablissement.objects.all())
offres = list(Offre.objects.all())
for fois in range(1, int(sys.argv[1])):
    copies = {}
    for objet in (*formations, *etablissements):
        ancien, objet.pk = objet.pk, None
        origine = objet.slug
        objet.slug = f"{origine[:190]}-{fois}"
        if isinstance(objet, Etablissement):
            objet.uai = ""
            if objet.latitude is not None:
                objet.latitude += 0.003 * fois
        objet.save()
        copies[type(objet), ancien] = objet.pk
        objet.pk, objet.slug = ancien, origine
    Offre.objects.bulk_create([
        Offre(
            formation_id=copies[Formation, o.formation_id], etablissement_id=copies[Etablissement, o.etablissement_id],
            voie=o.voie, capacite=o.capacite, places_restantes=o.places_restantes, places_le=o.places_le,
            internat=o.internat, accessible=o.accessible, source=o.source,
        )
        for o in offres
    ])
EtatCatalogue.objects.update(version=20_000)
print("NOMBRE" + str(Offre.objects.count()))
"""

EXEMPLES = """
import json, django; django.setup()
from formations.models import Formation
from metiers.models import Metier
from territoires.models import Commune
communes = list(Commune.objects.order_by("-population").values_list("code_insee", flat=True)[:40])
titres = list(Formation.objects.order_by("slug").values_list("intitule", flat=True)[:120])
prepares = Metier.objects.filter(certifications__isnull=False).distinct().order_by("slug")
metiers = list(prepares.values_list("slug", flat=True)[:120])
fiches = list(Formation.objects.order_by("slug").values_list("slug", flat=True)[:120])
print("CHEMINS" + json.dumps({"communes": communes, "titres": titres, "metiers": metiers, "fiches": fiches}))
"""


def multiplier(base: Path, fois: int = FOIS) -> tuple[Path, int]:
    """A copy of ``base`` with so many times its trainings, establishments and offers; how many offers it has."""
    executer(VIDER_JOURNAL, base)
    copie = base.with_name(f"formations-{fois}.sqlite3")
    shutil.copy(base, copie)
    sortie = executer(MULTIPLIER, copie, str(fois))
    return copie, int(next(ligne for ligne in sortie.splitlines() if ligne.startswith("NOMBRE")).removeprefix("NOMBRE"))


def chemins_de(base: Path) -> dict[str, list[str]]:
    """Addresses asked in each series, the same on both databases."""
    exemples = cast(dict[str, list[str]], json_apres("CHEMINS", executer(EXEMPLES, base)))
    communes, metiers = exemples["communes"], exemples["metiers"]
    return {
        "par mots": [f"/formations/?q={quote(mots)}" for mots in MOTS],
        "par titre": [f"/formations/?q={quote(titre)}" for titre in exemples["titres"]],
        "par lieu": [f"/formations/?commune={c}&rayon={r}&voie=scolaire" for c in communes for r in (20, 60)],
        "fiche": [f"/formations/{slug}/?commune={communes[0]}" for slug in exemples["fiches"]],
        "parcours": [f"/formations/parcours/?vers={slug}&niveau=0&commune={communes[1]}" for slug in metiers],
    }
