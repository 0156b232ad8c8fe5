"""Life of a review: a draft, its publication, which keeps what it says, then perhaps another version with a reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from grenelle.choices import EtatBilan
from grenelle.models import Bilan, Plan
from grenelle.services.bilan import AnneeRefusee, annees_possibles, construire
from grenelle.services.bilan_contenu import ContenuDuBilan, empreinte, figer, relire

RAISON_MAXI = 300


class BilanRefuse(ValueError):
    """The step cannot be made; the message says why, ``champ`` which entry is at fault."""

    def __init__(self, raison: str, champ: str | None = None) -> None:
        self.champ = champ
        super().__init__(raison)


def fautes_d_ouverture(*, plan: Plan, annee: int, raison: str, aujourdhui: date) -> BilanRefuse | None:
    """Why a draft cannot be opened, or nothing."""
    annees = annees_possibles(plan, aujourdhui)
    if annee not in annees:
        return BilanRefuse(f"Ce plan peut avoir un bilan de {annees.start} à {annees.stop - 1}.", "annee")
    versions = Bilan.objects.filter(plan=plan, annee=annee)
    if versions.filter(etat=EtatBilan.BROUILLON).exists():
        return BilanRefuse("Un brouillon existe déjà pour cette année : complétez-le.", "annee")
    if len(raison.strip()) > RAISON_MAXI or "\0" in raison:
        return BilanRefuse(f"La raison tient en {RAISON_MAXI} caractères.", "raison")
    if not raison.strip() and versions.exists():
        return BilanRefuse(
            "Le bilan de cette année est publié : dites pourquoi une nouvelle version est faite.", "raison"
        )
    return None


@transaction.atomic
def ouvrir_brouillon(
    *, plan: Plan, annee: int, maintenant: datetime, introduction: str = "", conclusion: str = "", raison: str = ""
) -> Bilan:
    """A draft for a year. Once a version is published, the next one says why it is made, and starts from its texts."""
    Plan.objects.select_for_update().get(pk=plan.pk)  # two drafts asked at the same time wait for each other
    refus = fautes_d_ouverture(plan=plan, annee=annee, raison=raison, aujourdhui=timezone.localdate(maintenant))
    if refus:
        raise refus
    derniere = Bilan.objects.filter(plan=plan, annee=annee).order_by("-version").first()
    return Bilan.objects.create(
        plan=plan,
        annee=annee,
        version=derniere.version + 1 if derniere else 1,
        raison=raison.strip() if derniere else "",
        introduction=introduction or (derniere.introduction if derniere else ""),
        conclusion=conclusion or (derniere.conclusion if derniere else ""),
        mots=derniere.mots if derniere else {},
    )


@transaction.atomic
def publier(*, bilan: Bilan, par: Any, maintenant: datetime) -> Bilan:
    """Keep the content as it is now, and show it to everybody."""
    bilan = Bilan.objects.select_for_update(of=("self",)).select_related("plan").get(pk=bilan.pk)
    if bilan.etat != EtatBilan.BROUILLON:
        raise BilanRefuse("Ce bilan est déjà publié.")
    try:
        contenu = contenu_de(bilan, maintenant=maintenant)
    except AnneeRefusee as refus:
        raise BilanRefuse(str(refus)) from refus
    fige = figer(contenu)
    bilan.etat, bilan.contenu, bilan.empreinte = EtatBilan.PUBLIE, fige, empreinte(fige)
    bilan.demonstration = contenu.demonstration
    bilan.publie_le, bilan.publie_par = maintenant, par
    bilan.save()
    return bilan


def contenu_de(bilan: Bilan, *, maintenant: datetime) -> ContenuDuBilan:
    """What a version says: what was kept when it was published, what the data say now while it is a draft."""
    if bilan.etat == EtatBilan.PUBLIE:
        return relire(bilan.contenu)
    return construire(
        plan=bilan.plan,
        annee=bilan.annee,
        aujourdhui=timezone.localdate(maintenant),
        introduction=bilan.introduction,
        conclusion=bilan.conclusion,
        mots=bilan.mots,
    )
