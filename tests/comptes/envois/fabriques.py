"""Mails owed, and a mail server that answers what the test wants."""

import smtplib
from datetime import timedelta

from django.utils import timezone

from comptes.models import Courriel


def devoir(nombre: int = 1, **champs) -> list[Courriel]:
    """So many mails due a minute ago."""
    depuis = Courriel.objects.count()
    base = {
        "nature": "essai",
        "sujet": "Bonjour",
        "texte": "Un mot.\n",
        "pas_avant": timezone.now() - timedelta(minutes=1),
    }
    return [
        Courriel.objects.create(**({"cle": f"essai-{n}", "destinataire": f"p{n}@test.example"} | base | champs))
        for n in range(depuis, depuis + nombre)
    ]


class FausseLigne:
    """What ``smtplib`` gives, as far as the post uses it. ``reponses``: by recipient, an exception to raise."""

    def __init__(self, reponses=None) -> None:
        self.reponses, self.recus = reponses or {}, []

    def has_extn(self, nom: str) -> bool:
        return nom == "8bitmime"

    def sendmail(self, de, vers, octets, options=()):
        reponse = self.reponses.get(vers[0])
        if isinstance(reponse, list):
            reponse = reponse.pop(0) if reponse else None
        if reponse is not None:
            raise reponse
        self.recus.append((vers[0], octets))


def refus(adresse: str, code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({adresse: (code, b"non")})
