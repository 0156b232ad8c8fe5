"""Agreements: the company makes them, each party reads, signs and downloads them. What is not yours is a 404."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve, tout_public
from comptes.tasks import envoyer_bientot
from stages.droits import candidatures_de, candidatures_recues_par
from stages.forms.convention import ConventionForm, SignatureForm
from stages.models import Candidature, Convention, Entreprise, SignatureConvention
from stages.models.candidature import CandidatureQuerySet
from stages.services.conventions import (
    ConventionImpossible,
    convention_possible,
    derniere_convention,
    etablir_convention,
)
from stages.services.courriels_conventions import LienInvalide, lire_jeton
from stages.services.signatures import VALEUR, SignatureImpossible, parties_de, pdf_de, signer_convention
from stages.views.espace import espace_entreprise

Role = SignatureConvention.Role


def _lire(candidatures: CandidatureQuerySet, pk: int) -> Candidature:
    jointes = ("offre__entreprise__organisation", "offre__commune", "semaine", "etablissement")
    return get_object_or_404(candidatures.select_related(*jointes), pk=pk)


def _etat(convention: Convention, role: str) -> dict[str, Any]:
    """What a page says of a version and of its signatures, from the side of one party."""
    parties = parties_de(convention)
    sienne = next((p for p in parties if p.role == role), None)
    return {
        "convention": convention,
        "contenu": convention.contenu,
        "debut": date.fromisoformat(convention.contenu["debut"]),
        "fin": date.fromisoformat(convention.contenu["fin"]),
        "parties": parties,
        "signees": sum(1 for p in parties if p.signature),
        "sienne": sienne,
        "valeur": VALEUR,
    }


def _signer(request: HttpRequest, convention: Convention, role: str, utilisateur: Any) -> tuple[SignatureForm, bool]:
    """The signature form of a party, and whether it has just signed."""
    nom = next((p.nom for p in parties_de(convention) if p.role == role), "")
    if request.method != "POST":
        return SignatureForm(initial={"nom": nom, "empreinte": convention.empreinte}), False
    form = SignatureForm(request.POST)
    if not form.is_valid():
        return form, False
    try:
        signer_convention(
            convention=convention,
            role=role,
            nom=form.cleaned_data["nom"],
            empreinte=form.cleaned_data["empreinte"],
            utilisateur=utilisateur,
            maintenant=timezone.now(),
        )
    except SignatureImpossible as refus:
        form.add_error(None, str(refus))
        return form, False
    envoyer_bientot()
    messages.success(request, "Votre signature est enregistrée.")
    return form, True


def _pdf(convention: Convention) -> HttpResponse:
    reponse = HttpResponse(pdf_de(convention), content_type="application/pdf")
    nom = f"convention-{convention.candidature_id}-v{convention.numero_version}.pdf"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


def _ou_404(convention: Convention | None) -> Convention:
    if convention is None:
        raise Http404("Il n'y a pas encore de convention.")
    return convention


@espace_entreprise
@require_http_methods(["GET", "HEAD", "POST"])
def de_l_entreprise(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """The company's page: what is signed, its own signature; the form while nothing is made yet."""
    candidature = _lire(candidatures_recues_par(entreprise), pk)
    convention = derniere_convention(candidature)
    if convention is None:
        if not convention_possible(candidature):
            contexte = {"candidature": candidature, "rubrique": "candidatures"}
            return render(request, "stages/espace/convention_absente.html", contexte)
        return redirect("entreprise:convention_modifier", pk=pk)
    form, signee = _signer(request, convention, Role.ENTREPRISE, request.user)
    if signee:
        return redirect("entreprise:convention", pk=pk)
    contexte = _etat(convention, Role.ENTREPRISE) | {
        "candidature": candidature,
        "form": form,
        "rubrique": "candidatures",
        "modifiable": convention_possible(candidature),
    }
    return render(request, "stages/espace/convention.html", contexte, status=422 if form.errors else 200)


@espace_entreprise
@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """The form that makes the first version, or the next one."""
    candidature = _lire(candidatures_recues_par(entreprise), pk)
    if not convention_possible(candidature):
        return redirect("entreprise:convention", pk=pk)
    precedente = derniere_convention(candidature)
    form = ConventionForm(request.POST or None, candidature=candidature, precedente=precedente)
    if request.method == "POST" and form.is_valid():
        try:
            faite = etablir_convention(
                candidature=candidature,
                saisie=form.saisie(),
                par=request.user,  # type: ignore[arg-type]
                maintenant=timezone.now(),
            )
        except ConventionImpossible as refus:
            form.montrer(refus)
        else:
            inchangee = precedente is not None and precedente.pk == faite.pk
            dit = "Rien n'a changé : la version reste la même." if inchangee else "La convention est prête à signer."
            messages.success(request, dit)
            return redirect("entreprise:convention", pk=pk)
    contexte = {
        "candidature": candidature,
        "form": form,
        "precedente": precedente,
        "signatures": precedente.signatures.count() if precedente else 0,
        "rubrique": "candidatures",
    }
    refusee = request.method == "POST" and bool(form.errors)
    return render(request, "stages/espace/convention_modifier.html", contexte, status=422 if refusee else 200)


@espace_entreprise
@require_safe
def pdf_de_l_entreprise(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    return _pdf(_ou_404(derniere_convention(_lire(candidatures_recues_par(entreprise), pk))))


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def du_stagiaire(request: HttpRequest, pk: int) -> HttpResponse:
    """The trainee's page: read, sign, download."""
    candidature = _lire(candidatures_de(request.user), pk)
    convention = derniere_convention(candidature)
    if convention is None:
        return render(request, "stages/convention_absente.html", {"candidature": candidature})
    form, signee = _signer(request, convention, Role.STAGIAIRE, request.user)
    if signee:
        return redirect("stages:convention", pk=pk)
    contexte = _etat(convention, Role.STAGIAIRE) | {"candidature": candidature, "form": form}
    return render(request, "stages/convention.html", contexte, status=422 if form.errors else 200)


@reserve(personne_connectee)
@never_cache
@require_safe
def pdf_du_stagiaire(request: HttpRequest, pk: int) -> HttpResponse:
    return _pdf(_ou_404(derniere_convention(_lire(candidatures_de(request.user), pk))))


def _par_lien(jeton: str) -> tuple[Convention, str, bool]:
    """Version and role of a link, and whether it is still the version in force of a confirmed application."""
    try:
        convention, role = lire_jeton(jeton)
    except LienInvalide as erreur:
        raise Http404("Ce lien n'est plus valable.") from erreur
    derniere = derniere_convention(convention.candidature)
    return convention, role, derniere is not None and derniere.pk == convention.pk


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def par_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """The page of a guardian or of an establishment, by the link received: no account is needed."""
    convention, role, courante = _par_lien(jeton)
    if not courante:
        return render(request, "stages/convention_remplacee.html", {"convention": convention}, status=410)
    form, signee = _signer(request, convention, role, None)
    if signee:
        return redirect("stages:convention_signer", jeton=jeton)
    contexte = _etat(convention, role) | {"form": form, "jeton": jeton}
    return render(request, "stages/convention.html", contexte, status=422 if form.errors else 200)


@reserve(tout_public)
@never_cache
@require_safe
def pdf_par_lien(request: HttpRequest, jeton: str) -> HttpResponse:
    convention, _, courante = _par_lien(jeton)
    return _pdf(_ou_404(convention if courante else None))
