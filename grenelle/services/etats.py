"""The published rule that gives a measure its state, from its milestones and its indicators. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from grenelle.choices import EtatJalon, EtatMesure
from grenelle.services.progression import Suivi

RETARD_GRAVE = timedelta(days=90)

# Shown to the public beside every state, in the order in which the rule is applied: the first that holds decides.
REGLE: tuple[tuple[EtatMesure, str], ...] = (
    (EtatMesure.CLOSE, "Un Grenelle a clos la mesure."),
    (
        EtatMesure.REALISEE,
        "Tous les jalons qui n'ont pas été abandonnés sont faits, toutes les cibles sont atteintes, et il y a au moins "
        "l'un ou l'autre.",
    ),
    (
        EtatMesure.EN_DIFFICULTE,
        "Un jalon a plus de 90 jours de retard, ou la moitié au moins des indicateurs comparables à une cible s'en "
        "écartent.",
    ),
    (EtatMesure.VIGILANCE, "Un jalon est en retard, un indicateur s'écarte de sa cible ou un relevé attendu manque."),
    (
        EtatMesure.EN_BONNE_VOIE,
        "Un jalon est fait ou en cours, ou un indicateur a un relevé, et rien n'est en retard.",
    ),
    (EtatMesure.A_LANCER, "Rien n'a commencé et le premier jalon est encore à venir."),
    (EtatMesure.A_RENSEIGNER, "Rien n'a été renseigné : le portail ne sait pas, et le dit."),
)


@dataclass(frozen=True, slots=True)
class FaitJalon:
    """What the rule reads of a milestone."""

    libelle: str
    etat: str
    prevu_le: date | None


@dataclass(frozen=True, slots=True)
class FaitIndicateur:
    """What the rule reads of an indicator. ``manquant`` only counts once a first reading was made."""

    libelle: str
    suivi: Suivi
    manquant: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state and why, in sentences."""

    etat: EtatMesure
    raisons: tuple[str, ...]


COMPARABLES = {Suivi.ATTEINTE, Suivi.DANS_LES_TEMPS, Suivi.ECART}


def evaluer(
    *,
    close: bool,
    jalons: Sequence[FaitJalon],
    indicateurs: Sequence[FaitIndicateur],
    aujourdhui: date,
) -> Verdict:
    """Apply :data:`REGLE`. A milestone that nobody told about is never late: it is unknown."""
    if close:
        return Verdict(EtatMesure.CLOSE, ("Mesure close par un Grenelle.",))
    if fini := _realisee(jalons, indicateurs):
        return fini
    graves, alertes = _alertes(jalons, indicateurs, aujourdhui)
    if graves:
        return Verdict(EtatMesure.EN_DIFFICULTE, (*graves, *alertes))
    if alertes:
        return Verdict(EtatMesure.VIGILANCE, tuple(alertes))
    commences = [j.libelle for j in jalons if j.etat in (EtatJalon.FAIT, EtatJalon.EN_COURS)]
    releves = [i.libelle for i in indicateurs if _releve(i)]
    if commences or releves:
        raisons = [f"Jalon fait ou en cours : {libelle}." for libelle in commences]
        return Verdict(EtatMesure.EN_BONNE_VOIE, (*raisons, *(f"Chiffre relevé : {libelle}." for libelle in releves)))
    a_venir = [j for j in jalons if j.etat == EtatJalon.A_VENIR or (_inconnu(j) and _futur(j, aujourdhui))]
    if a_venir and not any(_inconnu(j) and not _futur(j, aujourdhui) for j in jalons):
        return Verdict(EtatMesure.A_LANCER, tuple(f"Jalon à venir : {j.libelle}." for j in a_venir))
    oublies = [f"Jalon dont la suite n'est pas renseignée : {j.libelle}." for j in jalons if _inconnu(j)]
    return Verdict(EtatMesure.A_RENSEIGNER, tuple(oublies) or ("Aucun jalon ni relevé n'est renseigné.",))


def _releve(fait: FaitIndicateur) -> bool:
    return fait.suivi in COMPARABLES or fait.suivi is Suivi.EN_CHEMIN


def _inconnu(jalon: FaitJalon) -> bool:
    return jalon.etat == EtatJalon.INCONNU


def _futur(jalon: FaitJalon, jour: date) -> bool:
    return jalon.prevu_le is not None and jalon.prevu_le >= jour


def _realisee(jalons: Sequence[FaitJalon], indicateurs: Sequence[FaitIndicateur]) -> Verdict | None:
    suivis = [j for j in jalons if j.etat != EtatJalon.ABANDONNE]
    vises = [i for i in indicateurs if i.suivi is not Suivi.SANS_CIBLE]
    if not suivis and not vises:
        return None
    if all(j.etat == EtatJalon.FAIT for j in suivis) and all(i.suivi is Suivi.ATTEINTE for i in vises):
        return Verdict(
            EtatMesure.REALISEE,
            (*(f"Jalon fait : {j.libelle}." for j in suivis), *(f"Cible atteinte : {i.libelle}." for i in vises)),
        )
    return None


def _alertes(
    jalons: Sequence[FaitJalon], indicateurs: Sequence[FaitIndicateur], jour: date
) -> tuple[list[str], list[str]]:
    """What is serious, then what deserves attention."""
    graves: list[str] = []
    alertes: list[str] = []
    for jalon in jalons:
        if jalon.etat in (EtatJalon.A_VENIR, EtatJalon.EN_COURS) and jalon.prevu_le and jalon.prevu_le < jour:
            jours = (jour - jalon.prevu_le).days
            liste = graves if jour - jalon.prevu_le > RETARD_GRAVE else alertes
            liste.append(f"Jalon en retard de {jours} jour{'s' if jours > 1 else ''} : {jalon.libelle}.")
    ecarts = [i for i in indicateurs if i.suivi is Suivi.ECART]
    comparables = [i for i in indicateurs if i.suivi in COMPARABLES]
    liste = graves if ecarts and 2 * len(ecarts) >= len(comparables) else alertes
    liste += [f"Écart à la cible : {i.libelle}." for i in ecarts]
    alertes += [f"Relevé attendu : {i.libelle}." for i in indicateurs if i.manquant]
    return graves, alertes
