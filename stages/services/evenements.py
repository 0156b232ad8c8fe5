"""An offer became visible: one event, written in the transaction that made it so."""

from stages.models import EvenementOffre, OffreStage


def annoncer(*, offre: OffreStage) -> EvenementOffre:
    """Write the event once in the life of an offer: one that is withdrawn and published again tells nobody twice."""
    evenement, _ = EvenementOffre.objects.get_or_create(offre=offre)
    return evenement
