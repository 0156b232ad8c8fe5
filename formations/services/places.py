"""Places left and open days, kept by the establishment's own team and shown at once.

They are read at each request and belong to nothing that is built from the catalogue, whose version they leave alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from comptes.models import Utilisateur
from formations.models import Etablissement, JourneePortesOuvertes, Offre

RAISON = "Places tenues par l'établissement"
PLACES_MAX = 5_000


class PlacesRefusees(Exception):
    """Nothing is stored; ``raisons``: what is wrong, by offer."""

    def __init__(self, raisons: Mapping[int, str]) -> None:
        self.raisons = dict(raisons)
        super().__init__(" ; ".join(self.raisons.values()))


@dataclass(frozen=True, slots=True)
class SaisiePlaces:
    """Places typed for an offer, and those that stood on the page when it was read. ``None``: not known."""

    places: int | None
    lues: int | None

    @property
    def touchee(self) -> bool:
        return self.places != self.lues


@dataclass(frozen=True, slots=True)
class Journee:
    """An open day to be added."""

    debut: datetime
    fin: datetime
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Croisement:
    """A figure that somebody else changed between the reading and the writing of this one.

    ``gardee``: the person had not touched it, so the other's figure stays.
    """

    offre: Offre
    lues: int | None
    entre_temps: int | None
    gardee: bool


@dataclass(slots=True)
class Bilan:
    """What was stored."""

    offres: list[Offre] = field(default_factory=list)
    croisements: list[Croisement] = field(default_factory=list)
    journees_ajoutees: int = 0
    journees_retirees: int = 0

    @property
    def change(self) -> bool:
        return bool(self.offres or self.journees_ajoutees or self.journees_retirees)


def raison_de_refus(offre: Offre, places: int | None) -> str:
    """Why these places cannot be left in this offer, or nothing."""
    if places is None:
        return ""
    if places < 0:
        return "Un nombre de places n'est pas négatif."
    if offre.capacite is not None and places > offre.capacite:
        return f"Cette formation compte {offre.capacite} places : il ne peut pas en rester {places}."
    if places > PLACES_MAX:
        return f"{PLACES_MAX} places au plus."
    return ""


@transaction.atomic
def mettre_a_jour_places(*, offre: Offre, places: int | None, par: Utilisateur, maintenant: datetime) -> Offre:
    """Say how many places are left in one offer. The row is locked: the last one to write is the one kept."""
    verrouillee = Offre.objects.select_for_update().get(pk=offre.pk)
    if raison := raison_de_refus(verrouillee, places):
        raise PlacesRefusees({offre.pk: raison})
    _ecrire([(verrouillee, places)], par=par, maintenant=maintenant)
    return verrouillee


@transaction.atomic
def tenir_les_places(
    *,
    etablissement: Etablissement,
    saisies: Mapping[int, SaisiePlaces],
    par: Utilisateur,
    maintenant: datetime,
    journees: Sequence[Journee] = (),
    retirees: Collection[int] = (),
) -> Bilan:
    """Store a whole page of figures and open days, or nothing.

    A figure that was not touched is never written, so that two people who keep different trainings do not undo each
    other; on the same one the last write wins, and the answer says that it met another.
    """
    bilan = Bilan()
    offres = list(etablissement.offres.select_for_update(of=("self",)).filter(pk__in=list(saisies)).order_by("pk"))
    refus = {o.pk: raison for o in offres if (raison := raison_de_refus(o, saisies[o.pk].places))}
    if refus:
        raise PlacesRefusees(refus)
    a_ecrire: list[tuple[Offre, int | None]] = []
    for offre in offres:
        saisie, stockees = saisies[offre.pk], offre.places_restantes
        if stockees not in (saisie.lues, saisie.places):
            bilan.croisements.append(Croisement(offre, saisie.lues, stockees, gardee=not saisie.touchee))
        if saisie.touchee and stockees != saisie.places:
            a_ecrire.append((offre, saisie.places))
    bilan.offres = _ecrire(a_ecrire, par=par, maintenant=maintenant)
    bilan.journees_retirees = _retirer(etablissement, retirees)
    bilan.journees_ajoutees = _ajouter(etablissement, journees, par)
    return bilan


def _ecrire(voulues: list[tuple[Offre, int | None]], *, par: Utilisateur, maintenant: datetime) -> list[Offre]:
    """Date, sign and remember the figures; those of a demonstration account stay marked as such."""
    for offre, places in voulues:
        offre.places_restantes, offre.places_le, offre.places_par = places, maintenant, par
        offre.demonstration = par.demonstration and places is not None
    offres = [offre for offre, _ in voulues]
    if offres:
        champs = ["places_restantes", "places_le", "places_par", "demonstration"]
        bulk_update_with_history(offres, Offre, champs, default_user=par, default_change_reason=RAISON)
    return offres


def _retirer(etablissement: Etablissement, retirees: Collection[int]) -> int:
    journees = list(etablissement.portes_ouvertes.filter(pk__in=list(retirees)))
    for journee in journees:  # one by one: each deletion is kept in the history
        journee.delete()
    return len(journees)


def _ajouter(etablissement: Etablissement, journees: Sequence[Journee], par: Utilisateur) -> int:
    connues = set(etablissement.portes_ouvertes.values_list("debut", flat=True))
    nouvelles = [
        JourneePortesOuvertes(
            etablissement=etablissement,
            debut=journee.debut,
            fin=journee.fin,
            precision=journee.precision,
            demonstration=par.demonstration,
        )
        for journee in journees
        if journee.debut not in connues
    ]
    bulk_create_with_history(nouvelles, JourneePortesOuvertes, default_user=par, default_change_reason=RAISON)
    return len(nouvelles)
