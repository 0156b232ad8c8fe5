"""The page of a measure."""

from django.db.models import F, Prefetch, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from grenelle.choices import PublicVise, RoleIntervenant
from grenelle.models import Intervenant, LigneBudgetaire, Mesure, PublicDeMesure
from grenelle.services.etats import REGLE
from grenelle.services.fiche import Fiche, fiche

# What the portal says of the pages that a measure names; a page that does not exist yet is not shown.
PAGES = {
    "entreprise:accueil": "L'espace des entreprises",
    "formations:parcours": "Tracer un parcours vers un métier",
    "formations:recherche": "Trouver une formation",
    "metiers:interets": "Le questionnaire d'intérêts",
    "metiers:pres_de_chez_moi": "Les métiers qui recrutent près de chez vous",
    "metiers:recherche": "Chercher un métier",
    "orientibus:accueil": "L'Orientibus",
    "orientibus:carte": "Où passe l'Orientibus",
    "stages:recherche": "Trouver un stage",
    "territoires:contacts": "Les personnes chargées de l'orientation, par département",
    "territoires:lieux": "À qui parler, selon votre cas",
}


@reserve(tout_public)
@require_safe
def mesure(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """What the measure is, where it stands and why, its milestones, its figures."""
    trouvee = (
        Mesure.objects.du_plan(slug)
        .completes()
        .filter(numero=numero, axe__plan__actif=True)
        .prefetch_related(
            Prefetch("lignes_budgetaires", queryset=LigneBudgetaire.objects.select_related("document")),
        )
        .first()
    )
    if trouvee is None:
        raise Http404("Aucune mesure de ce plan ne porte ce numéro.")
    lue = fiche(trouvee)
    roles = qui_et_pour_qui(trouvee)
    contexte = {
        "mesure": trouvee,
        "plan": trouvee.axe.plan,
        "fiche": lue,
        "phrase": dict(REGLE)[trouvee.etat_affiche],
        "pilotes": [nom for role, nom in roles if role == RoleIntervenant.PILOTE],
        "partenaires": [nom for role, nom in roles if role == RoleIntervenant.PARTENAIRE],
        "publics": [PublicVise(nom).label for role, nom in roles if role == PUBLIC],
        "pages": pages_liees(trouvee.pages),
        "documents": _documents(lue),
        "aujourdhui": timezone.localdate(),
        "api": reverse("api:schema").removesuffix("schema/"),
    }
    return render(request, "grenelle/mesure.html", contexte)


PUBLIC = "public"


def qui_et_pour_qui(mesure: Mesure) -> list[tuple[str, str]]:
    """Role and name of who leads it or takes part, in the order of the document, then its audiences: one query."""
    rang = F("pk")
    noms = Intervenant.objects.filter(mesure=mesure).order_by().values_list("role", "nom", rang)
    publics = PublicDeMesure.objects.filter(mesure=mesure).order_by().values_list(Value(PUBLIC), "public", rang)
    lus = list(noms.union(publics, all=True))
    dits = sorted((ligne for ligne in lus if ligne[0] != PUBLIC), key=lambda ligne: int(ligne[2]))
    vises = sorted(ligne for ligne in lus if ligne[0] == PUBLIC)
    return [(role, nom) for role, nom, _ in (*dits, *vises)]


def pages_liees(noms: object) -> list[tuple[str, str]]:
    """Address and label of each page that exists."""
    liees = []
    for nom in noms if isinstance(noms, list) else []:
        if nom not in PAGES:
            continue
        try:
            liees.append((reverse(nom), PAGES[nom]))
        except NoReverseMatch:
            continue
    return liees


def _documents(lue: Fiche) -> list[str]:
    """Every document that the page quotes, once."""
    cites = [j.document for j in lue.jalons] + [e.document for e in lue.engagements]
    cites += [ligne.document for ligne in lue.mesure.lignes_budgetaires.all()]
    for suivie in lue.indicateurs:
        cites += [suivie.indicateur.document, *(cible.document for cible in suivie.cibles)]
    return list(dict.fromkeys(str(document) for document in cites if document))
