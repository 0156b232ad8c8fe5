"""Offers that a partner posts: the same external id is the same offer, and the same content changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from metiers.models import Metier
from stages.choices import EtatOffre
from stages.models import Entreprise, NiveauDOffre, OffreStage, Partenaire, SemaineDOffre
from stages.services.controles import Manque, controler
from stages.services.offres import OffreIncomplete, TransitionRefusee, retirer, revoir_les_places, soumettre

Resultat = Literal["creee", "modifiee", "inchangee"]
EN_LIGNE = (EtatOffre.PUBLIEE, EtatOffre.COMPLETE)
# A change of these is read again by staff after publication.
QUI_COMPTENT = {"titre", "description", "section", "commune", "debut", "fin", "metiers", "niveaux", "semaines"}


@dataclass(frozen=True, slots=True)
class Depot:
    """What a partner sends. ``champs``: columns of the offer; ``semaines``: places by Monday."""

    entreprise: Entreprise
    champs: Mapping[str, Any]
    niveaux: frozenset[str]
    metiers: tuple[Metier, ...]
    semaines: Mapping[date, int]


def entreprise_permise(*, partenaire: Partenaire, siret: str) -> Entreprise | None:
    """The company of a SIRET for which a partner may post: verified, or the partner's own."""
    entreprise = Entreprise.objects.select_related("organisation").filter(organisation__siret=siret).first()
    if entreprise is None:
        return None
    sienne = entreprise.organisation_id == partenaire.organisation_id
    return entreprise if entreprise.organisation.verifiee or sienne else None


@transaction.atomic
def deposer(
    *, partenaire: Partenaire, identifiant: str, depot: Depot, maintenant: datetime
) -> tuple[OffreStage, Resultat]:
    """Create or update the offer of an external id, and publish it as its company's rights allow.

    :class:`OffreIncomplete` when it cannot be published: then nothing is stored. What was refused stays refused until
    its content changes; what was closed is opened again.
    """
    Partenaire.objects.select_for_update().get(pk=partenaire.pk)  # two calls of one partner follow each other
    offre = OffreStage.objects.filter(partenaire=partenaire, identifiant_externe=identifiant).first()
    creation = offre is None
    if offre is None:
        offre = OffreStage(partenaire=partenaire, identifiant_externe=identifiant)
    if (depot.champs["capacite"] or offre.places_prises) < offre.places_prises:
        raise OffreIncomplete([Manque("capacite", f"{offre.places_prises} places sont déjà prises.")])
    changes = _ecrire(offre, depot)
    if creation or changes or offre.etat in (EtatOffre.RETIREE, EtatOffre.EXPIREE):
        offre = _mettre_en_ligne(offre, changes, maintenant)
    return offre, "creee" if creation else "modifiee" if changes else "inchangee"


@transaction.atomic
def clore(*, partenaire: Partenaire, identifiant: str) -> OffreStage | None:
    """Withdraw the offer of an external id; ``None`` when the partner has none, nothing more when it is closed."""
    offre = OffreStage.objects.filter(partenaire=partenaire, identifiant_externe=identifiant).first()
    if offre is None:
        return None
    try:
        return retirer(offre=offre)
    except TransitionRefusee:
        return offre


def _mettre_en_ligne(offre: OffreStage, changes: set[str], maintenant: datetime) -> OffreStage:
    if offre.etat in EN_LIGNE:
        if manques := controler(offre, timezone.localdate(maintenant)):
            raise OffreIncomplete(manques)
        if changes & QUI_COMPTENT:
            OffreStage.objects.filter(pk=offre.pk).update(a_controler=True)
        return revoir_les_places(offre=offre)
    if offre.etat == EtatOffre.A_MODERER:
        if manques := controler(offre, timezone.localdate(maintenant)):
            raise OffreIncomplete(manques)
        return offre
    return soumettre(offre=offre, par=None, maintenant=maintenant)


def _ecrire(offre: OffreStage, depot: Depot) -> set[str]:
    """Write what differs; the names of what changed."""
    commune = depot.champs["commune"]
    champs = dict(depot.champs) | {
        "entreprise": depot.entreprise,
        "slug": slugify(depot.champs["titre"])[:160] or "offre",
        "latitude": commune.latitude,
        "longitude": commune.longitude,
    }
    differents = {nom for nom, valeur in champs.items() if offre.pk is None or getattr(offre, nom) != valeur}
    if offre.pk is None or differents:
        for nom in differents:
            setattr(offre, nom, champs[nom])
        offre.save()
    if set(offre.metiers.values_list("pk", flat=True)) != {m.pk for m in depot.metiers}:
        offre.metiers.set(depot.metiers)
        differents.add("metiers")
    if set(offre.niveaux.values_list("niveau", flat=True)) != depot.niveaux:
        offre.niveaux.all().delete()
        NiveauDOffre.objects.bulk_create([NiveauDOffre(offre=offre, niveau=n) for n in sorted(depot.niveaux)])
        differents.add("niveaux")
    if _ecrire_les_semaines(offre, depot.semaines):
        differents.add("semaines")
    return differents - {"slug", "latitude", "longitude"}


def _ecrire_les_semaines(offre: OffreStage, voulues: Mapping[date, int]) -> bool:
    """Weeks as the partner wants them; one that someone applied to is never taken away nor made too small."""
    connues = {s.lundi: s for s in SemaineDOffre.objects.select_for_update().filter(offre=offre)}
    ajoutees = [SemaineDOffre(offre=offre, lundi=j, capacite=n) for j, n in voulues.items() if j not in connues]
    change = bool(ajoutees)
    for lundi, semaine in connues.items():
        places = voulues.get(lundi)
        if places == semaine.capacite:
            continue
        change = True
        if places is None:
            _retirer_la_semaine(semaine)
        elif places < semaine.places_prises:
            raise _refus(semaine, f"{semaine.places_prises} places sont déjà prises")
        else:
            semaine.capacite = places
            semaine.save(update_fields=["capacite"])
    SemaineDOffre.objects.bulk_create(ajoutees)
    return change


def _retirer_la_semaine(semaine: SemaineDOffre) -> None:
    if semaine.candidatures.exists():
        raise _refus(semaine, "quelqu'un a déjà postulé")
    semaine.delete()


def _refus(semaine: SemaineDOffre, raison: str) -> OffreIncomplete:
    return OffreIncomplete([Manque("semaines", f"Semaine du {semaine.lundi:%d/%m/%Y} : {raison}.")])
