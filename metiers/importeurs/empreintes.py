"""Who wrote a value last: the bundled data, or somebody since? (``docs/adr/0005-imports.md``)"""

import hashlib
import json
from enum import Enum
from typing import Any

from metiers.models import EmpreinteChargee

Contenu = dict[str, Any]


class Decision(Enum):
    """What the loader does with one object."""

    CREER = "crees"
    MODIFIER = "modifies"
    LAISSER = "inchanges"
    CONSERVER = "conserves"


def empreinte(contenu: Contenu) -> str:
    """Fingerprint of a content, independent of the order of its keys."""
    return hashlib.sha256(json.dumps(contenu, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Empreintes:
    """Fingerprints of the last load, read once and written once."""

    def __init__(self) -> None:
        self._connues = {(e.genre, e.cle): e for e in EmpreinteChargee.objects.all()}
        self._a_ecrire: dict[tuple[str, str], EmpreinteChargee] = {}

    def objet(self, genre: str, cle: str) -> int | None:
        """The object that this key wrote last time."""
        connue = self._connues.get((genre, cle))
        return connue.objet_id if connue else None

    def cle_de(self, genre: str, objet_id: int) -> str:
        """The key that wrote this object last time, or nothing."""
        return next((e.cle for e in self._connues.values() if e.genre == genre and e.objet_id == objet_id), "")

    def renommer(self, genre: str, ancienne: str, nouvelle: str) -> None:
        """The same object under another key of the files."""
        connue = self._connues.pop((genre, ancienne), None)
        if connue and (genre, nouvelle) not in self._connues:
            connue.cle = nouvelle
            self._connues[genre, nouvelle] = self._a_ecrire[genre, nouvelle] = connue

    def decider(self, genre: str, cle: str, *, voulu: Contenu, en_base: Contenu | None, adopter: bool) -> Decision:
        """Compare what is bundled with what is stored.

        ``adopter``: an object that was never loaded from here may be taken over.
        """
        if en_base is None:
            return Decision.CREER
        if en_base == voulu:
            return Decision.LAISSER
        connue = self._connues.get((genre, cle))
        intact = adopter if connue is None else connue.empreinte == empreinte(en_base)
        return Decision.MODIFIER if intact else Decision.CONSERVER

    def retenir(self, genre: str, cle: str, objet_id: int, contenu: Contenu) -> None:
        """Remember what now stands in the database because of the bundled data."""
        connue = self._connues.get((genre, cle)) or EmpreinteChargee(genre=genre, cle=cle)
        nouvelle = empreinte(contenu)
        if connue.pk and connue.objet_id == objet_id and connue.empreinte == nouvelle:
            return
        connue.objet_id, connue.empreinte = objet_id, nouvelle
        self._a_ecrire[genre, cle] = connue

    def ecrire(self) -> None:
        """Store what changed, in two queries at most."""
        EmpreinteChargee.objects.bulk_create([e for e in self._a_ecrire.values() if not e.pk], batch_size=500)
        anciennes = [e for e in self._a_ecrire.values() if e.pk]
        EmpreinteChargee.objects.bulk_update(anciennes, ["cle", "objet_id", "empreinte"], batch_size=200)
