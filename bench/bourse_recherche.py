"""Search of internship offers at two sizes on PostgreSQL: the larger must cost at most twice the smaller.

``BANC_OFFRES`` gives the sizes (``5000,50000`` by default; ``50000,500000`` for the figures of ``docs/mesures.md``),
``BANC_POSTGRES`` the address of a server where the bench may create and drop a database of its own.
"""

import os
from typing import Any

from bench.base import base_jetable, environnement, executer, json_apres, serveur_postgres
from bench.client import Mesure
from bench.series import Allure, pages

BASE = "banc_bourse_recherche"
TAILLES = tuple(int(n) for n in os.environ.get("BANC_OFFRES", "5000,50000").split(","))

REMPLIR = """
import sys, tempfile, django; django.setup()
from datetime import timedelta
from random import Random
from django.db import connection
from django.utils import timezone
from comptes.models import Organisation
from metiers.models import Metier
from stages.models import Entreprise, MetierDOffre, MotConnu, MotDOffre, NiveauDOffre, OffreStage, SemaineDOffre
from stages.services.cellules import cellule
from stages.services.cles import bit_niveau
from stages.services.index_offres import plier_mots
from territoires.models import Commune

nombre, hasard = int(sys.argv[1]), Random(4)
maintenant, aujourdhui = timezone.now(), timezone.localdate()
liens = OffreStage.metiers.through
with connection.cursor() as curseur:
    noms = [m._meta.db_table for m in
        (MotDOffre, MotConnu, MetierDOffre, SemaineDOffre, NiveauDOffre, liens, OffreStage)]
    curseur.execute(f"TRUNCATE {', '.join(noms)} CASCADE")
if not Entreprise.objects.exists():
    types = [Organisation(nom=f"Entreprise {n}", type="entreprise", verifiee=True) for n in range(2000)]
    creees = Organisation.objects.bulk_create(types)
    Entreprise.objects.bulk_create([Entreprise(organisation=o, slug=f"e-{n}") for n, o in enumerate(creees)])
entreprises = list(Entreprise.objects.values_list("pk", flat=True))
communes = list(Commune.objects.values_list("pk", "latitude", "longitude", "population"))
departements = dict(Commune.objects.values_list("pk", "departement"))
poids = [c[3] or 500 for c in communes]
metiers = [(m.pk, plier_mots(m.nom)) for m in Metier.objects.publies()]
syllabes = [c + v for c in "bcdfglmnprstv" for v in "aeiou"]
vocabulaire = ["".join(hasard.choice(syllabes) for _ in range(hasard.randint(2, 4))) for _ in range(20_000)]
sections = ["observation"] * 5 + ["long", "alternance", "alternance", "pmsmp", "vte"]
niveaux = ["college", "seconde", "lycee_pro", "lycee", "superieur", "adulte"]
lundi = aujourdhui + timedelta(days=7 - aujourdhui.weekday())

def offres():
    for n in range(1, nombre + 1):
        commune, latitude, longitude, _ = hasard.choices(communes, poids)[0]
        ici = latitude + hasard.uniform(-.03, .03), longitude + hasard.uniform(-.04, .04)
        yield n, commune, *ici, hasard.choice(sections)

def copier(modele, champs, lignes):
    colonnes = ", ".join(f'"{c}"' for c in champs)
    with connection.cursor() as curseur, tempfile.TemporaryFile("w+") as fichier:
        for ligne in lignes:
            fichier.write("\\t".join("\\\\N" if v is None else str(v) for v in ligne) + "\\n")
        fichier.seek(0)
        curseur.copy_expert(f'COPY "{modele._meta.db_table}" ({colonnes}) FROM STDIN', fichier)

simples = dict(adresse="", horaires="", accessibilite="", contrat="", diplome="", video="", aide_deplacement="",
    motif="", identifiant_externe="", etat="publiee", slug="offre", description="Une offre.", places_prises=0,
    a_distance="non", accessible="inconnu", rappels="[]", a_controler=False, demonstration=False, saisie="{}",
    empreinte="")
champs = ["id", "commune_id", "latitude", "longitude", "cellule", "niveaux_bits", "section", "entreprise_id",
    "titre", "debut", "fin", "capacite", "publiee_le", "expire_le", "created_at", "updated_at", *simples]
toutes = list(offres())
cases = {n: cellule(latitude, longitude) for n, _, latitude, longitude, _ in toutes}
pour_qui = {n: hasard.sample(niveaux, 2) for n, *_ in toutes}
def bits(n):
    return sum(map(bit_niveau, pour_qui[n]))
def publiee_le(n):
    return maintenant - timedelta(minutes=n * 80_000 / nombre)
def dates(n, section):
    # start, end and places: none for weeks
    if section == "observation":
        return None, None, None
    debut = lundi + timedelta(days=n % 90)
    return debut, None if section == "alternance" else debut + timedelta(days=30), 2

copier(OffreStage, champs, (
    (n, c, la, lo, cases[n], bits(n), s, hasard.choice(entreprises), f"Offre {n}", *dates(n, s),
     publiee_le(n), maintenant + timedelta(days=60), maintenant, maintenant,
     *simples.values())
    for n, c, la, lo, s in toutes))
copier(SemaineDOffre, ["offre_id", "lundi", "capacite", "places_prises", "cellule", "niveaux_bits"], (
    (n, lundi + timedelta(weeks=w), 2, w % 2, cases[n], bits(n)) for n, _, _, _, s in toutes if s == "observation"
    for w in hasard.sample(range(30), 3)))
copier(NiveauDOffre, ["offre_id", "niveau"], ((n, v) for n, *_ in toutes for v in pour_qui[n]))
choisis = {n: hasard.sample(metiers, 2) for n, *_ in toutes}
copier(liens, ["offrestage_id", "metier_id"], ((n, m) for n, paire in choisis.items() for m, _ in paire))
copier(MetierDOffre, ["offre_id", "metier_id", "departement_id", "publiee_le", "cellule"], (
    (n, m, departements[c], publiee_le(n), cases[n]) for n, c, *_ in toutes for m, _ in choisis[n]))
def mots(n):
    trouves = {mot: 2 for _, noms in choisis[n] for mot in noms}
    for _ in range(14):
        trouves.setdefault(vocabulaire[min(int(hasard.paretovariate(.6)), 20_000) - 1], 1)
    return trouves.items()
copier(MotDOffre, ["offre_id", "mot", "poids", "publiee_le", "cellule"], (
    (n, m, p, publiee_le(n), cases[n]) for n, *_ in toutes for m, p in mots(n)))
with connection.cursor() as curseur:
    curseur.execute("INSERT INTO stages_motconnu SELECT DISTINCT mot FROM stages_motdoffre")
    curseur.execute("VACUUM ANALYZE")
print("FAIT", nombre)
"""

