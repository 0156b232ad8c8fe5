"""Count what is read, by day and without anything about who reads: no cookie, no address, no identifier.

A view only adds to a number in memory; the numbers are written once the answer has left, at most once a minute for
each process. A process that is killed loses its last minute: the figure is a floor.
"""

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from commun.indicateurs import Echelle, Indicateur, Periode, Valeurs
from metiers.models import CompteDuJour

SECONDES = 60
AU_PLUS = 2_000
_ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|monitor|archiv|scan|curl|wget|python|java/|go-http|headless|lighthouse",
    re.IGNORECASE,
)
Cle = tuple[str, str, date]
journal = logging.getLogger(__name__)


class Tampon:
    """Numbers of this process that wait to be written."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._nombres: Counter[Cle] = Counter()
        self._depuis = 0.0

    def ajouter(self, cle: Cle) -> None:
        with self._verrou:
            if not self._nombres:
                self._depuis = time.monotonic()
            if cle in self._nombres or len(self._nombres) < AU_PLUS:
                self._nombres[cle] += 1

    def prendre(self, age: float = 0) -> Counter[Cle]:
        """What waits since so many seconds, and nothing waits any more."""
        with self._verrou:
            if not self._nombres or time.monotonic() - self._depuis < age:
                return Counter()
            pris, self._nombres = self._nombres, Counter()
            return pris


TAMPON = Tampon()


def est_une_lecture(request: HttpRequest) -> bool:
    """A person who opens the page: not a robot, not a browser that fetches ahead."""
    agent = request.headers.get("User-Agent", "")
    avance = "prefetch" in (request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")).lower()
    return request.method in ("GET", "POST") and bool(agent) and not avance and not _ROBOTS.search(agent)


def noter(request: HttpRequest, nature: CompteDuJour.Nature, sujet: str = "") -> None:
    """Add one, in memory."""
    if est_une_lecture(request):
        TAMPON.ajouter((nature.value, sujet, timezone.localdate()))


def vider(*, age: float = 0) -> int:
    """Write what waits. A database that is away loses these numbers and hinders nobody."""
    nombres = TAMPON.prendre(age)
    try:
        ecrire(nombres)
    except DatabaseError:
        journal.warning("fréquentation : %s lectures n'ont pas été écrites", sum(nombres.values()))
        return 0
    return len(nombres)


def ecrire(nombres: Mapping[Cle, int]) -> None:
    """Add to the day's numbers; two processes that write at once both count."""
    for (nature, sujet, jour), nombre in sorted(nombres.items()):
        lignes = CompteDuJour.objects.filter(nature=nature, sujet=sujet, jour=jour)
        if lignes.update(nombre=F("nombre") + nombre):
            continue
        try:
            with transaction.atomic():
                CompteDuJour.objects.create(nature=nature, sujet=sujet, jour=jour, nombre=nombre)
        except IntegrityError:  # another process wrote the first one meanwhile
            lignes.update(nombre=F("nombre") + nombre)


def a_la_fin_de_la_requete(**_: Any) -> None:
    """Connected to ``request_finished``: the answer has left."""
    vider(age=SECONDES)


def _total(nature: CompteDuJour.Nature, debut: datetime, fin: datetime) -> Valeurs:
    """Of the days between two midnights; nothing was counted before the first day that was: unknown, not zero."""
    comptes = CompteDuJour.objects.filter(nature=nature)
    premier = comptes.order_by("jour").values_list("jour", flat=True).first()
    dernier = timezone.localdate(fin)
    if premier is None or premier >= dernier:
        return {None: None}
    periode = comptes.filter(jour__gte=timezone.localdate(debut), jour__lt=dernier)
    return {None: periode.aggregate(total=Sum("nombre"))["total"] or 0}


def fiches_lues(debut: datetime, fin: datetime) -> Valeurs:
    return _total(CompteDuJour.Nature.FICHE, debut, fin)


def questionnaires_termines(debut: datetime, fin: datetime) -> Valeurs:
    return _total(CompteDuJour.Nature.QUESTIONNAIRE, debut, fin)


INDICATEURS = (
    Indicateur("metiers.fiches_lues", "Fiches de métiers lues", "fiches", Echelle.REGION, Periode.FLUX, fiches_lues),
    Indicateur(
        "metiers.questionnaires_termines",
        "Questionnaires d'intérêts terminés",
        "questionnaires",
        Echelle.REGION,
        Periode.FLUX,
        questionnaires_termines,
    ),
)
