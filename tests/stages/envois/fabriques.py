"""Alerts, deliveries and browsers; a push service in memory that decrypts what it gets."""

import io
import os
from datetime import timedelta
from itertools import count

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from stages.choices import Canal, Frequence
from stages.clients.push import en_base64
from stages.models import AbonnementPush, Alerte, Livraison
from tests.stages.fabriques import OffreStageFactory

_numeros = count(1)
HOTE = "updates.push.services.mozilla.com"


def alerte(**champs) -> Alerte:
    """A confirmed alert of an address alone, or of ``utilisateur=``."""
    maintenant = timezone.now()
    base = {"confirmee_le": maintenant, "adresse_confirmee_le": maintenant, "frequence": Frequence.IMMEDIATE}
    if "utilisateur" not in champs:
        base["courriel"] = f"a{next(_numeros)}@test.example"
    return Alerte.objects.create(**(base | champs))


def livraison(pour: Alerte | None = None, offre=None, canal=Canal.COURRIEL, **champs) -> Livraison:
    """A delivery due a minute ago."""
    pour = pour or alerte()
    destinataire = f"u{pour.utilisateur_id}" if pour.utilisateur_id else f"c{pour.courriel}"
    base = {"destinataire": destinataire, "pas_avant": timezone.now() - timedelta(minutes=1)}
    return Livraison.objects.create(offre=offre or OffreStageFactory(), alerte=pour, canal=canal, **(base | champs))


class Navigateur:
    """A browser's subscription, with the keys by which it reads."""

    def __init__(self, hote: str = HOTE) -> None:
        self.cle = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.adresse = f"https://{hote}/wpush/v2/{next(_numeros)}"

    @property
    def p256dh(self) -> str:
        return en_base64(self.cle.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def lire(self, corps: bytes) -> bytes:
        return http_ece.decrypt(corps, private_key=self.cle, auth_secret=self.secret, version="aes128gcm")

    def abonner(self, **personne) -> AbonnementPush:
        return AbonnementPush.objects.create(
            adresse=self.adresse, cle_publique=self.p256dh, secret=en_base64(self.secret), **personne
        )


class FauxService:
    """Answers ``reponses[path]`` (a code, or a code and headers), 201 otherwise; keeps what it got."""

    def __init__(self) -> None:
        self.recus: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.reponses: dict[str, object] = {}
        self.lignes: list[str] = []

    def ligne(self, hote: str):
        self.lignes.append(hote)
        return _FausseLigne(hote, self)


class _FausseLigne:
    """An ``HTTPConnection``, its socket and its reader, all in one."""

    def __init__(self, hote: str, service: FauxService) -> None:
        self.host, self.service, self.sock, self.lecture = hote, service, self, io.BytesIO()

    def connect(self) -> None:
        pass

    def makefile(self, *_):
        return self

    def close(self) -> None:
        pass

    def readline(self, *_) -> bytes:
        return self.lecture.readline()

    def read(self, nombre: int) -> bytes:
        return self.lecture.read(nombre)

    def sendall(self, octets: bytes) -> None:
        tete, _, corps = octets.partition(b"\r\n\r\n")
        premiere, *lignes = tete.decode().split("\r\n")
        entetes = dict(ligne.split(": ", 1) for ligne in lignes)
        assert entetes["Host"] == self.host and entetes["Content-Length"] == str(len(corps))
        url = premiere.split(" ")[1]
        self.service.recus.append((self.host, url, corps, entetes))
        reponse = self.service.reponses.get(url, self.service.reponses.get(self.host, 201))
        if isinstance(reponse, list):
            reponse = reponse.pop(0) if reponse else 201
        if isinstance(reponse, Exception):
            raise reponse
        if isinstance(reponse, bytes):
            self.lecture = io.BytesIO(reponse)
            return
        code, plus = reponse if isinstance(reponse, tuple) else (reponse, {})
        dit = "".join(f"{nom}: {valeur}\r\n" for nom, valeur in plus.items())
        self.lecture = io.BytesIO(f"HTTP/1.1 {code} X\r\n{dit}Content-Length: 3\r\n\r\nnon".encode())
