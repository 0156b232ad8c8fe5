"""Reserved places: who may still take one of the places that are left."""

from formations.models import Etablissement
from stages.choices import EtatCandidature, Reserve
from stages.models import OffreStage, PlaceReservee, SemaineDOffre

SITUATION_QPV = "dans un qpv"
TIENNENT_UNE_PLACE = (EtatCandidature.ACCEPTEE, EtatCandidature.CONFIRMEE)


def places_ouvertes_a(*, offre: OffreStage, semaine: SemaineDOffre | None, etablissement: Etablissement | None) -> bool:
    """Whether at least one place is left for a person of this establishment. Two queries.

    A reserve keeps its places until people whom it is for have taken them; those kept for others are not open.
    Reserves hold for every week of an offer counted by week.
    """
    restantes = _restantes(offre, semaine)
    if restantes <= 0:
        return False
    tenues = offre.candidatures.filter(etat__in=TIENNENT_UNE_PLACE, semaine=semaine).select_related("etablissement")
    servis = [candidature.etablissement for candidature in tenues]
    gardees = 0
    for reserve in offre.reserves.all():
        if not _concerne(reserve, etablissement):
            prises = sum(1 for servi in servis if _concerne(reserve, servi))
            gardees += max(reserve.nombre - prises, 0)
    return restantes > gardees


def _restantes(offre: OffreStage, semaine: SemaineDOffre | None) -> int:
    if semaine is not None:
        return semaine.capacite - semaine.places_prises
    return (offre.capacite or 0) - offre.places_prises


def _concerne(reserve: PlaceReservee, etablissement: Etablissement | None) -> bool:
    if etablissement is None:
        return False
    if reserve.type == Reserve.ETABLISSEMENT:
        return reserve.etablissement_id == etablissement.pk
    if reserve.type == Reserve.EDUCATION_PRIORITAIRE:
        return bool(etablissement.education_prioritaire)
    return etablissement.situation_qpv.strip().casefold() == SITUATION_QPV
