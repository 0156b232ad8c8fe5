"""Read the bundled rules, buses and workshops (``donnees/orientibus/``), every fault with its file and line."""

from pathlib import Path
from typing import Any

from commun.fichiers import Entree, Fichier, Schema, adresse, forme, lire_fichier, liste, nombre, oui_ou_non, texte
from commun.importation import ImportRefuse, Rapport
from commun.regles import TABLE, ajouter_les_regles, lire_fichier_de_regles
from metiers.models import Famille
from orientibus.models import Atelier, Bus, RegleTournee
from territoires.models import Commune, Departement

BUS = Schema(
    {
        "code": adresse(12),
        "nom": texte(80),
        "departement": forme(r"[0-9AB]{2,3}", "code de département"),
        "depot": forme(r"[0-9][0-9AB][0-9]{3}", "code INSEE"),
        "adresse_depot": texte(200),
        "capacite": nombre(1, 200),
        "longueur_m": nombre(5, 30),
        "equipements": liste(adresse(40)),
        "accessible": oui_ou_non,
        "demonstration": oui_ou_non,
    },
    frozenset({"adresse_depot", "accessible"}),
)
ATELIERS = Schema(
    {
        "slug": adresse(60),
        "nom": texte(120),
        "description": texte(400),
        "equipement": adresse(40),
        "duree_min": nombre(5, 480),
        "familles": liste(adresse(60)),
    },
    frozenset({"equipement", "duree_min", "familles"}),
)
FICHIERS = {"bus": ("bus.toml", BUS), "atelier": ("ateliers.toml", ATELIERS)}
CLES = {"bus": ("code",), "atelier": ("slug",)}


def lire_jeu(dossier: Path) -> dict[str, list[Entree]]:
    """The entries of the three files, or :class:`ImportRefuse` with all their faults."""
    regles = lire_fichier_de_regles(dossier / "regles.toml")
    lus, fautes = {TABLE: regles.entrees[TABLE]}, list(regles.fautes)
    for table, (nom, schema) in FICHIERS.items():
        fichier = lire_fichier(dossier / nom, tables={table: schema})
        _sans_repetition(fichier, table)
        if table == "bus":
            _lieux_connus(fichier)
        fautes += fichier.fautes
        lus[table] = fichier.entrees[table]
    if fautes:
        raise ImportRefuse(fautes)
    return lus


def _sans_repetition(fichier: Fichier, table: str) -> None:
    vues: set[tuple[str, ...]] = set()
    for entree in fichier.entrees[table]:
        cle = tuple(str(entree.valeurs.get(nom)) for nom in CLES[table])
        if cle in vues:
            fichier.fautes.append(entree.refus(CLES[table][0], f"« {cle[0]} » est déjà écrit"))
        vues.add(cle)


def _lieux_connus(fichier: Fichier) -> None:
    """Each bus has a département of its own and a base that the territories know."""
    departements = set(Departement.objects.values_list("code", flat=True))
    communes = dict(Commune.objects.actives().values_list("code_insee", "departement__code"))
    pris: set[str] = set()
    for entree in fichier.entrees["bus"]:
        departement, depot = str(entree.valeurs.get("departement")), str(entree.valeurs.get("depot"))
        if departement not in departements:
            fichier.fautes.append(entree.refus("departement", f"« {departement} » n'est pas un département connu"))
        elif departement in pris:
            fichier.fautes.append(entree.refus("departement", f"le département {departement} a déjà un bus"))
        pris.add(departement)
        if communes.get(depot) != departement:
            fichier.fautes.append(entree.refus("depot", f"« {depot} » n'est pas une commune du {departement}"))


def charger_jeu(lus: dict[str, list[Entree]], rapport: Rapport) -> None:
    """Add what the database does not know; what it knows is left as staff keep it."""
    ajouter_les_regles(RegleTournee, lus[TABLE], rapport)
    _ajouter(Bus, "Bus", [_bus(e) for e in lus["bus"]], CLES["bus"], rapport)
    familles = {e.valeurs["slug"]: e.valeurs.get("familles", []) for e in lus["atelier"]}
    ateliers = [
        {nom: valeur for nom, valeur in e.valeurs.items() if nom != "familles"} | {"ordre": rang}
        for rang, e in enumerate(lus["atelier"], start=1)
    ]
    for atelier in _ajouter(Atelier, "Ateliers", ateliers, CLES["atelier"], rapport):
        atelier.familles.set(Famille.objects.filter(slug__in=familles[atelier.slug]))


def _bus(entree: Entree) -> dict[str, Any]:
    valeurs = dict(entree.valeurs)
    valeurs["departement"] = Departement.objects.get(code=valeurs["departement"])
    valeurs["depot"] = Commune.objects.get(code_insee=valeurs["depot"])
    return valeurs


def _ajouter(modele: Any, nom: str, lignes: list[dict[str, Any]], cle: tuple[str, ...], rapport: Rapport) -> list[Any]:
    """Create what is not known; returns what was created."""
    connues = set(modele.objects.values_list(*cle))
    compte = rapport.compte(nom)
    crees = []
    for valeurs in lignes:
        if tuple(valeurs[champ] for champ in cle) in connues:
            compte.inchanges += 1
        else:
            crees.append(modele.objects.create(**valeurs))
            compte.crees += 1
    return crees
