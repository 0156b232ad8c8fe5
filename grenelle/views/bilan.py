"""The yearly reviews of a plan: their list, one of them, its former versions, its files; the draft, for the team."""

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.site import absolue
from comptes.droits import est_de_l_equipe
from grenelle.choices import EtatBilan
from grenelle.models import Bilan, Plan
from grenelle.services.bilan import annees_possibles
from grenelle.services.bilan_contenu import ContenuDuBilan
from grenelle.services.bilan_documents import TYPES, fichier_du_bilan
from grenelle.services.bilan_mots import arrete_au, titre_du_bilan
from grenelle.services.bilan_publication import contenu_de
from grenelle.services.bilan_revisions import Revision, demonstration, revisions_depuis

DUREE_MEMOIRE = 60


@reserve(tout_public)
@require_safe
def bilans(request: HttpRequest, slug: str) -> HttpResponse:
    """The years that were reviewed."""
    plan = _plan(slug)
    contexte = {
        "plan": plan,
        "bilans": Bilan.objects.courants().filter(plan=plan).sans_contenu(),
        "equipe": est_de_l_equipe(request.user),
        "annee": timezone.localdate().year,
        "precedente": max(timezone.localdate().year - 1, plan.debut.year),
    }
    return render(request, "grenelle/bilans.html", contexte)


