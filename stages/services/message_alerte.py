"""What an alert says: rendered once for each offer, then only the parts of each recipient are put in.

The sender composes once (:func:`composer_courriel`) and calls ``pour`` for each recipient, which is a join of
strings: that is what makes a thousand mails cheap. Texts only, no query in ``pour``.
"""

import json
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.template.loader import render_to_string

from commun.dates import dater
from stages.models import OffreStage, SemaineDOffre
from stages.services.adresses_alertes import adresse_offre, chemin_offre

OCTETS_PUSH = 3_000
"""A push message holds 4,096 bytes once encrypted; the rest is a margin."""
SEMAINES_DITES = 5
SUJET_MAX = 150
_RAISON, _GESTION, _DESINSCRIPTION = "\ufdd0raison\ufdd1", "\ufdd0gestion\ufdd1", "\ufdd0desinscription\ufdd1"
"""Noncharacters, taken out of every text that comes from someone: nobody can write a marker."""


@dataclass(frozen=True, slots=True)
class CourrielDOffre:
    """The mail of an offer, cut where each recipient's own parts go."""

    sujet: str
    morceaux: tuple[str, ...]
    """Before the reason, before the address to manage, before the address to unsubscribe, after it."""

    def pour(self, adresse_gestion: str, adresse_desinscription: str, raison: str) -> tuple[str, str]:
        """Subject and text for one recipient."""
        avant, gestion, desinscription, apres = self.morceaux
        return self.sujet, "".join(
            (avant, raison, gestion, adresse_gestion, desinscription, adresse_desinscription, apres)
        )


def composer_courriel(offre: OffreStage) -> CourrielDOffre:
    """The mail of an offer. A handful of queries, once for all its recipients."""
    return CourrielDOffre(_sujet(offre), _morceaux("courriels/stages/alerte.txt", {"resume": resume(offre)}))


def composer_recapitulatif(
    offres: Sequence[OffreStage],
    *,
    adresse_gestion: str,
    adresse_desinscription: str,
    raison: str,
    resumes: MutableMapping[int, str] | None = None,
) -> tuple[str, str]:
    """Subject and text of a digest. ``resumes`` keeps what is said of each offer from one recipient to the next."""
    memoire = {} if resumes is None else resumes
    blocs = [memoire[o.pk] if o.pk in memoire else memoire.setdefault(o.pk, resume(o)) for o in offres]
    nombre = len(blocs)
    sujet = f"{nombre} nouveaux stages pour vous" if nombre > 1 else _sujet(offres[0])
    morceaux = _morceaux("courriels/stages/recapitulatif.txt", {"blocs": blocs, "nombre": nombre})
    return CourrielDOffre(sujet, morceaux).pour(adresse_gestion, adresse_desinscription, raison)


def composer_push(offre: OffreStage, raison: str) -> bytes:
    """What the service worker shows: JSON in UTF-8, short enough for any push service. The address is a path here."""
    charge = {
        "title": _couper(offre.titre, 120),
        "body": _couper(f"{lieu_de(offre)} · {dates_de(offre)} · {places_de(offre)}\nVotre alerte : {raison}", 400),
        "url": chemin_offre(offre),
        "tag": f"offre-{offre.pk}",
    }
    octets = json.dumps(charge, ensure_ascii=False, separators=(",", ":")).encode()
    if len(octets) > OCTETS_PUSH:  # four bytes a character at the very most: cut what is free text
        charge |= {"title": _couper(offre.titre, 60), "body": lieu_de(offre)[:120]}
        octets = json.dumps(charge, ensure_ascii=False, separators=(",", ":")).encode()
    return octets


# --- What is said of an offer ---------------------------------------------------------------------------


def resume(offre: OffreStage) -> str:
    """Title, company, place, dates, places left and address of an offer, as a block of text."""
    texte = render_to_string(
        "courriels/stages/_offre.txt",
        {
            "offre": offre,
            "entreprise": offre.entreprise.organisation.nom,
            "lieu": lieu_de(offre),
            "dates": dates_de(offre),
            "places": places_de(offre),
            "niveaux": ", ".join(n.get_niveau_display() for n in offre.niveaux.all()),
            "adresse": adresse_offre(offre),
        },
    )
    return texte.strip().replace("\ufdd0", "")


def lieu_de(offre: OffreStage) -> str:
    """The commune, with its département."""
    return f"{offre.commune.nom} ({offre.commune.departement.nom})"


def dates_de(offre: OffreStage) -> str:
    """Weeks with places left, or dates."""
    if lundis := [semaine.lundi for semaine in _semaines(offre)]:
        dites = ", ".join(dater(lundi) for lundi in lundis[:SEMAINES_DITES])
        reste = len(lundis) - SEMAINES_DITES
        debut = "semaine du" if len(lundis) == 1 else "semaines du"
        return f"{debut} {dites}{f' et {reste} de plus' if reste > 0 else ''}"
    if offre.debut and offre.fin:
        return f"du {dater(offre.debut)} au {dater(offre.fin)}"
    return f"à partir du {dater(offre.debut)}" if offre.debut else "dates à convenir"


def places_de(offre: OffreStage) -> str:
    """Places left."""
    nombre = offre.places_restantes
    if nombre is None:
        semaines = _semaines(offre)
        if not semaines:
            return "places à demander"
        nombre = sum(semaine.capacite - semaine.places_prises for semaine in semaines)
    return "1 place" if nombre == 1 else f"{nombre} places"


def _semaines(offre: OffreStage) -> list[SemaineDOffre]:
    return list(offre.semaines.filter(places_prises__lt=F("capacite")).order_by("lundi"))


def _couper(texte: str, longueur: int) -> str:
    return texte if len(texte) <= longueur else f"{texte[: longueur - 1].rstrip()}…"


def _sujet(offre: OffreStage) -> str:
    return _couper(" ".join(f"Nouvelle offre : {offre.titre}, {offre.commune.nom}".split()), SUJET_MAX)


def _morceaux(gabarit: str, contexte: dict[str, object]) -> tuple[str, ...]:
    marques = {"raison": _RAISON, "gestion": _GESTION, "desinscription": _DESINSCRIPTION}
    texte = render_to_string(gabarit, contexte | marques).strip() + "\n"
    morceaux = []
    for marque in marques.values():
        avant, _, texte = texte.partition(marque)
        morceaux.append(avant)
    return (*morceaux, texte)
