"""The public's contributions: the list of an edition, one of them with its comments."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from grenelle.choices import EtatEdition
from grenelle.droits import peut_contribuer
from grenelle.forms.contributions import CommentaireForm
from grenelle.models import Contribution, EditionGrenelle, Plan
from grenelle.services import lecture_contributions as lecture

PAR_PAGE = 20


def plan_montre(slug: str) -> Plan:
    """A plan that the public may read."""
    plan = Plan.objects.actifs().filter(slug=slug).first()
    if plan is None:
        raise Http404("Aucun plan n'a cette adresse.")
    return plan


def contribution_montree(slug: str, pk: int) -> Contribution:
    """A published proposal."""
    trouvee = lecture.lire(slug, pk) if pk < 2**63 else None
    if trouvee is None:
        raise Http404("Aucune contribution publiée n'a cette adresse.")
    return trouvee


@reserve(tout_public)
@never_cache
@require_safe
def liste(request: HttpRequest, slug: str) -> HttpResponse:
    """Proposals of an edition, by measure, the most supported or the newest first."""
    plan = plan_montre(slug)
    jour = timezone.localdate()
    editions = list(EditionGrenelle.objects.montrees().filter(plan=plan))
    mesures = lecture.mesures_du_plan(plan)
    criteres = lecture.lire_criteres(request.GET, editions, mesures, jour)
    page = Paginator(lecture.propositions(criteres), PAR_PAGE).get_page(request.GET.get("page"))
    edition = criteres.edition
    contexte: dict[str, Any] = {
        "plan": plan,
        "editions": editions,
        "edition": edition,
        "mesures": mesures,
        "criteres": criteres,
        "tris": lecture.TRIS,
        "page": page,
        "resultats": lecture.resultats(edition) if edition else None,
        "effets": lecture.effets(edition) if edition and edition.etat == EtatEdition.CONCLUE else [],
        "filtre": criteres.mesure is not None,
    }
    return render(request, "grenelle/contributions/liste.html", contexte | etat_pour(request, edition, page))


@reserve(tout_public)
@never_cache
@require_safe
def contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One proposal, its support and its comments."""
    return montrer(request, contribution_montree(slug, pk), CommentaireForm())


def montrer(request: HttpRequest, trouvee: Contribution, form: CommentaireForm, statut: int = 200) -> HttpResponse:
    """The page of a proposal, with a comment being written."""
    contexte = {
        "contribution": trouvee,
        "plan": trouvee.edition.plan,
        "edition": trouvee.edition,
        "commentaires": lecture.commentaires(trouvee),
        "form": form,
    } | etat_pour(request, trouvee.edition, [trouvee])
    return render(request, "grenelle/contributions/contribution.html", contexte, status=statut)


def etat_pour(request: HttpRequest, edition: EditionGrenelle | None, contributions: Any) -> dict[str, Any]:
    """What is open that day, and what this person may do and has done."""
    jour = timezone.localdate()
    return {
        "recoit": bool(edition and edition.recoit_le(jour)),
        "se_vote": bool(edition and edition.se_vote_le(jour)),
        "peut_contribuer": peut_contribuer(request.user),
        "connexion": f"{reverse('account_login')}?next={request.path}",
        "soutenues": lecture.soutiens(request.user, contributions),
    }
