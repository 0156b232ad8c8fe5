"""The result of the interests questionnaire: a page that any address with six scores gives."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.dessins.hexagone import NOMS
from commun.site import absolue
from metiers.forms_interets import TRIS, LectureResultat, lire_resultat
from metiers.interets import LETTRES, MAXIMUM, Profil
from metiers.interets.correspondance import PREMIERS, SEUIL_GRANDE, SEUIL_MEILLEURE
from metiers.interets.profil import DISPERSION_MIN
from metiers.models import Metier
from metiers.services import interets as service
from metiers.services.facettes import Catalogue, catalogue_courant
from metiers.services.marche import Potentiel, lieu_de_mesure, potentiels
from metiers.services.resultat_interets import Resultat, composer_resultat, correspondances_de
from metiers.services.themes import sources_des_chiffres
from metiers.views.interets import adresse_du_resultat
from territoires.services.chez_moi import ChezMoi, lire

PAR_PAGE = PREMIERS


@reserve(tout_public)
@never_cache
@require_safe
def resultat(request: HttpRequest) -> HttpResponse:
    """The profile of the address, and the occupations that go with it."""
    catalogue = catalogue_courant()
    lecture = lire_resultat(request.GET, catalogue)
    mien = service.profil_de_session(request.session)
    if lecture.profil is None:
        if not request.GET.get("p"):
            return redirect(adresse_du_resultat(mien) if mien else reverse("metiers:interets"))
        return render(request, "metiers/interets/illisible.html", {"mien": mien})
    contexte = _profil(lecture.profil, mien) | {"ecartes": lecture.ecartes}
    if not lecture.profil.est_plat:
        contexte |= _liste(request, lecture, lecture.profil, catalogue)
    return render(request, "metiers/interets/resultat.html", contexte)


def _profil(profil: Profil, mien: Profil | None) -> dict[str, Any]:
    """What the page says of the six scores."""
    types = service.questionnaire_courant().types
    ordre = sorted(LETTRES, key=lambda lettre: -profil.par_lettre[lettre])
    return {
        "profil": profil,
        "maximum": MAXIMUM,
        "est_mien": profil == mien,
        "adresse_canonique": absolue(adresse_du_resultat(profil)),
        "types": [
            {
                "nom": NOMS[c],
                "lettre": c,
                "score": profil.par_lettre[c],
                "phrase": types[c].phrase(profil.par_lettre[c]),
            }
            for c in ordre
        ],
        "dispersion_min": DISPERSION_MIN,
        "seuils": {"grande": SEUIL_GRANDE, "meilleure": SEUIL_MEILLEURE},
    }


def _liste(request: HttpRequest, lecture: LectureResultat, profil: Profil, catalogue: Catalogue) -> dict[str, Any]:
    """The occupations, by level and by place when asked."""
    trouves = composer_resultat(profil, catalogue, lecture.niveaux)
    lieu = lire(request.session)
    mesures = potentiels(trouves.ids, lieu_de_mesure(lieu))
    mesurable = any(p.niveau is not None for p in mesures.values())
    tri = lecture.tri if mesurable else "interets"
    page = Paginator(_ordonner(trouves, mesures, tri), PAR_PAGE).get_page(request.GET.get("page"))
    return {
        "resultat": trouves,
        "nombre": len(trouves.ids),
        "premiers": PREMIERS,
        "page": page,
        "cartes": _cartes(profil, page, mesures),
        "lieu": lieu,
        "mesurable": mesurable,
        "sources": sources_des_chiffres((), [mesures[pk] for pk in page.object_list if pk in mesures]),
        "elargis": _elargis(page, mesures, lieu),
        "tri": tri,
        "tris": TRIS,
        "niveaux": [(v, n, v.code in lecture.niveaux) for v, n in trouves.niveaux if n or v.code in lecture.niveaux],
        "tout": adresse_du_resultat(profil),
        "filtres": _filtres(request, lecture, catalogue),
    }


def _ordonner(trouves: Resultat, mesures: Mapping[int, Potentiel], tri: str) -> list[int]:
    """The order asked; by hiring potential, what is not disclosed comes last and equals keep the order of interests."""
    if tri == "interets":
        return list(trouves.ids)
    niveaux = {pk: mesures[pk].niveau for pk in trouves.ids}
    return sorted(trouves.ids, key=lambda pk: -1 - niveau if (niveau := niveaux[pk]) is not None else 0)


def _cartes(profil: Profil, page: Page, mesures: Mapping[int, Potentiel]) -> list[dict[str, Any]]:
    """Occupations of the page, in its order, each with its reason and its potential."""
    ids = list(page.object_list)
    liens = correspondances_de(profil, ids)
    return [
        {"metier": metier, "lien": liens[metier.pk], "potentiel": mesures.get(metier.pk)}
        for metier in Metier.objects.cartes(ids)
        if metier.pk in liens
    ]


def _elargis(page: Page, mesures: Mapping[int, Potentiel], lieu: ChezMoi | None) -> bool:
    """Whether some figure of the page comes from a wider place than the visitor's."""
    return lieu is not None and any(mesures[pk].elargi for pk in page.object_list if pk in mesures)


def _filtres(request: HttpRequest, lecture: LectureResultat, catalogue: Catalogue) -> list[dict[str, str]]:
    """Chosen levels, each with the address of the page without it."""
    filtres = []
    for code in lecture.niveaux:
        reste = request.GET.copy()
        reste.pop("page", None)
        reste.setlist("niveau", [autre for autre in lecture.niveaux if autre != code])
        libelle = catalogue.facettes["niveau"].valeurs[code].libelle
        filtres.append({"libelle": libelle, "adresse": f"?{reste.urlencode()}"})
    return filtres
