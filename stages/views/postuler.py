"""To apply to an offer; and, for a guardian, to give or refuse consent. Nothing happens by opening a page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commun.acces import personne_connectee, reserve, tout_public
from comptes.models import Utilisateur
from comptes.tasks import envoyer_bientot
from stages.choices import ACTIVES, EtatCandidature, NiveauPublic
from stages.forms.candidature import CandidatureForm
from stages.models import Candidature, OffreStage
from stages.services.candidatures import CandidatureImpossible, autoriser, postuler, refuser_l_accord
from stages.services.regles import regles_au
from stages.services.simulateur import age_au
from stages.views.espace import RequeteConnectee
from stages.views.fiche import est_visible, lire_offre
from stages.views.presentation import quand_en_mots

EXEMPLES = {
    NiveauPublic.COLLEGE: (
        "Je suis en 3e et j'aime fabriquer des choses. Je voudrais voir comment se passe une journée dans votre "
        "atelier. Je suis à l'heure et je pose des questions."
    ),
    NiveauPublic.LYCEE_PRO: (
        "Je prépare un CAP et je cherche une entreprise où m'exercer. J'ai déjà fait deux semaines dans un garage : "
        "j'ai aimé le diagnostic. Je peux venir à vélo."
    ),
    NiveauPublic.SUPERIEUR: (
        "En deuxième année de BTS, je cherche un stage où suivre un projet du début à la fin. J'ai tenu le budget "
        "d'une association étudiante. Votre façon de travailler en équipe m'intéresse."
    ),
    NiveauPublic.ADULTE: (
        "Après quinze ans dans la vente, je voudrais vérifier que ce métier me convient avant de me former. "
        "J'ai visité une ferme voisine et j'en suis sortie avec beaucoup de questions."
    ),
}
VOISINS = {NiveauPublic.SECONDE: NiveauPublic.COLLEGE, NiveauPublic.LYCEE: NiveauPublic.COLLEGE}


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def postuler_a(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The form of one offer; an offer that is gone says so on its own page."""
    offre = lire_offre(pk)
    if offre is None or offre.publiee_le is None:
        raise Http404("Aucune offre n'a cette adresse.")
    if not est_visible(offre, timezone.now()):
        return redirect(offre)
    deja = offre.candidatures.filter(candidat=request.user, etat__in=ACTIVES).first()
    if deja is not None:
        messages.info(request, "Vous avez déjà une candidature en cours pour cette offre.")
        return redirect("stages:candidature", deja.pk)
    if request.user.role == Utilisateur.Role.ENTREPRISE:
        return render(request, "stages/candidatures/compte_personnel.html", {"offre": offre}, status=403)
    form = CandidatureForm(
        request.POST if request.method == "POST" else None, request.FILES or None, offre=offre, utilisateur=request.user
    )
    if form.is_bound and form.is_valid() and (envoyee := _envoyer(request, offre, form)):
        return redirect("stages:candidature", envoyee.pk)
    return render(
        request, "stages/candidatures/postuler.html", _contexte(offre, form), status=422 if form.is_bound else 200
    )


def _envoyer(request: RequeteConnectee, offre: OffreStage, form: CandidatureForm) -> Candidature | None:
    try:
        candidature = postuler(
            offre=offre,
            semaine=form.semaine_choisie(),
            candidat=request.user,
            dossier=form.dossier(),
            maintenant=timezone.now(),
        )
    except CandidatureImpossible as refus:
        form.reporter(refus.champ, str(refus))
        return None
    envoyer_bientot()
    if candidature.etat == EtatCandidature.A_AUTORISER:
        messages.success(request, "C'est noté. Votre responsable légal a reçu un courriel pour donner son accord.")
    else:
        messages.success(request, "Votre candidature est envoyée.")
    return candidature


def _contexte(offre: OffreStage, form: CandidatureForm) -> dict[str, object]:
    niveaux = {VOISINS.get(NiveauPublic(n.niveau), NiveauPublic(n.niveau)) for n in offre.niveaux.all()}
    return {
        "offre": offre,
        "form": form,
        "quand": quand_en_mots(offre, timezone.localdate()),
        "exemples": [texte for niveau, texte in EXEMPLES.items() if niveau in niveaux],
        "majorite": regles_au(timezone.localdate())["majorite"],
        "delai": regles_au(timezone.localdate())["candidature_expiration"],
        "jeunes": bool(niveaux - {NiveauPublic.ADULTE}),
    }


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accord(request: HttpRequest, jeton: str) -> HttpResponse:
    """The guardian reads what is asked, and answers; the address works once, without an account."""
    candidature = _a_autoriser(jeton)
    if candidature is None:
        return render(request, "stages/candidatures/accord_perime.html", status=410)
    choix = request.POST.get("reponse", "")
    if request.method == "POST" and choix in ("accepter", "refuser"):
        try:
            repondre = autoriser if choix == "accepter" else refuser_l_accord
            candidature = repondre(jeton=jeton, maintenant=timezone.now())
        except CandidatureImpossible:
            return render(request, "stages/candidatures/accord_perime.html", status=410)
        envoyer_bientot()
        return render(request, "stages/candidatures/accord_donne.html", {"c": candidature, "oui": choix == "accepter"})
    contexte = {
        "c": candidature,
        "moins_de_15": _moins_de(candidature),
        "erreur": request.method == "POST",
        "quand": quand_en_mots(candidature.offre, timezone.localdate()),
    }
    statut = 422 if request.method == "POST" else 200
    return render(request, "stages/candidatures/accord.html", contexte, status=statut)


def _a_autoriser(jeton: str) -> Candidature | None:
    liens = ("offre__entreprise__organisation", "offre__commune", "semaine", "etablissement")
    lues = Candidature.objects.select_related(*liens).prefetch_related("offre__semaines")
    return lues.filter(responsable_jeton=jeton, etat=EtatCandidature.A_AUTORISER).first()


def _moins_de(candidature: Candidature) -> bool:
    """Under the age at which a child consents alone."""
    aujourdhui = timezone.localdate()
    naissance = candidature.date_naissance
    return naissance is not None and age_au(aujourdhui, naissance) < regles_au(aujourdhui)["consentement_numerique"]
