"""The figures of a measure by place, at one scale: every place of the Région, the last reading of each."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from commun.dessins.carte import PointCarte
from grenelle.choices import RANG_ECHELLE, Echelle, Unite
from grenelle.models import Indicateur, Mesure, Plan, Releve
from grenelle.services.ecriture_des_chiffres import chiffre, periode
from territoires.models import Commune, Departement, TerritoireEmploi

SANS_RELEVE = "à renseigner"


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place of a scale and what was last read there: a figure, « non publié », or nothing that anybody told."""

    code: str
    nom: str
    valeur: str
    periode: str = ""
    source: str = ""
    demonstration: bool = False
    publie: bool = False
    latitude: float | None = None
    longitude: float | None = None

    @property
    def arret(self) -> dict[str, Any]:
        """Marker of the dot map."""
        libelle = f"{self.nom} : {self.valeur}"
        return {"libelle": libelle, "adresse": "", "latitude": self.latitude, "longitude": self.longitude}


@dataclass(slots=True)
class ParLieu:
    """An indicator at a scale: the places, the dots, the scales that it has."""

    indicateur: Indicateur
    echelle: str
    echelles: list[Echelle]
    lieux: list[Lieu] = field(default_factory=list)
    points: list[PointCarte] = field(default_factory=list)

    @property
    def sources(self) -> list[str]:
        """Each once; what the indicator announces when nothing is read."""
        return list(dict.fromkeys(lieu.source for lieu in self.lieux if lieu.source)) or [
            self.indicateur.source or "à renseigner"
        ]

    @property
    def demonstration(self) -> str:
        """« toute », « partie » or nothing: whether what is shown is invented."""
        inventes = {lieu.demonstration for lieu in self.lieux if lieu.periode}
        return {(True,): "toute", (False, True): "partie"}.get(tuple(sorted(inventes)), "")

    @property
    def situes(self) -> list[dict[str, Any]]:
        return [lieu.arret for lieu in self.lieux if lieu.latitude is not None]


def echelles_de(indicateur: Indicateur) -> list[Echelle]:
    """From the Région to the finest scale of the indicator."""
    return [e for e in Echelle if RANG_ECHELLE[e] <= RANG_ECHELLE[Echelle(indicateur.echelle)]]


def indicateurs_de(mesure: Mesure) -> list[Indicateur]:
    return list(mesure.indicateurs.filter(actif=True).order_by("rang", "code"))


def par_lieu(plan: Plan, indicateur: Indicateur, echelle: str) -> ParLieu:
    """Read it, in four queries whatever the number of places and readings."""
    noms = _noms(plan, echelle)
    derniers = _derniers(indicateur, echelle)
    communes = _communes(plan, echelle)
    lieux = [
        _lieu(code, nom, derniers.get(code), Unite(indicateur.unite), communes.get(code, []))
        for code, nom in noms.items()
    ]
    # A reading of a place that is not loaded keeps its code.
    lieux += [_lieu(c, c, r, Unite(indicateur.unite), []) for c, r in derniers.items() if c not in noms]
    valeurs = {code: r.valeur for code, r in derniers.items() if r.valeur is not None}
    lieux.sort(key=lambda lieu: (lieu.latitude is None, lieu.code not in valeurs, -valeurs.get(lieu.code, 0), lieu.nom))
    points = [point for groupe in communes.values() for point in groupe]
    return ParLieu(indicateur, echelle, echelles_de(indicateur), lieux, points)


def _noms(plan: Plan, echelle: str) -> dict[str, str]:
    if echelle == Echelle.REGION:
        return {"": plan.region_nom}
    if echelle == Echelle.DEPARTEMENT:
        departements = Departement.objects.filter(region__code=plan.region_code)
        return dict(departements.order_by("nom").values_list("code", "nom"))
    territoires = TerritoireEmploi.objects.filter(departement__region__code=plan.region_code)
    return dict(territoires.order_by("nom").values_list("code", "nom"))


def _derniers(indicateur: Indicateur, echelle: str) -> dict[str, Releve]:
    rang = Window(RowNumber(), partition_by=[F("territoire")], order_by=[F("fin").desc(), F("debut").desc()])
    lus = Releve.objects.en_vigueur().filter(indicateur=indicateur, echelle=echelle).annotate(place=rang)
    return {r.territoire: r for r in lus.filter(place=1).order_by("territoire")}


def _communes(plan: Plan, echelle: str) -> dict[str, list[PointCarte]]:
    """The dots of each place; the département colours them when the Région is one place."""
    champ = "territoire__code" if echelle == Echelle.TERRITOIRE else "departement__code"
    groupes: dict[str, list[PointCarte]] = defaultdict(list)
    for point in Commune.objects.actives().filter(departement__region__code=plan.region_code).points(champ):
        groupes["" if echelle == Echelle.REGION else point.groupe].append(point)
    return groupes


def _lieu(code: str, nom: str, releve: Releve | None, unite: Unite, communes: list[PointCarte]) -> Lieu:
    latitude = longitude = None
    if communes:
        latitude = sum(c.latitude for c in communes) / len(communes)
        longitude = sum(c.longitude for c in communes) / len(communes)
    if releve is None:
        return Lieu(code, nom, SANS_RELEVE, latitude=latitude, longitude=longitude)
    return Lieu(
        code,
        nom,
        chiffre(releve.valeur, unite),
        periode(releve.debut, releve.fin),
        releve.source,
        releve.demonstration,
        releve.valeur is not None,
        latitude,
        longitude,
    )
