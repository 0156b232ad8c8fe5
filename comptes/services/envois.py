"""Mails owed: written here, in the transaction of their cause; sent by the worker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from comptes.models import Courriel


def ecrire_courriel(
    *,
    cle: str,
    nature: str,
    destinataire: str,
    gabarit: str,
    contexte: Mapping[str, Any],
    pas_avant: datetime | None = None,
    entetes: Mapping[str, str] | None = None,
) -> Courriel:
    """Owe a mail to ``destinataire``, once for each ``cle``.

    ``gabarit`` is a text template under ``templates/courriels/``: its first line is the subject, a blank line follows,
    the rest is the body. Call it inside the transaction that makes the mail due.
    """
    sujet, _, texte = render_to_string(f"courriels/{gabarit}", dict(contexte)).strip().partition("\n")
    courriel, _ = Courriel.objects.get_or_create(
        cle=cle,
        defaults={
            "nature": nature,
            "destinataire": destinataire,
            "sujet": sujet.strip()[:200],
            "texte": texte.strip() + "\n",
            "entetes": dict(entetes or {}),
            "pas_avant": pas_avant or timezone.now(),
        },
    )
    return courriel
