"""Send the mails owed, over one line for a whole batch."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from comptes.clients.poste import LigneCoupee, Message, Poste, PosteInjoignable, RefusDefinitif, RefusTemporaire
from comptes.models import Courriel
from comptes.services.files_d_envoi import (
    EnvoiAReprendre,
    EnvoiCoupe,
    EnvoiRefuse,
    Pli,
    Preparation,
    ServiceInjoignable,
    vider,
)

AUTOMATIQUE = {"Auto-Submitted": "auto-generated"}


def identifiant(famille: str, pk: int, ecrite_le: datetime) -> str:
    """The Message-ID of a row: the same at each try, so that a reader's program drops a double."""
    return f"<{famille}.{pk}.{int(ecrite_le.timestamp() * 1000)}@{_domaine(settings.SITE_URL)}>"


def _domaine(adresse: str) -> str:
    return urlsplit(adresse).hostname or "localhost"


class Facteur:
    """Gives messages to the mail server, and says what its answers mean for the queue."""

    def __init__(self) -> None:
        self.poste = Poste()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.poste.fermer()

    def envoyer(self, pli: Pli) -> None:
        try:
            self.poste.envoyer(pli.contenu)
        except PosteInjoignable as panne:
            raise ServiceInjoignable(str(panne)) from panne
        except LigneCoupee as panne:
            raise EnvoiCoupe(str(panne)) from panne
        except RefusTemporaire as refus:
            raise EnvoiAReprendre(str(refus)) from refus
        except RefusDefinitif as refus:
            raise EnvoiRefuse(str(refus)) from refus


class ExpediteurCourriels(Facteur):
    """Rows of :class:`Courriel`, ready since they were written."""

    def preparer(self, lignes: list[Courriel]) -> Preparation:
        return Preparation([Pli((c.pk,), _message(c), c.essais) for c in lignes])


def _message(courriel: Courriel) -> Message:
    entetes: Mapping[str, str] = {**AUTOMATIQUE, **courriel.entetes}
    numero = identifiant("courriel", courriel.pk, courriel.created_at)
    return Message(courriel.destinataire, courriel.sujet, courriel.texte, numero, entetes)


def envoyer_courriels_dus(*, horloge: Callable[[], datetime] = timezone.now, duree: float = 240.0) -> Counter[str]:
    """Send the mails that are due; how many rows came to each state."""
    with ExpediteurCourriels() as expediteur:
        return vider(file=Courriel.objects.all(), expediteur=expediteur, horloge=horloge, duree=duree)