CHEMINS = """
import json, django; django.setup()
from urllib.parse import urlencode
from django.db.models import Count
from metiers.models import Metier
from stages.models import MotDOffre
from stages.services.index_offres import plier_mots
from territoires.models import Commune
from datetime import timedelta
from django.utils import timezone
metiers = list(Metier.objects.publies().order_by("slug")[::4])
communes = list(Commune.objects.order_by("-population").values_list("code_insee", flat=True)[:150:5])
lundi = timezone.localdate() + timedelta(days=35 - timezone.localdate().weekday())
noms = [plier_mots(m.nom)[0] for m in metiers]
print("CHEMINS" + json.dumps({
    "sans critère": ["/stages/"],
    "un mot": ["/stages/?" + urlencode({"q": n}) for n in noms],
    "début de mot": ["/stages/?" + urlencode({"q": n[:4]}) for n in noms],
    "deux mots": ["/stages/?" + urlencode({"q": f"{m} {n}"}) for m, n in zip(noms, noms[7:])],
    "mot et lieu": [f"/stages/?q={n}&commune={c}&rayon=30" for n, c in zip(noms, communes * 9)],
    "élève de 3e près d'ici": [
        f"/stages/?section=observation&niveau=college&commune={c}&rayon={r}&semaine_debut={lundi}&semaine_fin={lundi}"
        for c in communes for r in (10, 30)],
    "au plus près": [f"/stages/?commune={c}&rayon={r}&tri=distance" for c in communes for r in (10, 60)],
    "métier": [f"/stages/?metier={m.slug}" for m in metiers],
    "famille et département": [
        f"/stages/?famille={m.famille.slug}&departement={d}" for m in metiers if m.famille_id for d in ("44", "53")],
}))
"""


def mesures(statiques: str, allure: Allure) -> dict[int, dict[str, Mesure]]:
    """Series of searches for each size; the database is dropped at the end."""
    with base_jetable(serveur_postgres(), BASE) as adresse:
        base = "import django; django.setup()\nfrom django.core.management import call_command as c\n"
        executer(base + "[c(n, verbosity=0) for n in ('migrate', 'charger_donnees')]", adresse)
        resultats = {}
        for taille in TAILLES:
            executer(REMPLIR, adresse, str(taille))
            chemins: Any = json_apres("CHEMINS", executer(CHEMINS, adresse))
            resultats[taille] = pages(chemins, environnement(adresse, statiques), allure)
        return resultats
