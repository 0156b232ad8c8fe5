"""The parts of a sheet that no visitor changes, rendered once for each state of the catalogue."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from commun.marque import marque
from commun.site import absolue
from commun.templatetags.composants import json_ld
from metiers.choices import RIASEC_PHRASES, Riasec
from metiers.models import Metier
from metiers.services.fiche import Fiche, composer_fiche
from metiers.services.memoire import etat_du_catalogue
from metiers.views.mentions import mentions_ouvertes, sources_de

LONGUEUR_CHAPO = 220
DUREE = 3_600
PARTIES = ("tete", "interets", "debut", "milieu", "fin", "droite")


def parties_de(metier: Metier) -> dict[str, str]:
    """Rendered parts of the sheet, its description and its linked data.

    Kept under the version of the catalogue, which every writer of occupations moves, so that nothing stale is shown.
    """
    version, modifie_le = etat_du_catalogue()
    cle = f"fiche:{settings.VERSION}:{version}:{modifie_le and modifie_le.timestamp()}:{metier.pk}"
    parties: dict[str, str] | None = cache.get(cle)
    if parties is None:
        parties = _rendre(composer_fiche(metier))
        cache.set(cle, parties, DUREE)
    return {nom: texte if nom == "description" else _sur(texte) for nom, texte in parties.items()}


def _sur(texte: str) -> SafeString:
    """Cached output of the template engine, escaped when it was rendered."""
    return mark_safe(texte)  # noqa: S308


def _rendre(fiche: Fiche) -> dict[str, str]:
    contexte = _contexte(fiche)
    parties = {nom: str(render_to_string(f"metiers/fiche/{nom}.html", contexte)) for nom in PARTIES}
    liees = json_ld(_occupation(fiche, contexte["description"]))
    return parties | {"description": contexte["description"], "donnees_liees": str(liees)}


def _contexte(fiche: Fiche) -> dict[str, Any]:
    """What the templates of the parts say; nothing in it depends on the visitor."""
    metier = fiche.metier
    lettres = [lettre for lettre in (metier.riasec_majeur, metier.riasec_mineur) if lettre]
    definition = [ligne.strip() for ligne in metier.definition_officielle.splitlines() if ligne.strip()]
    en_chapo = len(definition) > 1 and len(definition[0]) <= LONGUEUR_CHAPO
    description = metier.accroche or Truncator(metier.definition_officielle.replace("\n", " ")).chars(155)
    return {
        "fiche": fiche,
        "metier": metier,
        "description": description,
        "recherche": reverse("metiers:recherche"),
        "adresse_canonique": absolue(metier.get_absolute_url()),
        "marque": marque(),
        "chapo": metier.accroche or (definition[0] if en_chapo else ""),
        "definition": definition[1:] if en_chapo and not metier.accroche else definition,
        "riasec": [{"nom": Riasec(lettre).label, "phrase": RIASEC_PHRASES[lettre]} for lettre in lettres],
        "mentions": mentions_ouvertes(metier),
        "sources": sources_de(fiche),
    }


def _occupation(fiche: Fiche, description: str) -> dict[str, Any]:
    """schema.org's Occupation."""
    metier = fiche.metier
    savoir_faire = [lien.libelle for lien in fiche.liens_competences[:30]]
    donnees: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Occupation",
        "name": metier.nom,
        "alternateName": fiche.usitees[:10],
        "description": description,
        "skills": savoir_faire,
        "educationRequirements": [echelon.libelle for echelon in fiche.echelle if echelon.ouvert],
        "occupationLocation": {"@type": "AdministrativeArea", "name": marque().region},
        "inLanguage": "fr",
    }
    if metier.code_rome:
        donnees["occupationalCategory"] = {
            "@type": "CategoryCode",
            "codeValue": metier.code_rome,
            "name": metier.libelle_rome or metier.nom,
            "inCodeSet": {"@type": "CategoryCodeSet", "name": f"ROME 4.0, version {metier.version_rome}"},
        }
    return {cle: valeur for cle, valeur in donnees.items() if valeur}
