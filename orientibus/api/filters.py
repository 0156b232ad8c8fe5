"""Filters of the stops: what is ill written is a 400, what names nothing is a 404."""

import re
from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound

from formations.api.filters import Lecteur
from orientibus.choices import PublicAttendu
from orientibus.models import Bus, Saison
from orientibus.services.lecture_etapes import DANS_L_ORDRE, LIEU
from territoires.models import Commune, Departement
from territoires.models.distance import autour
from territoires.services.chez_moi import RAYON_PAR_DEFAUT

_CLE = r"^[-a-zA-Z0-9_]{1,80}$"
_DEPARTEMENT = r"^[0-9][0-9AB][0-9]?$"
_INSEE = r"^[0-9][0-9AB][0-9]{3}$"
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
RAYON_MAX = 100


def _parametre(nom: str, description: str, **schema: Any) -> OpenApiParameter:
    return OpenApiParameter(nom, {"type": "string", **schema}, description=description)


SAISON = _parametre("saison", "Clé d'une saison. Inconnue : 404.", pattern=_CLE)
DES_ETAPES = [
    _parametre("departement", "Code d'un département. Inconnu : 404.", pattern=_DEPARTEMENT),
    _parametre("bus", "Code d'un bus. Inconnu : 404.", pattern=_CLE),
    _parametre("commune", "Code INSEE d'une commune : autour d'elle. Inconnu : 404.", pattern=_INSEE),
    OpenApiParameter(
        "rayon",
        {"type": "integer", "minimum": 1, "maximum": RAYON_MAX},
        description=f"Avec `commune`, sans effet sinon : kilomètres ({RAYON_PAR_DEFAUT} par défaut).",
    ),
    _parametre("public", "Public attendu.", enum=PublicAttendu.values),
    _parametre("ouverte", "`oui` : seulement celles où tout le monde peut venir.", enum=["oui"]),
    _parametre("depuis", "Étapes qui finissent ce jour-là ou après.", format="date"),
    _parametre("jusqua", "Étapes qui commencent ce jour-là ou avant.", format="date"),
]


class LecteurDuBus(Lecteur):
    """Reads codes and days besides closed lists."""

    def code(self, nom: str, motif: str) -> str:
        valeur = self._parametres.get(nom)
        if valeur is None:
            return ""
        if not re.fullmatch(motif.strip("^$"), valeur):
            self.fautes[nom] = [f"« {valeur[:40]} » n'a pas la forme attendue."]
            return ""
        return str(valeur)

    def jour(self, nom: str) -> date | None:
        valeur = self._parametres.get(nom)
        if valeur is None:
            return None
        try:
            if _JOUR.fullmatch(valeur):
                return date.fromisoformat(valeur)
        except ValueError:
            pass
        self.fautes[nom] = ["Un jour est attendu, comme 2026-10-31."]
        return None

    def kilometres(self) -> int:
        valeur = self._parametres.get("rayon")
        if valeur is None:
            return RAYON_PAR_DEFAUT
        if valeur.isascii() and valeur.isdigit() and len(valeur) <= 3 and 1 <= int(valeur) <= RAYON_MAX:
            return int(valeur)
        self.fautes["rayon"] = [f"Un nombre de 1 à {RAYON_MAX} est attendu."]
        return RAYON_PAR_DEFAUT

    def saison(self, jour: date) -> Saison | None:
        """The season asked, else the last that began."""
        slug = self.code("saison", _CLE)
        self.refuser_les_fautes()
        if slug:
            return _trouver(Saison.objects.all(), slug=slug)
        return Saison.objects.filter(debut__lte=jour).first() or Saison.objects.last()


def _trouver(requete: Any, **cle: str) -> Any:
    trouve = requete.filter(**cle).first()
    if trouve is None:
        raise NotFound("Une valeur demandée n'est pas connue du portail.")
    return trouve


def filtrer_etapes(requete: Any, parametres: Any, jour: date) -> Any:
    """Stops to come when no day is asked."""
    lecteur = LecteurDuBus(parametres)
    departement, bus = lecteur.code("departement", _DEPARTEMENT), lecteur.code("bus", _CLE)
    commune, rayon = lecteur.code("commune", _INSEE), lecteur.kilometres()
    public, ouverte = lecteur.parmi("public", PublicAttendu.values), lecteur.parmi("ouverte", ["oui"])
    depuis, jusqua = lecteur.jour("depuis"), lecteur.jour("jusqua")
    lecteur.refuser_les_fautes()
    if departement:
        requete = requete.filter(demande__commune__departement=_trouver(Departement.objects.all(), code=departement))
    if bus:
        requete = requete.filter(bus=_trouver(Bus.objects.all(), code=bus))
    if commune:
        requete = autour(requete, _trouver(Commune.objects.actives(), code_insee=commune), rayon, LIEU)
    if public:
        requete = requete.filter(demande__public=public)
    if ouverte:
        requete = requete.filter(ouverte_a_tous=True)
    if jusqua:
        requete = requete.filter(jour__lte=jusqua)
    if depuis or not jusqua:
        requete = requete.filter(fin__gte=depuis or jour)
    return requete.order_by(*DANS_L_ORDRE)
