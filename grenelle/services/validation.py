"""Four eyes: what one person enters waits for another, who is never its author. Nothing public sees what waits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from grenelle.choices import EtatProposition
from grenelle.models import PropositionDeReleve, Releve
from grenelle.services.releves import Examen, Issue, ReleveRefuse, Saisie, enregistrer_releve, identique
from grenelle.services.roles import Action, Droits, droits_de, faute_de_lieu
from grenelle.services.suivi import recalculer


class ValidationRefusee(ValueError):
    """The decision cannot be taken; the message says why."""


def proposer(*, examen: Examen, saisies: Sequence[Saisie], par: Any, maintenant: datetime) -> list[Issue]:
    """Keep examined entries for a second person; another entry of the same period takes the place of the first."""
    attente = {p.cle: p for p in PropositionDeReleve.objects.en_attente().filter(indicateur=examen.indicateur)}
    issues: list[Issue] = []
    nouvelles: list[PropositionDeReleve] = []
    remplacees: list[int] = []
    for saisie in saisies:
        releve, avant = examen.connus.get(saisie.cle), attente.get(saisie.cle)
        if (avant is None and releve and identique(releve, saisie)) or (avant and _redit(avant, saisie)):
            issues.append(Issue.INCHANGE)
            continue
        if avant:
            remplacees.append(avant.pk)
        nouvelles.append(
            PropositionDeReleve(
                indicateur=examen.indicateur,
                debut=saisie.debut,
                fin=saisie.fin,
                echelle=saisie.echelle,
                territoire=saisie.territoire,
                valeur=saisie.valeur,
                statut=saisie.statut,
                source=saisie.source.strip(),
                raison=saisie.raison.strip(),
                propose_par=par,
                propose_le=maintenant,
                remplace=releve,
            )
        )
        issues.append(Issue.PROPOSE)
    PropositionDeReleve.objects.filter(pk__in=remplacees).update(etat=EtatProposition.REMPLACEE, decide_le=maintenant)
    PropositionDeReleve.objects.bulk_create(nouvelles, batch_size=500)
    return issues


def _redit(proposition: PropositionDeReleve, saisie: Saisie) -> bool:
    return identique(proposition, saisie) and proposition.raison == saisie.raison.strip()


def a_valider(droits: Droits) -> Any:
    """What waits and that a person with these rights may decide or see, oldest first."""
    requete = PropositionDeReleve.objects.en_attente().select_related(
        "indicateur__plan", "indicateur__mesure", "propose_par", "remplace"
    )
    return requete.filter(portee(droits, Action.VALIDER)).order_by("propose_le", "pk")


def portee(droits: Droits, action: Action) -> Q:
    """The readings (or proposals) within a person's reach, as a condition on the table."""
    if droits.tous:
        return Q()
    condition = Q(pk__in=[])
    for role in droits.roles:
        if not role.permet(action):
            continue
        une = Q(indicateur__plan=role.plan)
        if role.mesures is not None:
            une &= Q(indicateur__mesure__in=role.mesures)
        if role.lieux is not None:
            une &= Q(territoire__in=role.lieux)
        condition |= une
    return condition


@transaction.atomic
def valider(*, proposition: PropositionDeReleve, par: Any, maintenant: datetime) -> Releve:
    """Make a proposal a reading, entered by its author; refused to the author and to who has no such role."""
    proposition = _ouverte(proposition, par)
    courant = Releve.objects.en_vigueur().filter(
        indicateur=proposition.indicateur_id,
        territoire=proposition.territoire,
        debut=proposition.debut,
        fin=proposition.fin,
    )
    if courant.values_list("pk", flat=True).first() != proposition.remplace_id:
        raise ValidationRefusee(
            "La valeur en vigueur a changé depuis cette saisie : refusez-la, et demandez qu'elle soit refaite."
        )
    saisie = Saisie(
        proposition.debut,
        proposition.fin,
        proposition.valeur,
        proposition.source,
        proposition.statut,
        proposition.echelle,
        proposition.territoire,
        proposition.raison,
    )
    try:
        _, releve = enregistrer_releve(
            indicateur=proposition.indicateur,
            saisie=saisie,
            maintenant=maintenant,
            saisi_par=proposition.propose_par,
        )
    except ReleveRefuse as refus:  # the indicator changed since: bounds, unit, no longer followed
        raise ValidationRefusee(str(refus)) from refus
    proposition.etat, proposition.releve = EtatProposition.VALIDEE, releve
    _decider(proposition, par, maintenant)
    recalculer(plan=proposition.indicateur.plan, maintenant=maintenant)
    return releve


@transaction.atomic
def refuser(*, proposition: PropositionDeReleve, par: Any, motif: str, maintenant: datetime) -> PropositionDeReleve:
    """Send a proposal back, with a reason that its author reads."""
    motif = motif.strip()
    if not motif or len(motif) > 300 or "\0" in motif:
        raise ValidationRefusee("Dites pourquoi vous refusez, en 300 caractères au plus.")
    proposition = _ouverte(proposition, par)
    proposition.etat, proposition.motif = EtatProposition.REFUSEE, motif
    return _decider(proposition, par, maintenant)


@transaction.atomic
def retirer(*, proposition: PropositionDeReleve, par: Any, maintenant: datetime) -> PropositionDeReleve:
    """The author takes an entry back before anybody decided."""
    proposition = PropositionDeReleve.objects.select_for_update().get(pk=proposition.pk)
    if proposition.etat != EtatProposition.ATTENTE or proposition.propose_par_id != par.pk:
        raise ValidationRefusee("Seule la personne qui a saisi ce relevé peut le retirer, tant qu'il attend.")
    proposition.etat = EtatProposition.RETIREE
    return _decider(proposition, par, maintenant)


def _ouverte(proposition: PropositionDeReleve, par: Any) -> PropositionDeReleve:
    """The proposal, held, if this person may decide it."""
    trouvee = PropositionDeReleve.objects.select_for_update(of=("self",)).get(pk=proposition.pk)
    if trouvee.etat != EtatProposition.ATTENTE:
        raise ValidationRefusee("Ce relevé n'attend plus : quelqu'un a déjà décidé.")
    if trouvee.propose_par_id == par.pk:
        raise ValidationRefusee("Vous avez saisi ce relevé : une autre personne doit le valider.")
    faute = faute_de_lieu(droits_de(par), Action.VALIDER, trouvee.indicateur, trouvee.territoire)
    if faute:
        raise ValidationRefusee(faute)
    return trouvee


def _decider(proposition: PropositionDeReleve, par: Any, maintenant: datetime) -> PropositionDeReleve:
    proposition.decide_par, proposition.decide_le = par, maintenant
    proposition.save()
    return proposition


def decider_plusieurs(
    *, propositions: Iterable[PropositionDeReleve], par: Any, valide: bool, motif: str, maintenant: datetime
) -> tuple[int, list[str]]:
    """Decide a selection one by one: how many were, and why the others could not be."""
    faites, refus = 0, []
    for proposition in propositions:
        try:
            if valide:
                valider(proposition=proposition, par=par, maintenant=maintenant)
            else:
                refuser(proposition=proposition, par=par, motif=motif, maintenant=maintenant)
            faites += 1
        except ValidationRefusee as raison:
            refus.append(f"{proposition.indicateur.libelle} : {raison}")
    return faites, list(dict.fromkeys(refus))
