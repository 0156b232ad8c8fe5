"""Who signs up: a real SIRET, a lasting mail address, and what the public register says of them."""

import logging

from disposable_email_domains import blocklist
from django.core.cache import cache
from stdnum.exceptions import ValidationError as NumeroFaux
from stdnum.fr import siret as numero_siret

from comptes.models import Organisation
from stages.clients.registre import FicheRegistre, Registre, RegistreInjoignable, registre_courant

journal = logging.getLogger(__name__)
CLE_PANNE = "registre-des-entreprises-injoignable"
REPOS = 60
"""Seconds during which a register that did not answer is not asked again: nobody waits for it twice."""
CHIFFRES = 14


class SiretRefuse(ValueError):
    """Not a SIRET; the message says in what, in French."""


def lire_siret(texte: str) -> str:
    """The fourteen digits of a SIRET (spaces tolerated), its key checked, La Poste's exception included."""
    compact = "".join(c for c in texte if not c.isspace() and c not in ".-")
    if not (compact.isascii() and compact.isdigit()):
        raise SiretRefuse("Un SIRET ne contient que des chiffres.")
    if len(compact) == 9:
        raise SiretRefuse(
            "C'est un SIREN (9 chiffres). Le SIRET a 14 chiffres : il ajoute le numéro de l'établissement."
        )
    if len(compact) != CHIFFRES:
        raise SiretRefuse(f"Un SIRET a 14 chiffres : vous en avez écrit {len(compact)}.")
    try:
        return str(numero_siret.validate(compact))
    except NumeroFaux as erreur:
        raise SiretRefuse("Ce numéro n'est pas un SIRET : vérifiez chaque chiffre.") from erreur


def adresse_jetable(courriel: str) -> bool:
    """A throwaway domain, or one below it."""
    morceaux = courriel.rpartition("@")[2].lower().split(".")
    return any(".".join(morceaux[rang:]) in blocklist for rang in range(len(morceaux) - 1))


def chercher_au_registre(siret: str, registre: Registre | None = None) -> FicheRegistre | None:
    """What the register says; ``None`` when it is silent, off, or did not answer a minute ago."""
    registre = registre or registre_courant()
    if registre is None or cache.get(CLE_PANNE):
        return None
    try:
        return registre.lire(siret)
    except RegistreInjoignable as erreur:
        cache.set(CLE_PANNE, True, REPOS)
        journal.warning("registre des entreprises injoignable : %s", erreur)
        return None


def deja_inscrite(siret: str) -> Organisation | None:
    """The organisation that has this SIRET."""
    return Organisation.objects.filter(siret=siret).select_related("entreprise").first()
