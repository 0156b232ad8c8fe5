"""The bundled data set: what each file of ``donnees/metiers`` must hold, and how the files answer each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from commun.fichiers import (
    Entree,
    Fichier,
    Regle,
    Schema,
    adresse,
    forme,
    lire_fichier,
    liste,
    nombre,
    parmi,
    texte,
)
from commun.importation import ImportRefuse, Refus
from metiers.choices import Niveau, OuiNon, TransitionEcologique

AUTRES_FICHIERS = {
    "familles.toml",
    "referentiels.toml",
    "savoir_faire.toml",
    "conditions.toml",
    "mobilites.toml",
    "synonymes.toml",
    "interets.toml",
    "themes.toml",
}
"""Files of the folder that are not a family of occupations (the last three belong to the search, interests, themes)."""

_CODE_ROME = forme(r"[A-N][0-9]{4}", "une lettre et quatre chiffres")
_CODE_DOMAINE = forme(r"[A-N][0-9]{2}", "une lettre et deux chiffres")
_OUI_NON = parmi(frozenset(OuiNon.values), "valeur")
_REFERENTIEL: dict[str, Regle] = {
    "code": forme(r"[A-Z0-9]{1,12}", "un code officiel"),
    "slug": adresse(120),
    "libelle": texte(200),
    "definition": texte(1_000),
}
_FAMILLES = Schema(
    {
        "code": adresse(120),
        "libelle": texte(200),
        "definition": texte(1_000),
        "icone": adresse(40),
        "ordre": nombre(0, 1_000),
        "domaines": liste(_CODE_DOMAINE, maxi=110),
        "codes": liste(_CODE_ROME, maxi=300),
    }
)
_SIMPLE = Schema(_REFERENTIEL, frozenset({"definition"}))
_SECTEUR = Schema({**_REFERENTIEL, "parent": forme(r"[0-9]{1,12}", "un code")}, frozenset({"definition", "parent"}))
_SAVOIR_FAIRE = Schema({"slug": adresse(200), "libelle": texte(300)})
_CONDITION = Schema({"slug": adresse(200), "libelle": texte(300), "type": texte(120)})


def _schema_metier(savoir_faire: set[str], conditions: set[str], codes: dict[str, set[str]]) -> Schema:
    """Keys of a written occupation; closed lists come from the reference files."""
    entiers = {nom: {int(code) for code in valeurs if code.isdigit()} for nom, valeurs in codes.items()}
    return Schema(
        {
            "code_rome": _CODE_ROME,
            "slug": adresse(120),
            "libelle_rome": texte(250),
            "masculin": texte(120),
            "feminin": texte(120),
            "riasec": forme(r"[RIASEC]{1,2}", "une ou deux lettres de RIASEC"),
            "interets": liste(parmi(entiers["interet"], "centre d'intérêt"), mini=1),
            "secteurs": liste(parmi(entiers["secteur"], "secteur")),
            "themes": liste(parmi(codes["theme"], "thème")),
            "transition_ecologique": parmi(frozenset(TransitionEcologique.values), "valeur"),
            "transition_numerique": _OUI_NON,
            "transition_demographique": _OUI_NON,
            "reglemente": _OUI_NON,
            "cadre": _OUI_NON,
            "accroche": texte(200),
            "journee": texte(4_000),
            "plait": liste(texte(200), mini=1, maxi=8),
            "difficile": liste(texte(200), mini=1, maxi=8),
            "savoir_faire": liste(parmi(savoir_faire, "savoir-faire"), mini=1, maxi=20),
            "gestes": liste(texte(200), mini=1, maxi=12),
            "savoir_etre": liste(parmi(entiers["savoir_etre"], "savoir-être"), mini=1, maxi=16),
            "conditions": liste(parmi(conditions, "condition"), mini=1, maxi=20),
            "niveaux": liste(parmi(frozenset(Niveau.values), "niveau"), mini=1, maxi=7),
            "acces": texte(4_000),
            "evolution": liste(texte(200), mini=1, maxi=8),
            "couleur_regionale": texte(2_000),
            "appellations": liste(texte(250), maxi=30),
            "mots": liste(texte(120), maxi=30),
        }
    )


@dataclass(slots=True)
class Livraison:
    """Everything that is bundled, read and checked."""

    version_rome: str = ""
    tables: dict[str, list[Entree]] = field(default_factory=dict)
    metiers: list[tuple[str, Entree]] = field(default_factory=list)
    """(family code, entry)"""
    voisins: dict[str, list[str]] = field(default_factory=dict)

    def codes(self, table: str) -> set[str]:
        """Codes (or slugs) that a reference table defines."""
        cle = "slug" if table in ("savoir_faire", "condition") else "code"
        return {str(entree.valeurs.get(cle)) for entree in self.tables.get(table, [])}

    def famille_du_domaine(self) -> dict[str, str]:
        """Family code of every ROME domaine."""
        return {d: e.valeurs["code"] for e in self.tables["famille"] for d in e.valeurs["domaines"]}


def lire_livraison(dossier: Path) -> Livraison:
    """Read every file; refuse the whole with all faults of all files."""
    livraison = Livraison()
    fautes: list[Refus] = []
    fichiers = [
        lire_fichier(dossier / "familles.toml", tables={"famille": _FAMILLES}),
        lire_fichier(
            dossier / "referentiels.toml",
            tables={
                "grand_domaine": _SIMPLE,
                "domaine": _SIMPLE,
                "interet": _SIMPLE,
                "theme": _SIMPLE,
                "secteur": _SECTEUR,
                "savoir_etre": Schema({**_REFERENTIEL, "slug": adresse(200)}, frozenset({"definition"})),
            },
            racine=Schema({"version_rome": forme(r"[0-9]{1,4}", "un numéro de version")}),
        ),
        lire_fichier(dossier / "savoir_faire.toml", tables={"savoir_faire": _SAVOIR_FAIRE}),
        lire_fichier(dossier / "conditions.toml", tables={"condition": _CONDITION}),
    ]
    for fichier in fichiers:
        livraison.tables.update(fichier.entrees)
        fautes += fichier.fautes
    livraison.version_rome = str(fichiers[1].racine.valeurs.get("version_rome", ""))
    fautes += _fautes_de_reference(livraison)
    for chemin in sorted(dossier.glob("*.toml")):
        if chemin.name not in AUTRES_FICHIERS:
            fautes += _lire_famille(chemin, livraison)
    fautes += _lire_voisins(dossier / "mobilites.toml", livraison)
    fautes += _fautes_de_metiers(livraison)
    if fautes:
        raise ImportRefuse(fautes)
    return livraison


def _fautes_de_reference(livraison: Livraison) -> Iterator[Refus]:
    for nom, entrees in livraison.tables.items():
        for cle in ("code", "slug"):
            yield from _doubles((e for e in entrees), cle, nom)
    domaines, secteurs = livraison.codes("domaine"), livraison.codes("secteur")
    for entree in livraison.tables["domaine"]:
        if str(entree.valeurs.get("code"))[:1] not in livraison.codes("grand_domaine"):
            yield entree.refus("code", "ce domaine n'est dans aucun grand domaine")
    for entree in livraison.tables["secteur"]:
        if "parent" in entree.valeurs and entree.valeurs["parent"] not in secteurs:
            yield entree.refus("parent", f"secteur inconnu : « {entree.valeurs['parent']} »")
    places: set[str] = set()
    for entree in livraison.tables["famille"]:
        for domaine in _liste(entree, "domaines"):
            if domaine not in domaines:
                yield entree.refus("domaines", f"domaine inconnu : « {domaine} »")
            elif domaine in places:
                yield entree.refus("domaines", f"le domaine {domaine} est déjà dans une autre famille")
            places.add(domaine)


def _liste(entree: Entree, cle: str) -> list[str]:
    valeur = entree.valeurs.get(cle)
    return [v for v in valeur if isinstance(v, str)] if isinstance(valeur, list) else []


def _doubles(entrees: Iterable[Entree], cle: str, quoi: str) -> Iterator[Refus]:
    premiers: dict[str, Entree] = {}
    for entree in entrees:
        valeur = entree.valeurs.get(cle)
        if not isinstance(valeur, str):
            continue
        premier = premiers.setdefault(valeur, entree)
        if premier is not entree:
            lieu = f"{premier.fichier}, ligne {premier.lignes.get(cle, premier.ligne)}"
            yield entree.refus(cle, f"{quoi} en double : « {valeur} » est déjà dans {lieu}")


def _lire_famille(chemin: Path, livraison: Livraison) -> list[Refus]:
    codes = {nom: livraison.codes(nom) for nom in ("interet", "secteur", "theme", "savoir_etre")}
    schema = _schema_metier(livraison.codes("savoir_faire"), livraison.codes("condition"), codes)
    racine = Schema({"famille": parmi(livraison.codes("famille"), "famille")})
    fichier: Fichier = lire_fichier(chemin, tables={"metier": schema}, racine=racine)
    famille = fichier.racine.valeurs.get("famille")
    if isinstance(famille, str) and f"{famille}.toml" != chemin.name:
        fichier.fautes.append(fichier.racine.refus("famille", f"ce fichier devrait s'appeler {famille}.toml"))
    livraison.metiers += [(str(famille), entree) for entree in fichier.entrees["metier"]]
    return fichier.fautes


def _fautes_de_metiers(livraison: Livraison) -> Iterator[Refus]:
    entrees = [entree for _, entree in livraison.metiers]
    for cle in ("slug", "code_rome"):
        yield from _doubles(entrees, cle, "métier")
    domaines = livraison.codes("domaine")
    for entree in entrees:
        code, riasec = entree.valeurs.get("code_rome"), entree.valeurs.get("riasec")
        if isinstance(code, str) and code[:3] not in domaines:
            yield entree.refus("code_rome", f"« {code} » n'est dans aucun domaine connu")
        if isinstance(riasec, str) and len(riasec) == 2 and riasec[0] == riasec[1]:
            yield entree.refus("riasec", "les deux lettres sont les mêmes")


def _lire_voisins(chemin: Path, livraison: Livraison) -> list[Refus]:
    """``mobilites.toml``: one key per source code, its targets in ROME's order."""
    if not chemin.exists():
        return []
    fichier = lire_fichier(chemin, tables={}, racine=Schema({"voisins": lambda _: ""}))
    fautes = fichier.fautes
    voisins = fichier.racine.valeurs.get("voisins", {})
    connus = {str(entree.valeurs.get("code_rome")) for _, entree in livraison.metiers}
    regle = liste(parmi(connus, "code ROME"), maxi=30)
    for source, cibles in voisins.items() if isinstance(voisins, dict) else ():
        faute = regle(cibles) or ("" if source in connus else "code ROME inconnu")
        if faute or source in cibles:
            fautes.append(fichier.racine.refus(source, faute or "un métier n'est pas son propre voisin"))
        else:
            livraison.voisins[source] = cibles
    return fautes


def familles_par_code(dossier: Path) -> dict[str, str]:
    """Family of the ROME codes that leave their domaine's family; nothing when the file is missing or faulty."""
    fichier = lire_fichier(dossier / "familles.toml", tables={"famille": _FAMILLES})
    if fichier.fautes:
        return {}
    return {code: e.valeurs["code"] for e in fichier.entrees["famille"] for code in e.valeurs["codes"]}
