"""What a person does on the screen of a measure: the role is asked, the act is done, the states follow."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from grenelle.choices import EtatEngagement, NatureEffet
from grenelle.models import Axe, Commentaire, EditionGrenelle, EffetSurMesure, Engagement, Jalon, Mesure
from grenelle.services.editions import ajouter, amender, clore
from grenelle.services.roles import Action, exiger
from grenelle.services.suivi import DecisionRefusee, avancer_jalon, decider_etat, lever_decision, recalculer

TEXTE_MAXI = 2_000
RAISON_MAXI = 100  # the history keeps a short reason


class GesteRefuse(ValueError):
    """The act cannot be done; the message says why."""


@transaction.atomic
def commenter(*, mesure: Mesure, texte: str, par: Any, maintenant: datetime) -> Commentaire:
    """Add a dated remark that staff reads; it is never rewritten."""
    exiger(par, Action.COMMENTER, plan=mesure.axe.plan, mesure=mesure)
    texte = texte.strip()
    if not texte or len(texte) > TEXTE_MAXI or "\0" in texte:
        raise GesteRefuse(f"Écrivez un commentaire de {TEXTE_MAXI} caractères au plus.")
    return Commentaire.objects.create(mesure=mesure, texte=texte, auteur=par, le=maintenant)


@transaction.atomic
def dire_le_jalon(
    *, jalon: Jalon, etat: str, fait_le: date | None, raison: str, par: Any, maintenant: datetime
) -> Jalon:
    """Tell what became of a milestone; who, when and why go to its history."""
    plan = jalon.mesure.axe.plan
    exiger(par, Action.AVANCER, plan=plan, mesure=jalon.mesure)
    if len(raison) > RAISON_MAXI or "\0" in raison:
        raise GesteRefuse(f"La raison tient en {RAISON_MAXI} caractères.")
    if (jalon.etat, jalon.fait_le) == (etat, fait_le):
        raise GesteRefuse("Ce jalon est déjà dans cet état.")
    try:
        avance = avancer_jalon(jalon=jalon, etat=etat, fait_le=fait_le, maintenant=maintenant)
    except DecisionRefusee as refus:
        raise GesteRefuse(str(refus)) from refus
    _signer(avance, par, raison.strip())
    recalculer(plan=plan, maintenant=maintenant)
    return avance


def _signer(objet: Any, par: Any, raison: str) -> None:
    """Complete the line of history that the act has just written."""
    ligne = objet.history.first()
    ligne.history_user, ligne.history_change_reason = par, raison or None
    ligne.save(update_fields=["history_user", "history_change_reason"])


@transaction.atomic
def dire_l_engagement(*, engagement: Engagement, etat: str, raison: str, par: Any) -> Engagement:
    """Tell whether a partner kept a promise."""
    exiger(par, Action.AVANCER, plan=engagement.plan, mesure=engagement.mesure)
    if etat not in EtatEngagement.values:
        raise GesteRefuse("Cet état n'existe pas.")
    if len(raison) > RAISON_MAXI or "\0" in raison:
        raise GesteRefuse(f"La raison tient en {RAISON_MAXI} caractères.")
    engagement = Engagement.objects.select_for_update(of=("self",)).get(pk=engagement.pk)
    if engagement.etat == etat:
        raise GesteRefuse("Cet engagement est déjà dans cet état.")
    engagement.etat = etat
    engagement.save()
    _signer(engagement, par, raison.strip())
    return engagement


@transaction.atomic
def decider(*, mesure: Mesure, etat: str, raison: str, par: Any, maintenant: datetime) -> Mesure:
    """Another state than the rule's, or the rule's again when ``etat`` is empty."""
    exiger(par, Action.DECIDER, plan=mesure.axe.plan, mesure=mesure)
    if not etat:
        decidee = lever_decision(mesure=mesure)
    else:
        try:
            decidee = decider_etat(mesure=mesure, etat=etat, raison=raison, par=par, maintenant=maintenant)
        except DecisionRefusee as refus:
            raise GesteRefuse(str(refus)) from refus
    _signer(decidee, par, raison.strip()[:RAISON_MAXI])
    return decidee


@transaction.atomic
def changer_le_plan(
    *,
    edition: EditionGrenelle,
    mesure: Mesure,
    nature: str,
    titre: str,
    raison: str,
    le: date,
    par: Any,
    maintenant: datetime,
) -> EffetSurMesure:
    """Amend or close a measure as a concluded Grenelle wants it."""
    exiger(par, Action.AMENDER, plan=mesure.axe.plan, mesure=mesure)
    if len(titre) > 300 or "\0" in titre or "\0" in raison:
        raise GesteRefuse("Le titre tient en 300 caractères.")
    if nature == NatureEffet.AMENDEE:
        effet = amender(edition=edition, mesure=mesure, raison=raison, le=le, titre=titre.strip())
    elif nature == NatureEffet.CLOSE:
        effet = clore(edition=edition, mesure=mesure, raison=raison, le=le)
    else:
        raise GesteRefuse("Choisissez entre amender et clore.")
    recalculer(plan=mesure.axe.plan, maintenant=maintenant)
    return effet


@transaction.atomic
def ajouter_au_plan(
    *,
    edition: EditionGrenelle,
    axe: Axe,
    numero: str,
    titre: str,
    resume: str,
    raison: str,
    le: date,
    par: Any,
    maintenant: datetime,
) -> Mesure:
    """Add the measure that a concluded Grenelle wants; its milestones and indicators are described afterwards."""
    exiger(par, Action.AMENDER, plan=edition.plan)
    effet = ajouter(edition=edition, axe=axe, numero=numero, titre=titre, resume=resume, raison=raison, le=le)
    _signer(effet.mesure, par, raison.strip()[:RAISON_MAXI])
    recalculer(plan=edition.plan, maintenant=maintenant)
    return effet.mesure
