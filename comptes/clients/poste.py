"""The mail server: one line kept open for many messages, and what its answers mean.

On SMTP the message is written as bytes here (what is common to many is encoded once); on the other backends of Django
(files, memory, console) the same message goes through ``EmailMessage``.
"""

import quopri
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header
from email.utils import formataddr, formatdate, parseaddr
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

LIGNE_MAX = 900
"""A line longer than this is encoded, whatever the server knows (RFC 5321 allows 998)."""


class PosteInjoignable(Exception):
    """No line can be opened."""


class LigneCoupee(Exception):
    """The line fell in the middle of a message."""


class RefusTemporaire(Exception):
    """4xx."""


class RefusDefinitif(Exception):
    """5xx for this recipient or this message, or a message that cannot be written."""


@dataclass(frozen=True, slots=True)
class Message:
    destinataire: str
    sujet: str
    texte: str
    message_id: str
    entetes: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=256)
def _sujet(sujet: str) -> str:
    return (
        sujet if sujet.isascii() and len(sujet) < LIGNE_MAX else Header(sujet, "utf-8", header_name="Subject").encode()
    )


@lru_cache(maxsize=4)
def _expediteur(adresse: str) -> tuple[str, str]:
    """The ``From`` header and the address of the envelope."""
    nom, nue = parseaddr(adresse)
    return formataddr((nom, nue), "utf-8"), nue


def _adresse(adresse: str) -> str:
    if adresse.isascii():
        return adresse
    return sanitize_address(adresse, "utf-8")


def octets(message: Message, *, huit_bits: bool) -> bytes:
    """The message as it goes on the line."""
    for valeur in (message.destinataire, message.sujet, *message.entetes, *message.entetes.values()):
        if "\n" in valeur or "\r" in valeur:
            raise RefusDefinitif("saut de ligne dans un en-tête")
    lignes = [
        f"From: {_expediteur(settings.DEFAULT_FROM_EMAIL)[0]}",
        f"To: {_adresse(message.destinataire)}",
        f"Subject: {_sujet(message.sujet)}",
        f"Message-ID: {message.message_id}",
        f"Date: {formatdate()}",
    ]
    for nom, valeur in message.entetes.items():
        lignes.append(f"{nom}: {valeur if valeur.isascii() else Header(valeur, 'utf-8', header_name=nom).encode()}")
    corps = message.texte.replace("\r\n", "\n").replace("\r", "\n").encode()
    if corps.isascii() and _lignes_courtes(corps):
        codage = "7bit"
    elif huit_bits and _lignes_courtes(corps):
        codage = "8bit"
    else:
        codage, corps = "quoted-printable", quopri.encodestring(corps)
    lignes += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {codage}"]
    return (("\n".join(lignes) + "\n\n").encode() + corps).replace(b"\n", b"\r\n")


def _lignes_courtes(corps: bytes) -> bool:
    return len(corps) <= LIGNE_MAX or max(map(len, corps.split(b"\n"))) <= LIGNE_MAX


