"""What the company space shows of its offers: lines of the list, what may be done, who changed what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from stages.choices import EtatCandidature, EtatOffre, Section
from stages.models import Candidature, Entreprise, OffreStage, SemaineDOffre

HISTOIRE_MAX = 40
# What may be done, by state, in the order of the buttons.
GESTES: Mapping[str, Sequence[str]] = {
    EtatOffre.BROUILLON: ("apercu", "modifier", "dupliquer"),
    EtatOffre.A_MODERER: ("modifier", "apercu", "retirer", "dupliquer"),
    EtatOffre.PUBLIEE: ("modifier", "renouveler", "retirer", "dupliquer"),
    EtatOffre.COMPLETE: ("modifier", "retirer", "dupliquer"),
    EtatOffre.EXPIREE: ("renouveler", "modifier", "dupliquer"),
    EtatOffre.RETIREE: ("apercu", "modifier", "dupliquer"),
    EtatOffre.REFUSEE: ("modifier", "apercu", "dupliquer"),
}
SOUMETTABLES = (EtatOffre.BROUILLON, EtatOffre.REFUSEE, EtatOffre.RETIREE, EtatOffre.EXPIREE)
ETAPES = {"+": "Création", "~": "Modification", "-": "Suppression"}
MUETS = {"etat", "motif", "publiee_le", "expire_le", "moderee_le", "moderee_par", "a_controler", "slug", "latitude"}
"""Fields whose change is told by the state, or means nothing to a company."""


@dataclass(frozen=True, slots=True)
class Etape:
    """One change of an offer."""

    le: datetime
    qui: str
    quoi: str
    champs: str = ""


def lignes(entreprise: Entreprise) -> QuerySet[OffreStage]:
    """The company's offers with their places and the applications that await an answer; one query for all."""
    semaines = SemaineDOffre.objects.filter(offre=OuterRef("pk")).order_by().values("offre")
    attente = Candidature.objects.filter(offre=OuterRef("pk"), etat=EtatCandidature.ENVOYEE).order_by().values("offre")

    def sous(requete: QuerySet[Any], calcul: Any) -> Coalesce:
        return Coalesce(Subquery(requete.annotate(n=calcul).values("n"), output_field=IntegerField()), 0)

    return (
        OffreStage.objects.filter(entreprise=entreprise)
        .select_related("commune__departement")
        .annotate(
            places=Coalesce(F("capacite"), sous(semaines, Sum("capacite"))),
            prises=F("places_prises") + sous(semaines, Sum("places_prises")),
            a_repondre=sous(attente, Count("pk")),
        )
        .order_by("-updated_at", "-pk")
    )


def compter(entreprise: Entreprise) -> dict[str, dict[str, int]]:
    """How many offers by state and by section. One query."""
    comptes = OffreStage.objects.filter(entreprise=entreprise).aggregate(
        **{f"etat_{e}": Count("pk", filter=Q(etat=e)) for e in EtatOffre.values},
        **{f"section_{s}": Count("pk", filter=Q(section=s)) for s in Section.values},
    )
    return {
        "etat": {e: comptes[f"etat_{e}"] for e in EtatOffre.values},
        "section": {s: comptes[f"section_{s}"] for s in Section.values},
    }


def histoire(offre: OffreStage) -> list[Etape]:
    """Who changed what and when, latest first. One query; staff are named by their function only."""
    versions = list(
        offre.history.select_related("history_user").order_by("-history_date", "-history_id")[:HISTOIRE_MAX]
    )
    noms = {champ.name: str(champ.verbose_name) for champ in offre._meta.concrete_fields}
    etapes = []
    for rang, version in enumerate(versions):
        avant = versions[rang + 1] if rang + 1 < len(versions) else None
        quoi, champs = _dire(version, avant, noms)
        etapes.append(Etape(version.history_date, _qui(version.history_user), quoi, champs))
    return etapes


def _dire(version: Any, avant: Any, noms: dict[str, str]) -> tuple[str, str]:
    if avant is None:
        return ETAPES[version.history_type], ""
    changes = [
        nom
        for nom in noms
        if hasattr(version, nom) and getattr(version, _colonne(version, nom)) != getattr(avant, _colonne(version, nom))
    ]
    if version.etat != avant.etat:
        motif = (
            f" : {version.motif}" if version.motif and version.etat in (EtatOffre.REFUSEE, EtatOffre.RETIREE) else ""
        )
        return f"{EtatOffre(version.etat).label}{motif}", ""
    if "expire_le" in changes:
        return "Renouvellement", ""
    if "moderee_le" in changes:
        return "Relecture par l'équipe du portail", ""
    dits = ", ".join(noms[nom] for nom in changes if nom not in MUETS)
    return "Modification", dits or "semaines, niveaux, métiers ou places réservées"


def _colonne(version: Any, nom: str) -> str:
    return f"{nom}_id" if hasattr(version, f"{nom}_id") else nom


def _qui(personne: Any) -> str:
    if personne is None:
        return "Automatique"
    return "Équipe du portail" if personne.is_staff else (personne.prenom or "Une personne de l'entreprise")
