"""Send the deliveries of the alerts to the browsers that accept notifications."""

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import F, Q
from django.utils import timezone

from comptes.services.files_d_envoi import (
    EnvoiAReprendre,
    EnvoiRefuse,
    EnvoiSansObjet,
    Pli,
    Preparation,
    vider,
)
from stages.choices import Canal
from stages.clients.push import (
    AbonnementDisparu,
    MessageRefuse,
    PostePush,
    ServiceEnPanne,
    ServiceSature,
    chiffrer,
    de_base64,
    hote_permis,
    push_possible,
)
from stages.models import AbonnementPush, Livraison
from stages.services.envoi_alertes import ce_qui_part, livraisons_legeres, offres_a_dire
from stages.services.message_alerte import composer_push
from stages.services.raisons import raisons_des_alertes

PUSHES = livraisons_legeres(Canal.PUSH)
DUREE_DE_VIE = 24 * 3600
"""Seconds during which a push service keeps a message for a phone that is off."""
ECHECS_MAX = 5
PAUSE_PANNE = 60.0
RELECTURE = 5.0


class _Navigateur(NamedTuple):
    """A subscription, without the cost of a model for each."""

    pk: int
    adresse: str
    cle_publique: str
    secret: str
    echecs: int


@dataclass(frozen=True, slots=True)
class _Contenu:
    charge: bytes
    abonnements: list[_Navigateur]
    sujet: str
    livraison: Livraison
    corps: dict[int, bytes]
    """Encrypted ahead, by subscription: one after the other they cost half of what they cost between two waits."""


def sujet_de(livraison: Livraison) -> str:
    """The Topic (RFC 8030): 32 characters, the same when the message is sent again, so that it replaces itself."""
    return hashlib.sha256(f"{livraison.offre_id}|{livraison.destinataire}".encode()).hexdigest()[:32]


class ExpediteurPush:
    """Rows of :class:`Livraison` of the push channel; each goes to every browser of its person."""

    def __init__(self, horloge: Callable[[], datetime], poste: PostePush) -> None:
        self.horloge, self.poste = horloge, poste
        self._pauses: dict[str, tuple[float, float]] = {}

    def preparer(self, lignes: list[Livraison]) -> Preparation:
        partent, preparation = ce_qui_part(lignes, self.horloge())
        abonnements = _abonnements(partent)
        raisons = raisons_des_alertes(v.alerte for v in partent)
        offres = offres_a_dire(v.offre_id for v in partent)
        charges: dict[tuple[int, str], bytes] = {}
        for livraison in partent:
            siens = abonnements.get(livraison.pk)
            if not siens:
                continue
            cle = livraison.offre_id, raisons[livraison.alerte_id]
            if cle not in charges:
                charges[cle] = composer_push(offres[cle[0]], cle[1])
            contenu = _Contenu(charges[cle], siens, sujet_de(livraison), livraison, {})
            self._chiffrer_d_avance(contenu)
            preparation.plis.append(Pli((livraison.pk,), contenu, livraison.essais))
        return preparation

    def envoyer(self, pli: Pli) -> None:
        """To each browser not reached yet. One that answers badly does not keep the others from it."""
        contenu: _Contenu = pli.contenu
        servis = list(contenu.livraison.appareils_servis)
        reportes: list[EnvoiAReprendre] = []
        refus = ""
        for abonnement in contenu.abonnements:
            if abonnement.pk in servis:
                continue
            try:
                self._remettre(abonnement, contenu)
                servis.append(abonnement.pk)
            except AbonnementDisparu:
                AbonnementPush.objects.filter(pk=abonnement.pk).delete()
            except EnvoiAReprendre as report:
                reportes.append(report)
            except MessageRefuse as erreur:
                refus = str(erreur)
                _compter_echec(abonnement)
        if reportes:
            if servis:
                Livraison.objects.filter(pk=contenu.livraison.pk).update(appareils_servis=servis)
            raise reportes[0]
        if not servis:
            raise EnvoiRefuse(f"refusé par le service : {refus}") if refus else EnvoiSansObjet

    def _chiffrer_d_avance(self, contenu: _Contenu) -> None:
        """What cannot be encrypted, or may not leave now, is left to its turn, which says what it means."""
        for abonnement in contenu.abonnements:
            hote = hote_permis(abonnement.adresse)
            if abonnement.pk in contenu.livraison.appareils_servis or hote is None or self._pause(hote) > 0:
                continue
            with suppress(ValueError, MessageRefuse):
                contenu.corps[abonnement.pk] = _corps(abonnement, contenu)

    def _remettre(self, abonnement: _Navigateur, contenu: _Contenu) -> None:
        hote = hote_permis(abonnement.adresse)
        if hote is None:
            raise AbonnementDisparu
        if (pause := self._pause(hote)) > 0:
            raise EnvoiAReprendre(f"{hote} demande d'attendre", attente=timedelta(seconds=pause), compte=False)
        try:
            corps = contenu.corps.pop(abonnement.pk, b"") or _corps(abonnement, contenu)
        except ValueError as faute:  # a key that is no point of the curve
            raise AbonnementDisparu from faute
        try:
            self.poste.envoyer(abonnement.adresse, corps, sujet=contenu.sujet, duree_de_vie=DUREE_DE_VIE)
        except ServiceSature as sature:
            self._faire_pause(hote, sature.attente)
            raise EnvoiAReprendre(str(sature), attente=timedelta(seconds=sature.attente), compte=False) from sature
        except ServiceEnPanne as panne:
            self._faire_pause(hote, PAUSE_PANNE)
            raise EnvoiAReprendre(f"{hote} : {panne}") from panne
        if abonnement.echecs:
            AbonnementPush.objects.filter(pk=abonnement.pk).update(echecs=0)

    def _pause(self, hote: str) -> float:
        """Seconds left before a host may be called again; what other workers learnt is read every few seconds."""
        maintenant = time.time()
        lue, fin = self._pauses.get(hote, (0.0, 0.0))
        if maintenant - lue > RELECTURE:
            fin = cache.get(f"push-pause-{hote}") or 0.0
            self._pauses[hote] = maintenant, fin
        return fin - maintenant

    def _faire_pause(self, hote: str, secondes: float) -> None:
        maintenant = time.time()
        self._pauses[hote] = maintenant, maintenant + secondes
        cache.set(f"push-pause-{hote}", maintenant + secondes, timeout=int(secondes) + 1)


