"""The nightly count of the plan over many portal events (``python -m bench.comptage``); it must end within a minute.

``BANC_EVENEMENTS`` gives their number (1,000,000 by default: offers, applications, alerts sent, requests for the bus,
votes, spread over a year); ``BANC_POSTGRES`` the address of a server where the bench may create and drop a database
of its own, SQLite otherwise. The count runs twice: the first writes the readings, the second finds them unchanged.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from bench.base import base_jetable, executer, json_apres, serveur_postgres

EVENEMENTS = int(os.environ.get("BANC_EVENEMENTS", "1000000"))
SEUIL = 60.0
BASE = "banc_comptage"

PREPARER = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("charger_donnees", verbosity=0)
"""

REMPLIR = """
import sys, django; django.setup()
from datetime import time, timedelta
from itertools import islice
from random import Random
from django.db import connection
from django.utils import timezone
from comptes.models import Organisation, Utilisateur
from grenelle.models import Contribution, EditionGrenelle, Plan, Vote
from orientibus.models import Bus, CompteRendu, Demande, Etape, Frequentation, Saison
from stages.models import Alerte, Candidature, Entreprise, Livraison, OffreStage
from territoires.models import Commune

nombre, hasard, maintenant = int(sys.argv[1]), Random(6), timezone.now()
communes = list(Commune.objects.filter(territoire__isnull=False).values_list("pk", "latitude", "longitude"))
def moment():
    return maintenant - timedelta(minutes=hasard.randrange(365 * 24 * 60))
def ecrire(modele, objets):
    ecrits, suite = 0, iter(objets)
    while lot := list(islice(suite, 5000)):
        ecrits += len(modele.objects.bulk_create(lot, batch_size=500))
    return ecrits

organisation = Organisation.objects.create(nom="Entreprise du banc", type="entreprise", verifiee=True)
entreprise = Entreprise.objects.create(organisation=organisation, slug="entreprise-du-banc")
offres = nombre // 10
ecrits = ecrire(OffreStage, (
    OffreStage(entreprise=entreprise, section="long", etat="expiree", slug="offre", titre=f"Offre {n}",
        description="Une offre.", commune_id=c, latitude=la, longitude=lo, capacite=2, publiee_le=moment())
    for n, (c, la, lo) in ((n, hasard.choice(communes)) for n in range(offres))))
cles = list(OffreStage.objects.filter(entreprise=entreprise).values_list("pk", flat=True))
def candidature():
    envoyee = moment()
    limite = envoyee + timedelta(days=15)
    reponse = envoyee + timedelta(days=hasard.randrange(25))
    confirmee = reponse if hasard.random() < .3 else None
    return Candidature(offre_id=hasard.choice(cles), etat="refusee", niveau="lycee", motivation="Je suis motivé.",
        envoyee_le=envoyee, expire_le=limite, repondue_le=reponse, confirmee_le=confirmee)
ecrits += ecrire(Candidature, (candidature() for _ in range(nombre * 4 // 10)))
alerte = Alerte.objects.create(courriel="banc@exemple.fr", section="long")
ecrits += ecrire(Livraison, (
    Livraison(offre_id=cles[n % offres], alerte=alerte, destinataire=f"c{n}", canal="courriel", etat="envoyee",
        pas_avant=maintenant, envoye_le=moment()) for n in range(nombre * 42 // 100)))
lundi = maintenant.date() - timedelta(days=364 + maintenant.weekday())
saison = Saison.objects.create(slug="banc", nom="Banc", debut=lundi, fin=lundi + timedelta(days=363), cloture=lundi,
    reponse=lundi)
ecrits += ecrire(Demande, (
    Demande(saison=saison, reference=f"B{n}", type_demandeur="mairie", structure="Mairie", commune_id=c,
        adresse="Place", latitude=la, longitude=lo, stationnement="oui", electricite="oui", accessible="oui",
        public="familles", format="decouverte", effectif=20, duree="demi_journee", contact_nom="B",
        contact_courriel="banc@exemple.fr")
    for n, (c, la, lo) in ((n, hasard.choice(communes)) for n in range(nombre * 3 // 100))))
bus = Bus.objects.first()
def visite(demande):
    jour = lundi + timedelta(days=hasard.randrange(360))
    return Etape(demande_id=demande, bus=bus, slug=f"banc-{demande}", jour=jour, fin=jour, creneau="matin",
        heure_debut=time(9), heure_fin=time(12), etat="realisee", proposee_le=maintenant, confirmee_le=moment())
ecrits += ecrire(Etape, map(visite, saison.demandes.order_by("pk").values_list("pk", flat=True)[: nombre // 100]))
ecrits += ecrire(CompteRendu, (
    CompteRendu(etape_id=e, satisfaction=hasard.randint(1, 5), rempli_le=maintenant)
    for e in Etape.objects.filter(slug__startswith="banc-").values_list("pk", flat=True)))
ecrits += ecrire(Frequentation, (
    Frequentation(compte_rendu_id=c, public="familles", nombre=hasard.randrange(80))
    for c in CompteRendu.objects.filter(etape__slug__startswith="banc-").values_list("pk", flat=True)))
plan = Plan.objects.first()
edition, _ = EditionGrenelle.objects.get_or_create(plan=plan, annee=2090, defaults={"titre": "Banc", "etat": "vote"})
personne = Utilisateur.objects.create_user(email="banc@exemple.fr", password=None)
ecrits += ecrire(Contribution, (
    Contribution(edition=edition, titre="Banc", texte="Banc", moderation="acceptee", created_at=moment(),
        moderee_le=moment()) for n in range(nombre // 100)))
propositions = Contribution.objects.filter(edition=edition).values_list("pk", flat=True)
ecrits += ecrire(Vote, (Vote(contribution_id=c, personne=personne, created_at=moment()) for c in propositions))
with connection.cursor() as curseur:
    curseur.execute("ANALYZE")
print("MESURE" + str(ecrits))
"""

