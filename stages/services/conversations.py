"""The conversation of an application: when it is open, what may be written, who is told, and when it is erased."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from commun.dates import ajouter_mois, minuit
from commun.masquage import masquer
from commun.site import absolue
from comptes.models import Courriel, Utilisateur
from comptes.services.envois import ecrire_courriel
from stages.choices import EtatCandidature
from stages.models import Candidature, Fil, MessageDeFil
from stages.services.planning import jours_du_stage
from stages.services.regles import Regles, regles_au

Etat = EtatCandidature
OUVERTES = (Etat.ENVOYEE, Etat.ACCEPTEE, Etat.CONFIRMEE)
OUVERTES_MINEUR = (Etat.ACCEPTEE, Etat.CONFIRMEE)
TERMINEES = (Etat.REFUSEE, Etat.RETIREE, Etat.EXPIREE, Etat.ANNULEE)
LONGUEUR = 2000
MEMBRES_PREVENUS = 20
LOT = 1_000


class MessageImpossible(Exception):
    """The message cannot be written."""


def fermeture(candidature: Candidature, aujourdhui: date) -> str:
    """Why nobody can write; empty when the conversation is open."""
    if candidature.etat in TERMINEES:
        return "Cette candidature est terminée : la conversation est close."
    if candidature.candidat_id is None:
        return "Cette personne n'a pas de compte sur le portail : elle ne pourrait pas lire de message."
    fin = _dernier_jour(candidature)
    if fin is not None and fin < aujourdhui:
        return "Le stage est terminé : la conversation est close."
    if candidature.mineur and candidature.etat not in OUVERTES_MINEUR:
        return "Avant 18 ans, la conversation s'ouvre quand l'entreprise a accepté la candidature."
    if candidature.etat not in OUVERTES:
        return "La conversation s'ouvre quand la candidature est envoyée."
    return ""


def messages_du_fil(candidature: Candidature) -> QuerySet[MessageDeFil]:
    """Messages, last first: a page shows them the other way round."""
    messages = MessageDeFil.objects.filter(fil__candidature=candidature).select_related("auteur")
    return messages.order_by("-created_at", "-pk")


@transaction.atomic
def ecrire_message(
    *, candidature: Candidature, auteur: Utilisateur, de_l_entreprise: bool, texte: str, maintenant: datetime
) -> MessageDeFil:
    """Write a message and owe a notice to the other side. Between a minor and an adult, contacts are masked."""
    candidature = (
        Candidature.objects.select_for_update(of=("self",))
        .select_related("offre__entreprise__organisation", "semaine", "candidat")
        .get(pk=candidature.pk)
    )
    aujourdhui = timezone.localdate(maintenant)
    raison = fermeture(candidature, aujourdhui)
    if raison:
        raise MessageImpossible(raison)
    texte = texte.strip()
    if not texte or len(texte) > LONGUEUR:
        raise MessageImpossible(f"Un message a entre 1 et {LONGUEUR} caractères.")
    regles = regles_au(aujourdhui)
    _freiner(auteur, maintenant, regles)
    masque = False
    if candidature.mineur:
        texte, masque = masquer(texte)
    fil, _ = Fil.objects.get_or_create(candidature=candidature)
    message = MessageDeFil.objects.create(
        fil=fil, auteur=auteur, de_l_entreprise=de_l_entreprise, texte=texte[:LONGUEUR], masque=masque
    )
    _prevenir(message, candidature, maintenant, regles)
    return message


def _freiner(auteur: Utilisateur, maintenant: datetime, regles: Regles) -> None:
    """So many messages an hour, in all conversations; two at the same time wait for each other."""
    Utilisateur.objects.select_for_update().get(pk=auteur.pk)
    limite = int(regles["messages_par_heure"])
    depuis = maintenant - timedelta(hours=1)
    if MessageDeFil.objects.filter(auteur=auteur, created_at__gt=depuis).count() >= limite:
        raise MessageImpossible(f"Vous avez écrit {limite} messages en une heure : attendez un peu.")


def _prevenir(message: MessageDeFil, candidature: Candidature, maintenant: datetime, regles: Regles) -> None:
    candidat = candidature.candidat
    if message.de_l_entreprise:
        personnes = [candidat] if candidat is not None else []
    else:
        membres = Utilisateur.objects.filter(
            adhesions__organisation=candidature.offre.entreprise.organisation, adhesions__etat="acceptee"
        )
        personnes = list(membres.filter(is_active=True).distinct().order_by("pk")[:MEMBRES_PREVENUS])
    for personne in personnes:
        quand = _prochain_avis(message.fil, personne, maintenant, regles)
        if quand is not None:
            if candidature.mineur and message.de_l_entreprise:
                quand = _hors_des_heures_calmes(quand, regles)
            _ecrire_avis(message, candidature, personne, quand)


def _cle(fil: Fil, personne: Utilisateur) -> str:
    return f"message-{fil.pk}-{personne.pk}-"


def _prochain_avis(fil: Fil, personne: Utilisateur, maintenant: datetime, regles: Regles) -> datetime | None:
    """When to tell a person: now, an hour after the last notice, or not at all when one is already to come."""
    dernier = (
        Courriel.objects.filter(cle__startswith=_cle(fil, personne), nature="message_recu")
        .order_by("-pas_avant")
        .values_list("pas_avant", flat=True)
        .first()
    )
    if dernier is None:
        return maintenant
    if dernier > maintenant:
        return None
    return max(maintenant, dernier + timedelta(minutes=int(regles["messages_avis"])))


def _hors_des_heures_calmes(quand: datetime, regles: Regles) -> datetime:
    """A minor is told nothing at night: the notice waits for the morning."""
    calmes = regles["heures_calmes_mineurs"]
    local = timezone.localtime(quand)
    heure = f"{local:%H:%M}"
    if calmes["a"] <= heure < calmes["de"]:
        return quand
    jour = local.date() + timedelta(days=1) if heure >= calmes["de"] else local.date()
    matin = datetime.combine(jour, datetime.strptime(calmes["a"], "%H:%M").time())  # noqa: DTZ007 - a time of day
    return timezone.make_aware(matin)


def _ecrire_avis(message: MessageDeFil, candidature: Candidature, personne: Utilisateur, quand: datetime) -> None:
    """Says that a message waits, never what it says."""
    vue = "stages:conversation" if message.de_l_entreprise else "entreprise:conversation"
    ecrire_courriel(
        cle=f"{_cle(message.fil, personne)}{message.pk}",
        nature="message_recu",
        destinataire=personne.email,
        gabarit="stages/message_recu.txt",
        contexte={
            "personne": personne,
            "offre": candidature.offre,
            "entreprise": candidature.offre.entreprise,
            "de_l_entreprise": message.de_l_entreprise,
            "adresse": absolue(reverse(vue, args=[candidature.pk])),
        },
        pas_avant=quand,
    )


def marquer_lus(*, candidature: Candidature, par_l_entreprise: bool, maintenant: datetime) -> int:
    """What the other side wrote is read; says how many were new."""
    recus = MessageDeFil.objects.filter(
        fil__candidature=candidature, de_l_entreprise=not par_l_entreprise, lu_le__isnull=True
    )
    return recus.update(lu_le=maintenant)


def nouveaux_messages(*, candidatures: Iterable[Candidature], pour_l_entreprise: bool) -> dict[int, int]:
    """How many messages of the other side are not read yet, by application that has some. One query at most."""
    pks = [candidature.pk for candidature in candidatures]
    recus = MessageDeFil.objects.filter(
        fil__candidature__in=pks, de_l_entreprise=not pour_l_entreprise, lu_le__isnull=True
    )
    return dict(recus.order_by().values_list("fil__candidature").annotate(nombre=Count("pk"))) if pks else {}


def signaler_message(*, message: MessageDeFil, maintenant: datetime) -> bool:
    """Put a message in the queue of the team; twice is once, also after it was examined."""
    a_signaler = MessageDeFil.objects.filter(pk=message.pk, signale=False)
    return bool(a_signaler.update(signale=True, signale_le=maintenant))


def classer_signalement(*, message: MessageDeFil, maintenant: datetime) -> bool:
    """The team has read a reported message."""
    en_attente = MessageDeFil.objects.filter(pk=message.pk, signale=True, examine_le__isnull=True)
    return bool(en_attente.update(examine_le=maintenant))


def _dernier_jour(candidature: Candidature) -> date | None:
    jours = jours_du_stage(candidature) if candidature.etat == Etat.CONFIRMEE else None
    return jours[1] if jours else None


def _fin_de(candidature: Candidature) -> datetime | None:
    """When an application ended: its last step, or the night after the last day of the internship."""
    if candidature.etat in TERMINEES:
        etape = candidature.evenements.order_by("-le").first()
        return etape.le if etape else candidature.created_at
    dernier = _dernier_jour(candidature)
    if dernier is None:
        return None
    return minuit(dernier + timedelta(days=1))


def clore_les_conversations(*, maintenant: datetime) -> int:
    """Close what has ended, from the day when it ended: a run missed changes no date."""
    ouverts = Fil.objects.filter(clos_le__isnull=True).select_related("candidature__offre", "candidature__semaine")
    aujourdhui = timezone.localdate(maintenant)
    finis = Q(candidature__etat__in=TERMINEES) | Q(candidature__candidat__isnull=True)
    passes = Q(candidature__semaine__lundi__lt=aujourdhui) | Q(candidature__offre__fin__lt=aujourdhui)
    nombre = 0
    for fil in ouverts.filter(finis | (passes & Q(candidature__etat=Etat.CONFIRMEE))).order_by("pk")[:LOT]:
        fin = _fin_de(fil.candidature)
        if fin is None and fil.candidature.candidat_id is None:
            fin = maintenant
        if fin is not None and fin <= maintenant:
            nombre += Fil.objects.filter(pk=fil.pk, clos_le__isnull=True).update(clos_le=fin)
    return nombre


def effacer_les_conversations(*, maintenant: datetime) -> int:
    """Erase the messages of the conversations closed for long enough; twice changes nothing."""
    mois = int(regles_au(timezone.localdate(maintenant))["messages_conservation"])
    limite = ajouter_mois(maintenant, -mois)
    effaces = 0
    while True:
        lot = list(
            MessageDeFil.objects.filter(fil__clos_le__lte=limite).order_by("pk").values_list("pk", flat=True)[:LOT]
        )
        if not lot:
            return effaces
        effaces += MessageDeFil.objects.filter(pk__in=lot).delete()[0]
