"""Read a plan (``donnees/grenelle/<plan>.toml``): every fault is told with its file and line, nothing is guessed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from commun.fichiers import (
    Entree,
    Schema,
    adresse,
    decimal,
    forme,
    jour,
    lire_fichier,
    liste,
    nombre,
    oui_ou_non,
    parmi,
    texte,
)
from commun.importation import ImportRefuse, Refus
from grenelle.choices import (
    BORNES,
    RANG_ECHELLE,
    Collecte,
    Echelle,
    EtatJalon,
    Frequence,
    NatureDeCible,
    Precision,
    PrecisionDate,
    PublicVise,
    Sens,
    Unite,
)

_NUMERO = forme(r"[0-9A-Za-z][0-9A-Za-z.-]{0,7}", "un numéro de 8 signes au plus, comme « 12 » ou « 2-1 »")
_CODE = adresse(60)
_ENDROIT = texte(120)


def _schema(champs: dict[str, Any], *facultatifs: str) -> Schema:
    return Schema(champs, frozenset(facultatifs))


_CITATION = {"document": _CODE, "endroit": _ENDROIT}

RACINE = _schema(
    {
        "slug": _CODE,
        "titre": texte(200),
        "nom_court": texte(80),
        "region_code": forme(r"[0-9]{2,3}", "code Insee de la région"),
        "region_nom": texte(80),
        "debut": jour,
        "fin": jour,
        "acte": texte(300),
        "adopte_le": jour,
        "imputation": texte(200),
        "nom_de_mesure": texte(40),
        "resume": texte(2_000),
        "remarques": texte(4_000),
        "ordre": nombre(0, 1_000),
    },
    "fin",
    "adopte_le",
    "imputation",
    "nom_de_mesure",
    "remarques",
    "ordre",
)

TABLES: dict[str, Schema] = {
    "document": _schema(
        {"code": _CODE, "titre": texte(250), "date_texte": texte(60), "note": texte(500)}, "date_texte", "note"
    ),
    "axe": _schema({"code": _NUMERO, "titre": texte(250), "resume": texte(2_000)}, "resume"),
    "mesure": _schema(
        {
            "axe": _NUMERO,
            "numero": _NUMERO,
            "titre": texte(300),
            "resume": texte(2_000),
            "publics": liste(parmi(set(PublicVise.values), "publics"), mini=1),
            "pilotes": liste(texte(160)),
            "partenaires": liste(texte(160)),
            "pages": liste(forme(r"[a-z_]+:[a-z_]+", "nom d'adresse comme « stages:recherche »")),
        },
        "pilotes",
        "partenaires",
        "pages",
    ),
    "budget": _schema(
        {
            "mesure": _NUMERO,
            "libelle": texte(250),
            "montant": decimal(0, 10**11),
            "annee": nombre(2000, 2100),
            **_CITATION,
        },
        "montant",
        "annee",
    ),
    "jalon": _schema(
        {
            "mesure": _NUMERO,
            "code": _CODE,
            "libelle": texte(250),
            "prevu_le": jour,
            "prevu_precision": parmi(set(PrecisionDate.values), "précision d'une date"),
            "prevu_texte": texte(80),
            "etat": parmi(set(EtatJalon.values), "état d'un jalon"),
            "fait_le": jour,
            "depend_de": liste(_CODE),
            **_CITATION,
        },
        "prevu_le",
        "prevu_precision",
        "prevu_texte",
        "etat",
        "fait_le",
        "depend_de",
    ),
    "indicateur": _schema(
        {
            "mesure": _NUMERO,
            "code": _CODE,
            "libelle": texte(250),
            "unite": parmi(set(Unite.values), "unité"),
            "sens": parmi(set(Sens.values), "sens"),
            "formule": texte(1_000),
            "source": texte(250),
            "frequence": parmi(set(Frequence.values), "fréquence"),
            "echelle": parmi(set(Echelle.values), "échelle"),
            "collecte": parmi(set(Collecte.values), "collecte"),
            "chiffre": forme(r"[a-z0-9_-]{2,60}", "code d'un chiffre du portail"),
            "mini": decimal(-(10**11), 10**11),
            "maxi": decimal(-(10**11), 10**11),
            "proposition": oui_ou_non,
            **_CITATION,
        },
        "mesure",
        "unite",
        "sens",
        "formule",
        "source",
        "frequence",
        "echelle",
        "collecte",
        "chiffre",
        "mini",
        "maxi",
        "proposition",
    ),
    "cible": _schema(
        {
            "indicateur": _CODE,
            "nature": parmi(set(NatureDeCible.values), "nature d'une cible"),
            "valeur": decimal(-(10**11), 10**11),
            "precision": parmi(set(Precision.values), "précision"),
            "le": jour,
            "echelle": parmi(set(Echelle.values), "échelle"),
            "territoire": forme(r"[0-9AB]{2,3}|[a-z0-9]+(?:-[a-z0-9]+)*", "code d'un territoire"),
            "note": texte(500),
            **_CITATION,
        },
        "nature",
        "precision",
        "le",
        "echelle",
        "territoire",
        "note",
    ),
    "comite": _schema(
        {
            "code": _CODE,
            "nom": texte(160),
            "role": texte(400),
            "periodicite": texte(120),
            "reunions_par_an": nombre(1, 366),
            **_CITATION,
        },
        "periodicite",
        "reunions_par_an",
    ),
    "engagement": _schema(
        {
            "mesure": _NUMERO,
            "code": _CODE,
            "partenaire": texte(160),
            "libelle": texte(300),
            "pris_le": jour,
            "echeance": jour,
            **_CITATION,
        },
        "mesure",
        "pris_le",
        "echeance",
    ),
}
# What makes an entry of a table the only one of its kind in a plan.
CLES: dict[str, tuple[str, ...]] = {
    "document": ("code",),
    "axe": ("code",),
    "mesure": ("numero",),
    "budget": ("mesure", "libelle"),
    "jalon": ("code",),
    "indicateur": ("code",),
    "cible": ("indicateur", "nature", "le", "territoire"),
    "comite": ("code",),
    "engagement": ("code",),
}
# table -> key -> table that it names.
RENVOIS: dict[str, dict[str, str]] = {
    "mesure": {"axe": "axe"},
    "budget": {"mesure": "mesure", "document": "document"},
    "jalon": {"mesure": "mesure", "document": "document"},
    "indicateur": {"mesure": "mesure", "document": "document"},
    "cible": {"indicateur": "indicateur", "document": "document"},
    "comite": {"document": "document"},
    "engagement": {"mesure": "mesure", "document": "document"},
}
DEFAUTS = {"nature": NatureDeCible.CIBLE.value}


@dataclass(frozen=True, slots=True)
class PlanLu:
    """A plan as its file says it; ``entrees`` by table, in the order of the file."""

    racine: Entree
    entrees: dict[str, list[Entree]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return str(self.racine.valeurs["slug"])


def cle_de(table: str, entree: Entree) -> str:
    """What tells an entry from the others of its table."""
    return "/".join(str(entree.valeurs.get(cle, DEFAUTS.get(cle, ""))) for cle in CLES[table])


def lire_plan(chemin: Path) -> PlanLu:
    """A whole plan, or :class:`ImportRefuse` with all the faults of its file."""
    fichier = lire_fichier(chemin, tables=TABLES, racine=RACINE)
    if not fichier.fautes:
        fichier.fautes += _croiser(fichier.racine, fichier.entrees, chemin.stem)
    if fichier.fautes:
        raise ImportRefuse(fichier.fautes)
    return PlanLu(fichier.racine, fichier.entrees)


def lire_plans(dossier: Path) -> list[PlanLu]:
    """Every plan of a folder; the faults of all files at once."""
    plans: list[PlanLu] = []
    fautes: list[Refus] = []
    for chemin in sorted(dossier.glob("*.toml")):
        try:
            plans.append(lire_plan(chemin))
        except ImportRefuse as refus:
            fautes += refus.raisons
    if fautes:
        raise ImportRefuse(fautes)
    return plans


def _croiser(racine: Entree, entrees: dict[str, list[Entree]], nom: str) -> Iterator[Refus]:
    """What only the whole file can tell."""
    if racine.valeurs["slug"] != nom:
        yield racine.refus("slug", f"le fichier doit porter le nom du plan : « {racine.valeurs['slug']}.toml »")
    if "fin" in racine.valeurs and racine.valeurs["fin"] < racine.valeurs["debut"]:
        yield racine.refus("fin", "le plan finit avant de commencer")
    connus = {table: {cle_de(table, e) for e in liste_} for table, liste_ in entrees.items()}
    for table, liste_ in entrees.items():
        vues: set[str] = set()
        for entree in liste_:
            cle = cle_de(table, entree)
            if cle in vues:
                yield entree.refus(CLES[table][0], f"déjà écrit dans ce fichier : « {cle.rstrip('/')} »")
            vues.add(cle)
            for champ, cible in RENVOIS.get(table, {}).items():
                valeur = entree.valeurs.get(champ)
                if valeur is not None and valeur not in connus[cible]:
                    yield entree.refus(champ, f"[[{cible}]] inconnu : « {valeur} »")
    for axe in entrees["axe"]:
        if not any(m.valeurs["axe"] == axe.valeurs["code"] for m in entrees["mesure"]):
            yield axe.refus("code", "cet axe n'a aucune mesure")
    yield from _croiser_jalons(entrees["jalon"])
    indicateurs = {e.valeurs["code"]: e for e in entrees["indicateur"]}
    for entree in entrees["indicateur"]:
        yield from _croiser_indicateur(entree)
    for entree in entrees["cible"]:
        if entree.valeurs["indicateur"] in indicateurs:
            yield from _croiser_cible(entree, indicateurs[entree.valeurs["indicateur"]].valeurs)


def _croiser_indicateur(entree: Entree) -> Iterator[Refus]:
    v = entree.valeurs
    if (v.get("collecte") == Collecte.COMPTE) != ("chiffre" in v):
        yield entree.refus("chiffre", "un indicateur compté par le portail nomme son chiffre, et lui seul")
    if "mini" in v and "maxi" in v and v["mini"] > v["maxi"]:
        yield entree.refus("maxi", "plus petit que « mini »")


def _croiser_cible(entree: Entree, indicateur: dict[str, Any]) -> Iterator[Refus]:
    v = entree.valeurs
    basse, haute, decimales = BORNES[indicateur.get("unite", Unite.NOMBRE)]
    valeur = Decimal(str(v["valeur"]))
    if not basse <= valeur <= haute:
        yield entree.refus("valeur", f"{v['valeur']} n'est pas entre {basse} et {haute}")
    elif valeur != valeur.quantize(Decimal(1).scaleb(-decimales)):
        yield entree.refus("valeur", f"{decimales} décimale(s) au plus pour cette unité")
    echelle = Echelle(v.get("echelle", Echelle.REGION))
    if (echelle is Echelle.REGION) == ("territoire" in v):
        yield entree.refus("territoire", "un territoire est nommé hors de l'échelle de la région, et là seulement")
    if RANG_ECHELLE[echelle] > RANG_ECHELLE[Echelle(indicateur.get("echelle", Echelle.REGION))]:
        yield entree.refus("echelle", "plus fine que celle de l'indicateur")


def _croiser_jalons(jalons: list[Entree]) -> Iterator[Refus]:
    codes = {j.valeurs["code"]: set(j.valeurs.get("depend_de", [])) for j in jalons}
    for jalon in jalons:
        v = jalon.valeurs
        if (v.get("etat") == EtatJalon.FAIT) != ("fait_le" in v):
            yield jalon.refus("fait_le", "un jalon fait donne le jour où il l'a été, et lui seul")
        if inconnus := sorted(codes[v["code"]] - codes.keys()):
            yield jalon.refus("depend_de", f"[[jalon]] inconnu : « {', '.join(inconnus)} »")
        if _revient(v["code"], codes):
            yield jalon.refus("depend_de", "ce jalon dépend de lui-même")


def _revient(code: str, codes: dict[str, set[str]]) -> bool:
    vus: set[str] = set()
    suite = list(codes[code])
    while suite:
        suivant = suite.pop()
        if suivant == code:
            return True
        if suivant not in vus:
            vus.add(suivant)
            suite += codes.get(suivant, ())
    return False
