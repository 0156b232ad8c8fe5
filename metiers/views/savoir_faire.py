"""« Ce que je sais faire »: skills ticked in the address, and the occupations that call for them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from commun.acces import reserve, tout_public
from commun.toponymes import de_lieu
from metiers.choices import Niveau
from metiers.forms_passerelles import (
    SAVOIRS_MAX,
    TRIS_PASSERELLES,
    FiltresDePassage,
    dits,
    lire_codes,
    lire_filtres,
    lire_texte,
)
from metiers.models import Metier
from metiers.passerelles import BaseDeSavoirs, Savoir
from metiers.services.facettes import Catalogue, Repere, catalogue_courant
from metiers.services.passerelles import Lieu, Passerelle, admis_par, essentielles, trier
from metiers.services.raisons import phrase_de_niveau
from metiers.services.recherche import chercher_metiers
from metiers.services.reseau import Comparaison, Reseau, reseau_courant
from metiers.services.savoir_faire import (
    chercher_savoirs,
    est_repandu,
    lexique_courant,
    metiers_possibles,
    savoirs_courants,
    savoirs_du_metier,
)
from metiers.views.lieux import lieu_demande
from metiers.views.passerelles import avec_adresse, filtres_actifs

PAR_PAGE = 8
DEPUIS_MAX = 3
SUGGESTIONS = 7


@dataclass(frozen=True, slots=True)
class Choix:
    """What the address says of the visitor's skills."""

    coches: list[str]
    metiers: list[Repere]
    q: str
    ecartes: list[str]
    en_trop: int


@dataclass(frozen=True, slots=True)
class Possible:
    """An occupation, as the page shows it."""

    metier: Metier
    passerelle: Passerelle
    comparaison: Comparaison
    niveau: str


@dataclass(frozen=True, slots=True)
class Case:
    """A skill to tick."""

    savoir: Savoir
    cochee: bool


@reserve(tout_public)
def savoir_faire(request: HttpRequest) -> HttpResponse:
    """Skills to tick, then occupations. Any address answers: what is not understood is said."""
    catalogue, reseau = catalogue_courant(), reseau_courant()
    base = reseau.base_principale
    exerce = lire_texte(request.GET, "metier")
    if exerce:
        adresse = _adresse_avec(request, reseau, base, catalogue, exerce)
        if adresse:
            return HttpResponseRedirect(adresse)
    choix = _lire_choix(request, catalogue, base)
    filtres, ecartes = lire_filtres(request.GET, catalogue)
    lieu = lieu_demande(request)
    cherches = chercher_savoirs(lexique_courant(), base, choix.q) if choix.q else []
    trouves = _trouver(reseau, base, catalogue, choix, filtres, lieu)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "choix": choix,
        "metier_inconnu": exerce,
        "groupes": _groupes(reseau, base, choix, cherches),
        "rien_trouve": bool(choix.q and not cherches),
        "officielle": base.nom == "rome",
        "maximum": SAVOIRS_MAX,
        "ecartes": [*ecartes, *dits(choix.ecartes)],
        "lieu": lieu,
        "autour": de_lieu(lieu.nom) if lieu else "",
        "filtres": filtres,
        "nombre": len(trouves),
        "page": page,
        "possibles": _possibles(reseau, base, page, choix.coches),
        "actifs": filtres_actifs(request, filtres, catalogue),
        "tout": f"?{urlencode({'s': choix.coches, 'depuis': [m.slug for m in choix.metiers]}, doseq=True)}",
        "niveaux": [(n.value, n.label) for n in Niveau],
        "familles": catalogue.facettes["famille"].valeurs.values(),
        "tris": TRIS_PASSERELLES,
    }
    return avec_adresse(request, render(request, "metiers/savoir_faire.html", contexte))


