"""When an alert falls silent, what it still owes goes out under another alert of the same person that matches too."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comptes.models import EtatEnvoi, Utilisateur
from stages.models import Alerte, Livraison, OffreStage
from stages.services.correspondance import alertes_pour
from stages.services.diffusion import LigneDAlerte, lire_les_parlantes
from stages.services.quand import PARIS, Horaire
from stages.services.regles import regles_au

RELAIS_MAX = 100
"""Offers looked at in one go, the most urgent first; each costs a few queries. The others are not sent."""


@transaction.atomic
def passer_le_relais(*, alertes: Sequence[int], maintenant: datetime, avant: date | None = None) -> int:
    """Give the queued deliveries of these alerts to those that take over; how many. The rest is not sent when due.

    ``avant``: those due from that day on stay as they are (the end of a pause). What a worker holds is left to it.
    """
    dues = Livraison.objects.select_for_update(of=("self",)).filter(alerte__in=alertes, etat=EtatEnvoi.EN_FILE)
    if avant is not None:
        dues = dues.filter(pas_avant__lt=datetime.combine(avant, time.min, PARIS))
    livraisons = list(dues.order_by("pas_avant", "pk")[: 2 * RELAIS_MAX])
    autres = _autres_alertes({v.destinataire for v in livraisons}, alertes, maintenant) if livraisons else {}
    par_offre: defaultdict[int, list[Livraison]] = defaultdict(list)
    for livraison in livraisons:
        if autres.get(livraison.destinataire):
            par_offre[livraison.offre_id].append(livraison)
    if not par_offre:
        return 0
    horaire = Horaire.selon(regles_au(timezone.localdate(maintenant)))
    reprises: list[Livraison] = []
    for offre in _offres(list(par_offre)[:RELAIS_MAX]):
        reprises += _reprises(offre, par_offre[offre.pk], autres, horaire, maintenant)
    Livraison.objects.bulk_update(reprises, ["alerte", "pas_avant"])
    return len(reprises)


def _offres(pks: list[int]) -> Iterable[OffreStage]:
    visibles = OffreStage.objects.visibles().filter(pk__in=pks)
    return visibles.select_related("commune", "entreprise").prefetch_related("niveaux")


def _autres_alertes(
    destinataires: set[str], sauf: Sequence[int], maintenant: datetime
) -> dict[str, dict[int, LigneDAlerte]]:
    """Other alerts that speak today, by person. An account also speaks through the alerts of its own address."""
    comptes = Utilisateur.objects.filter(pk__in=[int(d[1:]) for d in destinataires if d.startswith("u")])
    personnes = {email.lower(): f"u{pk}" for pk, email in comptes.values_list("pk", "email")}
    personnes = {d[1:]: d for d in destinataires if d.startswith("c")} | personnes
    siennes = Q(utilisateur__in=comptes) | Q(utilisateur__isnull=True, courriel__in=list(personnes))
    pks = list(Alerte.objects.filter(siennes).exclude(pk__in=sauf).values_list("pk", flat=True))
    resultat: defaultdict[str, dict[int, LigneDAlerte]] = defaultdict(dict)
    for ligne in lire_les_parlantes(pks, maintenant):
        compte = ligne.utilisateur_id
        resultat[f"u{compte}" if compte else personnes[ligne.courriel.lower()]][ligne.pk] = ligne
    return resultat


def _reprises(
    offre: OffreStage,
    livraisons: Iterable[Livraison],
    autres: dict[str, dict[int, LigneDAlerte]],
    horaire: Horaire,
    maintenant: datetime,
) -> Iterable[Livraison]:
    """Deliveries of an offer that another alert takes over: of several, the one that speaks first."""
    personnes = {v.destinataire for v in livraisons}
    conviennent = set(alertes_pour(offre, [pk for personne in personnes for pk in autres[personne]]))
    for livraison in livraisons:
        candidates = [
            (ligne.peut_parler(horaire, maintenant), pk)
            for pk, ligne in autres[livraison.destinataire].items()
            if pk in conviennent and ligne.veut(livraison.canal)
        ]
        if candidates:
            quand, livraison.alerte_id = min(candidates)
            # A delivery that is being tried again also waits for its next try.
            livraison.pas_avant = max(quand, livraison.pas_avant) if livraison.essais else quand
            yield livraison