class Poste:
    """``with Poste() as poste: poste.envoyer(message)``: opened at the first message, again after a fall."""

    def __init__(self) -> None:
        self._service: Any = None

    def __enter__(self) -> "Poste":
        return self

    def __exit__(self, *_: object) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Hang up; a line that is already down is no matter."""
        service, self._service = self._service, None
        if service is None:
            return
        try:
            service.close()
        except (OSError, smtplib.SMTPException):
            service.connection = None

    def _ouvrir(self) -> Any:
        if self._service is None:
            service = get_connection(fail_silently=False)
            try:
                service.open()
            except (OSError, smtplib.SMTPException) as panne:
                raise PosteInjoignable(f"serveur de courriel injoignable : {panne}") from panne
            self._service = service
        return self._service

    def envoyer(self, message: Message) -> None:
        service = self._ouvrir()
        try:
            if isinstance(service, EmailBackend) and service.connection is not None:
                self._par_smtp(service.connection, message)
            else:
                _par_django(service, message)
        except smtplib.SMTPRecipientsRefused as refus:
            code, texte = next(iter(refus.recipients.values()))
            self._refus(code, texte, refus)
        except smtplib.SMTPSenderRefused as refus:
            self._refus(450, refus.smtp_error, refus)  # our own address: staff must look, no recipient is at fault
        except smtplib.SMTPResponseException as refus:
            self._refus(refus.smtp_code, refus.smtp_error, refus)
        except smtplib.SMTPNotSupportedError as refus:
            raise RefusDefinitif(str(refus)) from refus
        except (smtplib.SMTPException, OSError) as panne:
            self.fermer()
            raise LigneCoupee(f"ligne coupée : {panne}") from panne
        except ValueError as faute:  # a header or an address that cannot be written
            raise RefusDefinitif(str(faute)) from faute

    def _refus(self, code: int, texte: Any, cause: Exception) -> None:
        dit = texte.decode("utf-8", "replace") if isinstance(texte, bytes) else str(texte)
        if code == 421:  # the server hangs up
            self.fermer()
            raise LigneCoupee(f"{code} {dit}") from cause
        raise (RefusDefinitif if code >= 500 else RefusTemporaire)(f"{code} {dit}") from cause

    @staticmethod
    def _par_smtp(ligne: smtplib.SMTP, message: Message) -> None:
        huit_bits = ligne.has_extn("8bitmime")
        options = ("BODY=8BITMIME",) if huit_bits else ()
        expediteur = _expediteur(settings.DEFAULT_FROM_EMAIL)[1]
        destinataire, contenu = _adresse(message.destinataire), octets(message, huit_bits=huit_bits)
        if ligne.has_extn("pipelining") and destinataire.isascii():
            _d_un_trait(ligne, expediteur, destinataire, contenu, " BODY=8BITMIME" if huit_bits else "")
        else:
            ligne.sendmail(expediteur, [destinataire], contenu, options)


def _d_un_trait(ligne: smtplib.SMTP, expediteur: str, destinataire: str, contenu: bytes, options: str) -> None:
    """The three commands in one write (RFC 2920), then the message: two round trips instead of four."""
    if destinataire.split() != [destinataire] or "<" in destinataire or ">" in destinataire:
        raise RefusDefinitif("adresse impossible")
    ligne.send(f"MAIL FROM:<{expediteur}>{options}\r\nRCPT TO:<{destinataire}>\r\nDATA\r\n")
    de, vers, prete = ligne.getreply(), ligne.getreply(), ligne.getreply()
    if prete[0] == 354:
        refusee = de[0] // 100 != 2 or vers[0] // 100 != 2
        corps = b"" if refusee else _sans_point_seul(contenu)
        ligne.send(corps + (b".\r\n" if not corps or corps.endswith(b"\r\n") else b"\r\n.\r\n"))
        fin = ligne.getreply()
    else:
        fin = prete
    if de[0] // 100 != 2:
        ligne.rset()
        raise smtplib.SMTPSenderRefused(*de, expediteur)
    if vers[0] // 100 != 2:
        ligne.rset()
        raise smtplib.SMTPRecipientsRefused({destinataire: vers})
    if fin[0] // 100 != 2:
        ligne.rset()
        raise smtplib.SMTPDataError(*fin)


def _sans_point_seul(contenu: bytes) -> bytes:
    """A line that begins with a dot has two (RFC 5321)."""
    contenu = contenu.replace(b"\r\n.", b"\r\n..")
    return b"." + contenu if contenu.startswith(b".") else contenu


def _par_django(service: Any, message: Message) -> None:
    entetes = {"Message-ID": message.message_id, **message.entetes}
    service.send_messages([EmailMessage(message.sujet, message.texte, None, [message.destinataire], headers=entetes)])
