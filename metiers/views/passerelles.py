"""The neighbouring occupations: where to go from one occupation, or from where one comes to it, and why."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from commun.acces import reserve, tout_public
from commun.toponymes import de_lieu
from metiers.choices import Niveau
from metiers.forms_passerelles import SENS, TRIS_PASSERELLES, FiltresDePassage, lire_filtres
from metiers.models import Metier
from metiers.passerelles import PARTS, POIDS
from metiers.services.facettes import Catalogue, catalogue_courant
from metiers.services.passerelles import (
    VERS,
    Lieu,
    Passerelle,
    admis_par,
    essentielles,
    passerelles_depuis,
    passerelles_vers,
    trier,
)
from metiers.services.raisons import Raison, compte_de_savoirs, degre, phrase_de_niveau, raisons_de
from metiers.services.reseau import Comparaison, Reseau, reseau_courant
from metiers.views.lecture import lire_ou_repondre
from metiers.views.lieux import lieu_demande
from metiers.views.presentation import sans

PAR_PAGE = 8


@dataclass(frozen=True, slots=True)
class Ligne:
    """A way, as the page shows it."""

    metier: Metier
    passerelle: Passerelle
    comparaison: Comparaison
    raisons: list[Raison]
    degre: str
    savoirs: str
    niveau: str


@reserve(tout_public)
def passerelles(request: HttpRequest, slug: str) -> HttpResponse:
    """Neighbours of an occupation; it answers as the sheet does where there is no published occupation."""
    metier = lire_ou_repondre(request, slug, "metiers:passerelles")
    if isinstance(metier, HttpResponse):
        return metier
    catalogue, reseau = catalogue_courant(), reseau_courant()
    filtres, ecartes = lire_filtres(request.GET, catalogue)
    lieu = lieu_demande(request)
    trouvees = _trouver(reseau, catalogue, metier, filtres, lieu)
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "metier": metier,
        "lieu": lieu,
        "autour": de_lieu(lieu.nom) if lieu else "",
        "filtres": filtres,
        "ecartes": ecartes,
        "depuis": filtres.sens == VERS,
        "sens": [(code, libelle, _adresse_du_sens(request, code)) for code, libelle in SENS.items()],
        "nombre": len(trouvees),
        "page": page,
        "lignes": lignes_de(reseau, page),
        "actifs": filtres_actifs(request, filtres, catalogue),
        "niveaux": [(n.value, n.label) for n in Niveau],
        "familles": catalogue.facettes["famille"].valeurs.values(),
        "tris": _tris(filtres),
        "poids": [(PARTS[nom], round(100 * poids)) for nom, poids in POIDS.items()],
    }
    return avec_adresse(request, render(request, "metiers/passerelles.html", contexte))


def avec_adresse(request: HttpRequest, reponse: HttpResponse) -> HttpResponse:
    """htmx takes a part of the same page; it is told the address without empty parameters."""
    if request.htmx:  # type: ignore[attr-defined]
        reponse["HX-Push-Url"] = f"{request.path}{sans(request.GET)}"
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _trouver(
    reseau: Reseau, catalogue: Catalogue, metier: Metier, filtres: FiltresDePassage, lieu: Lieu | None
) -> list[Passerelle]:
    admis = admis_par(catalogue, niveau_max=filtres.niveau, famille=filtres.famille)
    if filtres.sens == VERS:
        trouvees = passerelles_depuis(reseau, metier.pk, lieu=lieu, admis=admis)
    else:
        trouvees = passerelles_vers(reseau, metier.pk, admis=admis)
    if filtres.essentiel:
        trouvees = essentielles(trouvees)
    return trier(trouvees, filtres.tri, reseau=reseau, catalogue=catalogue)


def lignes_de(reseau: Reseau, page: Page) -> list[Ligne]:
    """What each way of a page says, its occupations read in one query."""
    passerelles: list[Passerelle] = list(page.object_list)
    metiers = {metier.pk: metier for metier in Metier.objects.cartes([p.autre for p in passerelles])}
    lignes = []
    for passerelle in passerelles:
        if passerelle.autre in metiers:
            comparaison = reseau.comparer(passerelle.source, passerelle.cible)
            lignes.append(Ligne(
                metiers[passerelle.autre], passerelle, comparaison, raisons_de(passerelle, comparaison),
                degre(passerelle.note.valeur), compte_de_savoirs(comparaison), phrase_de_niveau(reseau, passerelle),
            ))  # fmt: skip
    return lignes


def filtres_actifs(request: HttpRequest, filtres: FiltresDePassage, catalogue: Catalogue) -> list[dict[str, str]]:
    """Filters in force, each with the address of the page without it."""
    actifs = []
    if filtres.niveau is not None:
        actifs.append(("niveau", f"Au plus : {Niveau(filtres.niveau).label}"))
    if filtres.famille:
        actifs.append(("famille", catalogue.facettes["famille"].valeurs[filtres.famille].libelle))
    if filtres.essentiel:
        actifs.append(("essentiel", "Au moins la moitié déjà acquise"))
    return [{"libelle": libelle, "adresse": sans(request.GET, nom)} for nom, libelle in actifs]


def _adresse_du_sens(request: HttpRequest, code: str) -> str:
    reste = request.GET.copy()
    reste.pop("page", None)
    reste["sens"] = "" if code == VERS else code
    return sans(reste)


def _tris(filtres: FiltresDePassage) -> dict[str, str]:
    """Orders that mean something: hiring near home is that of the occupation that one goes to."""
    return {c: libelle for c, libelle in TRIS_PASSERELLES.items() if c != "demande" or filtres.sens == VERS}
