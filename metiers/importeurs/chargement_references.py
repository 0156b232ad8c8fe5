"""Load the bundled reference lists: families, ROME's trees, the portal's vocabularies."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from commun.fichiers import Entree
from commun.importation import Rapport
from metiers.choices import Origine, TypeCompetence
from metiers.importeurs.adresses import AdressesLibres
from metiers.importeurs.empreintes import Contenu, Decision, Empreintes
from metiers.importeurs.livraison import Livraison
from metiers.models import (
    CentreInteret,
    Competence,
    Condition,
    Domaine,
    Famille,
    GrandDomaine,
    Secteur,
    Theme,
)

VOCABULAIRE = "Savoir-faire"
GESTES = "Gestes du métier"


@dataclass(frozen=True, slots=True)
class Liste:
    """How one reference list is stored: its key, the fields compared, the fields set once on creation."""

    table: str
    titre: str
    modele: type[models.Model]
    cle: str
    champs: tuple[str, ...]
    fixes: tuple[tuple[str, Any], ...] = ()


LISTES = (
    Liste("grand_domaine", "Grands domaines", GrandDomaine, "code", ("libelle", "definition")),
    Liste("famille", "Familles", Famille, "code", ("libelle", "definition", "icone", "ordre")),
    Liste("domaine", "Domaines", Domaine, "code", ("libelle", "definition", "grand_domaine_id", "famille_id")),
    Liste("interet", "Centres d'intérêt", CentreInteret, "code", ("libelle", "definition")),
    Liste("theme", "Thèmes", Theme, "code", ("libelle", "definition")),
    Liste("secteur", "Secteurs", Secteur, "code", ("libelle", "definition")),
    Liste(
        "savoir_etre",
        "Savoir-être",
        Competence,
        "code_ogr",
        ("libelle", "definition"),
        (("type", TypeCompetence.SAVOIR_ETRE), ("origine", Origine.ROME), ("est_macro", True)),
    ),
    Liste(
        "savoir_faire",
        "Savoir-faire",
        Competence,
        "slug",
        ("libelle",),
        (
            ("type", TypeCompetence.SAVOIR_FAIRE),
            ("origine", Origine.PORTAIL),
            ("est_macro", True),
            ("categorie", VOCABULAIRE),
        ),
    ),
    Liste("condition", "Conditions", Condition, "slug", ("libelle", "type"), (("origine", Origine.PORTAIL),)),
)


def charger_references(livraison: Livraison, empreintes: Empreintes, rapport: Rapport) -> None:
    """All lists, in the order of their dependencies."""
    familles = livraison.famille_du_domaine()
    for liste in LISTES:
        voulus = {str(e.valeurs["slug" if liste.cle == "slug" else "code"]): e for e in livraison.tables[liste.table]}
        liens: dict[str, Contenu] = {}
        if liste.table == "domaine":
            parents = dict(GrandDomaine.objects.values_list("code", "pk"))
            ids = dict(Famille.objects.values_list("code", "pk"))
            liens = {
                code: {"grand_domaine_id": parents[code[0]], "famille_id": ids.get(familles.get(code, ""))}
                for code in voulus
            }
        _charger_liste(liste, voulus, liens, empreintes, rapport)
    _rattacher_secteurs(livraison)


def _contenu(entree: Entree, liste: Liste, liens: Contenu) -> Contenu:
    return {champ: liens[champ] if champ in liens else entree.valeurs.get(champ, "") for champ in liste.champs}


def _charger_liste(
    liste: Liste, voulus: dict[str, Entree], liens: dict[str, Contenu], empreintes: Empreintes, rapport: Rapport
) -> None:
    gestion = liste.modele._default_manager
    compte = rapport.compte(liste.titre)
    existants = {getattr(o, liste.cle): o for o in gestion.filter(**{f"{liste.cle}__in": list(voulus)})}
    libres = AdressesLibres(gestion.values_list("slug", flat=True) if len(existants) < len(voulus) else ())
    contenus = {cle: _contenu(entree, liste, liens.get(cle, {})) for cle, entree in voulus.items()}
    nouveaux, changes = [], []
    for cle, entree in voulus.items():
        objet = existants.get(cle)
        en_base = {champ: getattr(objet, champ) for champ in liste.champs} if objet else None
        decision = empreintes.decider(liste.table, cle, voulu=contenus[cle], en_base=en_base, adopter=True)
        setattr(compte, decision.value, getattr(compte, decision.value) + 1)
        if decision is Decision.CREER:
            adresse = libres.donner(entree.valeurs.get("slug", cle))
            champs = {**dict(liste.fixes), **contenus[cle], liste.cle: cle, "slug": adresse}
            nouveaux.append(liste.modele(**champs))
        elif decision is Decision.MODIFIER and objet:
            for champ, valeur in contenus[cle].items():
                setattr(objet, champ, valeur)
            changes.append(objet)
        if decision is Decision.CONSERVER:
            existants.pop(cle)
    gestion.bulk_create(nouveaux, batch_size=500)
    gestion.bulk_update(changes, liste.champs, batch_size=200)
    existants.update({getattr(objet, liste.cle): objet for objet in nouveaux})
    for cle, objet in existants.items():
        empreintes.retenir(liste.table, cle, objet.pk, contenus[cle])


def _rattacher_secteurs(livraison: Livraison) -> None:
    """Sub-sectors under their sector; a link made by hand since is kept."""
    ids = dict(Secteur.objects.values_list("code", "pk"))
    parents = {e.valeurs["code"]: e.valeurs["parent"] for e in livraison.tables["secteur"] if "parent" in e.valeurs}
    orphelins = list(Secteur.objects.filter(code__in=parents, parent=None))
    for secteur in orphelins:
        secteur.parent_id = ids[parents[secteur.code]]
    Secteur.objects.bulk_update(orphelins, ["parent"])
