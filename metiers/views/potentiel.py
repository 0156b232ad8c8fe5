"""The public formula of the hiring potential, rendered from the formula that computes, with a live example."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commun.acces import reserve, tout_public
from commun.marque import marque
from metiers.forms import LONGUEUR_Q
from metiers.models import Metier
from metiers.services.facettes import catalogue_courant
from metiers.services.marche import (
    Explication,
    LieuDeMesure,
    Potentiel,
    explication,
    lieu_de_mesure,
    potentiels,
    qui_recrutent,
)
from metiers.services.marche.formule import Terme
from metiers.services.recherche import chercher_metiers
from metiers.views import chiffres
from metiers.views.lieux import LieuSaisi, lire_lieu
from metiers.views.presentation import sans
from territoires.services.chez_moi import lire

SENS = (
    "Presque aucune embauche prévue dans ce territoire. Regardez plus loin, ou les métiers voisins.",
    "Peu d'embauches prévues, ou surtout pour une saison.",
    "Quelques embauches prévues. Rien ne dit que les candidatures manquent.",
    "Des embauches régulières, ou des employeurs qui ont parfois du mal à trouver.",
    "Beaucoup d'embauches prévues, ou des employeurs qui ont souvent du mal à trouver.",
    "Beaucoup d'embauches prévues, qui durent, et des employeurs qui s'attendent à manquer de candidatures.",
)
"""What each step means, from 0 to 5."""


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of the gauge as the page shows it."""

    niveau: int
    mot: str
    seuil: float
    sens: str


@dataclass(frozen=True, slots=True)
class TermeDePage:
    """A term with its scale in words."""

    terme: Terme
    poids: int
    bornes: str


@dataclass(frozen=True, slots=True)
class LigneDExemple:
    """A term of the worked example; ``chiffre`` is empty when the sources say nothing."""

    libelle: str
    chiffre: str
    ou: str
    part: int | None
    points: float


@reserve(tout_public)
def potentiel(request: HttpRequest) -> HttpResponse:
    """The page; ``metier`` (or ``q``) and ``commune`` (or ``lieu``) choose the example."""
    saisi = lire_lieu(request.GET)
    if saisi.tape and saisi.commune:
        parametres = request.GET.copy()
        parametres.pop("lieu", None)
        parametres["commune"] = saisi.commune.code_insee
        return redirect(f"{request.path}{sans(parametres)}#exemple")
    formule = explication()
    contexte = {
        "formule": formule,
        "depuis": date.fromisoformat(formule.depuis),
        "etapes": _etapes(formule),
        "termes": [_terme(formule, terme) for terme in formule.termes],
        "saisi": saisi,
        "region": marque().region,
    }
    return render(request, "metiers/potentiel.html", contexte | _exemple(request, formule, saisi))


def _etapes(formule: Explication) -> list[Etape]:
    seuils = {0: 0.0} | {seuil.niveau: seuil.a_partir_de for seuil in formule.seuils}
    return [Etape(n, chiffres.MOTS_DU_POTENTIEL[n], 100 * seuil, SENS[n]) for n, seuil in sorted(seuils.items())]


def _terme(formule: Explication, terme: Terme) -> TermeDePage:
    total = sum(autre.poids for autre in formule.termes)
    vide, plein = (terme.haut, terme.bas) if terme.echelle == "inverse" else (terme.bas, terme.haut)
    limite = f"{'dès' if terme.echelle == 'inverse' else 'à'} {chiffres.avec_unite(vide, terme.unite)}"
    bornes = f"Aucun point {limite}, tous les points à {chiffres.nombre(plein)}."
    return TermeDePage(terme, round(100 * terme.poids / total), bornes)


def _exemple(request: HttpRequest, formule: Explication, saisi: LieuSaisi) -> dict[str, Any]:
    """An occupation and a place worked through: chosen in the address, else the first one that recruits."""
    choisi = saisi.commune or lire(request.session)
    lieu = lieu_de_mesure(choisi)
    metier, erreur = _metier(request, lieu)
    if metier is None:
        return {"metier": None, "erreur_metier": erreur, "lieu": choisi}
    calcule = potentiels([metier.pk], lieu)[metier.pk]
    return {
        "metier": metier,
        "erreur_metier": erreur,
        "lieu": choisi,
        "potentiel": calcule,
        "mot": "" if calcule.niveau is None else chiffres.MOTS_DU_POTENTIEL[calcule.niveau],
        "source": chiffres.source(calcule),
        "elargi": chiffres.elargissement(calcule),
        "familles": chiffres.familles(calcule.familles),
        "laisses": chiffres.laisses(calcule.projets),
        "lignes": _lignes(formule, calcule),
        "score": round(100 * calcule.score) if calcule.score is not None else None,
    }


def _metier(request: HttpRequest, lieu: LieuDeMesure) -> tuple[Metier | None, str]:
    """The occupation of the example, and what was not understood of the one that was asked."""
    publies = Metier.objects.publies()
    q = " ".join(request.GET.get("q", "").split())[:LONGUEUR_Q]
    slug = request.GET.get("metier", "")[:200]
    erreur = ""
    if q:
        trouve = next(iter(chercher_metiers(q, 1)), None)
        if trouve:
            return publies.filter(pk=trouve.metier_id).first(), ""
        erreur = f"Aucun métier ne répond à « {q} »."
    elif slug:
        metier = publies.filter(slug=slug).first()
        if metier:
            return metier, ""
        erreur = f"Aucun métier n'a l'adresse « {slug[:40]} »."
    reperes = catalogue_courant().reperes
    premier = next(iter(qui_recrutent(lieu)), reperes[0].id if reperes else None)
    return (publies.filter(pk=premier).first() if premier else None), erreur


def _lignes(formule: Explication, calcule: Potentiel) -> list[LigneDExemple]:
    """Every term, in the order of the formula: its figure and where it stands, its part, its points out of 100."""
    details = {detail.code: detail for detail in calcule.details}
    total = sum(detail.poids for detail in calcule.details)
    lignes = []
    for terme in formule.termes:
        detail = details.get(terme.code)
        if detail is None:
            lignes.append(LigneDExemple(terme.libelle, "", "", None, 0.0))
            continue
        lignes.append(
            LigneDExemple(
                libelle=terme.libelle,
                chiffre=chiffres.avec_unite(detail.valeur, terme.unite),
                ou=chiffres.endroit(detail.grain, detail.territoire),
                part=round(100 * detail.part),
                points=100 * detail.poids * detail.part / total,
            )
        )
    return lignes
