"""Partners of the API: their tokens, their offers by external identifier. States move through services/offres.py."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from metiers.models import Metier
from stages.choices import EtatOffre
from stages.models import Entreprise, NiveauDOffre, OffreStage, Partenaire, SemaineDOffre
from stages.services.controles import controler
from stages.services.index_offres import une_seule_fois
from stages.services.offres import OffreIncomplete, TransitionRefusee, retirer, soumettre
from territoires.models import Commune

PREFIXE_JETON = "pst_"
PAUSE_ENTRE_NOTES = timedelta(minutes=1)
"""The last call is written at most that often."""
CONTENU = (
    *("section", "titre", "description", "adresse", "debut", "fin", "horaires", "heures_par_jour"),
    *("heures_par_semaine", "a_distance", "accessibilite", "gratification_horaire", "contrat", "diplome"),
    *("duree_mois", "video"),
)
"""Fields that a partner gives as they are."""


class DepotRefuse(Exception):
    """The offer cannot be taken; ``erreurs`` says why, field by field, in French."""

    def __init__(self, erreurs: dict[str, list[str]]) -> None:
        self.erreurs = erreurs
        super().__init__("; ".join(erreurs))


@dataclass(frozen=True, slots=True)
class OffreDeposee:
    """What a partner sends. ``champs``: values of :data:`CONTENU`; ``semaines``: Mondays and places."""

    siret: str
    commune: str
    metiers: Sequence[str]
    niveaux: Collection[str]
    champs: dict[str, Any]
    semaines: Sequence[tuple[date, int]] = ()
    places: int | None = None


def empreinte(jeton: str) -> str:
    """What is kept of a token: it is long and random, so a plain hash is enough."""
    return sha256(jeton.encode()).hexdigest()


@transaction.atomic
def donner_un_jeton(*, partenaire: Partenaire) -> str:
    """A new token, said once; the former one stops working at once. Saves the partner, new or not."""
    jeton = PREFIXE_JETON + token_urlsafe(32)
    partenaire.empreinte_jeton = empreinte(jeton)
    partenaire.save()
    return jeton


def partenaire_du_jeton(*, jeton: str, maintenant: datetime) -> Partenaire | None:
    """The active partner that bears a token; the time of the call is noted."""
    partenaire = Partenaire.objects.filter(empreinte_jeton=empreinte(jeton), actif=True).first()
    if partenaire is None:
        return None
    if partenaire.dernier_appel is None or partenaire.dernier_appel < maintenant - PAUSE_ENTRE_NOTES:
        Partenaire.objects.filter(pk=partenaire.pk).update(dernier_appel=maintenant)
    return partenaire


@transaction.atomic
def deposer(
    *, partenaire: Partenaire, identifiant: str, depot: OffreDeposee, maintenant: datetime
) -> tuple[OffreStage, bool]:
    """Create or update the partner's offer of this identifier; says whether it is new.

    The same content changes nothing, whatever became of the offer: a nightly copy never brings back what was withdrawn.
    """
    Partenaire.objects.select_for_update().get(pk=partenaire.pk)
    entreprise, commune, metiers = _resoudre(partenaire, depot)
    siennes = OffreStage.objects.select_for_update().filter(partenaire=partenaire, identifiant_externe=identifiant)
    offre = siennes.first()
    nouvelle = offre is None
    if offre is None:
        offre = OffreStage(partenaire=partenaire, identifiant_externe=identifiant)
    elif not _change(offre, depot, entreprise, commune, metiers):
        return offre, False
    en_ligne = offre.etat in (EtatOffre.PUBLIEE, EtatOffre.COMPLETE, EtatOffre.A_MODERER)
    with une_seule_fois():
        if en_ligne and not _se_corrige_en_ligne(offre):
            offre = retirer(offre=offre)
        _ecrire(offre, depot, entreprise, commune, metiers)
        _mettre_en_ligne(offre, maintenant)
    offre.refresh_from_db()
    return offre, nouvelle


@transaction.atomic
def clore(*, partenaire: Partenaire, identifiant: str) -> OffreStage | None:
    """Withdraw the partner's offer; closing twice is closing once. ``None`` when it has none of this identifier."""
    offre = OffreStage.objects.filter(partenaire=partenaire, identifiant_externe=identifiant).first()
    if offre is None:
        return None
    try:
        return retirer(offre=offre, motif=f"Close par {partenaire.nom}.")
    except TransitionRefusee:
        return offre


