"""A request, from its deposit to its end: each change with its mail and its line of history, in one transaction."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from comptes.models import Organisation, Utilisateur
from comptes.services.envois import ecrire_courriel
from formations.models import Etablissement
from orientibus.choices import EN_COURS, EtatDemande, EtatEtape
from orientibus.models import Atelier, Demande, Etape, PeriodeDemande, Saison
from orientibus.services.avis_etapes import destinataires
from orientibus.services.etapes import decliner_etape
from orientibus.services.faits import faits_de
from orientibus.services.liens import adresse
from orientibus.services.priorite import en_json, parts, total, zone_prioritaire
from orientibus.services.regles import regles_au
from territoires.models import Commune

LETTRES = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are read one for another."""
DOUBLON = timedelta(minutes=5)
RETIRABLES = (*EN_COURS, EtatDemande.NON_RETENUE)


class DemandeImpossible(Exception):
    """This cannot be done of this request now; the message says why."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What an asker writes. The names are those of the request."""

    type_demandeur: str
    structure: str
    etablissement: Etablissement | None
    commune: Commune
    adresse: str
    code_postal: str
    latitude: float
    longitude: float
    stationnement: str
    electricite: str
    accessible: str
    acces: str
    public: str
    format: str
    niveaux: list[str]
    groupes: int | None
    effectif: int
    duree: str
    ouvertures: dict[str, list[str]]
    ouverte_a_tous: bool
    precisions: str
    education_prioritaire: str
    qpv: str
    contact_nom: str
    contact_courriel: str
    contact_telephone: str


@dataclass(frozen=True, slots=True)
class Periodes:
    """Dates, both included, wished and excluded."""

    souhaitees: tuple[tuple[date, date], ...] = ()
    exclues: tuple[tuple[date, date], ...] = ()


def saison_ouverte(aujourdhui: date) -> Saison | None:
    """The first season that still takes requests."""
    return Saison.objects.ouvertes(aujourdhui).order_by("debut").first()


@transaction.atomic
def deposer_demande(
    *,
    dossier: Dossier,
    periodes: Periodes,
    ateliers: Iterable[Atelier],
    demandeur: Utilisateur,
    organisation: Organisation | None,
    maintenant: datetime,
) -> Demande:
    """A new request in the open season, with its receipt. The same one sent twice in a row is one."""
    aujourdhui = timezone.localdate(maintenant)
    Utilisateur.objects.select_for_update().get(pk=demandeur.pk)
    saison = saison_ouverte(aujourdhui)
    if saison is None:
        raise DemandeImpossible("Aucune saison ne reçoit de demandes en ce moment.")
    siennes = Demande.objects.filter(demandeur=demandeur, saison=saison, etat__in=EN_COURS)
    memes = {nom: getattr(dossier, nom) for nom in ("structure", "commune", "adresse", "public", "format", "effectif")}
    if jumelle := siennes.filter(duree=dossier.duree, created_at__gte=maintenant - DOUBLON, **memes).first():
        return jumelle
    if siennes.count() >= int(regles_au(aujourdhui)["demandes_en_cours"]):
        raise DemandeImpossible("Vous avez déjà trop de demandes en cours : écrivez-nous.")
    demande = Demande(
        saison=saison,
        reference=_reference(),
        demandeur=demandeur,
        organisation=organisation,
        demonstration=demandeur.demonstration,
        **_valeurs(dossier),
    )
    _calculer(demande, aujourdhui)
    _garder(demande, demandeur, "Demande déposée")
    _periodes(demande, periodes)
    demande.ateliers.set(ateliers)
    _prevenir(demande, "demande_recue")
    return demande


@transaction.atomic
def modifier_demande(
    *,
    demande: Demande,
    dossier: Dossier,
    periodes: Periodes,
    ateliers: Iterable[Atelier],
    auteur: Utilisateur,
    maintenant: datetime,
) -> Demande:
    """Its asker changes it, until planning starts; its priority is worked out again."""
    demande = _verrouiller(demande)
    if not demande.modifiable:
        raise DemandeImpossible("La planification a commencé : cette demande ne peut plus être modifiée.")
    for nom, valeur in _valeurs(dossier).items():
        setattr(demande, nom, valeur)
    _calculer(demande, timezone.localdate(maintenant))
    _garder(demande, auteur, "Demande modifiée")
    demande.periodes.all().delete()
    _periodes(demande, periodes)
    demande.ateliers.set(ateliers)
    return demande


@transaction.atomic
def retirer_demande(*, demande: Demande, motif: str, par: Utilisateur | None, maintenant: datetime) -> Demande:
    """Nobody waits for the bus any more; a date that was offered or taken is given back. Twice is once."""
    demande = _verrouiller(demande)
    if demande.etat == EtatDemande.RETIREE:
        return demande
    if demande.etat not in RETIRABLES:
        raise DemandeImpossible(f"Cette demande est « {demande.get_etat_display().lower()} ».")
    _rendre_la_date(demande, motif or "Demande retirée.", par, maintenant)
    demande = _verrouiller(demande)
    demande.etat, demande.motif = EtatDemande.RETIREE, motif.strip()[:400]
    _garder(demande, par, "Demande retirée")
    _prevenir(demande, "demande_retiree")
    return demande


