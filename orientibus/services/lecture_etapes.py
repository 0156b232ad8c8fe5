"""Reads the public stops: those to come for a search, those that interest an occupation or a place."""

from datetime import date, timedelta

from django.db.models import F, Prefetch

from metiers.models import Metier
from orientibus.choices import EtatEtape
from orientibus.models import Atelier, Etape
from orientibus.models.etape import EtapeQuerySet
from orientibus.services.exploration import CriteresEtapes
from territoires.models import Commune, Departement, TerritoireEmploi
from territoires.models.distance import RAYON_MAX_KM, Lieu, autour
from territoires.services.registres import RAYON_DE_COMMUNE

DANS_L_ORDRE = ("jour", "heure_debut", "pk")
LIEU = "demande__"
"""Where a stop keeps its place: its request's."""


def etapes_a_venir(criteres: CriteresEtapes, jour: date) -> EtapeQuerySet:
    """Public stops that are not over, soonest first; with ``distance_km`` when a place is asked."""
    requete = Etape.objects.a_venir(jour)
    if criteres.mois:
        apres = (criteres.mois + timedelta(days=31)).replace(day=1)
        requete = requete.filter(jour__lt=apres, fin__gte=criteres.mois)
    if criteres.departement:
        requete = requete.filter(demande__commune__departement=criteres.departement)
    if criteres.bus:
        requete = requete.filter(bus=criteres.bus)
    if criteres.ouvertes:
        requete = requete.filter(ouverte_a_tous=True)
    if criteres.commune is not None:
        requete = autour(requete, criteres.commune, criteres.rayon_km or RAYON_MAX_KM, LIEU)
    return requete.order_by(*DANS_L_ORDRE)


def completes(requete: EtapeQuerySet) -> EtapeQuerySet:
    """With what a card or a page shows: two queries."""
    ateliers = Prefetch("demande__ateliers", queryset=Atelier.objects.filter(actif=True))
    return requete.select_related(
        "bus", "demande__commune__departement", "demande__commune__territoire"
    ).prefetch_related(ateliers)


def mois_proposes(jour: date) -> list[date]:
    """First days of the months that have public stops to come: one query."""
    jours = Etape.objects.a_venir(jour).order_by().values_list("jour", flat=True).distinct()
    return sorted({max(j, jour).replace(day=1) for j in jours})


def etapes_pour_le_metier(metier: Metier, lieu: Lieu | None, jour: date, combien: int) -> list[Etape]:
    """Stops to come whose workshops show the family of an occupation, nearest first when a place is known."""
    if metier.famille_id is None:
        return []
    requete = Etape.objects.a_venir(jour).filter(demande__ateliers__familles=metier.famille_id).distinct()
    if lieu is not None:
        requete = autour(requete, lieu, RAYON_MAX_KM, LIEU).order_by(F("distance_km").asc(), *DANS_L_ORDRE)
    else:
        requete = requete.order_by(*DANS_L_ORDRE)
    return list(completes(requete)[:combien])


def etapes_du_lieu(lieu: Departement | TerritoireEmploi | Commune, jour: date, combien: int) -> list[Etape]:
    """Stops to come in a département or a territory, or around a commune, soonest first."""
    if isinstance(lieu, Commune):
        proches = autour(Etape.objects.a_venir(jour), lieu, RAYON_DE_COMMUNE, LIEU)
        return list(completes(proches.order_by(*DANS_L_ORDRE))[:combien])
    champ = "departement" if isinstance(lieu, Departement) else "territoire"
    requete = Etape.objects.a_venir(jour).filter(**{f"demande__commune__{champ}": lieu})
    return list(completes(requete.order_by(*DANS_L_ORDRE))[:combien])


def etapes_d_un_agenda(jour: date, **egalites: object) -> EtapeQuerySet:
    """What a calendar holds: stops to come, and those that were announced and then called off, which it must remove."""
    annoncees = Etape.objects.filter(fin__gte=jour, confirmee_le__isnull=False, **egalites)
    etats = (EtatEtape.CONFIRMEE, EtatEtape.REALISEE, EtatEtape.PROPOSEE, EtatEtape.ANNULEE, EtatEtape.DECLINEE)
    return completes(annoncees.filter(etat__in=etats).order_by(*DANS_L_ORDRE))
