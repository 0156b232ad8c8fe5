"""From an exploration to what its page shows: chips, facets, reasons, ways out."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from metiers.models import Metier
from metiers.recherche import Resultat
from metiers.services.exploration import Compte, Exploration
from metiers.services.facettes import Catalogue, Facette

# Facets of the page, in order; how many values are boxes, the others being in a list to choose from.
FACETTES = {
    "interet": 5,
    "famille": 5,
    "niveau": 7,
    "secteur": 0,
    "theme": 0,
    "riasec": 6,
    "transition": 6,
    "reglemente": 3,
    "origine": 2,
}
OUVERTES = ("interet", "famille")
RAISONS = {
    "code": "Code ROME {}",
    "titre": "Aussi appelé «\u00a0{}\u00a0»",
    "mot": "Trouvé par «\u00a0{}\u00a0»",
    "competence": "Par le savoir-faire «\u00a0{}\u00a0»",
    "savoir": "Par le savoir «\u00a0{}\u00a0»",
    "definition": "Dans sa description : «\u00a0{}\u00a0»",
    "contexte": "Par la condition de travail «\u00a0{}\u00a0»",
    "interet": "Par l'envie «\u00a0{}\u00a0»",
    "theme": "Par le thème «\u00a0{}\u00a0»",
    "secteur": "Par le secteur «\u00a0{}\u00a0»",
}
LONGUEUR_RAISON = 110
LIBELLES_SORTIES = {
    "q": "la recherche",
    "competence": "le savoir-faire",
    "interet": "les envies",
    "famille": "la famille",
    "secteur": "le secteur",
    "theme": "le thème",
    "domaine": "le domaine",
    "niveau": "le niveau d'entrée",
    "riasec": "le profil d'intérêts",
    "transition": "les transitions",
    "reglemente": "le caractère réglementé",
    "origine": "la rédaction",
}


@dataclass(frozen=True, slots=True)
class FacetteDePage:
    """A facet as the page shows it: some boxes, then a list for the other values."""

    facette: Facette
    cases: list[Compte]
    liste: list[Compte]
    ouverte: bool
    choisies: int


def facettes_de_page(
    catalogue: Catalogue, exploration: Exploration, facettes: Mapping[str, int] = FACETTES
) -> list[FacetteDePage]:
    """Facets with their counts. Chosen values are always boxes; values that would find nothing are left out."""
    pages = []
    for nom, nombre in facettes.items():
        facette = catalogue.facettes[nom]
        utiles = [c for c in exploration.compter(facette) if c.choisie or (c.nombre and not c.valeur.detail)]
        ordonnes = utiles if nombre >= len(facette.valeurs) else sorted(utiles, key=lambda c: -c.nombre)
        choisies = [c for c in ordonnes if c.choisie]
        en_tete = {
            c.valeur.code for c in (choisies + [c for c in ordonnes if not c.choisie])[: max(nombre, len(choisies))]
        }
        cases = [c for c in ordonnes if c.valeur.code in en_tete]
        liste = sorted((c for c in utiles if c.valeur.code not in en_tete), key=lambda c: c.valeur.libelle)
        if cases or liste:
            pages.append(FacetteDePage(facette, cases, liste, nom in OUVERTES or bool(choisies), len(choisies)))
    return pages


def raison(resultat: Resultat | None, metier: Metier) -> str:
    """Why the occupation was found, in words; empty when its own name says it."""
    if resultat is None or resultat.extrait in {metier.nom, metier.nom_masculin, metier.nom_feminin}:
        return ""
    extrait = resultat.extrait
    if len(extrait) > LONGUEUR_RAISON:
        extrait = extrait[:LONGUEUR_RAISON].rsplit(" ", 1)[0] + "…"
    return RAISONS[resultat.champ].format(extrait)


def filtres_actifs(parametres: QueryDict, exploration: Exploration, catalogue: Catalogue) -> list[dict[str, str]]:
    """Active criteria, each with the address of the page without it."""
    criteres = exploration.criteres
    filtres = [("q", criteres.q, f"« {criteres.q} »")] if criteres.q else []
    for nom, codes in criteres.choix.items():
        facette = catalogue.facettes[nom]
        filtres += [(nom, code, facette.valeurs[code].libelle) for code in codes]
    filtres += [("competence", slug, libelle) for slug, libelle in exploration.libelles_competences.items()]
    return [{"libelle": libelle, "adresse": sans(parametres, nom, valeur)} for nom, valeur, libelle in filtres]


def sans(parametres: QueryDict, nom: str = "", valeur: str | None = None) -> str:
    """Address of the page without one value of a parameter, or without the parameter; back to its first page.

    Without a name, the same page; empty values, which a form sends for what was left alone, are dropped.
    """
    reste = parametres.copy()
    if nom:
        reste.pop("page", None)
        gardees = [v for v in reste.getlist(nom) if v != valeur] if valeur is not None and nom != "q" else []
        reste.setlist(nom, gardees)
    for cle, valeurs in list(reste.lists()):
        reste.setlist(cle, [v for v in valeurs if v])
    return f"?{reste.urlencode()}"


def sorties(parametres: QueryDict, exploration: Exploration) -> list[dict[str, str | int]]:
    """Ways out of an empty list: each criterion that can be dropped, with what would then be found."""
    return [
        {"libelle": LIBELLES_SORTIES[nom], "nombre": nombre, "adresse": sans(parametres, nom)}
        for nom, nombre in sorted(exploration.sans.items(), key=lambda paire: -paire[1])
        if nombre
    ]
