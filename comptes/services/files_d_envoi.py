"""Sending what is owed: rows claimed under a lease, marked in flight by ten, sent, and their answer written down.

A worker that dies leaves rows that its lease gives back: those that it had only claimed were never sent, those in
flight (ten at most) may have been, and go again with the same identifier. Several workers never hold the same row.
"""

import logging
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from comptes.models import A_ENVOYER, EtatEnvoi

journal = logging.getLogger(__name__)

SOUS_LOT = 10
LOT = 500
SUITE = 20 * LOT
"""Rows that come with a claim: more than any lot of persons is owed at once."""
MAX_ESSAIS = 12
ESSAIS_SUSPECTS = 3
"""From this many tries on a row goes alone, so that one that kills its worker harms no other."""
DUREE_LOT = 60.0
"""Seconds after which a claim gives back what it has not sent: well under the lease."""
COUPURES = 3
"""Failures in a row after which the other side is taken for down."""
ATTENTE_MAX = timedelta(hours=6)
REPRISES_BASE = (0.2, 0.5, 1, 2, 4, 8)
"""Pauses, in seconds, before an answer is written again to a database that restarts."""


class EnvoiRefuse(Exception):
    """This message will never be taken."""


class EnvoiAReprendre(Exception):
    """Not now. ``attente``: what the other side asks for; ``compte``: whether it is a try of this row."""

    def __init__(self, raison: str, *, attente: timedelta | None = None, compte: bool = True) -> None:
        super().__init__(raison)
        self.attente, self.compte = attente, compte


class EnvoiCoupe(EnvoiAReprendre):
    """The line fell in the middle of a message: this row again later, and the others on a new line."""


class ServiceInjoignable(Exception):
    """Nothing can leave for now: the whole batch goes back to the queue, without a try of any row."""


class EnvoiSansObjet(Exception):
    """Nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Pli:
    """What leaves at once: one row, or several for a digest."""

    lignes: tuple[int, ...]
    contenu: Any
    essais: int = 0


@dataclass(slots=True)
class Preparation:
    """What to send of a claim; ``reports``: rows that must wait until a time. The rest is wanted by nobody."""

    plis: list[Pli] = field(default_factory=list)
    reports: dict[int, datetime] = field(default_factory=dict)


class Expediteur(Protocol):
    """Knows how to make messages from rows, and to send one (it raises the exceptions above)."""

    def preparer(self, lignes: list[Any]) -> Preparation: ...

    def envoyer(self, pli: Pli) -> None: ...


@dataclass(frozen=True, slots=True)
class _Issue:
    etat: EtatEnvoi
    erreur: str = ""
    attente: timedelta | None = None
    compte: bool = True


def duree_du_bail() -> timedelta:
    return timedelta(seconds=settings.ENVOIS_BAIL_SECONDES)


def attente_apres(essais: int) -> timedelta:
    """One minute, two, four… six hours at most, give or take a quarter so that rows do not come back together."""
    secondes = min(settings.ENVOIS_ATTENTE_SECONDES * 2 ** max(0, essais - 1), ATTENTE_MAX.total_seconds())
    return timedelta(seconds=secondes * random.uniform(0.75, 1.25))  # noqa: S311 - jitter, not a secret


def a_envoyer(file: QuerySet[Any], maintenant: datetime) -> QuerySet[Any]:
    """Rows that are due, the oldest first."""
    return file.filter(etat=EtatEnvoi.EN_FILE, pas_avant__lte=maintenant).order_by("pas_avant", "pk")


def reserver(
    *,
    file: QuerySet[Any],
    par: str,
    maintenant: datetime,
    nombre: int = LOT,
    aussi: Callable[..., Q | None] | None = None,
) -> list[Any]:
    """Claim up to ``nombre`` due rows for ``par``; ``aussi`` names the rows that must come with them.

    Then claims take turns: two at the same instant would each hold a part of what must go together.
    """
    with transaction.atomic():
        if aussi:
            _chacun_son_tour(file)
        lignes = list(_verrouiller(a_envoyer(file, maintenant))[:nombre])
        avec = aussi(lignes) if aussi and lignes else None
        if avec is not None:
            prises = [ligne.pk for ligne in lignes]
            lignes += list(_verrouiller(a_envoyer(file, maintenant).filter(avec).exclude(pk__in=prises))[:SUITE])
        if lignes:
            file.order_by().filter(pk__parmi=[ligne.pk for ligne in lignes]).update(
                etat=EtatEnvoi.RESERVEE, reserve_par=par, bail_jusqu_a=maintenant + duree_du_bail()
            )
    return lignes


def _chacun_son_tour(file: QuerySet[Any]) -> None:
    """Until the end of the transaction, one claim of this table at a time. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"envois {file.model._meta.db_table}"])


