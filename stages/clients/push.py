"""Web Push (RFC 8030): encrypted for one browser (RFC 8188, 8291), signed by the portal (RFC 8292), over kept lines.

An address comes from a browser: only https addresses of the push services named in the settings are ever called,
and no redirect is followed.
"""

import base64
import hmac
import http.client
import os
import re
import ssl
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from py_vapid import Vapid02

OCTETS_MAX = 4_096
SURCOUT = 103
"""Header (86), padding delimiter (1), tag (16)."""
ENTETE_8188 = OCTETS_MAX.to_bytes(4, "big") + b"\x41"
"""Record size and length of the key (65 bytes): what stands between the salt and the key (RFC 8188)."""
DELAI = 8.0
DUREE_VAPID = 12 * 3600
ATTENTE_MAX = 24 * 3600.0
LIGNE_MAX, CORPS_LU = 8_192, 65_536


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


_ADRESSE = re.compile(r"https://([a-z0-9.-]+)(?::443)?(/[!$-\[\]-~]*)?", re.IGNORECASE | re.ASCII)
"""A host name, no account, port 443, a path without space, quote, « # » nor backslash."""


def destination(adresse: str) -> tuple[str, str] | None:
    """Host and path of a subscription's address when it is one of ours to call, else ``None``."""
    trouvee = _ADRESSE.fullmatch(adresse)
    if trouvee is None:
        return None
    hote = trouvee[1].lower()
    permis = any(hote == h or (h[0] == "." and hote.endswith(h)) for h in settings.PUSH_HOTES if h)
    return (hote, trouvee[2] or "/") if permis else None


def hote_permis(adresse: str) -> str | None:
    """The host of an address that may be called."""
    ou = destination(adresse)
    return ou[0] if ou else None


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
    if len(secret) != 16:
        raise ValueError("secret d'une autre longueur")
    if len(charge) + SURCOUT > OCTETS_MAX:
        raise MessageRefuse(f"message trop long : {len(charge)} octets")
    ephemere = ephemere or ec.generate_private_key(ec.SECP256R1())
    sel = sel or os.urandom(16)
    sienne = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), cle)
    notre = ephemere.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    commun = _hmac(secret, ephemere.exchange(ec.ECDH(), sienne))
    racine = _hmac(sel, _hmac(commun, b"WebPush: info\x00" + cle + notre + b"\x01"))
    aes = AESGCM(_hmac(racine, b"Content-Encoding: aes128gcm\x00\x01")[:16])
    nombre_unique = _hmac(racine, b"Content-Encoding: nonce\x00\x01")[:12]
    return sel + ENTETE_8188 + notre + aes.encrypt(nombre_unique, charge + b"\x02", None)


def _hmac(cle: bytes, message: bytes) -> bytes:
    """Both steps of HKDF for at most 32 bytes (RFC 5869): one call of C, where a library makes an object a step."""
    return hmac.digest(cle, message, "sha256")


def _ligne_https(hote: str) -> http.client.HTTPConnection:
    return http.client.HTTPSConnection(hote, timeout=DELAI, context=_tls())


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Ligne:
    """One kept line, written by hand: ``http.client`` would cost more than the cipher of so small a request."""

    def __init__(self, hote: str, connexion: http.client.HTTPConnection) -> None:
        self.hote, self._connexion = hote, connexion
        self._lecture: Any = None

    def poster(self, chemin: str, entetes: str, corps: bytes) -> tuple[int, str, bool]:
        """The code, ``Retry-After``, and whether the line can serve again."""
        if self._lecture is None:
            self._connexion.connect()
            self._lecture = self._connexion.sock.makefile("rb")
        tete = f"POST {chemin} HTTP/1.1\r\nHost: {self.hote}\r\n{entetes}Content-Length: {len(corps)}\r\n\r\n"
        self._connexion.sock.sendall(tete.encode("ascii") + corps)
        debut = self._lecture.readline(LIGNE_MAX)
        if not debut:
            raise http.client.RemoteDisconnected("fermée par l'autre côté")
        parties = debut.split(None, 2)
        if len(parties) < 2 or not parties[0].startswith(b"HTTP/1.") or not parties[1].isdigit():
            raise http.client.BadStatusLine(repr(debut[:80]))
        lues = self._entetes()
        code, longueur = int(parties[1]), lues.get(b"content-length", b"0" if parties[1] == b"204" else b"")
        garder = parties[0] == b"HTTP/1.1" and lues.get(b"connection", b"").lower() != b"close"
        if garder and longueur.isdigit() and int(longueur) <= CORPS_LU and b"transfer-encoding" not in lues:
            self._lecture.read(int(longueur))
        else:
            garder = False
        return code, lues.get(b"retry-after", b"").decode("latin-1"), garder

    def _entetes(self) -> dict[bytes, bytes]:
        lues: dict[bytes, bytes] = {}
        for _ in range(100):
            ligne = self._lecture.readline(LIGNE_MAX)
            if ligne in (b"\r\n", b"\n", b""):
                return lues
            nom, _, valeur = ligne.partition(b":")
            lues[nom.strip().lower()] = valeur.strip()
        raise http.client.HTTPException("trop d'en-têtes")

    def fermer(self) -> None:
        if self._lecture is not None:
            self._lecture.close()
        self._connexion.close()


class PostePush:
    """Kept lines and signed headers, one of each a host. ``ligne``: how a host is reached."""

    def __init__(self, ligne: Callable[[str], http.client.HTTPConnection] = _ligne_https) -> None:
        self._ouvrir = ligne
        self._lignes: dict[str, _Ligne] = {}
        self._vapid: dict[str, tuple[float, str]] = {}

    def fermer(self) -> None:
        for ligne in self._lignes.values():
            ligne.fermer()
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
        ou = destination(adresse)
        if ou is None:
            raise AbonnementDisparu("adresse d'un service inconnu")
        hote, chemin = ou
        entetes = (
            f"Authorization: {self._autorisation(hote)}\r\nContent-Encoding: aes128gcm\r\n"
            f"Content-Type: application/octet-stream\r\nTTL: {duree_de_vie}\r\nUrgency: {urgence}\r\nTopic: {sujet}\r\n"
        )
        code, attente = self._poster(hote, chemin, corps, entetes)
        _comprendre(code, attente)

    def _poster(self, hote: str, chemin: str, corps: bytes, entetes: str) -> tuple[int, str]:
        neuve = hote not in self._lignes
        if neuve:
            self._lignes[hote] = _Ligne(hote, self._ouvrir(hote))
        try:
            code, attente, garder = self._lignes[hote].poster(chemin, entetes, corps)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as panne:
            self._oublier(hote)
            if neuve:
                raise ServiceEnPanne(f"ligne coupée : {panne}") from panne
            return self._poster(hote, chemin, corps, entetes)  # the kept line had been closed by the other side
        except (OSError, http.client.HTTPException) as panne:
            self._oublier(hote)
            raise ServiceEnPanne(f"pas de réponse : {panne}") from panne
        if not garder:
            self._oublier(hote)
        return code, attente

    def _oublier(self, hote: str) -> None:
        self._lignes.pop(hote).fermer()


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