@reserve(tout_public)
@require_safe
def bilan(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """The last published version; a year that has none says so."""
    plan = _plan(slug)
    _annee(plan, annee)
    publie = Bilan.objects.publies().select_related("plan").filter(plan=plan, annee=annee).order_by("-version").first()
    if publie is None:
        contexte = {
            "plan": plan,
            "annee": annee,
            "equipe": est_de_l_equipe(request.user),
            "autres": Bilan.objects.courants().filter(plan=plan).sans_contenu(),
            "finie": annee < timezone.localdate().year,
        }
        return render(request, "grenelle/bilan_absent.html", contexte)
    return _montrer(request, publie)


@reserve(tout_public)
@require_safe
def version(request: HttpRequest, slug: str, annee: int, version: int) -> HttpResponse:
    """A published version, even when another has followed."""
    return _montrer(request, _version(slug, annee, version))


@reserve(est_de_l_equipe)
@require_safe
def brouillon(request: HttpRequest, slug: str, annee: int) -> HttpResponse:
    """What the review would say today."""
    return _montrer(request, _brouillon(slug, annee))


@reserve(tout_public)
@require_safe
def fichier(request: HttpRequest, slug: str, annee: int, version: int, extension: str) -> HttpResponse:
    """A file of a published version."""
    return _fichier(_version(slug, annee, version), extension)


@reserve(est_de_l_equipe)
@require_safe
def fichier_du_brouillon(request: HttpRequest, slug: str, annee: int, extension: str) -> HttpResponse:
    return _fichier(_brouillon(slug, annee), extension)


def _plan(slug: str) -> Plan:
    plan = Plan.objects.actifs().filter(slug=slug).first()
    if plan is None:
        raise Http404("Aucun plan n'a cette adresse.")
    return plan


def _annee(plan: Plan, annee: int) -> None:
    if annee not in annees_possibles(plan, timezone.localdate()):
        raise Http404("Ce plan n'a pas de bilan pour cette année.")


def _version(slug: str, annee: int, version: int) -> Bilan:
    if max(annee, version) > 9_999:  # more than the columns hold
        raise Http404("Aucun bilan n'a ce numéro.")
    publies = Bilan.objects.publies().select_related("plan")
    trouve = publies.filter(plan__slug=slug, annee=annee, version=version).first()
    if trouve is None:
        raise Http404("Aucun bilan publié n'a cette adresse.")
    return trouve


def _brouillon(slug: str, annee: int) -> Bilan:
    """The one that the team writes, or an empty one: the figures are those of today in both cases."""
    plan = _plan(slug)
    _annee(plan, annee)
    ecrit = Bilan.objects.select_related("plan").filter(plan=plan, annee=annee, etat=EtatBilan.BROUILLON).first()
    if ecrit:
        return ecrit
    versions = Bilan.objects.filter(plan=plan, annee=annee).aggregate(derniere=Max("version"))
    return Bilan(plan=plan, annee=annee, version=(versions["derniere"] or 0) + 1)


def _lire(bilan: Bilan) -> tuple[ContenuDuBilan, list[Revision]]:
    """The content, and what has changed since, which is kept a minute: everybody asks for the same."""
    contenu = contenu_de(bilan, maintenant=timezone.now())
    if bilan.publie_le is None:
        return contenu, []
    cle = f"grenelle:bilan:{bilan.pk}:revisions"
    revisions = cache.get(cle)
    if revisions is None:
        revisions = revisions_depuis(contenu, bilan.publie_le)
        cache.set(cle, revisions, DUREE_MEMOIRE)
    return contenu, revisions


def _montrer(request: HttpRequest, bilan: Bilan) -> HttpResponse:
    contenu, revisions = _lire(bilan)
    autres = Bilan.objects.publies().filter(plan=bilan.plan, annee=bilan.annee).sans_contenu().order_by("-version")
    versions = list(autres)
    contexte: dict[str, Any] = {
        "plan": bilan.plan,
        "bilan": bilan,
        "contenu": contenu,
        "titre": titre_du_bilan(contenu),
        "arrete": arrete_au(contenu),
        "revisions": revisions,
        "demonstration": demonstration(contenu, revisions),
        "versions": versions if len(versions) > 1 else [],
        "derniere": versions[0] if versions and versions[0].version > bilan.version else None,
        "compte": _compte(contenu),
        "fichiers": _adresses(bilan),
        "api": reverse("api:schema").removesuffix("schema/"),
    }
    if bilan.publie_le:  # the last version has two addresses
        contexte["adresse_canonique"] = absolue(bilan.get_absolute_url())
    return render(request, "grenelle/bilan.html", contexte)


def _compte(contenu: ContenuDuBilan) -> dict[str, int]:
    """The figures of the head of the page."""
    indicateurs = [indicateur for _, _, indicateur in contenu.indicateurs()]
    return {
        "indicateurs": len(indicateurs),
        "releves": sum(bool(i.releves or i.lieux) for i in indicateurs),
        **{situation: contenu.jalons_en(situation) for situation in ("fait", "en_retard", "prevu", "a_renseigner")},
    }


def _adresses(bilan: Bilan) -> Sequence[tuple[str, str, str]]:
    noms = (
        ("pdf", "PDF", "à lire et à imprimer"),
        ("ods", "ODS", "annexe pour LibreOffice"),
        ("xlsx", "XLSX", "annexe pour Excel"),
    )
    cles = [bilan.plan.slug, bilan.annee]
    if bilan.publie_le:
        return [(reverse("grenelle:bilan_fichier", args=[*cles, bilan.version, e]), nom, quoi) for e, nom, quoi in noms]
    return [(reverse("grenelle:bilan_brouillon_fichier", args=[*cles, e]), nom, quoi) for e, nom, quoi in noms]


def _fichier(bilan: Bilan, extension: str) -> HttpResponse:
    if extension not in TYPES:
        raise Http404("Le bilan existe en PDF, en ODS et en XLSX.")
    contenu, revisions = _lire(bilan)
    octets = fichier_du_bilan(
        extension,
        contenu,
        publie_le=bilan.publie_le,
        version=bilan.version,
        empreinte=bilan.empreinte,
        revisions=revisions,
    )
    reponse = HttpResponse(octets, content_type=TYPES[extension])
    suffixe = f"v{bilan.version}" if bilan.publie_le else "brouillon"
    nom = f"bilan-{bilan.plan.slug}-{bilan.annee}-{suffixe}.{extension}"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse
