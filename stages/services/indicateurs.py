"""Figures that the exchange gives to the dashboard, by territory; under ``None``, the whole Région."""

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from commun.indicateurs import Valeurs, flux, par_lieu, parts
from comptes.models.envoi import EtatEnvoi
from stages.models import Candidature, Livraison, OffreStage, SemaineDOffre

TERRITOIRE = "commune__territoire__code"


def offres_publiees(debut: datetime, fin: datetime) -> Valeurs:
    """Offers that became visible for the first time in the period."""
    offres = OffreStage.objects.filter(publiee_le__gte=debut, publiee_le__lt=fin, demonstration=False)
    return par_lieu(offres, TERRITOIRE, Count("pk"))


def places_proposees(debut: datetime, fin: datetime) -> Valeurs:
    """Places of these offers: of the offer, or of all its weeks."""
    offres = OffreStage.objects.filter(publiee_le__gte=debut, publiee_le__lt=fin, demonstration=False)
    semaines = SemaineDOffre.objects.filter(
        offre__publiee_le__gte=debut, offre__publiee_le__lt=fin, offre__demonstration=False, offre__capacite=None
    )
    directes = par_lieu(offres, TERRITOIRE, Sum("capacite"))
    par_semaine = par_lieu(semaines, f"offre__{TERRITOIRE}", Sum("capacite"))
    return {code: directes.get(code, 0) + par_semaine.get(code, 0) for code in directes | par_semaine}


def _candidatures(champ: str, debut: datetime, fin: datetime) -> QuerySet[Candidature]:
    return Candidature.objects.filter(**{f"{champ}__gte": debut, f"{champ}__lt": fin, "offre__demonstration": False})


def candidatures_envoyees(debut: datetime, fin: datetime) -> Valeurs:
    """Applications that reached a company in the period."""
    return par_lieu(_candidatures("envoyee_le", debut, fin), f"offre__{TERRITOIRE}", Count("pk"))


def reponses_dans_le_delai(debut: datetime, fin: datetime) -> Valeurs:
    """Share, in percent, of the applications due in the period that were answered before their deadline."""
    dues = _candidatures("expire_le", debut, fin).filter(envoyee_le__isnull=False)
    a_temps = Count("pk", filter=Q(repondue_le__lte=F("expire_le")))
    toutes = par_lieu(dues, f"offre__{TERRITOIRE}", Count("pk"))
    tenues = par_lieu(dues, f"offre__{TERRITOIRE}", a_temps)
    return parts(tenues, toutes)


def stages_confirmes(debut: datetime, fin: datetime) -> Valeurs:
    """Applications confirmed by the person in the period."""
    return par_lieu(_candidatures("confirmee_le", debut, fin), f"offre__{TERRITOIRE}", Count("pk"))


def alertes_envoyees(debut: datetime, fin: datetime) -> Valeurs:
    """Notifications of an offer that left in the period."""
    parties = Livraison.objects.filter(
        etat=EtatEnvoi.ENVOYEE, envoye_le__gte=debut, envoye_le__lt=fin, offre__demonstration=False
    )
    return par_lieu(parties, f"offre__{TERRITOIRE}", Count("pk"))


INDICATEURS = (
    flux("stages.offres_publiees", "Offres publiées", "offres", offres_publiees),
    flux("stages.places_proposees", "Places proposées", "places", places_proposees),
    flux("stages.candidatures_envoyees", "Candidatures envoyées", "candidatures", candidatures_envoyees),
    flux("stages.reponses_dans_le_delai", "Réponses dans le délai", "%", reponses_dans_le_delai),
    flux("stages.stages_confirmes", "Stages confirmés", "stages", stages_confirmes),
    flux("stages.alertes_envoyees", "Alertes envoyées", "alertes", alertes_envoyees),
)
