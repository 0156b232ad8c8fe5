"""Web Push (RFC 8030): encrypted for one browser (RFC 8188, 8291), signed by the portal (RFC 8292), over kept lines.

An address comes from a browser: only https addresses of the push services named in the settings are ever called,
and no redirect is followed.
"""

import base64
import http.client
import os
import ssl
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from py_vapid import Vapid02

OCTETS_MAX = 4_096
SURCOUT = 103
"""Header (86), padding delimiter (1), tag (16)."""
DELAI = 8.0
DUREE_VAPID = 12 * 3600
ATTENTE_MAX = 24 * 3600.0


class AbonnementDisparu(Exception):
    """404 or 410: the browser has forgotten it."""


class MessageRefuse(Exception):
    """The service takes neither this message nor, later, the same."""


class ServiceSature(Exception):
    """429: ``attente`` seconds, for this host only."""

    def __init__(self, attente: float) -> None:
        super().__init__(f"le service demande {attente:.0f} s")
        self.attente = attente


class ServiceEnPanne(Exception):
    """5xx, or no answer."""


def en_base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def de_base64(texte: str) -> bytes:
    return base64.urlsafe_b64decode(texte + "=" * (-len(texte) % 4))


def hote_permis(adresse: str) -> str | None:
    """The host of a subscription's address when it is one of ours to call, else ``None``."""
    try:
        parties = urlsplit(adresse)
        hote, port = (parties.hostname or "").lower(), parties.port
    except ValueError:
        return None
    if parties.scheme != "https" or port not in (None, 443) or "@" in parties.netloc or not adresse.isascii():
        return None
    if any(c <= " " or c == "\\" for c in adresse):
        return None
    permis = any(hote == h or (h.startswith(".") and hote.endswith(h)) for h in settings.PUSH_HOTES)
    return hote if permis else None


def push_possible() -> bool:
    """Push is offered once the portal has keys."""
    return bool(settings.VAPID_CLE_PRIVEE)


@lru_cache(maxsize=2)
def _cle(privee: str) -> Vapid02:
    return Vapid02.from_string(private_key=privee)


def cle_publique() -> str:
    """The portal's key, as a browser wants it to subscribe."""
    publique = _cle(settings.VAPID_CLE_PRIVEE).public_key
    return en_base64(publique.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def nouvelles_cles() -> tuple[str, str]:
    """A private key and its public key, in base64url."""
    privee = ec.generate_private_key(ec.SECP256R1())
    octets = privee.private_numbers().private_value.to_bytes(32, "big")
    return en_base64(octets), en_base64(privee.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def chiffrer(
    charge: bytes,
    cle: bytes,
    secret: bytes,
    *,
    sel: bytes | None = None,
    ephemere: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push for one browser, with a key of its own (``sel`` and ``ephemere`` are for the vectors)."""
    if len(charge) + SURCOUT > OCTETS_MAX:
        raise MessageRefuse(f"message trop long : {len(charge)} octets")
    octets: bytes = http_ece.encrypt(
        charge,
        salt=sel or os.urandom(16),
        private_key=ephemere or ec.generate_private_key(ec.SECP256R1()),
        dh=cle,
        auth_secret=secret,
        version="aes128gcm",
    )
    return octets


def _ligne_https(hote: str) -> http.client.HTTPConnection:
    return http.client.HTTPSConnection(hote, timeout=DELAI, context=_tls())


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class PostePush:
    """Kept lines and signed headers, one of each a host. ``ligne``: how a host is reached."""

    def __init__(self, ligne: Callable[[str], http.client.HTTPConnection] = _ligne_https) -> None:
        self._ouvrir = ligne
        self._lignes: dict[str, http.client.HTTPConnection] = {}
        self._vapid: dict[str, tuple[float, str]] = {}

    def fermer(self) -> None:
        for ligne in self._lignes.values():
            ligne.close()
        self._lignes.clear()

    def _autorisation(self, hote: str) -> str:
        """Signed once for a host and half a day; the audience is the origin (RFC 8292)."""
        echeance, entete = self._vapid.get(hote, (0.0, ""))
        if echeance - time.time() < DUREE_VAPID / 12:
            echeance = time.time() + DUREE_VAPID
            droits = {"aud": f"https://{hote}", "exp": int(echeance), "sub": settings.VAPID_CONTACT}
            entete = str(_cle(settings.VAPID_CLE_PRIVEE).sign(droits)["Authorization"])
            self._vapid[hote] = echeance, entete
        return entete

    def envoyer(self, adresse: str, corps: bytes, *, sujet: str, duree_de_vie: int, urgence: str = "normal") -> None:
        """Give one message to its push service; raises what its answer means."""
        hote = hote_permis(adresse)
        if hote is None:
            raise AbonnementDisparu("adresse d'un service inconnu")
        entetes = {
            "Authorization": self._autorisation(hote),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(duree_de_vie),
            "Urgency": urgence,
            "Topic": sujet,
        }
        parties = urlsplit(adresse)
        chemin = parties.path + (f"?{parties.query}" if parties.query else "")
        code, attente = self._poster(hote, chemin or "/", corps, entetes)
        _comprendre(code, attente)

    def _poster(self, hote: str, chemin: str, corps: bytes, entetes: dict[str, str]) -> tuple[int, str]:
        neuve = hote not in self._lignes
        ligne = self._lignes.setdefault(hote, self._ouvrir(hote)) if neuve else self._lignes[hote]
        try:
            ligne.request("POST", chemin, corps, entetes)
            reponse = ligne.getresponse()
            reponse.read(65_536)
            if not reponse.isclosed():  # a body nobody asked for
                self._oublier(hote)
            return reponse.status, reponse.headers.get("Retry-After", "")
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as panne:
            self._oublier(hote)
            if neuve:
                raise ServiceEnPanne(f"ligne coupée : {panne}") from panne
            return self._poster(hote, chemin, corps, entetes)  # the kept line had been closed by the other side
        except (OSError, http.client.HTTPException) as panne:
            self._oublier(hote)
            raise ServiceEnPanne(f"pas de réponse : {panne}") from panne

    def _oublier(self, hote: str) -> None:
        self._lignes.pop(hote).close()


def _comprendre(code: int, attente: str) -> None:
    if 200 <= code < 300:
        return
    if code in (404, 410):
        raise AbonnementDisparu(str(code))
    if code == 429:
        raise ServiceSature(_secondes(attente))
    if code >= 500:
        raise ServiceEnPanne(str(code))
    raise MessageRefuse(str(code))  # redirects included: none is followed


def _secondes(attente: str) -> float:
    """Of a ``Retry-After``: seconds or a date; a minute when it says nothing."""
    secondes = 60.0
    if attente.isascii() and attente.isdigit():
        secondes = float(attente[:9])
    elif attente:
        try:
            quand = parsedate_to_datetime(attente)
            secondes = (quand - timezone.now()).total_seconds() if quand.tzinfo else 60.0
        except ValueError:
            secondes = 60.0
    return min(max(1.0, secondes), ATTENTE_MAX)
