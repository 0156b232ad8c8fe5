"""Occupations that recruit around a place: a page, and the part of it that htmx replaces, from one view."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from commun.acces import reserve, tout_public
from commun.fragments import page_ou_fragment, veut_un_fragment
from commun.marque import marque
from commun.toponymes import de_lieu
from metiers.forms_proches import LectureProche, lire_proches
from metiers.interets import Profil
from metiers.interets.correspondance import Label
from metiers.models import Metier
from metiers.services.facettes import Catalogue, catalogue_courant
from metiers.services.interets import correspondances, profil_de_session
from metiers.services.marche import Autour, LieuDeMesure, Potentiel, autour, lieu_de_mesure, potentiels
from metiers.services.pres_de_chez_moi import TRIS, recruteurs
from metiers.services.resultat_interets import LABELS
from metiers.views import chiffres
from metiers.views.lieux import LieuSaisi, lire_lieu
from metiers.views.presentation import facettes_de_page, filtres_actifs, sans
from territoires.models import Commune
from territoires.services.alentours import Alentours, alentours
from territoires.services.chez_moi import RAYON_PAR_DEFAUT, ChezMoi, lire

PAR_PAGE = 20
FACETTES = {"famille": 0, "niveau": 0}
"""Facets of the page: lists to choose from, without boxes."""
TOUTES = {"famille": "Toutes les familles", "niveau": "Tous les niveaux d'entrée"}
RAYONS = (5, 10, 20, 30, 45, 60)
ACCORDS = {label: LABELS[label] for label in (Label.MEILLEURE, Label.GRANDE)}
"""Matches that a row tells; a distant one is not a reproach to make."""


@dataclass(frozen=True, slots=True)
class Ici:
    """The place of the page: where, how far, what lies around, and the market there."""

    lieu: Commune | ChezMoi | None
    rayon: int
    mesure: LieuDeMesure
    autour: Alentours | None = None
    marche: Autour | None = None

    def potentiels(self, ids: Any) -> dict[int, Potentiel]:
        """Potentials of these occupations around the place, or in the Région without a place."""
        return self.marche.potentiels(ids) if self.marche else potentiels(ids, self.mesure)


@reserve(tout_public)
def pres_de_chez_moi(request: HttpRequest) -> HttpResponse:
    """List, map and basins. Any address answers: what is not understood is said."""
    catalogue = catalogue_courant()
    lecture = lire_proches(request.GET, catalogue, FACETTES)
    saisi = lire_lieu(request.GET)
    garde = None if saisi.commune or saisi.erreur or saisi.choix else lire(request.session)
    profil = lecture.profil or profil_de_session(request.session)
    adresse = _adresse(request.GET, saisi, garde, lecture, profil)
    if not veut_un_fragment(request) and adresse != sans(request.GET):
        return redirect(f"{request.path}{adresse}")
    ici = _ici(saisi.commune or garde, lecture.rayon or (garde.rayon_km if garde else RAYON_PAR_DEFAUT))
    contexte = _contexte(request, catalogue, lecture, saisi, ici, profil if profil and not profil.est_plat else None)
    return page_ou_fragment(
        request, "metiers/proches/page.html", "metiers/proches/_liste.html", contexte, f"{request.path}{adresse}"
    )


def _adresse(
    parametres: QueryDict, saisi: LieuSaisi, garde: ChezMoi | None, lecture: LectureProche, profil: Profil | None
) -> str:
    """The address that tells the state of the page: the code of the place, its radius, the profile that sorts."""
    reste = parametres.copy()
    if saisi.commune and saisi.tape:
        reste.pop("lieu", None)
        reste["commune"] = saisi.commune.code_insee
    elif garde:
        reste["commune"] = garde.code_insee
        reste["rayon"] = reste.get("rayon") or str(garde.rayon_km)
    if lecture.criteres.tri == "interets" and profil and lecture.profil is None:
        reste["p"] = str(profil)
    return sans(reste)


def _ici(lieu: Commune | ChezMoi | None, rayon: int) -> Ici:
    if lieu is None:
        return Ici(None, rayon, lieu_de_mesure(None))
    pres = alentours(lieu, rayon)
    marche = autour(
        bassins=[bassin.code for bassin in pres.bassins],
        departements=[code for code, _ in pres.departements],
        region=pres.region,
    )
    return Ici(lieu, rayon, marche.lieu, pres, marche)


def _contexte(
    request: HttpRequest,
    catalogue: Catalogue,
    lecture: LectureProche,
    saisi: LieuSaisi,
    ici: Ici,
    profil: Profil | None,
) -> dict[str, Any]:
    connus = ici.potentiels(repere.id for repere in catalogue.reperes)
    accords = correspondances(profil) if profil else {}
    exploration = recruteurs(catalogue, lecture.criteres, connus, accords)
    page = Paginator(exploration.ids, PAR_PAGE).get_page(request.GET.get("page"))
    cartes = _cartes(page, connus, accords)
    return {
        "criteres": lecture.criteres,
        "ecartes": lecture.ecartes,
        "saisi": saisi,
        "lieu": ici.lieu,
        "nom_lieu": _nom(ici.lieu),
        "pres": f"près {de_lieu(ici.lieu.nom)}" if ici.lieu else f"en {marque().region}",
        "rayon": ici.rayon,
        "rayons": sorted({*RAYONS, ici.rayon}),
        "nombre": len(exploration.ids),
        "muets": sum(p.niveau is None for p in connus.values()),
        "page": page,
        "cartes": cartes,
        "filtres": filtres_actifs(request.GET, exploration, catalogue),
        "effacer": _effacer(request.GET),
        "facettes": [(f, TOUTES[f.facette.nom]) for f in facettes_de_page(catalogue, exploration, FACETTES)],
        "tris": {code: libelle for code, libelle in TRIS.items() if profil or code != "interets"},
        "profil": profil,
        "sans_profil": lecture.criteres.tri == "interets" and profil is None,
        "source": next((f"{p.projets.source}, {p.projets.periode}" for p in connus.values() if p.projets), ""),
        "grain": _grain(ici, connus),
    } | _carte(request, ici)


def _nom(lieu: Commune | ChezMoi | None) -> str:
    return lieu.libelle if lieu else ""


def _cartes(page: Page, connus: Mapping[int, Potentiel], accords: Mapping[int, float]) -> list[dict[str, Any]]:
    """Occupations of the page, in its order, in one query, each with its figures."""
    cartes = []
    for metier in Metier.objects.cartes(list(page.object_list)):
        p = connus[metier.pk]
        accord = ACCORDS.get(Label.de(accords[metier.pk]), "") if metier.pk in accords else ""
        cartes.append(
            {
                "metier": metier,
                "potentiel": p,
                "mot": chiffres.MOTS_DU_POTENTIEL[p.niveau or 0],
                "projets": chiffres.texte(p.projets),
                "elargi": chiffres.endroit(p.grain, p.territoire) if p.elargi else "",
                "famille": " ; ".join(p.familles),
                "accord": accord,
            }
        )
    return cartes


def _grain(ici: Ici, connus: Mapping[int, Potentiel]) -> dict[str, Any]:
    """How many potentials come from the place itself, and which wider places give the others."""
    lus = [p for p in connus.values() if p.niveau is not None]
    larges = {endroit: 0 for p in lus if p.elargi and (endroit := chiffres.endroit(p.grain, p.territoire))}
    for p in lus:
        if p.elargi:
            larges[chiffres.endroit(p.grain, p.territoire)] += 1
    principal = max(larges, key=lambda endroit: larges[endroit], default="")
    proches = sum(not p.elargi for p in lus)
    return {"ici": proches, "larges": larges, "principal": "" if proches else principal}


def _carte(request: HttpRequest, ici: Ici) -> dict[str, Any]:
    """The dot map and the list of its markers: the basins that have a commune within the radius."""
    if ici.autour is None or ici.lieu is None:
        return {"alentours": None}
    arrets = [
        {
            "libelle": f"{bassin.nom} : {bassin.communes} commune{'s' if bassin.communes > 1 else ''} dans le rayon",
            "adresse": sans(_vers(request.GET, bassin.code_insee, ici.rayon)),
            "latitude": bassin.latitude,
            "longitude": bassin.longitude,
        }
        for bassin in ici.autour.bassins
    ]
    return {
        "alentours": ici.autour,
        "arrets": arrets,
        "cercle": (ici.lieu.latitude, ici.lieu.longitude, ici.rayon),
        "bassins_muets": ici.marche.muets if ici.marche else (),
    }


def _vers(parametres: QueryDict, code_insee: str, rayon: int) -> QueryDict:
    """The same list around another commune."""
    reste = parametres.copy()
    for nom in ("lieu", "page"):
        reste.pop(nom, None)
    reste["commune"], reste["rayon"] = code_insee, str(rayon)
    return reste


def _effacer(parametres: QueryDict) -> str:
    """The same place without any facet."""
    reste = parametres.copy()
    for nom in (*FACETTES, "page"):
        reste.pop(nom, None)
    return sans(reste)