def _resoudre(partenaire: Partenaire, depot: OffreDeposee) -> tuple[Entreprise, Commune, list[Metier]]:
    erreurs: dict[str, list[str]] = {}
    entreprise = Entreprise.objects.select_related("organisation").filter(organisation__siret=depot.siret).first()
    if entreprise is None:
        erreurs["siret"] = ["Aucune entreprise du portail ne porte ce SIRET : elle doit d'abord s'inscrire."]
    elif not entreprise.organisation.verifiee and not partenaire.entreprises.filter(pk=entreprise.pk).exists():
        erreurs["siret"] = ["Cette entreprise n'est pas encore vérifiée et ne vous est pas rattachée."]
    commune = Commune.objects.actives().filter(code_insee=depot.commune).first()
    if commune is None:
        erreurs["commune"] = ["Aucune commune connue du portail ne porte ce code INSEE."]
    connus = Metier.objects.publies()
    par_cle = {m.slug: m for m in connus.filter(slug__in=depot.metiers)}
    par_cle |= {m.code_rome: m for m in connus.filter(code_rome__in=[cle for cle in depot.metiers if cle])}
    inconnus = [cle for cle in depot.metiers if cle not in par_cle]
    if inconnus:
        erreurs["metiers"] = [
            f"« {cle} » n'est ni l'adresse ni le code ROME d'un métier du portail." for cle in inconnus
        ]
    if erreurs or entreprise is None or commune is None:
        raise DepotRefuse(erreurs)
    return entreprise, commune, list({m.pk: m for m in map(par_cle.__getitem__, depot.metiers)}.values())


def _change(
    offre: OffreStage, depot: OffreDeposee, entreprise: Entreprise, commune: Commune, metiers: list[Metier]
) -> bool:
    """Whether what is sent differs from what is kept."""
    connu = {nom: getattr(offre, nom) for nom in CONTENU}
    semaines = sorted(offre.semaines.values_list("lundi", "capacite"))
    return (
        any(_comparable(connu[nom]) != _comparable(_voulu(depot, nom)) for nom in CONTENU)
        or (offre.entreprise_id, offre.commune_id, offre.capacite) != (entreprise.pk, commune.pk, depot.places)
        or set(offre.niveaux.values_list("niveau", flat=True)) != set(depot.niveaux)
        or set(offre.metiers.values_list("pk", flat=True)) != {metier.pk for metier in metiers}
        or semaines != sorted(depot.semaines)
    )


def _voulu(depot: OffreDeposee, nom: str) -> Any:
    """A value as sent, or the one that a field has when nothing is said of it."""
    champ: Any = OffreStage._meta.get_field(nom)
    return depot.champs.get(nom, champ.get_default())


def _comparable(valeur: Any) -> Any:
    if isinstance(valeur, Decimal | int | float) and not isinstance(valeur, bool):
        return Decimal(str(valeur)).normalize()
    return valeur or ""


def _se_corrige_en_ligne(offre: OffreStage) -> bool:
    """A verified company's visible offer is corrected in place; anything else goes through publication again."""
    return offre.etat == EtatOffre.PUBLIEE and offre.entreprise.organisation.verifiee


def _ecrire(
    offre: OffreStage, depot: OffreDeposee, entreprise: Entreprise, commune: Commune, metiers: list[Metier]
) -> None:
    for nom in CONTENU:
        setattr(offre, nom, _voulu(depot, nom))
    offre.entreprise, offre.commune, offre.capacite = entreprise, commune, depot.places
    offre.latitude, offre.longitude = commune.latitude, commune.longitude
    offre.slug = slugify(offre.titre)[:150] or "offre"
    if depot.places is not None and depot.places < offre.places_prises:
        raise DepotRefuse({"places": [f"{offre.places_prises} places sont déjà prises."]})
    offre.save()
    offre.metiers.set(metiers)
    offre.niveaux.exclude(niveau__in=depot.niveaux).delete()
    NiveauDOffre.objects.bulk_create(
        [NiveauDOffre(offre=offre, niveau=niveau) for niveau in depot.niveaux], ignore_conflicts=True
    )
    _ecrire_semaines(offre, dict(depot.semaines))


def _ecrire_semaines(offre: OffreStage, voulues: dict[date, int]) -> None:
    """Weeks as sent; one in which somebody has a place, or applied, cannot go below what is taken."""
    for semaine in offre.semaines.all():
        capacite = voulues.pop(semaine.lundi, None)
        if capacite is None and (semaine.places_prises or semaine.candidatures.exists()):
            raise DepotRefuse({"semaines": [f"La semaine du {semaine.lundi:%d/%m/%Y} a déjà des candidatures."]})
        if capacite is None:
            semaine.delete()
        elif capacite < semaine.places_prises:
            prises = semaine.places_prises
            raise DepotRefuse({"semaines": [f"Semaine du {semaine.lundi:%d/%m/%Y} : {prises} places déjà prises."]})
        elif capacite != semaine.capacite:
            semaine.capacite = capacite
            semaine.save(update_fields=["capacite"])
    SemaineDOffre.objects.bulk_create(
        [SemaineDOffre(offre=offre, lundi=lundi, capacite=capacite) for lundi, capacite in voulues.items()]
    )


def _mettre_en_ligne(offre: OffreStage, maintenant: datetime) -> None:
    try:
        if offre.etat == EtatOffre.PUBLIEE:
            if manques := controler(offre, maintenant.date()):
                raise OffreIncomplete(manques)
        else:
            soumettre(offre=offre, par=None, maintenant=maintenant)
    except OffreIncomplete as incomplete:
        erreurs: dict[str, list[str]] = {}
        for manque in incomplete.manques:
            erreurs.setdefault("places" if manque.champ == "capacite" else manque.champ, []).append(manque.message)
        raise DepotRefuse(erreurs) from incomplete
