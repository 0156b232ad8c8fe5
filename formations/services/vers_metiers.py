"""Trainings that lead to occupations, seen from a place: what the occupations app asks through its registry."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from commun.distances import distance_km
from formations.models import CertificationMetier, Formation, Offre
from metiers.services.registres import FormationsVers
from territoires.models.distance import Lieu

EXEMPLES = 3
_SANS_DISTANCE = float("inf")


class _Offre(NamedTuple):
    formation: int
    niveau: int | None
    intitule: str
    slug: str
    km: float


def formations_vers_metiers(metier_ids: Iterable[int], lieu: Lieu | None) -> dict[int, FormationsVers]:
    """For each occupation: how many trainings lead to it, the nearest, the levels, and examples, nearest first.

    Three queries, whatever the number of occupations. Links that only share a parent code count when an occupation has
    no surer one.
    """
    ids = list(metier_ids)
    certifications = _certifications(ids)
    concernees = {pk for pks in certifications.values() for pk in pks}
    par_certification = _formations_par_certification(concernees)
    offres = _offres({pk for pks in par_certification.values() for pk in pks}, lieu)
    resultats = {}
    for metier in ids:
        formations = {f for c in certifications.get(metier, ()) for f in par_certification.get(c, ())}
        resultats[metier] = _resumer([o for f in formations for o in offres.get(f, ())], lieu is not None)
    return resultats


def _certifications(ids: list[int]) -> dict[int, set[int]]:
    surs: dict[int, set[int]] = defaultdict(set)
    autres: dict[int, set[int]] = defaultdict(set)
    liens = CertificationMetier.objects.vers(*ids).order_by()
    sures = set(CertificationMetier.ORIGINES_SURES)
    for metier, certification, origine in liens.values_list("metier", "certification", "origine"):
        (surs if origine in sures else autres)[metier].add(certification)
    return {metier: surs.get(metier) or autres[metier] for metier in {*surs, *autres}}


def _formations_par_certification(certifications: set[int]) -> dict[int, set[int]]:
    """Trainings that prepare each certification, a common first year included; one query."""
    groupes: dict[int, set[int]] = defaultdict(set)
    lignes = Formation.objects.actives().preparant(certifications).order_by()
    for pk, certification, specialite in lignes.values_list("pk", "certification", "specialites"):
        for preparee in (certification, specialite):
            if preparee in certifications:
                groupes[preparee].add(pk)
    return groupes


def _offres(formations: set[int], lieu: Lieu | None) -> dict[int, list[_Offre]]:
    groupes: dict[int, list[_Offre]] = defaultdict(list)
    champs = (
        "formation",
        "formation__niveau",
        "formation__intitule",
        "formation__slug",
        "etablissement__latitude",
        "etablissement__longitude",
    )
    lignes = Offre.objects.actives().filter(formation__in=formations).order_by().values_list(*champs)
    for formation, niveau, intitule, slug, latitude, longitude in lignes:
        situe = lieu is not None and latitude is not None and longitude is not None
        km = distance_km(lieu.latitude, lieu.longitude, latitude, longitude) if situe and lieu else _SANS_DISTANCE
        groupes[formation].append(_Offre(formation, niveau, intitule, slug, km))
    return groupes


def _resumer(offres: list[_Offre], depuis_un_lieu: bool) -> FormationsVers:
    proches: dict[int, _Offre] = {}
    for offre in offres:
        connue = proches.get(offre.formation)
        if connue is None or offre.km < connue.km:
            proches[offre.formation] = offre
    ordre = sorted(proches.values(), key=lambda o: (o.km, o.intitule, o.formation))
    plus_proche = ordre[0].km if ordre and depuis_un_lieu and ordre[0].km < _SANS_DISTANCE else None
    return FormationsVers(
        nombre=len(ordre),
        plus_proche_km=plus_proche,
        niveaux=tuple(sorted({o.niveau for o in ordre if o.niveau is not None})),
        exemples=tuple((o.intitule, reverse("formations:fiche", args=[o.slug])) for o in ordre[:EXEMPLES]),
    )
