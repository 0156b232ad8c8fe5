"""Lists of offers to look at, the newest first, read from the inverted tables by spans of time. See docs/adr/0022.

A word, an occupation, a family or a place gives a list; several give what is in all of them. A span holds a part of
each list only, so that two long lists are never read whole when the newest answer already.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from metiers.models import Metier
from stages.choices import Section
from stages.models import MetierDOffre, MotConnu, MotDOffre, OffreStage
from stages.services.cellules import cellules_autour
from stages.services.exploration import CriteresOffres
from stages.services.filtre_offres import aux_dates, peut_etre_du_niveau, sections
from stages.services.index_offres import lire_mots
from territoires.models import Departement

DUREES = (timedelta(days=2), timedelta(days=8), timedelta(days=32))
"""Spans of time looked at before all the rest."""
OFFRES_LUES = 10_000
"""Read of the lists at once."""
DEBUTS_MAX = 2_000
"""Words that an unfinished one may be; beyond, they are not listed."""
UN_INSTANT = timedelta(microseconds=1)
Liste = QuerySet[Any, Any]


def a_des_listes(criteres: CriteresOffres) -> bool:
    """Whether the criteria name something that the inverted tables know."""
    return bool(criteres.mots or criteres.metier or criteres.famille)


def listes(criteres: CriteresOffres, *, par_semaine: bool = True) -> list[Liste] | None:
    """One list for each word, occupation, family; else one for the place; ``None``: nothing narrows the search.

    Without ``par_semaine``, the list of a place leaves out the offers that are counted by week.
    """
    lieu, rayon = criteres.commune, criteres.rayon_km
    cases = cellules_autour(lieu, rayon) if lieu is not None and rayon is not None else None
    trouvees = [*_des_mots(criteres), *_des_metiers(criteres)]
    if not trouvees:
        return None if cases is None else [_du_lieu(criteres, cases, par_semaine)]
    if cases is not None:
        trouvees = [liste.filter(cellule__in=cases) for liste in trouvees]
    return [liste.order_by().values_list("publiee_le", "offre") for liste in trouvees]


def _du_lieu(criteres: CriteresOffres, cases: list[int], par_semaine: bool) -> Liste:
    """Offers of some squares for a section, a level and, when no week counts them, dates: one index has it all."""
    offres = OffreStage.objects.visibles().filter(cellule__in=cases)
    if par_semaine:
        offres = offres.filter(section__in=sections(criteres))
    else:
        autres = [section for section in sections(criteres) if section != Section.OBSERVATION]
        offres = offres.filter(aux_dates(criteres), section__in=autres)
    return peut_etre_du_niveau(offres, criteres.niveau).order_by().values_list("publiee_le", "pk")


def _des_mots(criteres: CriteresOffres) -> list[Liste]:
    if not criteres.mots:
        return []
    entiers, debut = lire_mots(criteres.mots)
    trouvees: list[Liste] = [MotDOffre.objects.filter(mot=mot) for mot in entiers]
    if debut:
        trouvees.append(MotDOffre.objects.filter(qui_commence_par(debut)))
    return trouvees or [MotDOffre.objects.none()]


def qui_commence_par(debut: str) -> Q:
    """Words of offers that begin so."""
    connus = list(MotConnu.objects.filter(mot__startswith=debut).values_list("mot", flat=True)[: DEBUTS_MAX + 1])
    return Q(mot__in=connus) if len(connus) <= DEBUTS_MAX else Q(mot__startswith=debut)


def _des_metiers(criteres: CriteresOffres) -> list[Liste]:
    if not (criteres.metier or criteres.famille):
        return []
    departements = [criteres.departement] if criteres.departement else list(Departement.objects.all())
    ici = MetierDOffre.objects.filter(departement__in=departements)
    trouvees: list[Liste] = []
    if criteres.metier:
        trouvees.append(ici.filter(metier=criteres.metier))
    if criteres.famille:
        metiers = Metier.objects.filter(famille=criteres.famille).order_by("pk").values_list("pk", flat=True)
        trouvees.append(ici.filter(metier__in=list(metiers)))
    return trouvees


def parcourir(sources: list[Liste], criteres: CriteresOffres, maintenant: datetime) -> Iterator[list[int]]:
    """Offers that are in every list, the newest first: spans of time, each in as many pieces as it needs.

    When the first span holds nothing, one look tells whether older ones may: most empty searches end there.
    """
    plancher = maintenant - timedelta(days=criteres.depuis) if criteres.depuis else None
    debuts = [maintenant - duree for duree in DUREES]
    haut: datetime | None = None
    for bas in (*(debut for debut in debuts if plancher is None or debut > plancher), plancher):
        sauf, vide = 0, haut is None
        while lues := _croiser([liste.filter(_entre(bas, haut)) for liste in sources], sauf):
            vide = False
            yield [pk for _, pk in lues]
            if len(lues) < OFFRES_LUES:
                break
            # The next piece starts again at the instant of the last one: those already seen of it are skipped.
            dernier = lues[-1][0]
            du_meme_instant = sum(quand == dernier for quand, _ in lues)
            sauf = du_meme_instant + (sauf if haut == dernier + UN_INSTANT else 0)
            haut = dernier + UN_INSTANT
        if vide and bas != plancher and not sources[0].filter(_entre(plancher, bas)).exists():
            return
        haut = bas


def _entre(bas: datetime | None, haut: datetime | None) -> Q:
    condition = Q(publiee_le__gte=bas) if bas else Q()
    return condition & Q(publiee_le__lt=haut) if haut else condition


def _croiser(sources: list[Liste], sauf: int) -> list[tuple[datetime, int]]:
    """What is in every list, the newest first, without the first ``sauf``."""
    premiere, *autres = sources
    nom = "pk" if premiere.model is OffreStage else "offre"
    croisees = premiere.intersection(*autres) if autres else premiere if nom == "pk" else premiere.distinct()
    return list(croisees.order_by("-publiee_le", f"-{nom}")[sauf : sauf + OFFRES_LUES])
