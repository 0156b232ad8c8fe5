"""The figures of a yearly review: readings of the year, the year before, places, targets. Six queries for a plan."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber

from grenelle.choices import Echelle, NatureDeCible, Precision, Sens, Unite
from grenelle.models import Cible, Indicateur, Releve
from grenelle.services.bilan_contenu import ChiffreDuBilan, CibleDuBilan, IndicateurDuBilan
from grenelle.services.ecriture_des_chiffres import INSECABLE, chiffre, periode
from grenelle.services.lieux import noms_des_lieux
from grenelle.services.progression import Suivi
from grenelle.services.suivi import progres_des

Serie = dict[tuple[str, date], Releve]
MOTS_DU_SUIVI = {
    Suivi.ATTEINTE: "Cible atteinte.",
    Suivi.DANS_LES_TEMPS: "Sur le chemin de la cible.",
    Suivi.ECART: "S'écarte de la cible.",
    Suivi.EN_CHEMIN: "Pas encore à la cible ; le document ne lui donne pas de date.",
    Suivi.SANS_RELEVE: "Aucun relevé à comparer à la cible.",
    Suivi.SANS_CIBLE: "",
}


def annee_avant(jour: date) -> date:
    """The same day a year before; 29 February gives the 28."""
    return jour.replace(year=jour.year - 1, day=28 if (jour.month, jour.day) == (2, 29) else jour.day)


def indicateurs_du_bilan(
    indicateurs: Sequence[Indicateur], *, annee: int, arrete_le: date
) -> dict[int, IndicateurDuBilan]:
    """Every indicator over the year, by its key."""
    cles = [i.pk for i in indicateurs]
    annees, avants = _serie_de_la_region(cles, annee), _serie_de_la_region(cles, annee - 1)
    lieux = _derniers_des_lieux(cles, annee)
    lieux_avant = _derniers_des_lieux(cles, annee - 1)
    derniers = _derniers(cles, arrete_le)
    progres = progres_des(indicateurs, derniers={pk: (r.valeur, r.fin) for pk, r in derniers.items()})
    cibles = _cibles(cles)
    noms = noms_des_lieux({code for serie in lieux.values() for code, _ in serie})
    bilans = {}
    for indicateur in indicateurs:
        pk, unite = indicateur.pk, indicateur.unite
        dernier = derniers.get(pk)
        bilans[pk] = IndicateurDuBilan(
            code=indicateur.code,
            libelle=indicateur.libelle,
            unite=unite,
            proposition=indicateur.proposition,
            releves=tuple(_chiffre(r, unite, avants[pk], "") for _, r in sorted(annees[pk].items(), key=_ordre)),
            lieux=_par_lieu(lieux[pk], unite, lieux_avant[pk], noms),
            cibles=tuple(_cible(c, indicateur, dernier) for c in cibles[pk]),
            suivi=MOTS_DU_SUIVI[progres[pk].suivi],
            dernier=f"{chiffre(dernier.valeur, unite)} ({periode(dernier.debut, dernier.fin)})" if dernier else "",
        )
    return bilans


def _par_lieu(serie: Serie, unite: str, avant: Serie, noms: dict[str, str]) -> tuple[ChiffreDuBilan, ...]:
    """Départements, then territories, each by name."""
    chiffres = [_chiffre(r, unite, avant, noms.get(r.territoire, r.territoire)) for r in serie.values()]
    return tuple(sorted(chiffres, key=lambda c: (c.echelle, c.lieu, c.lieu_code)))


def _ordre(element: tuple[tuple[str, date], Releve]) -> tuple[date, date]:
    return element[1].fin, element[1].debut


def _serie_de_la_region(cles: Sequence[int], annee: int) -> dict[int, Serie]:
    """Readings of the Région whose period ends in the year."""
    series: dict[int, Serie] = defaultdict(dict)
    lus = Releve.objects.en_vigueur().entre(date(annee, 1, 1), date(annee, 12, 31))
    for releve in lus.filter(indicateur__in=cles, territoire="").order_by():
        series[releve.indicateur_id][("", releve.debut)] = releve
    return series


def _derniers_des_lieux(cles: Sequence[int], annee: int) -> dict[int, Serie]:
    """Last reading of the year of each place."""
    rang = Window(
        RowNumber(), partition_by=[F("indicateur"), F("territoire")], order_by=[F("fin").desc(), F("debut").desc()]
    )
    lus = Releve.objects.en_vigueur().entre(date(annee, 1, 1), date(annee, 12, 31))
    lus = lus.filter(indicateur__in=cles).exclude(territoire="").order_by().annotate(place=rang)
    series: dict[int, Serie] = defaultdict(dict)
    for releve in lus.filter(place=1):
        series[releve.indicateur_id][(releve.territoire, releve.debut)] = releve
    return series


def _derniers(cles: Sequence[int], jour: date) -> dict[int, Releve]:
    """Last published reading of the Région whose period is over that day."""
    serie = Releve.objects.en_vigueur().filter(
        indicateur=OuterRef("pk"), territoire="", valeur__isnull=False, fin__lte=jour
    )
    dernier = serie.order_by("-fin", "-debut").values("pk")[:1]
    voulus = Indicateur.objects.filter(pk__in=cles).annotate(dernier=Subquery(dernier)).values("dernier")
    lus = Releve.objects.filter(pk__in=Subquery(voulus.filter(dernier__isnull=False))).order_by()
    return {releve.indicateur_id: releve for releve in lus}


def _cibles(cles: Sequence[int]) -> dict[int, list[Cible]]:
    """Those of the Région, starting points first."""
    cibles: dict[int, list[Cible]] = defaultdict(list)
    lues = Cible.objects.filter(indicateur__in=cles, echelle=Echelle.REGION).select_related("document")
    for cible in lues.order_by("-nature", F("le").asc(nulls_last=True), "pk"):
        cibles[cible.indicateur_id].append(cible)
    return cibles


def _chiffre(releve: Releve, unite: str, avant: Serie, lieu: str) -> ChiffreDuBilan:
    """A reading beside the one of the same period a year before, if there is one."""
    ancien = avant.get((releve.territoire, annee_avant(releve.debut)))
    return ChiffreDuBilan(
        debut=releve.debut,
        fin=releve.fin,
        periode=periode(releve.debut, releve.fin),
        valeur=sans_zeros(releve.valeur),
        ecrit=chiffre(releve.valeur, unite),
        statut=releve.statut,
        source=releve.source,
        revision=releve.revision,
        demonstration=releve.demonstration,
        lieu_code=releve.territoire,
        lieu=lieu,
        echelle=releve.echelle,
        avant=sans_zeros(ancien.valeur) if ancien else None,
        avant_ecrit=chiffre(ancien.valeur, unite) if ancien else "",
        evolution=ecart(releve.valeur, ancien.valeur, unite) if ancien else "",
    )


def sans_zeros(valeur: Decimal | None) -> Decimal | None:
    """The number without the zeros of its column, so that it is written the same wherever it is kept."""
    return None if valeur is None else Decimal(f"{valeur.normalize():f}")


def ecart(valeur: Decimal | None, avant: Decimal | None, unite: str) -> str:
    """The difference with its sign; a percentage moves by points."""
    if valeur is None or avant is None:
        return ""
    difference = valeur - avant
    if not difference:
        return "inchangé"
    signe = "+" if difference > 0 else "\N{MINUS SIGN}"
    return f"{signe}{_en_points(abs(difference), unite)}"


def _en_points(difference: Decimal, unite: str) -> str:
    if unite == Unite.POURCENTAGE:
        return f"{chiffre(difference)}{INSECABLE}point{'s' if difference >= 2 else ''}"
    return chiffre(difference, unite)


def _cible(cible: Cible, indicateur: Indicateur, dernier: Releve | None) -> CibleDuBilan:
    precision = "" if cible.precision == Precision.EXACTE else f"{cible.get_precision_display()} "
    return CibleDuBilan(
        nature=cible.get_nature_display(),
        valeur=sans_zeros(cible.valeur) or Decimal(0),
        ecrit=f"{precision}{chiffre(cible.valeur, indicateur.unite)}",
        le=cible.le,
        source=", ".join(filter(None, [cible.document.titre if cible.document else "", cible.endroit])),
        distance=_distance(cible, indicateur, dernier),
    )


def _distance(cible: Cible, indicateur: Indicateur, dernier: Releve | None) -> str:
    """How far the last figure is from a target, said with that figure."""
    if cible.nature != NatureDeCible.CIBLE or indicateur.sens == Sens.SUIVI:
        return ""
    if dernier is None or dernier.valeur is None:
        return "distance inconnue : aucun relevé"
    manque = cible.valeur - dernier.valeur if indicateur.sens == Sens.HAUSSE else dernier.valeur - cible.valeur
    if manque <= 0:
        return f"atteinte, avec {chiffre(dernier.valeur, indicateur.unite)}"
    reste = _en_points(manque, indicateur.unite)
    return f"il manque {reste}" if indicateur.sens == Sens.HAUSSE else f"encore {reste} de trop"
