"""Write an offer: begin it, then fill its form as many times as wanted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from stages.choices import EtatOffre, Section
from stages.forms.gestes import NouvelleOffreForm
from stages.forms.offre import FORMULAIRES, OffreForm
from stages.models import Entreprise, OffreStage
from stages.services.controles import controler
from stages.services.edition import DOIT_ETRE_JUSTE, EditionRefusee, creer_brouillon, enregistrer
from stages.services.offres import OffreIncomplete
from stages.services.semaines import calendrier_connu, semaines_proposees
from stages.services.textes import contacts_dans
from stages.views.espace import espace_entreprise
from stages.views.offres import l_offre

ANCRES = {"metiers": "id_metier_1", "niveaux": "id_niveaux", "semaines": "semaines", "reserves": "reserves"}
GESTE = ["GET", "HEAD", "POST"]


@require_http_methods(GESTE)
@espace_entreprise
def nouvelle(request: HttpRequest, entreprise: Entreprise) -> HttpResponse:
    """What kind of offer, and where: the draft exists from then on."""
    if request.method == "POST":
        form = NouvelleOffreForm(request.POST, entreprise=entreprise)
        if form.is_valid() and form.retenue is not None:
            offre = creer_brouillon(
                entreprise=entreprise,
                section=form.cleaned_data["section"],
                titre=form.cleaned_data["titre"],
                commune=form.retenue,
            )
            return redirect("entreprise:offre_modifier", pk=offre.pk)
    else:
        form = NouvelleOffreForm(entreprise=entreprise, section=request.GET.get("section", ""))
    contexte = {"rubrique": "offres", "form": form}
    return render(request, "stages/espace/nouvelle_offre.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
@espace_entreprise
def modifier(request: HttpRequest, entreprise: Entreprise, pk: int) -> HttpResponse:
    """The form of an offer. A draft keeps all that is typed; an offer online is changed only by what is right."""
    offre = l_offre(entreprise, pk)
    semaines = semaines_proposees(timezone.localdate()) if offre.section == Section.OBSERVATION else []
    classe = FORMULAIRES[offre.section]
    if request.method != "POST":
        return _page(request, offre, classe(offre=offre, semaines=semaines))
    form = classe(request.POST, offre=offre, semaines=semaines)
    juste = form.is_valid()
    if not juste and offre.etat in DOIT_ETRE_JUSTE:
        return _page(request, offre, form)
    if not _ecrire(request, offre, form):
        return _page(request, offre, form)
    if not juste:
        messages.info(request, "Le brouillon est gardé. Quelques réponses sont à préciser avant de publier.")
        return _page(request, offre, form)
    messages.success(request, "L'offre est enregistrée.")
    suite = "offre_apercu" if "apercu" in request.POST else "offre"
    return redirect(f"entreprise:{suite}", pk=offre.pk)


def _ecrire(request: HttpRequest, offre: OffreStage, form: OffreForm) -> bool:
    try:
        enregistrer(offre=offre, contenu=form.contenu(), maintenant=timezone.now())
    except EditionRefusee as refus:
        form.add_error(refus.champ if refus.champ in form.fields else None, str(refus))
    except OffreIncomplete as refus:
        for manque in refus.manques:
            form.add_error(manque.champ if manque.champ in form.fields else None, manque.message)
    else:
        return True
    return False


def _page(request: HttpRequest, offre: OffreStage, form: OffreForm) -> HttpResponse:
    manques = [] if form.is_bound or offre.etat == EtatOffre.PUBLIEE else controler(offre, timezone.localdate())
    contexte = {
        "rubrique": "offres",
        "offre": offre,
        "form": form,
        "manques": [(m, ANCRES.get(m.champ, f"id_{m.champ}")) for m in manques],
        "calendrier_connu": calendrier_connu(timezone.localdate()),
        "brouillon": offre.etat not in DOIT_ETRE_JUSTE,
        "contacts": contacts_dans(f"{form['titre'].value() or ''}\n{form['description'].value() or ''}"),
    }
    return render(request, "stages/espace/modifier_offre.html", contexte, status=422 if form.errors else 200)
