"""Filters of the stops: what is ill written is a 400, what names nothing is a 404."""

from datetime import date
from typing import Any

from commun.parametres import CODE_DEPARTEMENT, CODE_INSEE, LecteurDeParametres, parametre, trouver
from orientibus.choices import PublicAttendu
from orientibus.models import Bus, Saison
from orientibus.services.lecture_etapes import DANS_L_ORDRE, LIEU
from territoires.models import Commune, Departement
from territoires.models.distance import autour
from territoires.services.chez_moi import RAYON_PAR_DEFAUT

_CLE = r"^[-a-zA-Z0-9_]{1,80}$"
RAYON_MAX = 100


SAISON = parametre("saison", "Clé d'une saison. Inconnue : 404.", pattern=_CLE)
DES_ETAPES = [
    parametre("departement", "Code d'un département. Inconnu : 404.", pattern=CODE_DEPARTEMENT),
    parametre("bus", "Code d'un bus. Inconnu : 404.", pattern=_CLE),
    parametre("commune", "Code INSEE d'une commune : autour d'elle. Inconnu : 404.", pattern=CODE_INSEE),
    parametre(
        "rayon",
        f"Avec `commune`, sans effet sinon : kilomètres ({RAYON_PAR_DEFAUT} par défaut).",
        type="integer",
        minimum=1,
        maximum=RAYON_MAX,
    ),
    parametre("public", "Public attendu.", enum=PublicAttendu.values),
    parametre("ouverte", "`oui` : seulement celles où tout le monde peut venir.", enum=["oui"]),
    parametre("depuis", "Étapes qui finissent ce jour-là ou après.", format="date"),
    parametre("jusqua", "Étapes qui commencent ce jour-là ou avant.", format="date"),
]


class LecteurDuBus(LecteurDeParametres):
    """Reads a season besides."""

    def saison(self, jour: date) -> Saison | None:
        """The season asked, else the last that began."""
        slug = self.code("saison", _CLE)
        self.refuser_les_fautes()
        if slug:
            return trouver(Saison.objects.all(), slug=slug)
        return Saison.objects.filter(debut__lte=jour).first() or Saison.objects.last()


def filtrer_etapes(requete: Any, parametres: Any, jour: date) -> Any:
    """Stops to come when no day is asked."""
    lecteur = LecteurDuBus(parametres)
    departement, bus = lecteur.code("departement", CODE_DEPARTEMENT), lecteur.code("bus", _CLE)
    commune, rayon = lecteur.code("commune", CODE_INSEE), lecteur.nombre("rayon", RAYON_MAX)
    public, ouverte = lecteur.parmi("public", PublicAttendu.values), lecteur.parmi("ouverte", ["oui"])
    depuis, jusqua = lecteur.jour("depuis"), lecteur.jour("jusqua")
    lecteur.refuser_les_fautes()
    if departement:
        requete = requete.filter(demande__commune__departement=trouver(Departement.objects.all(), code=departement))
    if bus:
        requete = requete.filter(bus=trouver(Bus.objects.all(), code=bus))
    if commune:
        requete = autour(
            requete, trouver(Commune.objects.actives(), code_insee=commune), rayon or RAYON_PAR_DEFAUT, LIEU
        )
    if public:
        requete = requete.filter(demande__public=public)
    if ouverte:
        requete = requete.filter(ouverte_a_tous=True)
    if jusqua:
        requete = requete.filter(jour__lte=jusqua)
    if depuis or not jusqua:
        requete = requete.filter(fin__gte=depuis or jour)
    return requete.order_by(*DANS_L_ORDRE)