def _verrouiller(lignes: QuerySet[Any]) -> QuerySet[Any]:
    """Other workers pass over these rows. SQLite has one writer at a time: it needs no row lock."""
    if connection.features.has_select_for_update_skip_locked:
        return lignes.select_for_update(skip_locked=True, of=("self",))
    return lignes


def reprendre_les_baux(*, file: QuerySet[Any], maintenant: datetime) -> int:
    """Give back to the queue what a dead worker held; what it had tried too often is given up."""
    perdues = file.order_by().filter(etat__in=[EtatEnvoi.RESERVEE, EtatEnvoi.EN_VOL], bail_jusqu_a__lt=maintenant)
    perdues.filter(etat=EtatEnvoi.EN_VOL, essais__gte=MAX_ESSAIS).update(
        etat=EtatEnvoi.ECHOUEE, bail_jusqu_a=None, erreur="interrompu à chaque essai"
    )
    return perdues.update(etat=EtatEnvoi.EN_FILE, bail_jusqu_a=None, reserve_par="")


def remettre_en_file(*, file: QuerySet[Any], maintenant: datetime) -> int:
    """Send again what has failed, from the first try."""
    return (
        file.order_by()
        .filter(etat=EtatEnvoi.ECHOUEE)
        .update(etat=EtatEnvoi.EN_FILE, essais=0, pas_avant=maintenant, erreur="", bail_jusqu_a=None, reserve_par="")
    )


def retard(*, file: QuerySet[Any], maintenant: datetime) -> float:
    """Seconds since the oldest due row became due."""
    due = file.order_by().filter(etat__in=A_ENVOYER, pas_avant__lte=maintenant).aggregate(due=Min("pas_avant"))["due"]
    return 0.0 if due is None else max(0.0, (maintenant - due).total_seconds())


def vider(
    *,
    file: QuerySet[Any],
    expediteur: Expediteur,
    horloge: Callable[[], datetime] = timezone.now,
    duree: float = 240.0,
    aussi: Callable[..., Q | None] | None = None,
) -> Counter[str]:
    """Send what is due until nothing is left, the other side is down, or ``duree`` seconds have passed."""
    fin = time.monotonic() + duree
    bilan: Counter[str] = Counter()
    while time.monotonic() < fin:
        par = uuid.uuid4().hex
        lignes = reserver(file=file, par=par, maintenant=horloge(), aussi=aussi)
        if not lignes:
            break
        tournee = _Tournee(file.order_by(), expediteur, horloge, par, lignes)
        bilan += tournee.partir()
        if tournee.arretee:
            break
    return bilan


