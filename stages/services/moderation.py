"""What awaits a moderator, what an offer should be looked at for, and the decision itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from comptes.models import Utilisateur
from stages.choices import EtatOffre, Section
from stages.models import Entreprise, OffreStage, Signalement
from stages.services import offres, signalements
from stages.services.offres import TransitionRefusee
from stages.services.textes import conditions_dans, contacts_dans

MOTIFS_REFUS = {
    "contacts": "Le texte donne un numéro, un courriel ou un site : les échanges se font dans le portail.",
    "discrimination": "Le texte pose une condition que la loi interdit (âge, sexe, origine, apparence…).",
    "imprecise": "La description ne dit pas assez ce que la personne fera et verra.",
    "double": "Cette offre est déjà en ligne sous un autre titre.",
    "emploi": "Il s'agit d'un emploi et non d'un stage, d'une immersion ou d'un contrat en alternance.",
    "danger": "L'activité décrite est interdite ou dangereuse à l'âge des personnes accueillies.",
    "argent": "L'annonce demande de l'argent à la personne accueillie.",
}
PLACES_RAISONNABLES = {
    Entreprise.Effectif.MOINS_DE_10: 6,
    Entreprise.Effectif.DE_10_A_49: 25,
    Entreprise.Effectif.DE_50_A_249: 80,
    Entreprise.Effectif.DE_250: 300,
    Entreprise.Effectif.INCONNU: 30,
}
"""Places at one time above which a moderator is asked to look, by workforce."""
FILE_MAX = 200
EN_LIGNE = (EtatOffre.PUBLIEE, EtatOffre.COMPLETE)


@dataclass(frozen=True, slots=True)
class Signal:
    """A reason to look: a short name and what was seen. ``grave``: most likely a refusal."""

    nom: str
    detail: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """An offer of the queue with everything a decision needs."""

    offre: OffreStage
    signaux: Sequence[Signal]
    signalements: Sequence[Signalement] = field(default_factory=list)
    semblables: Sequence[OffreStage] = field(default_factory=list)


def a_moderer() -> QuerySet[OffreStage]:
    """Offers that await a decision before they are seen, oldest first."""
    return OffreStage.objects.filter(etat=EtatOffre.A_MODERER).order_by("updated_at", "pk")


def a_relire() -> QuerySet[OffreStage]:
    """Offers online that were drawn for a check."""
    return OffreStage.objects.filter(etat__in=EN_LIGNE, a_controler=True).order_by("updated_at", "pk")


def signalees() -> QuerySet[OffreStage]:
    """Offers that readers reported and nobody has answered, most reported first."""
    ouverts = Signalement.objects.filter(offre=OuterRef("pk"), traite_le__isnull=True)
    return (
        OffreStage.objects.filter(Exists(ouverts))
        .annotate(nombre=Count("signalements", filter=Q(signalements__traite_le__isnull=True)))
        .order_by("-nombre", "pk")
    )


FILES = {"moderer": a_moderer, "relire": a_relire, "signalees": signalees}


def file_d_attente(nom: str) -> list[OffreStage]:
    """A queue with what its lines show. One query."""
    return list(FILES[nom]().select_related("entreprise__organisation", "commune")[:FILE_MAX])


def compter_les_files() -> dict[str, int]:
    """How many offers await in each queue."""
    return {nom: file().count() for nom, file in FILES.items()}


def dossier_de(offre: OffreStage) -> Dossier:
    """The offer, its warnings, its open reports and the offers that have the same text. Bounded queries."""
    recus = list(offre.signalements.filter(traite_le__isnull=True).order_by("-created_at")[:20])
    meme_texte = OffreStage.objects.none()
    if offre.empreinte:
        meme_texte = OffreStage.objects.filter(empreinte=offre.empreinte).exclude(pk=offre.pk)
    semblables = list(meme_texte.select_related("entreprise__organisation").order_by("-pk")[:5])
    return Dossier(offre, _signaux(offre, semblables, recus), recus, semblables)


def _signaux(offre: OffreStage, semblables: Sequence[OffreStage], recus: Sequence[Signalement]) -> list[Signal]:
    texte = "\n".join([offre.titre, offre.description, offre.horaires, offre.adresse, offre.accessibilite])
    signaux = [Signal("Condition interdite", f"{nom} : « {mots} »", True) for nom, mots in conditions_dans(texte)]
    signaux += [Signal("Coordonnées dans le texte", nom, True) for nom in contacts_dans(texte)]
    if recus:
        signaux.append(Signal("Signalements", f"{len(recus)} reçu(s)", True))
    if semblables:
        signaux.append(Signal("Même texte", f"{len(semblables)} autre(s) offre(s)"))
    places = places_a_la_fois(offre)
    limite = PLACES_RAISONNABLES[Entreprise.Effectif(offre.entreprise.effectif)]
    if places > limite:
        effectif = offre.entreprise.get_effectif_display().lower()
        signaux.append(Signal("Beaucoup de places", f"{places} à la fois, effectif : {effectif}"))
    if not offre.entreprise.organisation.verifiee:
        signaux.append(Signal("Entreprise non vérifiée", offre.entreprise.organisation.siret or "sans SIRET"))
    return signaux


def places_a_la_fois(offre: OffreStage) -> int:
    """People received at one time."""
    if offre.section == Section.OBSERVATION:
        return max((semaine.capacite for semaine in offre.semaines.all()), default=0)
    return offre.capacite or 0


@transaction.atomic
def decider(
    *, offre: OffreStage, action: str, par: Utilisateur, vue_le: str, maintenant: datetime, motif: str = ""
) -> OffreStage:
    """Approve or refuse what was seen. ``vue_le``: the offer's last change when its page was opened.

    Of two moderators, or of a moderator and the company that edits at the same time, the second is told.
    """
    verrouillee = OffreStage.objects.select_for_update().get(pk=offre.pk)
    if verrouillee.updated_at.isoformat() != vue_le:
        raise TransitionRefusee(
            "Cette offre a changé depuis que vous l'avez ouverte : quelqu'un l'a traitée ou modifiée. Relisez-la."
        )
    if action == "refuser":
        decidee = offres.refuser(offre=verrouillee, par=par, motif=motif, maintenant=maintenant)
    elif verrouillee.etat == EtatOffre.A_MODERER:
        decidee = offres.publier(offre=verrouillee, par=par, maintenant=maintenant)
    else:
        decidee = offres.confirmer_controle(offre=verrouillee, par=par, maintenant=maintenant)
    suite = "Offre refusée" if action == "refuser" else "Offre gardée"
    signalements.classer(offre=decidee, par=par, suite=suite, maintenant=maintenant)
    return decidee
