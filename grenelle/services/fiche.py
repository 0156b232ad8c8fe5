"""Everything the page of a measure says, in a handful of queries whatever the number of its readings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from commun.dessins.courbe import Courbe, tracer
from grenelle.choices import Echelle, NatureDeCible, Sens, Unite
from grenelle.models import Cible, Convention, Decision, EffetSurMesure, Engagement, Indicateur, Jalon, Mesure, Releve
from grenelle.services.ecriture_des_chiffres import chiffre, periode
from grenelle.services.lieux import noms_des_lieux
from grenelle.services.progression import Progres, Repere, mesurer
from grenelle.services.tableau import Tendance, tendance_de

PERIODES_DESSINEES = 60
LIGNES_DE_LA_PAGE = 48
"""Rows of figures on a page, shared by its indicators: the API gives the rest."""
LIEUX_PAR_INDICATEUR = 24


@dataclass(slots=True)
class Suivie:
    """An indicator with its readings of the Région (oldest first), its targets, and its places."""

    indicateur: Indicateur
    releves: list[Releve]
    cibles: list[Cible]
    progres: Progres
    tendance: Tendance
    dessin: Courbe | None = None
    lignes: list[Releve] = field(default_factory=list)
    lieux: list[tuple[str, float | None, str]] = field(default_factory=list)
    periode_des_lieux: str = ""

    @property
    def dernier(self) -> Releve | None:
        return self.releves[-1] if self.releves else None

    @property
    def sources(self) -> list[str]:
        """Sources of the readings shown, each once."""
        return list(dict.fromkeys(releve.source for releve in self.lignes))

    @property
    def haut(self) -> str:
        """The highest mark of the drawing, as it is read."""
        return chiffre(Decimal(str(self.dessin.haut)), self.indicateur.unite) if self.dessin else ""

    @property
    def legende(self) -> str:
        """The drawing in words."""
        publies = [r for r in self.releves if r.valeur is not None]
        if len(publies) < 2:
            return ""
        premier, dernier = publies[0], publies[-1]
        unite = self.indicateur.unite
        return (
            f"De {chiffre(premier.valeur, unite)} ({periode(premier.debut, premier.fin)}) "
            f"à {chiffre(dernier.valeur, unite)} ({periode(dernier.debut, dernier.fin)})."
        )

    @property
    def demonstration(self) -> bool:
        return any(releve.demonstration for releve in self.releves)


@dataclass(slots=True)
class Fiche:
    """A measure and all that hangs on it."""

    mesure: Mesure
    jalons: list[Jalon]
    indicateurs: list[Suivie]
    engagements: list[Engagement]
    decisions: list[Decision]
    conventions: list[Convention]
    effets: list[EffetSurMesure]
    """What the yearly Grenelles changed in it, oldest first."""


def fiche(mesure: Mesure) -> Fiche:
    """Read it; the measure comes with its axis and its plan."""
    indicateurs = list(mesure.indicateurs.filter(actif=True).select_related("document").order_by("rang", "code"))
    cles = [i.pk for i in indicateurs]
    cibles: dict[int, list[Cible]] = defaultdict(list)
    for cible in Cible.objects.filter(indicateur__in=cles).select_related("document").order_by("le", "territoire"):
        cibles[cible.indicateur_id].append(cible)
    releves, lieux = _releves(cles)
    suivies = [_suivre(i, releves[i.pk], cibles[i.pk]) for i in indicateurs]
    codes = {r.territoire for liste in lieux.values() for r in liste} | {
        c.territoire for liste in cibles.values() for c in liste if c.territoire
    }
    _placer(suivies, lieux, noms_des_lieux(codes))
    par_indicateur = max(LIGNES_DE_LA_PAGE // len(suivies), 4) if suivies else 0
    for suivie in suivies:
        suivie.lignes = suivie.releves[::-1][: min(par_indicateur, 12)]
    return Fiche(
        mesure,
        list(mesure.jalons.select_related("document").order_by(F("prevu_le").asc(nulls_last=True), "pk")),
        suivies,
        list(mesure.engagements.select_related("document").order_by("echeance", "code")),
        list(mesure.decisions.select_related("comite")[:10]),
        list(mesure.conventions.order_by("-fin", "pk")[:10]),
        list(mesure.effets.select_related("edition").order_by("le", "pk")),
    )


def _releves(cles: Sequence[int]) -> tuple[dict[int, list[Releve]], dict[int, list[Releve]]]:
    """The last periods of the Région, oldest first, and the last one of each place, in one query."""
    rang = Window(
        RowNumber(), partition_by=[F("indicateur"), F("territoire")], order_by=[F("fin").desc(), F("debut").desc()]
    )
    lus = (
        Releve.objects.en_vigueur()
        .filter(indicateur__in=cles)
        .annotate(place=rang)
        .filter(Q(territoire="", place__lte=PERIODES_DESSINEES) | Q(place=1))
        .order_by("fin", "debut", "territoire")
    )
    region: dict[int, list[Releve]] = defaultdict(list)
    lieux: dict[int, list[Releve]] = defaultdict(list)
    for releve in lus:
        (lieux if releve.territoire else region)[releve.indicateur_id].append(releve)
    return region, lieux


def _suivre(indicateur: Indicateur, releves: list[Releve], cibles: list[Cible]) -> Suivie:
    publies = [r for r in releves if r.valeur is not None]
    dernier = publies[-1] if publies else None
    regionales = [c for c in cibles if c.echelle == Echelle.REGION]
    departs = [Repere(c.valeur, c.le) for c in regionales if c.nature == NatureDeCible.DEPART]
    vises = [Repere(c.valeur, c.le) for c in regionales if c.nature == NatureDeCible.CIBLE]
    progres = mesurer(
        sens=indicateur.sens,
        depart=min(departs, key=lambda d: d.le or date.max) if departs else None,
        cibles=vises,
        valeur=dernier.valeur if dernier else None,
        le=dernier.fin if dernier else None,
    )
    dessin = tracer(
        [(r.fin, None if r.valeur is None else float(r.valeur)) for r in releves],
        [(r.le, float(r.valeur)) for r in (*(departs if vises else []), *vises)]
        if indicateur.sens != Sens.SUIVI
        else [],
    )
    return Suivie(indicateur, releves, cibles, progres, tendance_de(indicateur, publies[::-1]), dessin)


def _placer(suivies: list[Suivie], lieux: dict[int, list[Releve]], noms: dict[str, str]) -> None:
    """Figures by place, all of the same last period; the name of the place of each target."""
    for suivie in suivies:
        for cible in suivie.cibles:
            cible.lieu = noms.get(cible.territoire, cible.territoire)  # type: ignore[attr-defined]
        liste = lieux[suivie.indicateur.pk]
        if not liste:
            continue
        fin = max(r.fin for r in liste)
        memes = [r for r in liste if r.fin == fin]
        # The page by territory shows every scale: here the départements, else the territories.
        memes = [r for r in memes if r.echelle == Echelle.DEPARTEMENT] or memes
        suivie.periode_des_lieux = periode(memes[0].debut, fin)
        unite = Unite(suivie.indicateur.unite)
        lignes = [
            (
                noms.get(r.territoire, r.territoire),
                None if r.valeur is None else float(r.valeur),
                chiffre(r.valeur, unite if unite == Unite.POURCENTAGE else Unite.NOMBRE),
            )
            for r in memes
        ]
        lignes.sort(key=lambda ligne: (ligne[1] is None, -(ligne[1] or 0), ligne[0]))
        suivie.lieux = lignes[:LIEUX_PAR_INDICATEUR]