class _Tournee:
    """One claim, from its rows to their answers."""

    def __init__(
        self,
        file: QuerySet[Any],
        expediteur: Expediteur,
        horloge: Callable[[], datetime],
        par: str,
        lignes: Sequence[Any],
    ) -> None:
        self.file, self.expediteur, self.horloge, self.par = file, expediteur, horloge, par
        self.essais = {ligne.pk: ligne.essais for ligne in lignes}
        self.lignes = list(lignes)
        self.fin = time.monotonic() + DUREE_LOT
        self.bilan: Counter[str] = Counter()
        self.coupures = 0
        self.arretee = False

    def partir(self) -> Counter[str]:
        plis = self._preparer()
        for sous_lot in _sous_lots(plis):
            if self.arretee or time.monotonic() > self.fin:
                break
            self._envoyer(sous_lot)
        self._rendre()
        return self.bilan

    def _preparer(self) -> list[Pli]:
        """Messages of the claim; when one row spoils the whole, each is prepared alone."""
        try:
            prete = self.expediteur.preparer(self.lignes)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            journal.exception("Préparation d'un lot impossible, une ligne à la fois")
            prete = self._preparer_une_a_une()
        connues = {pk for pli in prete.plis for pk in pli.lignes} | set(prete.reports)
        issues = {pk: _Issue(EtatEnvoi.SUPPRIMEE) for pk in self.essais if pk not in connues}
        self._ecrire(issues, EtatEnvoi.RESERVEE)
        for pk, quand in prete.reports.items():
            self._miennes(EtatEnvoi.RESERVEE).filter(pk=pk).update(
                etat=EtatEnvoi.EN_FILE, pas_avant=quand, bail_jusqu_a=None, reserve_par=""
            )
        return prete.plis

    def _preparer_une_a_une(self) -> Preparation:
        prete, rates = Preparation(), {}
        for ligne in self.lignes:
            try:
                seule = self.expediteur.preparer([ligne])
            except Exception as erreur:
                rates[ligne.pk] = self._issue_de(erreur)
                prete.reports[ligne.pk] = self.horloge()
            else:
                prete.plis += seule.plis
                prete.reports |= seule.reports
        self._ecrire(rates, EtatEnvoi.RESERVEE)
        prete.reports = {pk: quand for pk, quand in prete.reports.items() if pk not in rates}
        self.essais = {pk: n for pk, n in self.essais.items() if pk not in rates}
        return prete

    def _envoyer(self, plis: Sequence[Pli]) -> None:
        plis = self._mettre_en_vol(plis)
        issues: dict[int, _Issue] = {}
        for pli in plis:
            if self.arretee or time.monotonic() > self.fin:
                issue = _Issue(EtatEnvoi.EN_FILE, compte=False, attente=timedelta(0))
            else:
                issue = self._issue(pli)
            issues |= dict.fromkeys(pli.lignes, issue)
        self._ecrire(issues, EtatEnvoi.EN_VOL)

    def _mettre_en_vol(self, plis: Sequence[Pli]) -> Sequence[Pli]:
        """Say that these may have left, just before they do. A row whose lease was lost is not sent."""
        pks = [pk for pli in plis for pk in pli.lignes]
        maintenant = self.horloge()
        prises = self._changer(
            "etat = %s, essais = essais + 1, bail_jusqu_a = %s WHERE bail_jusqu_a > %s",
            [EtatEnvoi.EN_VOL, maintenant + duree_du_bail(), maintenant],
            EtatEnvoi.RESERVEE,
            pks,
        )
        if prises == len(pks):
            return plis
        gardees = set(self._miennes(EtatEnvoi.EN_VOL).filter(pk__in=pks).values_list("pk", flat=True))
        return [pli for pli in plis if gardees.issuperset(pli.lignes)]

    def _issue(self, pli: Pli) -> _Issue:
        try:
            self.expediteur.envoyer(pli)
        except Exception as erreur:
            return self._issue_de(erreur)
        self.coupures = 0
        return _Issue(EtatEnvoi.ENVOYEE)

    def _issue_de(self, erreur: Exception) -> _Issue:
        texte = str(erreur)[:300]
        if isinstance(erreur, EnvoiSansObjet):
            return _Issue(EtatEnvoi.SUPPRIMEE)
        if isinstance(erreur, EnvoiRefuse):
            return _Issue(EtatEnvoi.ECHOUEE, texte)
        if isinstance(erreur, ServiceInjoignable):
            self.arretee = True
            return _Issue(EtatEnvoi.EN_FILE, texte, compte=False, attente=attente_apres(1))
        self.coupures = self.coupures + 1 if isinstance(erreur, EnvoiCoupe) else 0
        self.arretee = self.arretee or self.coupures >= COUPURES
        if isinstance(erreur, EnvoiAReprendre):
            return _Issue(EtatEnvoi.EN_FILE, texte, erreur.attente, erreur.compte)
        journal.error("Envoi impossible", exc_info=erreur)
        return _Issue(EtatEnvoi.EN_FILE, f"{type(erreur).__name__} : {texte}"[:300])

    def _rendre(self) -> None:
        """What was claimed and not sent goes back at once."""
        if self.arretee or time.monotonic() > self.fin:
            self._miennes(EtatEnvoi.RESERVEE).update(etat=EtatEnvoi.EN_FILE, bail_jusqu_a=None, reserve_par="")

    def _miennes(self, etat: EtatEnvoi) -> QuerySet[Any]:
        return self.file.filter(reserve_par=self.par, etat=etat)

    def _ecrire(self, issues: Mapping[int, _Issue], depuis: EtatEnvoi) -> None:
        """Write answers down, again and again while the database restarts: what is not written is sent twice."""
        if not issues:
            return
        for pause in (*REPRISES_BASE, None):
            try:
                if all(issue.etat == EtatEnvoi.ENVOYEE for issue in issues.values()):
                    self._ecrire_ensemble(list(issues), EtatEnvoi.ENVOYEE, depuis)
                else:
                    with transaction.atomic():
                        self._ecrire_chacune(issues, depuis)
                break
            except (OperationalError, InterfaceError):
                if pause is None or connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(pause)
        self.bilan.update(str(issue.etat) for issue in issues.values())

    def _ecrire_ensemble(self, pks: list[int], etat: EtatEnvoi, depuis: EtatEnvoi) -> None:
        fait = self.horloge() if etat == EtatEnvoi.ENVOYEE else None
        self._changer(
            "etat = %s, envoye_le = %s, bail_jusqu_a = NULL, erreur = '' WHERE 1 = 1", [etat, fait], depuis, pks
        )

    def _changer(self, quoi: str, valeurs: list[Any], depuis: EtatEnvoi, pks: list[int]) -> int:
        """The two writes of each ten rows, in SQL that both databases read: composing them costs as much as mails."""
        adapter = connection.ops.adapt_datetimefield_value
        table = connection.ops.quote_name(self.file.model._meta.db_table)
        places = ", ".join(["%s"] * len(pks))
        requete = f"UPDATE {table} SET {quoi} AND reserve_par = %s AND etat = %s AND id IN ({places})"  # noqa: S608
        adaptees = [adapter(v) if isinstance(v, datetime) else v for v in valeurs]
        with connection.cursor() as curseur:
            curseur.execute(requete, [*map(_texte, adaptees), self.par, str(depuis), *pks])
            return int(curseur.rowcount)

    def _ecrire_chacune(self, issues: Mapping[int, _Issue], depuis: EtatEnvoi) -> None:
        for etat in (EtatEnvoi.ENVOYEE, EtatEnvoi.SUPPRIMEE):
            if pks := [pk for pk, issue in issues.items() if issue.etat == etat]:
                self._ecrire_ensemble(pks, etat, depuis)
        for pk, issue in issues.items():
            if issue.etat not in (EtatEnvoi.ENVOYEE, EtatEnvoi.SUPPRIMEE):
                self._ecrire_echec(pk, issue, depuis)

    def _ecrire_echec(self, pk: int, issue: _Issue, depuis: EtatEnvoi) -> None:
        essais = self.essais[pk] + issue.compte
        finie = issue.etat == EtatEnvoi.ECHOUEE or (issue.compte and essais >= MAX_ESSAIS)
        attente = attente_apres(essais) if issue.attente is None else issue.attente
        self._miennes(depuis).filter(pk=pk).update(
            etat=EtatEnvoi.ECHOUEE if finie else EtatEnvoi.EN_FILE,
            essais=essais,
            pas_avant=F("pas_avant") if not attente else self.horloge() + attente,
            erreur=issue.erreur,
            bail_jusqu_a=None,
            reserve_par="",
        )


def _texte(valeur: Any) -> Any:
    """A state as its own word."""
    return str(valeur) if isinstance(valeur, EtatEnvoi) else valeur


def _sous_lots(plis: Sequence[Pli]) -> Iterator[Sequence[Pli]]:
    """By ten rows at most; a row that was tried too often goes alone, and so does a digest of more than ten."""
    lot: list[Pli] = []
    for pli in plis:
        seul = pli.essais >= ESSAIS_SUSPECTS
        if lot and (seul or sum(len(p.lignes) for p in lot) + len(pli.lignes) > SOUS_LOT):
            yield lot
            lot = []
        lot.append(pli)
        if seul:
            yield lot
            lot = []
    if lot:
        yield lot
