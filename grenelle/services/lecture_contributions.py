"""What the public reads of the yearly Grenelle: lists, results, what one has written. Bounded queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from commun.administration import sous_compte
from grenelle.choices import Moderation
from grenelle.models import Contribution, EditionGrenelle, EffetSurMesure, Mesure, Plan, Vote

TRIS = {"voix": "Les plus soutenues", "date": "Les plus récentes"}
COMMENTAIRES_MONTRES = 100


@dataclass(slots=True)
class Criteres:
    """What a list is asked, and what of it was not understood."""

    edition: EditionGrenelle | None
    mesure: Mesure | None = None
    tri: str = "voix"
    ecartes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resultats:
    """What an edition counts: the same figures as the dashboard's."""

    propositions: int
    commentaires: int
    votes: int


def lire_criteres(
    parametres: Any, editions: Iterable[EditionGrenelle], mesures: Iterable[Mesure], jour: date
) -> Criteres:
    """The edition asked for, else the one that is open, else the last; the measure and the order."""
    editions = list(editions)
    ouverte = next((e for e in editions if e.se_vote_le(jour)), editions[0] if editions else None)
    criteres = Criteres(ouverte)
    if voulue := parametres.get("edition", ""):
        trouvee = next((e for e in editions if str(e.annee) == voulue), None)
        criteres.edition = trouvee or ouverte
        if trouvee is None:
            criteres.ecartes.append(voulue[:40])
    if numero := parametres.get("mesure", ""):
        criteres.mesure = next((m for m in mesures if m.numero == numero), None)
        if criteres.mesure is None:
            criteres.ecartes.append(numero[:40])
    if tri := parametres.get("tri", ""):
        if tri in TRIS:
            criteres.tri = tri
        else:
            criteres.ecartes.append(tri[:40])
    return criteres


def mesures_du_plan(plan: Plan) -> list[Mesure]:
    """Measures that one may speak of, in the order of the document."""
    lues = Mesure.objects.filter(axe__plan=plan).select_related("axe").order_by("rang")
    return list(lues.only("numero", "titre", "close_le", "axe__plan"))


def propositions(criteres: Criteres) -> Any:
    """Published proposals of an edition with ``voix`` and ``reponses``, counted for the rows of the page only."""
    lues = Contribution.objects.publiees().propositions().filter(edition=criteres.edition)
    if criteres.mesure is not None:
        lues = lues.filter(mesure=criteres.mesure)
    lues = lues.select_related("mesure").annotate(
        voix=sous_compte(Vote, "contribution"),
        reponses=Count("commentaires", filter=Q(commentaires__moderation=Moderation.ACCEPTEE)),
    )
    return (
        lues.order_by("-voix", "-moderee_le", "-pk") if criteres.tri == "voix" else lues.order_by("-moderee_le", "-pk")
    )


def resultats(edition: EditionGrenelle) -> Resultats:
    """How much was said, and how much it was supported; what was withdrawn or refused is not counted."""
    visibles = Contribution.objects.filter(edition=edition).visibles()
    comptes = visibles.aggregate(
        toutes=Count("pk"),
        commentaires=Count("pk", filter=Q(repond_a__isnull=False)),
    )
    votes = Vote.objects.filter(contribution__in=visibles.values("pk")).count()
    return Resultats(comptes["toutes"] - comptes["commentaires"], comptes["commentaires"], votes)


def effets(edition: EditionGrenelle) -> list[EffetSurMesure]:
    """What a concluded edition changed in the plan."""
    return list(edition.effets.select_related("mesure__axe__plan").order_by("mesure__rang"))


def lire(plan: str, pk: int) -> Contribution | None:
    """A published proposal of a plan that is shown, with its edition."""
    return (
        Contribution.objects.visibles()
        .propositions()
        .filter(edition__plan__slug=plan, pk=pk)
        .select_related("edition__plan", "mesure__axe")
        .annotate(voix=sous_compte(Vote, "contribution"))
        .first()
    )


def commentaires(contribution: Contribution) -> list[Contribution]:
    """Published answers, oldest first."""
    return list(contribution.commentaires.publiees().order_by("created_at", "pk")[:COMMENTAIRES_MONTRES])


def soutiens(personne: Any, contributions: Iterable[Contribution]) -> set[int]:
    """Those of a page that a person supports."""
    if not personne.is_authenticated:
        return set()
    cles = [c.pk for c in contributions]
    return set(Vote.objects.filter(personne=personne, contribution__in=cles).values_list("contribution", flat=True))


def miennes(personne: Any) -> Any:
    """Everything that a person wrote, newest first."""
    return (
        Contribution.objects.filter(auteur=personne)
        .select_related("edition__plan", "mesure", "repond_a")
        .annotate(voix=sous_compte(Vote, "contribution"))
        .order_by("-created_at", "-pk")
    )
