"""Keys by which an offer finds the alerts that match: written with the alert, expanded from the offer.

A key is one number: a subject (an occupation, a family, or any) and a place (a commune with a radius class, a
département, an employment territory, or the whole Région). An alert has few keys; an offer computes every key under
which an alert that concerns it can stand, so that the alerts are never read one by one.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction

from commun.distances import boite_autour, distance_km
from stages.choices import Frequence, NiveauPublic, Section
from stages.models import Alerte, CleAlerte, OffreStage
from territoires.models import Commune

CLASSES_KM = (5, 10, 20, 30, 60)
"""Radii that have their own key; any other one stands in the next class and is checked to the exact distance."""
PARTOUT, DEPARTEMENT, TERRITOIRE, PREMIERE_CLASSE = 0, 1, 2, 3
NATURES = 8
BITS_DU_LIEU = 31
TOUT = 1 << 10
"""Bit of an empty criterion: every offer has it."""
SEMAINE_MIN, SEMAINE_MAX = 0, 32_767
ORIGINE = date(2000, 1, 3).toordinal()
URGENCES = {Frequence.IMMEDIATE: 0, Frequence.QUOTIDIENNE: 1, Frequence.HEBDOMADAIRE: 2}
_BIT_SECTION = {code: 1 << rang for rang, code in enumerate(Section.values)}
_BIT_NIVEAU = {code: 1 << rang for rang, code in enumerate(NiveauPublic.values)}


class RayonTropGrand(ValueError):
    """No class holds this radius."""


def semaine(jour: date) -> int:
    """Number of the week of a day, within what the column holds."""
    return min(max((jour.toordinal() - ORIGINE) // 7, SEMAINE_MIN), SEMAINE_MAX)


def bit_section(section: str) -> int:
    """Bit of a section; the one of an empty criterion without it."""
    return _BIT_SECTION[section] if section else TOUT


def bit_niveau(niveau: str) -> int:
    """Bit of a level; the one of an empty criterion without it."""
    return _BIT_NIVEAU[niveau] if niveau else TOUT


def _cle(sujet: int, lieu: int) -> int:
    return sujet << BITS_DU_LIEU | lieu


def lieu_de(cle: int) -> int:
    """The place of a key."""
    return cle & ((1 << BITS_DU_LIEU) - 1)


def _lieu(nature: int, pk: int) -> int:
    lieu = pk * NATURES + nature
    if lieu >> BITS_DU_LIEU:
        raise OverflowError("identifiant de lieu trop grand")
    return lieu


def _sujets(metiers: Iterable[int], familles: Iterable[int]) -> set[int]:
    return {2 * pk + 1 for pk in metiers} | {2 * pk + 2 for pk in familles}


# --- The alert's side ---------------------------------------------------------------------------------


def classe_du_rayon(rayon_km: int) -> int:
    """Rank of the smallest class that holds a radius."""
    for rang, classe in enumerate(CLASSES_KM):
        if rayon_km <= classe:
            return rang
    raise RayonTropGrand(rayon_km)


def _lieu_d_alerte(alerte: Alerte) -> tuple[int, int]:
    """The place asked, and the radius that must be checked to the exact distance (0: the class is enough)."""
    if alerte.commune_id is not None and alerte.rayon_km is not None:
        rang = classe_du_rayon(alerte.rayon_km)
        exact = 0 if CLASSES_KM[rang] == alerte.rayon_km else alerte.rayon_km
        return _lieu(PREMIERE_CLASSE + rang, alerte.commune_id), exact
    if alerte.territoire_id is not None:
        return _lieu(TERRITOIRE, alerte.territoire_id), 0
    if alerte.departement_id is not None:
        return _lieu(DEPARTEMENT, alerte.departement_id), 0
    return PARTOUT, 0


def cles_d_alerte(alerte: Alerte, metiers: Iterable[int], familles: Iterable[int]) -> Iterator[CleAlerte]:
    """Postings of an alert: one for each occupation or family asked, a single one without any."""
    lieu, rayon = _lieu_d_alerte(alerte)
    for sujet in sorted(_sujets(metiers, familles) or {0}):
        yield CleAlerte(
            alerte=alerte,
            cle=_cle(sujet, lieu),
            semaine_debut=semaine(alerte.semaine_debut) if alerte.semaine_debut else SEMAINE_MIN,
            semaine_fin=semaine(alerte.semaine_fin) if alerte.semaine_fin else SEMAINE_MAX,
            sections=bit_section(alerte.section),
            niveaux=bit_niveau(alerte.niveau),
            rayon_km=rayon,
            urgence=URGENCES[Frequence(alerte.frequence)],
            avec_mots=bool(alerte.mots),
        )


@transaction.atomic
def ecrire_cles(*, alerte: Alerte) -> int:
    """Write again the postings of an alert, none when it is not alive; in the transaction that changes the alert."""
    alerte.cles.all().delete()
    if alerte.confirmee_le is None or alerte.desinscrite_le is not None:
        return 0
    metiers = alerte.metiers.values_list("pk", flat=True)
    familles = alerte.familles.values_list("pk", flat=True)
    return len(CleAlerte.objects.bulk_create(cles_d_alerte(alerte, metiers, familles)))


# --- The offer's side ---------------------------------------------------------------------------------


def communes_a_portee(offre: OffreStage) -> dict[int, float]:
    """Kilometres to each commune within the largest class, computed as the search computes them. One query."""
    boite = boite_autour(offre.latitude, offre.longitude, CLASSES_KM[-1])
    communes = Commune.objects.filter(
        latitude__range=(boite.latitude_min, boite.latitude_max),
        longitude__range=(boite.longitude_min, boite.longitude_max),
    )
    trouvees = {}
    for pk, latitude, longitude in communes.values_list("pk", "latitude", "longitude"):
        km = distance_km(latitude, longitude, offre.latitude, offre.longitude)
        if km <= CLASSES_KM[-1]:
            trouvees[pk] = km
    return trouvees


def lieux_d_offre(offre: OffreStage, portee: dict[int, float]) -> Iterator[int]:
    """Every place that holds an offer. Its commune must be joined."""
    yield PARTOUT
    yield _lieu(DEPARTEMENT, offre.commune.departement_id)
    if offre.commune.territoire_id is not None:
        yield _lieu(TERRITOIRE, offre.commune.territoire_id)
    for pk, km in portee.items():
        for rang, classe in enumerate(CLASSES_KM):
            if km <= classe:
                yield _lieu(PREMIERE_CLASSE + rang, pk)


def cles_d_offre(offre: OffreStage, portee: dict[int, float]) -> list[int]:
    """Every key under which an alert that concerns the offer can stand. One query."""
    couples = list(offre.metiers.values_list("pk", "famille_id"))
    sujets = _sujets((pk for pk, _ in couples), (famille for _, famille in couples if famille is not None)) | {0}
    lieux = list(lieux_d_offre(offre, portee))
    return [_cle(sujet, lieu) for sujet in sorted(sujets) for lieu in lieux]


def commune_du_lieu(lieu: int) -> int:
    """The commune of a place with a radius class."""
    return lieu // NATURES
