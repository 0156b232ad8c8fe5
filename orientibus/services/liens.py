"""Links of the mails: who holds one may answer for that stop, without an account. Opening one changes nothing."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.urls import reverse

from commun.site import absolue
from orientibus.models import Etape

SEL = "orientibus.etape"
DUREE_DU_LIEN = timedelta(days=400)


class LienInvalide(Exception):
    """The link names nothing, or is too old."""


def adresse(vue: str, *arguments: Any) -> str:
    """A full address of the site, for a mail."""
    return absolue(reverse(vue, args=arguments))


def jeton_de(etape: Etape) -> str:
    """A signed token: this stop, nothing else."""
    return signing.dumps([etape.pk, etape.slug], salt=SEL)


def lire_jeton(jeton: str) -> Etape:
    """The stop of a link; :class:`LienInvalide` when there is none, or when its request was made anonymous."""
    try:
        pk, slug = signing.loads(jeton, salt=SEL, max_age=DUREE_DU_LIEN)
    except (signing.BadSignature, ValueError, TypeError) as erreur:
        raise LienInvalide from erreur
    etapes = Etape.objects.completes().select_related("demande__saison")
    etape = etapes.filter(pk=pk, slug=slug, demande__anonymisee_le__isnull=True).first()
    if etape is None:
        raise LienInvalide
    return etape