COMPTER = """
import json, time, django; django.setup()
from django.utils import timezone
from grenelle.services.comptage import compter_le_portail
passages = []
for _ in range(2):
    debut = time.perf_counter()
    bilan = compter_le_portail(maintenant=timezone.now())
    passages.append({"secondes": time.perf_counter() - debut, "crees": bilan.crees, "revises": bilan.revises,
        "inchanges": bilan.inchanges, "erreurs": bilan.erreurs})
print("MESURE" + json.dumps({"passages": passages}))
"""


def mesures() -> dict[str, object]:
    """Number of events and, for each run, how long it took and what it wrote."""
    with tempfile.TemporaryDirectory(prefix="banc-comptage-") as dossier:
        if serveur := serveur_postgres():
            with base_jetable(serveur, BASE) as adresse:
                return _sur(adresse)
        return _sur(Path(dossier) / "base.sqlite3")


def _sur(base: Path | str) -> dict[str, object]:
    executer(PREPARER, base)
    ecrits = int(executer(REMPLIR, base, str(EVENEMENTS)).split("MESURE")[1])
    return {"evenements": ecrits, **json_apres("MESURE", executer(COMPTER, base))}


def main() -> int:
    rendues = mesures()
    base = "PostgreSQL" if serveur_postgres() else "SQLite"
    print(f"\nLe comptage de la nuit : {rendues['evenements']} événements du portail, {base}")
    passages: list[dict[str, float]] = rendues["passages"]  # type: ignore[assignment]
    tenu = True
    for rang, p in enumerate(passages, 1):
        juste = p["secondes"] < SEUIL and not p["erreurs"] and (p["crees"] if rang == 1 else not p["crees"])
        tenu = tenu and bool(juste)
        print(
            f"  passage {rang} : {p['secondes']:5.1f} s, {p['crees']} relevés créés, {p['revises']} révisés,"
            f" {p['inchanges']} inchangés {'ok' if juste else 'NON TENU'}"
        )
        for erreur in p["erreurs"]:  # type: ignore[attr-defined]
            print(f"    {erreur}")
    if "--json" in sys.argv:
        print(json.dumps(rendues, ensure_ascii=False, indent=2))
    return 0 if tenu else 1


if __name__ == "__main__":
    sys.exit(main())
