"""What the portal knows of a request, for its priority."""

from datetime import date

from django.db.models import Max, Q

from commun.distances import distance_km
from orientibus.choices import EtatDemande, EtatEtape
from orientibus.models import Demande, Etape
from orientibus.services.priorite import Faits
from territoires.models import LieuOrientation


def faits_de(demande: Demande, aujourdhui: date) -> Faits:
    """Three queries: the open guidance places, the last visit of the commune, another request of the structure."""
    return Faits(
        education_prioritaire=demande.education_prioritaire,
        qpv=demande.qpv,
        habitants=demande.commune.population,
        km_lieu=_km_du_lieu_le_plus_proche(demande),
        mois_depuis_visite=_mois_depuis_visite(demande, aujourdhui),
        effectif=demande.effectif,
        premiere=not _deja_demande(demande),
    )


def _km_du_lieu_le_plus_proche(demande: Demande) -> float | None:
    places = LieuOrientation.objects.ouverts().values_list("latitude", "longitude")
    return min((distance_km(demande.latitude, demande.longitude, lat, lon) for lat, lon in places), default=None)


def _mois_depuis_visite(demande: Demande, aujourdhui: date) -> int | None:
    visites = Etape.objects.filter(etat=EtatEtape.REALISEE, demande__commune=demande.commune, fin__lte=aujourdhui)
    derniere = visites.exclude(demande=demande.pk).aggregate(d=Max("fin"))["d"]
    return (aujourdhui - derniere).days * 12 // 365 if derniere else None


def _deja_demande(demande: Demande) -> bool:
    memes = Q(structure__iexact=demande.structure, commune=demande.commune)
    if demande.etablissement_id:
        memes |= Q(etablissement=demande.etablissement_id)
    if demande.organisation_id:
        memes |= Q(organisation=demande.organisation_id)
    autres = Demande.objects.filter(memes).exclude(etat__in=(EtatDemande.RETIREE, EtatDemande.REFUSEE))
    if demande.pk:
        autres = autres.exclude(pk=demande.pk).filter(created_at__lt=demande.created_at)
    return autres.exists()
