"""Filters of the offers: those of the page, but a value that means nothing is a 400, and one that is unknown a 404."""

from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from commun.parametres import CODE_DEPARTEMENT, CODE_INSEE, SLUG, LecteurDeParametres, parametre, trouver
from commun.schema import SANS_NUL
from metiers.models import Famille, Metier
from stages.choices import Distance, NiveauPublic, Section
from stages.services.exploration import (
    DEPUIS_MAX,
    LONGUEUR_MOTS,
    PLACES_MAX,
    RAYON_MAX_API,
    TRIS,
    CriteresOffres,
)
from territoires.models import Commune, Departement, TerritoireEmploi
from territoires.services.chez_moi import RAYON_PAR_DEFAUT

_JOUR = "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"


def _nombre(nom: str, description: str, maxi: int) -> OpenApiParameter:
    return parametre(nom, description, type="integer", minimum=1, maximum=maxi)


PARAMETRES = [
    parametre(
        "q",
        "Mots du titre, de la description, du métier, de l'entreprise ou de la commune ; tous sont demandés.",
        maxLength=LONGUEUR_MOTS,
        pattern=SANS_NUL,
    ),
    parametre("section", "Type d'offre.", enum=Section.values),
    parametre("niveau", "Pour qui est l'offre.", enum=NiveauPublic.values),
    parametre("semaine_debut", "À partir de cette semaine, désignée par l'un de ses jours.", pattern=_JOUR),
    parametre("semaine_fin", "Jusqu'à cette semaine.", pattern=_JOUR),
    parametre("metier", "Adresse d'un métier (voir `/api/v1/metiers/`). Inconnue : 404.", pattern=SLUG),
    parametre("famille", "Adresse d'une famille de métiers. Inconnue : 404.", pattern=SLUG),
    parametre("commune", "Code INSEE d'une commune : autour d'elle. Inconnu : 404.", pattern=CODE_INSEE),
    _nombre("rayon", f"Avec `commune`, sans effet sinon : kilomètres ({RAYON_PAR_DEFAUT} par défaut).", RAYON_MAX_API),
    parametre("departement", "Code d'un département. Inconnu : 404.", pattern=CODE_DEPARTEMENT),
    parametre("territoire", "Code d'un territoire emploi. Inconnu : 404.", pattern=SLUG),
    parametre("distance", "Sur place ou à distance.", enum=Distance.values),
    _nombre("depuis", "Publiées depuis au plus tant de jours.", DEPUIS_MAX),
    _nombre("places", "Au moins tant de places restantes.", PLACES_MAX),
    parametre("tri", "Ordre ; `distance` avec `commune`, les plus récentes d'abord sinon.", enum=list(TRIS)),
]


class LecteurOffres(LecteurDeParametres):
    """Reads the criteria of a search."""

    def lire(self) -> CriteresOffres:
        """The criteria, or a 400 with every fault, or a 404 for a value that names nothing."""
        champs: dict[str, Any] = {
            "mots": self.texte("q", LONGUEUR_MOTS),
            "section": self.parmi("section", Section.values),
            "niveau": self.parmi("niveau", NiveauPublic.values),
            "semaine_debut": self.lundi("semaine_debut"),
            "semaine_fin": self.lundi("semaine_fin"),
            "a_distance": self.parmi("distance", Distance.values),
            "depuis": self.nombre("depuis", DEPUIS_MAX),
            "places": self.nombre("places", PLACES_MAX),
            "tri": self.parmi("tri", TRIS) or "date",
        }
        cles = {nom: self.code(nom, SLUG) for nom in ("metier", "famille", "territoire", "departement")}
        commune, rayon = self.code("commune", CODE_INSEE), self.nombre("rayon", RAYON_MAX_API)
        if champs["tri"] == "distance" and not commune:
            champs["tri"] = "date"
        self.refuser_les_fautes()
        champs["metier"] = trouver(Metier.objects.publies(), slug=cles["metier"])
        champs["famille"] = trouver(Famille.objects.all(), slug=cles["famille"])
        champs["territoire"] = trouver(TerritoireEmploi.objects.all(), code=cles["territoire"])
        champs["departement"] = trouver(Departement.objects.all(), code=cles["departement"])
        champs["commune"] = trouver(Commune.objects.actives().select_related("departement"), code_insee=commune)
        champs["rayon_km"] = (rayon or RAYON_PAR_DEFAUT) if commune else None
        return CriteresOffres(**champs)

    def lundi(self, nom: str) -> date | None:
        """The Monday of the week that a day names."""
        jour = self.jour(nom)
        if jour is not None and not 2000 <= jour.year < 2100:
            self.fautes[nom] = ["Un jour de ce siècle est attendu."]
            return None
        return jour and jour - timedelta(days=jour.weekday())