@reserve(tout_public)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Skills to propose while a person types."""
    q = lire_texte(request.GET, "q")
    trouves = chercher_savoirs(lexique_courant(), reseau_courant().base_principale, q, SUGGESTIONS) if q else []
    reponse = JsonResponse({"results": [{"libelle": s.libelle, "code": s.code} for s in trouves]})
    reponse["Cache-Control"] = "public, max-age=300"
    return reponse


def _adresse_avec(request: HttpRequest, reseau: Reseau, base: BaseDeSavoirs, catalogue: Catalogue, exerce: str) -> str:
    """Address with the skills of an occupation added; empty when no occupation answers to this name."""
    trouves = chercher_metiers(exerce, 1)
    repere = catalogue.repere(trouves[0].metier_id) if trouves else None
    if repere is None:
        return ""
    reste = request.GET.copy()
    for nom in ("metier", "page"):
        reste.pop(nom, None)
    codes = [savoir.code for savoir in savoirs_du_metier(reseau, base, repere.id)]
    reste.setlist("s", list(dict.fromkeys([*reste.getlist("s"), *codes]))[:SAVOIRS_MAX])
    reste.setlist("depuis", list(dict.fromkeys([*reste.getlist("depuis"), repere.slug]))[-DEPUIS_MAX:])
    for cle, valeurs in list(reste.lists()):
        reste.setlist(cle, [v for v in valeurs if v])
    return f"{reverse('metiers:savoir_faire')}?{reste.urlencode()}"


def _lire_choix(request: HttpRequest, catalogue: Catalogue, base: BaseDeSavoirs) -> Choix:
    demandes, en_trop = lire_codes(request.GET, "s", SAVOIRS_MAX)
    slugs, _ = lire_codes(request.GET, "depuis", DEPUIS_MAX)
    par_slug = catalogue.par_slug
    return Choix(
        coches=[code for code in demandes if code in base.par_code],
        metiers=[par_slug[slug] for slug in slugs if slug in par_slug],
        q=lire_texte(request.GET, "q"),
        ecartes=[c for c in demandes if c not in base.par_code] + [s for s in slugs if s not in par_slug],
        en_trop=en_trop,
    )


def _groupes(reseau: Reseau, base: BaseDeSavoirs, choix: Choix, trouves: list[Savoir]) -> list[dict[str, Any]]:
    """Boxes by group: found by words, mine, useful nearly everywhere, and some to begin with."""
    coches = set(choix.coches)
    miens = dict.fromkeys(choix.coches)
    for repere in choix.metiers:
        miens |= dict.fromkeys(savoir.code for savoir in savoirs_du_metier(reseau, base, repere.id))
    codes = {
        f"Trouvés pour «\u00a0{choix.q}\u00a0»": [s.code for s in trouves if s.code not in coches],
        "Mes savoir-faire": [code for code in miens if not est_repandu(base, code)],
        "Utiles dans beaucoup de métiers": [code for code in miens if est_repandu(base, code)],
        "Pour commencer, quelques savoir-faire": []
        if miens or trouves
        else [savoir.code for savoir in savoirs_courants(base)],
    }
    return [
        {"titre": titre, "cases": [Case(base.savoirs[base.par_code[code]], code in coches) for code in liste]}
        for titre, liste in codes.items()
        if liste
    ]


def _trouver(
    reseau: Reseau,
    base: BaseDeSavoirs,
    catalogue: Catalogue,
    choix: Choix,
    filtres: FiltresDePassage,
    lieu: Lieu | None,
) -> list[Passerelle]:
    admis = admis_par(catalogue, niveau_max=filtres.niveau, famille=filtres.famille)
    exerces = {repere.id for repere in choix.metiers}
    trouves = [
        p for p in metiers_possibles(reseau, base, choix.coches, lieu=lieu, admis=admis) if p.cible not in exerces
    ]
    if filtres.essentiel:
        trouves = essentielles(trouves)
    return trier(trouves, filtres.tri, reseau=reseau, catalogue=catalogue)


def _possibles(reseau: Reseau, base: BaseDeSavoirs, page: Page, coches: list[str]) -> list[Possible]:
    """What each occupation of a page says, in one query."""
    sues = {base.par_code[code] for code in coches}
    passerelles: dict[int, Passerelle] = {p.cible: p for p in page.object_list}
    return [
        Possible(
            metier,
            passerelles[metier.pk],
            reseau.comparer_a(base, sues, metier.pk),
            phrase_de_niveau(reseau, passerelles[metier.pk]),
        )
        for metier in Metier.objects.cartes(list(passerelles))
    ]
