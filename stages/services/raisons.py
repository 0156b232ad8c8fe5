"""Why messages came, for many alerts at once: what they name is read once, and equal criteria are said once."""

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from metiers.models import Famille, Metier
from stages.models import Alerte
from stages.services.criteres_en_mots import phrases
from territoires.models import Commune, Departement, TerritoireEmploi

LIEUX: tuple[tuple[str, Any], ...] = (
    ("commune", Commune.objects.select_related("departement")),
    ("departement", Departement.objects.all()),
    ("territoire", TerritoireEmploi.objects.all()),
)
_criteres = attrgetter(
    "section",
    "niveau",
    "mots",
    "semaine_debut",
    "semaine_fin",
    "commune_id",
    "rayon_km",
    "departement_id",
    "territoire_id",
)


def raisons_des_alertes(alertes: Iterable[Alerte]) -> dict[int, str]:
    """The reason of each alert, in a number of queries that does not depend on theirs."""
    par_pk = {alerte.pk: alerte for alerte in alertes}
    if not par_pk:
        return {}
    metiers = _nommes(Alerte.metiers.through, "metier", Metier, par_pk)
    familles = _nommes(Alerte.familles.through, "famille", Famille, par_pk)
    memes: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for pk, alerte in par_pk.items():
        siens = tuple(m.pk for m in metiers.get(pk, ())), tuple(f.pk for f in familles.get(pk, ()))
        memes[_criteres(alerte), siens].append(pk)
    _joindre_les_lieux([par_pk[pks[0]] for pks in memes.values()])
    raisons: dict[int, str] = {}
    for pks in memes.values():
        dite = " ; ".join(phrases(par_pk[pks[0]], metiers.get(pks[0], ()), familles.get(pks[0], ())))
        raisons |= dict.fromkeys(pks, dite)
    return raisons


def _joindre_les_lieux(alertes: list[Alerte]) -> None:
    for nom, lieux in LIEUX:
        if voulus := {pk for alerte in alertes if (pk := getattr(alerte, f"{nom}_id"))}:
            trouves = lieux.in_bulk(voulus)
            for alerte in alertes:
                if pk := getattr(alerte, f"{nom}_id"):
                    setattr(alerte, nom, trouves[pk])


def _nommes(liens: Any, nom: str, modele: Any, pks: Iterable[int]) -> dict[int, list[Any]]:
    """Occupations or families of each alert that has some, in the order of their model."""
    paires = liens.objects.filter(alerte__id__parmi=list(pks)).values_list("alerte_id", f"{nom}_id")
    par_objet: defaultdict[int, list[int]] = defaultdict(list)
    for alerte, objet in paires:
        par_objet[objet].append(alerte)
    nommes: defaultdict[int, list[Any]] = defaultdict(list)
    if par_objet:
        for objet in modele.objects.filter(pk__in=par_objet):
            for alerte in par_objet[objet.pk]:
                nommes[alerte].append(objet)
    return nommes