def _corps(abonnement: _Navigateur, contenu: _Contenu) -> bytes:
    return chiffrer(contenu.charge, de_base64(abonnement.cle_publique), de_base64(abonnement.secret))


def _abonnements(livraisons: list[Livraison]) -> dict[int, list[_Navigateur]]:
    """Browsers of the person of each delivery: of the account, and of the alerts of the address alone."""
    comptes = {int(v.destinataire[1:]) for v in livraisons if v.destinataire.startswith("u")}
    adresses = {v.alerte.courriel for v in livraisons} - {""}
    actifs = Q(utilisateur__in=comptes, utilisateur__is_active=True) | Q(
        alerte__courriel__in=adresses, alerte__adresse_confirmee_le__isnull=False
    )
    par_personne: defaultdict[str, list[_Navigateur]] = defaultdict(list)
    lignes = AbonnementPush.objects.filter(actifs).order_by("pk")
    for compte, courriel, *champs in lignes.values_list("utilisateur_id", "alerte__courriel", *_Navigateur._fields):
        par_personne[courriel or f"u{compte}"].append(_Navigateur(*champs))
    return {v.pk: par_personne[v.destinataire] + par_personne[v.alerte.courriel] for v in livraisons}


def _compter_echec(abonnement: _Navigateur) -> None:
    """A browser that its service refuses again and again is forgotten."""
    AbonnementPush.objects.filter(pk=abonnement.pk).update(echecs=F("echecs") + 1)
    AbonnementPush.objects.filter(pk=abonnement.pk, echecs__gte=ECHECS_MAX).delete()


def envoyer_pushes_dus(
    *,
    horloge: Callable[[], datetime] = timezone.now,
    duree: float = 240.0,
    poste: PostePush | None = None,
) -> Counter[str]:
    """Send the notifications that are due; without keys they wait."""
    if not push_possible():
        return Counter()
    poste = poste or PostePush()
    try:
        return vider(file=PUSHES.all(), expediteur=ExpediteurPush(horloge, poste), horloge=horloge, duree=duree)
    finally:
        poste.fermer()
