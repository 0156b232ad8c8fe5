"""The path simulator: from where I am to an occupation, step by step."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from commun.acces import reserve, tout_public
from formations.forms import LONGUEUR_Q, LectureParcours, lire_parcours
from formations.parcours import Etape, Proposition, Reserve
from formations.services.parcours import (
    EtapeMontree,
    Parcours,
    comprendre_diplome,
    comprendre_metier,
    tracer,
)
from formations.views.presentation import duree_en_mots, libelle_niveau, libelles_voies
from metiers.services.facettes import catalogue_courant
from metiers.services.recherche import completer_metiers
from territoires.services import chez_moi
from territoires.services.lecture_lieu import LONGUEUR_OU

DEPARTS = {
    0: "3e, ou aucun diplôme",
    3: "CAP ou BEP",
    4: "Bac (général, technologique ou professionnel)",
    5: "Bac + 2",
    6: "Bac + 3 ou 4",
    7: "Bac + 5 ou plus",
}
RESERVES = {
    Reserve.ENTREE: "Le niveau demandé à l'entrée est celui qui est habituel pour ce diplôme : vérifiez-le auprès de "
    "l'établissement.",
    Reserve.DUREE: "Une durée au moins est la durée habituelle de ce type de diplôme.",
    Reserve.DUREE_INCONNUE: "La durée d'une étape n'est pas renseignée.",
    Reserve.LIEN_PARENT: "Le lien avec ce métier passe par le code de la fiche mère : le diplôme prépare à une famille "
    "de métiers dont il fait partie.",
    Reserve.LIEN_PORTAIL: "Le lien entre le diplôme et ce métier est établi par le portail.",
    Reserve.DOMAINE: "Deux étapes se suivent parce qu'elles sont du même domaine professionnel : le passage se fait "
    "sur dossier.",
    Reserve.PALIER: "Une étape est un niveau à atteindre, par le diplôme de votre choix : le portail n'en connaît pas "
    "de plus précis.",
    Reserve.SANS_OFFRE: "Une formation n'est proposée par aucun établissement connu du portail dans la région.",
    Reserve.SANS_LE_BAC: "Ces études demandent le baccalauréat, et votre diplôme n'en est pas un : demandez quelles "
    "voies d'accès vous sont ouvertes.",
    Reserve.AUTRE_DOMAINE: "Votre diplôme est d'un autre domaine : l'entrée se décide sur dossier.",
}
PALIERS = {3: "Un CAP ou un BEP", 4: "Un baccalauréat", 5: "Un diplôme de niveau bac + 2", 6: "Une licence ou un BUT"}
SUGGESTIONS = 7


@dataclass(frozen=True, slots=True)
class EtapeDePage:
    """A step as the page shows it."""

    etape: Etape
    titre: str
    niveau: str
    duree: str
    duree_sure: bool
    montree: EtapeMontree | None
    voies: list[str]
    deja_decrite: bool = False


@dataclass(frozen=True, slots=True)
class PropositionDePage:
    """A path as the page shows it."""

    titre: str
    titres: tuple[str, ...]
    duree: str
    etapes: list[EtapeDePage]
    reserves: list[str]
    autres: list[Any]


@reserve(tout_public)
def parcours(request: HttpRequest) -> HttpResponse:
    """The form, then the paths once an occupation is aimed at. Any address answers."""
    lecture = lire_parcours(request.GET, chez_moi.lire(request.session))
    vers = comprendre_metier(lecture.vers)
    depuis = comprendre_metier(lecture.depuis) if lecture.depuis else None
    diplome = comprendre_diplome(lecture.diplome)
    trace = None
    if vers:
        trace = tracer(
            metier=vers.metier.id,
            niveau=lecture.niveau,
            diplome=diplome,
            depuis=depuis.metier.id if depuis else None,
            lieu=lecture.lieu,
        )
    contexte = _formulaire(lecture) | {
        "vers": vers,
        "depuis": depuis,
        "diplome": diplome,
        "ecartes": [*lecture.ecartes, *_incompris(lecture, vers, depuis, diplome)],
        "parcours": trace,
        "propositions": _propositions(trace) if trace else [],
        "niveaux_du_metier": [libelle_niveau(n) for n in trace.niveaux_du_metier] if trace else [],
        "depart": DEPARTS[lecture.niveau],
    }
    return render(request, "formations/parcours.html", contexte)


def _formulaire(lecture: LectureParcours) -> dict[str, Any]:
    return {
        "lecture": lecture,
        "lieu": lecture.lieu,
        "departs": DEPARTS.items(),
        "longueur_q": LONGUEUR_Q,
        "longueur_ou": LONGUEUR_OU,
    }


def _incompris(lecture: LectureParcours, vers: object, depuis: object, diplome: object) -> list[str]:
    """Texts that name nothing the portal knows."""
    textes = ((lecture.vers, vers), (lecture.depuis, depuis), (lecture.diplome, diplome))
    return [texte[:40] for texte, compris in textes if texte and not compris]


def _propositions(trace: Parcours) -> list[PropositionDePage]:
    """Paths in their order; a step that several share is described once."""
    decrites: set[int] = set()
    pages = []
    for proposition in trace.propositions:
        pages.append(_proposition(proposition, trace, decrites))
        decrites |= {etape.noeud.id for etape in proposition.chemin.etapes if etape.noeud}
    return pages


def _proposition(proposition: Proposition, trace: Parcours, decrites: set[int]) -> PropositionDePage:
    chemin = proposition.chemin
    etapes = [_etape(etape, trace, decrites) for etape in chemin.etapes]
    niveau = libelle_niveau(chemin.etapes[-1].niveau)
    return PropositionDePage(
        titre=proposition.titres[0] if proposition.titres else f"Pour arriver au niveau {niveau}",
        titres=proposition.titres[1:],
        duree=duree_en_mots(chemin.mois),
        etapes=etapes,
        reserves=[RESERVES[reserve] for reserve in chemin.reserves],
        autres=[trace.formations[n.id] for n in proposition.autres if n.id in trace.formations],
    )


def _etape(etape: Etape, trace: Parcours, decrites: set[int]) -> EtapeDePage:
    montree = trace.etapes.get(etape.noeud.id) if etape.noeud else None
    sure = Reserve.DUREE not in etape.reserves
    return EtapeDePage(
        etape=etape,
        titre=montree.formation.intitule if montree else PALIERS.get(etape.niveau or 0, "Un diplôme de ce niveau"),
        niveau=libelle_niveau(etape.niveau),
        duree=duree_en_mots(etape.mois),
        duree_sure=sure,
        montree=montree,
        voies=libelles_voies(montree.formation.voies) if montree else [],
        deja_decrite=bool(etape.noeud and etape.noeud.id in decrites),
    )


@reserve(tout_public)
def metiers(request: HttpRequest) -> JsonResponse:
    """Titles of occupations to propose in the form's fields; a choice fills the field and goes nowhere."""
    debut = " ".join(request.GET.get("q", "")[:LONGUEUR_Q].split())
    catalogue = catalogue_courant()
    noms: dict[str, str] = {}
    for suggestion in completer_metiers(debut, SUGGESTIONS) if len(debut) > 1 else []:
        repere = catalogue.repere(suggestion.metier_id)
        if repere:
            noms.setdefault(
                repere.nom, "" if suggestion.texte.casefold() in repere.nom.casefold() else suggestion.texte
            )
    reponse = JsonResponse({"results": [{"libelle": nom, "detail": detail} for nom, detail in noms.items()]})
    reponse["Cache-Control"] = "public, max-age=300"
    return reponse
