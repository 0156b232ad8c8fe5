"""The sheet of an occupation, and what stands in its place when there is none."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator

from commun.acces import reserve, tout_public
from commun.marque import marque
from metiers.choices import RIASEC_PHRASES, Riasec
from metiers.models import Metier
from metiers.services.fiche import Fiche, composer_fiche, lire_metier, metier_du_code
from metiers.services.voisinage import voisins_de
from metiers.views.mentions import mentions_ouvertes, sources_de
from territoires.models import Commune, Referent
from territoires.services.chez_moi import lire

CODE_ROME = re.compile(r"[a-zA-Z][0-9]{4}")
LONGUEUR_CHAPO = 220
CODE_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")


@reserve(tout_public)
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """A published occupation; a withdrawn one says so (410); a ROME code leads to its occupation."""
    metier = lire_metier(slug)
    if metier is None and CODE_ROME.fullmatch(slug):
        designe = metier_du_code(slug.upper())
        if designe:
            return HttpResponseRedirect(designe.get_absolute_url())
    if metier is None or (metier.etat == Metier.Etat.BROUILLON and not request.user.is_staff):
        raise Http404("Ce métier n'existe pas dans le portail.")
    if metier.etat == Metier.Etat.RETIRE:
        contexte = {"metier": metier, "voisins": voisins_de(metier)}
        return render(request, "metiers/retire.html", contexte, status=410)
    contexte = _contexte(composer_fiche(metier)) | _contact(request)
    return render(request, "metiers/fiche.html", contexte)


def _contact(request: HttpRequest) -> dict[str, Any]:
    """Who to call: in the département of the commune of the address, else of the visitor's place."""
    code = request.GET.get("commune", "")
    commune = Commune.objects.completes().filter(code_insee=code).first() if CODE_INSEE.fullmatch(code) else None
    lieu = commune or lire(request.session)
    if lieu is None:
        return {"contact": None, "lieu": ""}
    departement = commune.departement.code if commune else lieu.departement
    contact = Referent.objects.select_related("departement").filter(departement__code=departement).first()
    return {"contact": contact, "lieu": lieu.nom}


def _contexte(fiche: Fiche) -> dict[str, Any]:
    metier = fiche.metier
    lettres = [lettre for lettre in (metier.riasec_majeur, metier.riasec_mineur) if lettre]
    definition = [ligne.strip() for ligne in metier.definition_officielle.splitlines() if ligne.strip()]
    en_chapo = len(definition) > 1 and len(definition[0]) <= LONGUEUR_CHAPO
    description = metier.accroche or Truncator(metier.definition_officielle.replace("\n", " ")).chars(155)
    return {
        "fiche": fiche,
        "metier": metier,
        "description_courte": description,
        "adresse_famille": f"{reverse('metiers:recherche')}?famille={metier.famille.slug}" if metier.famille else "",
        "chapo": metier.accroche or (definition[0] if en_chapo else ""),
        "definition": definition[1:] if en_chapo and not metier.accroche else definition,
        "riasec": [{"nom": Riasec(lettre).label, "phrase": RIASEC_PHRASES[lettre]} for lettre in lettres],
        "mentions": mentions_ouvertes(metier),
        "sources": sources_de(fiche),
        "donnees_liees": _occupation(fiche, description),
    }


def _occupation(fiche: Fiche, description: str) -> dict[str, Any]:
    """schema.org's Occupation."""
    metier = fiche.metier
    savoir_faire = [lien.competence.libelle for lien in fiche.liens_competences[:30]]
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
