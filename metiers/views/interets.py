"""The interests questionnaire: its door, its screens, the erasing of its answers. No account, no script needed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commun.acces import reserve, tout_public
from metiers.forms_interets import EcranForm, reponses_du_formulaire
from metiers.interets import Profil
from metiers.models import CompteDuJour
from metiers.services import interets as service
from metiers.services.frequentation import noter


def adresse_du_resultat(profil: Profil) -> str:
    """The shareable address of a result: it holds the six scores and nothing else."""
    return f"{reverse('metiers:interets_resultat')}?p={profil}"


@reserve(tout_public)
@never_cache
@require_safe
def interets(request: HttpRequest) -> HttpResponse:
    """What the questionnaire is for, what it is not; start, resume, see again or erase."""
    questionnaire = service.questionnaire_courant()
    reponses = service.reponses_de_session(request.session)
    profil = questionnaire.profil(reponses)
    contexte = {
        "nombre": len(questionnaire.activites),
        "repondues": len(reponses),
        "ecrans": len(questionnaire.ecrans),
        "reprise": _premier_incomplet(reponses) or 1,
        "resultat": adresse_du_resultat(profil) if profil else "",
    }
    return render(request, "metiers/interets/accueil.html", contexte)


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, ecran: int) -> HttpResponse:
    """One screen of six activities. Whatever is answered is kept, even when something is missing or one goes back."""
    questionnaire = service.questionnaire_courant()
    ecrans = questionnaire.ecrans
    if not 1 <= ecran <= len(ecrans):
        raise Http404("Ce questionnaire n'a pas autant d'écrans.")
    activites = ecrans[ecran - 1]
    reponses = service.reponses_de_session(request.session)
    if request.method != "POST":
        form = EcranForm(
            activites, questionnaire.reponses, initial=reponses_du_formulaire(activites, reponses), auto_id="%s"
        )
        return _ecran(request, form, ecran, reponses)
    form = EcranForm(activites, questionnaire.reponses, request.POST)
    reponses = service.retenir_reponses(request.session, reponses=form.donnees)
    vers = request.POST.get("vers", "suite")
    if vers == "retour":
        return redirect("metiers:interets_questions", ecran - 1) if ecran > 1 else redirect("metiers:interets")
    if vers == "pause":
        messages.success(request, "Vos réponses sont gardées le temps de votre visite : reprenez quand vous voulez.")
        return redirect("metiers:interets")
    if not form.is_valid():
        return _ecran(request, form, ecran, reponses, statut=422)
    return _suite(request, ecran, reponses)


def _ecran(
    request: HttpRequest, form: EcranForm, ecran: int, reponses: dict[str, int], statut: int = 200
) -> HttpResponse:
    questionnaire = service.questionnaire_courant()
    contexte = {
        "form": form,
        "ecran": ecran,
        "ecrans": len(questionnaire.ecrans),
        "nombre": len(questionnaire.activites),
        "repondues": len(reponses),
    }
    return render(request, "metiers/interets/questions.html", contexte, status=statut)


def _suite(request: HttpRequest, ecran: int, reponses: dict[str, int]) -> HttpResponse:
    """The next screen; after the last one, the first that is not complete, else the result."""
    questionnaire = service.questionnaire_courant()
    if ecran < len(questionnaire.ecrans):
        return redirect("metiers:interets_questions", ecran + 1)
    profil = questionnaire.profil(reponses)
    if profil:
        if not request.session.get("interets_comptes"):  # changing an answer afterwards is not another questionnaire
            request.session["interets_comptes"] = True
            noter(request, CompteDuJour.Nature.QUESTIONNAIRE)
        return redirect(adresse_du_resultat(profil))
    manquent = len(questionnaire.activites) - len(reponses)
    nom = "réponses" if manquent > 1 else "réponse"
    messages.info(request, f"Encore {manquent} {nom}, et votre résultat est prêt.")
    return redirect("metiers:interets_questions", _premier_incomplet(reponses) or 1)


def _premier_incomplet(reponses: dict[str, int]) -> int | None:
    """Number of the first screen where an answer is missing."""
    for numero, activites in enumerate(service.questionnaire_courant().ecrans, start=1):
        if any(activite.code not in reponses for activite in activites):
            return numero
    return None


@reserve(tout_public)
@never_cache
@require_POST
def effacer(request: HttpRequest) -> HttpResponse:
    """Forget every answer."""
    service.effacer_reponses(request.session)
    messages.success(request, "Vos réponses sont effacées. Il n'en reste rien ici.")
    return redirect("metiers:interets")