@transaction.atomic
def refuser_demande(*, demande: Demande, motif: str, auteur: Utilisateur, maintenant: datetime) -> Demande:
    """Staff say no, and why."""
    demande = _verrouiller(demande)
    if not motif.strip():
        raise DemandeImpossible("Écrivez pourquoi : le demandeur le lira.")
    if demande.etat not in RETIRABLES:
        raise DemandeImpossible(f"Cette demande est « {demande.get_etat_display().lower()} ».")
    _rendre_la_date(demande, motif, auteur, maintenant)
    demande = _verrouiller(demande)
    demande.etat, demande.motif, demande.changement = EtatDemande.REFUSEE, motif.strip()[:400], ""
    _garder(demande, auteur, "Demande refusée")
    _prevenir(demande, "demande_refusee")
    return demande


@transaction.atomic
def laisser_de_cote(
    *, demande: Demande, motif: str, changement: str, auteur: Utilisateur | None, maintenant: datetime
) -> Demande:
    """The published plan has no date for it: why, and what would make it fit."""
    demande = _verrouiller(demande)
    if demande.etat not in (EtatDemande.DEPOSEE, EtatDemande.A_L_ETUDE, EtatDemande.NON_RETENUE):
        raise DemandeImpossible(f"Cette demande est « {demande.get_etat_display().lower()} ».")
    nouvelle = (demande.etat, demande.motif) != (EtatDemande.NON_RETENUE, motif[:400])
    demande.etat, demande.motif, demande.changement = EtatDemande.NON_RETENUE, motif[:400], changement[:400]
    _garder(demande, auteur, "Sans date cette fois")
    if nouvelle:
        _prevenir(demande, "demande_laissee", f":{maintenant:%Y%m%d%H%M}")
    return demande


@transaction.atomic
def marquer_demande(
    *,
    demande: Demande,
    auteur: Utilisateur,
    maintenant: datetime,
    obligatoire: bool | None = None,
    qpv: str | None = None,
    education_prioritaire: str | None = None,
) -> Demande:
    """Staff say what they know: to be served whatever happens, in a priority area."""
    demande = _verrouiller(demande)
    dits = {"obligatoire": obligatoire, "qpv": qpv, "education_prioritaire": education_prioritaire}
    for nom, valeur in dits.items():
        if valeur is not None:
            setattr(demande, nom, valeur)
    _calculer(demande, timezone.localdate(maintenant))
    _garder(demande, auteur, "Précisée par la Région")
    return demande


def recalculer_les_priorites(*, saison: Saison, aujourdhui: date) -> int:
    """Work out again the priority of the requests that wait: rules or visits may have changed. How many changed."""
    changees = 0
    for demande in saison.demandes.filter(etat__in=RETIRABLES).select_related("commune").order_by("pk").iterator(200):
        avant = (demande.poids, demande.priorite)
        _calculer(demande, aujourdhui)
        if avant != (demande.poids, demande.priorite):
            Demande.objects.filter(pk=demande.pk).update(
                poids=demande.poids, priorite=demande.priorite, zone_prioritaire=demande.zone_prioritaire
            )
            changees += 1
    return changees


# --- Pieces ---------------------------------------------------------------------------------------------


def _verrouiller(demande: Demande) -> Demande:
    jointes = ("saison", "commune", "demandeur")
    return Demande.objects.select_for_update(of=("self",)).select_related(*jointes).get(pk=demande.pk)


def _valeurs(dossier: Dossier) -> dict[str, Any]:
    valeurs = {champ.name: getattr(dossier, champ.name) for champ in fields(dossier)}
    connue = dossier.etablissement.education_prioritaire if dossier.etablissement else ""
    return valeurs | ({"education_prioritaire": "oui"} if connue.upper().startswith("REP") else {})


def _calculer(demande: Demande, aujourdhui: date) -> None:
    parties = parts(faits_de(demande, aujourdhui), regles_au(aujourdhui))
    demande.poids, demande.priorite = total(parties), en_json(parties)
    demande.zone_prioritaire = zone_prioritaire(parties)


def _periodes(demande: Demande, periodes: Periodes) -> None:
    lignes = [(False, p) for p in periodes.souhaitees] + [(True, p) for p in periodes.exclues]
    PeriodeDemande.objects.bulk_create(
        PeriodeDemande(demande=demande, debut=debut, fin=fin, exclue=exclue) for exclue, (debut, fin) in lignes
    )


def _rendre_la_date(demande: Demande, motif: str, par: Utilisateur | None, maintenant: datetime) -> None:
    etape = Etape.objects.filter(demande=demande, etat__in=(EtatEtape.PROPOSEE, EtatEtape.CONFIRMEE)).first()
    if etape is not None:
        decliner_etape(etape=etape, motif=motif, par=par, maintenant=maintenant)


def _garder(demande: Demande, auteur: Utilisateur | None, raison: str) -> None:
    demande._history_user = auteur  # type: ignore[attr-defined]
    demande._change_reason = raison  # type: ignore[attr-defined]
    demande.save()


def _reference() -> str:
    """Short, said aloud on the phone, never one that exists."""
    while True:
        reference = "B" + "".join(secrets.choice(LETTRES) for _ in range(6))
        if not Demande.objects.filter(reference=reference).exists():
            return reference


def _prevenir(demande: Demande, nature: str, precision: str = "") -> None:
    vue = ("orientibus:demande",) if nature == "demande_retiree" else ("orientibus:ma_demande", demande.reference)
    for destinataire in destinataires(demande):
        ecrire_courriel(
            cle=f"demande:{demande.pk}:{nature}{precision}:{destinataire}"[:200],
            nature=nature.replace("_", "-", 1),
            destinataire=destinataire,
            gabarit=f"orientibus/{nature}.txt",
            contexte={"demande": demande, "adresse": adresse(*vue)},
        )
