"""From an offer that became visible to one delivery row per person and channel, in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from stages.choices import Canal, EtatOffre
from stages.models import Alerte, EvenementOffre, Livraison, OffreStage
from stages.models.alerte import parle
from stages.services.correspondance import ALERTES_PAR_REQUETE, alertes_pour, en_lots
from stages.services.quand import Horaire, prochain_envoi
from stages.services.regles import regles_au

COLONNES = (
    "pk", "utilisateur_id", "courriel", "frequence", "par_courriel", "par_push", "mineur", "calme_debut", "calme_fin",
)  # fmt: skip
EVENEMENTS_PAR_PASSAGE = 200


class LigneDAlerte(NamedTuple):
    """What says whom an alert speaks to, how and when."""

    pk: int
    utilisateur_id: int | None
    courriel: str
    frequence: str
    par_courriel: bool
    par_push: bool
    mineur: bool
    calme_debut: Any
    calme_fin: Any

    def peut_parler(self, horaire: Horaire, maintenant: datetime) -> datetime:
        """The first moment at which it may tell of an offer."""
        return prochain_envoi(
            maintenant=maintenant,
            horaire=horaire,
            frequence=self.frequence,
            mineur=self.mineur,
            calme_debut=self.calme_debut,
            calme_fin=self.calme_fin,
        )

    def veut(self, canal: str) -> bool:
        """Whether it speaks through this channel."""
        return self.par_courriel if canal == Canal.COURRIEL else self.par_push


def evenements_a_traiter() -> list[int]:
    """Events of visible offers that nobody was told of yet, the oldest first.

    An offer that is withdrawn before its turn waits: it is announced if it comes back, and then only once.
    """
    attente = EvenementOffre.objects.filter(traite_le__isnull=True, offre__etat=EtatOffre.PUBLIEE)
    return list(attente.order_by("pk").values_list("pk", flat=True)[:EVENEMENTS_PAR_PASSAGE])


@transaction.atomic
def traiter_evenement(evenement_id: int, *, maintenant: datetime) -> int | None:
    """Write what an offer owes to each person. ``None``: another worker has it, or has done it, or it is hidden.

    The claim, the rows and the mark are one transaction: a worker that dies leaves the event as it was.
    """
    evenement = (
        EvenementOffre.objects.select_for_update(skip_locked=True)
        .filter(pk=evenement_id, traite_le__isnull=True)
        .first()
    )
    if evenement is None:
        return None
    visibles = OffreStage.objects.visibles().select_related("commune", "entreprise__organisation")
    offre = visibles.filter(pk=evenement.offre_id).first()
    if offre is None:
        return None
    nombre = _ecrire_livraisons(offre, maintenant)
    evenement.traite_le = maintenant
    evenement.save(update_fields=["traite_le"])
    return nombre


def _ecrire_livraisons(offre: OffreStage, maintenant: datetime) -> int:
    horaire = Horaire.selon(regles_au(timezone.localdate(maintenant)))
    nombre = 0
    for lot in en_lots(alertes_pour(offre), ALERTES_PAR_REQUETE):
        livraisons = list(_livraisons(offre, lire_les_parlantes(lot, maintenant), horaire, maintenant))
        # Written first, kept first: the ids come with the most urgent alerts before the others.
        Livraison.objects.bulk_create(livraisons, ignore_conflicts=True)
        nombre += len(livraisons)
    return nombre


def lire_les_parlantes(alertes: Sequence[int], maintenant: datetime) -> list[LigneDAlerte]:
    """Those of these alerts that speak today."""
    parlantes = Alerte.objects.qui_parlent(timezone.localdate(maintenant)).filter(pk__in=alertes)
    return [LigneDAlerte(*ligne) for ligne in parlantes.order_by("pk").values_list(*COLONNES)]


def _destinataires(lignes: Iterable[LigneDAlerte]) -> dict[int, str]:
    """Who each alert speaks to. An address that is also an account's is the same person."""
    lignes = list(lignes)
    adresses = {ligne.courriel.lower() for ligne in lignes if ligne.utilisateur_id is None}
    comptes = dict(Utilisateur.objects.filter(email__in=adresses).values_list("email", "pk")) if adresses else {}
    resultat = {}
    for ligne in lignes:
        compte = ligne.utilisateur_id or comptes.get(ligne.courriel.lower())
        resultat[ligne.pk] = f"u{compte}" if compte else f"c{ligne.courriel.lower()}"
    return resultat


def _livraisons(
    offre: OffreStage, lignes: list[LigneDAlerte], horaire: Horaire, maintenant: datetime
) -> Iterator[Livraison]:
    """One row per person and channel: of two alerts of one person, the one that speaks first."""
    heures: dict[tuple[Any, ...], datetime] = {}
    choisies: dict[tuple[str, str], tuple[datetime, int]] = {}
    destinataires = _destinataires(lignes)
    for ligne in lignes:
        cle = ligne.frequence, ligne.mineur, ligne.calme_debut, ligne.calme_fin
        if cle not in heures:
            heures[cle] = ligne.peut_parler(horaire, maintenant)
        for canal in Canal.values:
            if ligne.veut(canal):
                personne = destinataires[ligne.pk], canal
                choisies[personne] = min(choisies.get(personne, (heures[cle], ligne.pk)), (heures[cle], ligne.pk))
    for (destinataire, par), (pas_avant, alerte) in choisies.items():
        yield Livraison(offre=offre, alerte_id=alerte, destinataire=destinataire, canal=par, pas_avant=pas_avant)


def encore_due(livraisons: Iterable[Livraison], *, maintenant: datetime | None = None) -> set[int]:
    """Ids of the deliveries that may still leave: the offer is visible, the alert alive and not paused. One query."""
    jour = timezone.localdate(maintenant or timezone.now())
    return set(
        Livraison.objects.order_by()
        # Joined, and not among the alerts that speak: all of those would be read for five hundred deliveries.
        .filter(parle(jour, "alerte__"), pk__parmi=[v.pk for v in livraisons], offre__etat=EtatOffre.PUBLIEE)
        .values_list("pk", flat=True)
    )
