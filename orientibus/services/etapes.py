"""A stop, from its proposal to the account of what happened. Every change, its mails and its slots in one transaction.

The request's row is locked first, then the stop is read again: two people who act at once act one after the other.
What the slots of a bus hold is said by the database (``CaseEtape``), which alone refuses a second stop.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from comptes.models import Utilisateur
from orientibus.choices import ETATS_QUI_OCCUPENT, Creneau, Duree, EtatDemande, EtatEtape
from orientibus.models import Atelier, Bus, CaseEtape, CompteRendu, Demande, Etape, Frequentation
from orientibus.services.avis_etapes import Ancienne, prevenir, prevenir_les_inscrits
from orientibus.services.regles import Regles, regles_au

LOT = 200
ENGAGEES = (EtatEtape.PROPOSEE, EtatEtape.CONFIRMEE)
ETATS_DU_GESTE: Mapping[str, Collection[str]] = {
    "confirmer": ENGAGEES,
    "annuler": ETATS_QUI_OCCUPENT,
    "compte_rendu": (EtatEtape.CONFIRMEE, EtatEtape.REALISEE),
}
A_PLACER = (EtatDemande.DEPOSEE, EtatDemande.A_L_ETUDE, EtatDemande.NON_RETENUE)
CRENEAUX_PAR_DUREE: Mapping[str, tuple[str, ...]] = {
    Duree.DEMI_JOURNEE: (Creneau.MATIN, Creneau.APRES_MIDI),
    Duree.SOIREE: (Creneau.SOIR,),
}


class EtapeImpossible(Exception):
    """This cannot be done of this stop now; the message says why."""


class PlaceOccupee(EtapeImpossible):
    """Another stop holds this bus then, or the bus does not go."""


@transaction.atomic
def proposer_etape(
    *, demande: Demande, bus: Bus, jour: date, creneau: str, auteur: Utilisateur | None, maintenant: datetime
) -> Etape:
    """Offer a date to an asker, who has some days to answer."""
    demande = _verrouiller(demande.pk)
    if demande.etat not in A_PLACER:
        raise EtapeImpossible(f"La demande {demande.reference} est « {demande.get_etat_display().lower()} ».")
    regles = regles_au(jour)
    etape = Etape(demande=demande, slug=_slug(demande), proposee_le=maintenant, demonstration=demande.demonstration)
    _placer(etape, bus, jour, creneau, maintenant, regles)
    etape.ouverte_a_tous = demande.ouverte_a_tous
    if demande.ouverte_a_tous:
        etape.places = bus.capacite * len(Creneau(creneau).cases) * Duree(demande.duree).jours
    _garder(etape, auteur, f"Date proposée : {_quand(etape)}")
    _occuper(etape)
    _changer(demande, EtatDemande.PROPOSEE, auteur, f"Date proposée : {_quand(etape)}")
    prevenir(etape, "etape_proposee")
    return etape


@transaction.atomic
def deplacer_etape(
    *,
    etape: Etape,
    bus: Bus,
    jour: date,
    creneau: str,
    auteur: Utilisateur | None,
    maintenant: datetime,
    motif: str = "",
    confirmer: bool = False,
) -> Etape:
    """Another bus, day or slot; its address stays. A confirmed stop is proposed again, unless ``confirmer`` or unless
    only the bus changes."""
    etape = _relire(etape, ENGAGEES)
    if (etape.bus_id, etape.jour, etape.creneau) == (bus.pk, jour, creneau):
        return etape
    meme_date = (etape.jour, etape.creneau) == (jour, creneau)
    ancienne = Ancienne(etape.bus.nom, etape.jour, etape.fin, etape.get_creneau_display().lower(), meme_date)
    etape.cases.all().delete()
    _placer(etape, bus, jour, creneau, maintenant, regles_au(jour))
    etape.sequence += 1
    etape.motif = motif[:300]
    if not meme_date:
        garde = confirmer and etape.etat == EtatEtape.CONFIRMEE
        etape.etat = EtatEtape.CONFIRMEE if garde else EtatEtape.PROPOSEE
        etape.confirmee_le = maintenant if garde else None
        etape.rappelee_le = None
    _garder(etape, auteur, f"Date changée : {_quand(etape)}")
    _occuper(etape)
    suite = EtatDemande.CONFIRMEE if etape.etat == EtatEtape.CONFIRMEE else EtatDemande.PROPOSEE
    _changer(etape.demande, suite, auteur, f"Date changée : {_quand(etape)}")
    prevenir(etape, "etape_deplacee", ancienne=ancienne)
    if not meme_date:
        prevenir_les_inscrits(etape, "etape_deplacee_inscrits", ancienne=ancienne)
    return etape


@transaction.atomic
def annuler_etape(*, etape: Etape, motif: str, auteur: Utilisateur | None, maintenant: datetime) -> Etape:
    """The Région gives a stop up (or says that it did not take place); the request is studied again."""
    etape = _relire_pour("annuler", etape, maintenant)
    _liberer(etape, EtatEtape.ANNULEE, motif, auteur, maintenant)
    prevenir(etape, "etape_annulee")
    prevenir_les_inscrits(etape, "etape_annulee_inscrits")
    return etape


@transaction.atomic
def confirmer_etape(
    *, etape: Etape, par: Utilisateur | None, maintenant: datetime, sequence: int | None = None
) -> Etape:
    """The asker takes the date; twice is once. ``sequence``: the version that was on the screen."""
    etape = _relire_pour("confirmer", etape, maintenant)
    if sequence is not None and sequence != etape.sequence:
        raise EtapeImpossible("La date a changé depuis que vous avez ouvert cette page : relisez-la.")
    if etape.etat == EtatEtape.CONFIRMEE:
        return etape
    etape.etat, etape.confirmee_le = EtatEtape.CONFIRMEE, maintenant
    _garder(etape, par, "Date confirmée")
    _changer(etape.demande, EtatDemande.CONFIRMEE, par, f"Date confirmée : {_quand(etape)}")
    prevenir(etape, "etape_confirmee")
    return etape


@transaction.atomic
def decliner_etape(*, etape: Etape, motif: str, par: Utilisateur | None, maintenant: datetime) -> Etape:
    """The asker cannot: the slot is free again, the request is studied again. Twice is once."""
    etape = _relire(etape, (*ENGAGEES, EtatEtape.DECLINEE))
    if etape.etat == EtatEtape.DECLINEE:
        return etape
    _liberer(etape, EtatEtape.DECLINEE, motif, par, maintenant)
    prevenir(etape, "etape_declinee")
    prevenir_les_inscrits(etape, "etape_annulee_inscrits")
    return etape


@transaction.atomic
def enregistrer_compte_rendu(
    *,
    etape: Etape,
    frequentations: Mapping[str, int],
    ateliers: Iterable[Atelier],
    satisfaction: int | None,
    remarques: str,
    par: Utilisateur | None,
    maintenant: datetime,
) -> CompteRendu:
    """What became of a stop; told again, it replaces what was told. What is not told stays unknown."""
    etape = _relire_pour("compte_rendu", etape, maintenant)
    if etape.etat != EtatEtape.REALISEE:
        _realiser(etape, par, maintenant)
    valeurs = {
        "satisfaction": satisfaction,
        "remarques": remarques.strip(),
        "rempli_par": par,
        "rempli_le": maintenant,
    }
    compte, _ = CompteRendu.objects.update_or_create(etape=etape, defaults=valeurs)
    compte.ateliers.set(ateliers)
    compte.frequentations.all().delete()
    lignes = [Frequentation(compte_rendu=compte, public=p, nombre=n) for p, n in frequentations.items()]
    Frequentation.objects.bulk_create(lignes)
    return compte


@transaction.atomic
def dire_non_tenue(*, etape: Etape, motif: str, par: Utilisateur | None, maintenant: datetime) -> Etape:
    """The asker says that the bus did not come: no visit is counted, the request is studied again. Twice is once."""
    etape = _relire(etape, (EtatEtape.CONFIRMEE, EtatEtape.REALISEE, EtatEtape.ANNULEE))
    if etape.etat == EtatEtape.ANNULEE:
        return etape
    if faute := faute_de_date(etape, timezone.localdate(maintenant)):
        raise EtapeImpossible(faute)
    if CompteRendu.objects.filter(etape=etape).exists():
        raise EtapeImpossible("Cette visite a son compte rendu : corrigez-le, ou écrivez-nous.")
    _liberer(etape, EtatEtape.ANNULEE, f"Le bus n'est pas venu. {motif.strip()}", par, maintenant)
    return etape


# --- What time brings; what a failed run missed, the next one does --------------------------------------


def liberer_sans_reponse(maintenant: datetime) -> int:
    """Proposals that nobody answered: the slot is back in play, and the asker is told."""

    def liberer(etape: Etape) -> None:
        _liberer(etape, EtatEtape.SANS_REPONSE, "Sans réponse dans le délai.", None, maintenant)
        prevenir(etape, "etape_sans_reponse")

    echues = Etape.objects.filter(etat=EtatEtape.PROPOSEE, repondre_avant__lt=timezone.localdate(maintenant))
    return _chacune(echues, liberer)


def rappeler(maintenant: datetime) -> int:
    """Confirmed stops of the next days: a reminder, once, unless the date was confirmed in those same days."""
    aujourdhui = timezone.localdate(maintenant)
    delai = timedelta(days=int(regles_au(aujourdhui)["rappel_avant_jours"]))

    def rappeler_une(etape: Etape) -> None:
        etape.rappelee_le = maintenant
        _garder(etape, None, "Rappel envoyé")
        if etape.confirmee_le is None or timezone.localdate(etape.confirmee_le) < etape.jour - delai:
            prevenir(etape, "etape_rappel")

    proches = Etape.objects.filter(
        etat=EtatEtape.CONFIRMEE, rappelee_le__isnull=True, jour__gte=aujourdhui, jour__lte=aujourdhui + delai
    )
    return _chacune(proches, rappeler_une)


def demander_les_comptes(maintenant: datetime) -> int:
    """Stops that are over: done, and the asker is asked how many came."""

    def demander(etape: Etape) -> None:
        if etape.etat == EtatEtape.CONFIRMEE:
            _realiser(etape, None, maintenant)
        etape.compte_demande_le = maintenant
        _garder(etape, None, "Compte rendu demandé")
        if not CompteRendu.objects.filter(etape=etape).exists():
            prevenir(etape, "etape_compte_demande")

    finies = Etape.objects.filter(
        etat__in=(EtatEtape.CONFIRMEE, EtatEtape.REALISEE),
        compte_demande_le__isnull=True,
        fin__lt=timezone.localdate(maintenant),
    )
    return _chacune(finies, demander)


def _chacune(etapes: models.QuerySet[Etape], faire: Callable[[Etape], None]) -> int:
    """Each stop in its own transaction, read again under the lock of its request. Returns how many were treated."""
    nombre, dernier = 0, 0
    while lot := list(etapes.filter(pk__gt=dernier).order_by("pk").values_list("pk", "demande_id")[:LOT]):
        dernier = lot[-1][0]
        for pk, demande_pk in lot:
            with transaction.atomic():
                demande = _verrouiller(demande_pk)
                etape = etapes.filter(pk=pk).select_related("bus").first()
                if etape is not None:
                    etape.demande = demande
                    faire(etape)
                    nombre += 1
    return nombre


def gestes_permis(etape: Etape, maintenant: datetime) -> frozenset[str]:
    """What the team may do of this stop as it stands, and that would change it: the names in `ETATS_DU_GESTE`."""
    permis = {geste for geste in ETATS_DU_GESTE if not _faute(geste, etape, maintenant)}
    return frozenset(permis - {"confirmer"} if etape.etat == EtatEtape.CONFIRMEE else permis)


def faute_de_date(etape: Etape, aujourdhui: date) -> str:
    """Why nothing can be told of this visit yet, in French, or nothing."""
    return "Cette visite n'a pas encore eu lieu." if etape.jour > aujourdhui else ""


# --- Pieces ---------------------------------------------------------------------------------------------


def _verrouiller(pk: int) -> Demande:
    """The request, alone: whoever else acts on it or on its stop waits."""
    jointes = ("commune__departement", "saison", "demandeur")
    return Demande.objects.select_for_update(of=("self",)).select_related(*jointes).get(pk=pk)


def _sous_verrou(etape: Etape) -> Etape:
    demande = _verrouiller(etape.demande_id)
    etape = Etape.objects.select_related("bus").get(pk=etape.pk)
    etape.demande = demande
    return etape


def _relire(etape: Etape, etats: Iterable[str]) -> Etape:
    etape = _sous_verrou(etape)
    if faute := _faute_d_etat(etape, etats):
        raise EtapeImpossible(faute)
    return etape


def _relire_pour(geste: str, etape: Etape, maintenant: datetime) -> Etape:
    etape = _sous_verrou(etape)
    if faute := _faute(geste, etape, maintenant):
        raise EtapeImpossible(faute)
    return etape


def _faute_d_etat(etape: Etape, etats: Iterable[str]) -> str:
    return (
        "" if etape.etat in etats else f"Cette visite est « {etape.get_etat_display().lower()} » : rien n'est changé."
    )


def _faute(geste: str, etape: Etape, maintenant: datetime) -> str:
    """Why the team cannot do this of the stop as it stands, in French, or nothing."""
    if faute := _faute_d_etat(etape, ETATS_DU_GESTE[geste]):
        return faute
    if geste == "compte_rendu":
        return faute_de_date(etape, timezone.localdate(maintenant))
    if geste == "annuler" and CompteRendu.objects.filter(etape=etape).exists():
        return "Cette visite a son compte rendu : elle ne peut plus être annulée."
    return ""


def _placer(etape: Etape, bus: Bus, jour: date, creneau: str, maintenant: datetime, regles: Regles) -> None:
    """Give a stop its bus, its days, its hours and the day before which to answer."""
    duree = Duree(etape.demande.duree)
    if creneau not in CRENEAUX_PAR_DUREE.get(duree, (Creneau.JOURNEE,)):
        raise EtapeImpossible(f"Ce créneau ne convient pas à « {duree.label.lower()} ».")
    aujourdhui = timezone.localdate(maintenant)
    if jour < aujourdhui:
        raise EtapeImpossible("Cette date est passée.")
    etape.bus, etape.jour, etape.creneau = bus, jour, creneau
    etape.fin = jour + timedelta(days=duree.jours - 1)
    etape.heure_debut, etape.heure_fin = regles.heures(creneau)
    if not bus.actif or bus.indisponibilites.filter(debut__lte=etape.fin, fin__gte=jour).exists():
        raise PlaceOccupee(f"{bus.nom} ne roule pas à cette date.")
    delai = aujourdhui + timedelta(days=int(regles["reponse_jours"]))
    etape.repondre_avant = max(aujourdhui, min(delai, jour - timedelta(days=1)))


def _occuper(etape: Etape) -> None:
    """Hold the slots; a stop of several days keeps its bus in the evenings between too."""
    plusieurs = etape.fin > etape.jour
    creneaux = (Creneau.MATIN, Creneau.APRES_MIDI, Creneau.SOIR) if plusieurs else Creneau(etape.creneau).cases
    jours = [etape.jour + timedelta(days=n) for n in range((etape.fin - etape.jour).days + 1)]
    cases = [CaseEtape(etape=etape, bus=etape.bus, jour=j, creneau=c) for j in jours for c in creneaux]
    try:
        with transaction.atomic():
            CaseEtape.objects.bulk_create(cases)
    except IntegrityError as erreur:
        raise PlaceOccupee(f"{etape.bus.nom} a déjà une étape à cette date.") from erreur


def _liberer(etape: Etape, etat: str, motif: str, auteur: Utilisateur | None, maintenant: datetime) -> None:
    """The slots are free, the request is to be placed again; its asker may not change it any more."""
    etape.cases.all().delete()
    etape.etat, etape.motif = etat, motif.strip()[:300]
    etape.confirmee_le = None
    libelle = f"{etape.get_etat_display()} : {_quand(etape)}"
    _garder(etape, auteur, libelle)
    _changer(etape.demande, EtatDemande.A_L_ETUDE, auteur, libelle)


def _realiser(etape: Etape, auteur: Utilisateur | None, maintenant: datetime) -> None:
    etape.etat = EtatEtape.REALISEE
    _garder(etape, auteur, "Visite réalisée")
    _changer(etape.demande, EtatDemande.REALISEE, auteur, f"Visite réalisée : {_quand(etape)}")


def _garder(etape: Etape, auteur: Utilisateur | None, raison: str) -> None:
    etape._history_user = auteur  # type: ignore[attr-defined]
    etape._change_reason = raison[:100]  # type: ignore[attr-defined]
    etape.save()


def _changer(demande: Demande, etat: str, auteur: Utilisateur | None, raison: str) -> None:
    demande.etat, demande.motif, demande.changement = etat, "", ""
    demande._history_user = auteur  # type: ignore[attr-defined]
    demande._change_reason = raison[:100]  # type: ignore[attr-defined]
    demande.save()


def _slug(demande: Demande) -> str:
    """Without a date, since it stays when the stop moves; numbered from the second stop of a request."""
    rang = Etape.objects.filter(demande=demande).count() + 1
    suffixe = demande.reference.lower() + (f"-{rang}" if rang > 1 else "")
    return f"{demande.commune.slug[: 119 - len(suffixe)]}-{suffixe}"


def _quand(etape: Etape) -> str:
    creneau = etape.get_creneau_display().lower()
    if etape.fin > etape.jour:
        return f"du {etape.jour:%d/%m/%Y} au {etape.fin:%d/%m/%Y}"
    return f"{etape.jour:%d/%m/%Y}, {creneau}"
