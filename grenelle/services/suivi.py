"""Keep the state of the measures up to date, and let staff decide otherwise, with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from grenelle.choices import Echelle, EtatJalon, EtatMesure, NatureDeCible
from grenelle.models import Cible, Indicateur, Jalon, Mesure, Plan, Releve
from grenelle.services.etats import FaitIndicateur, FaitJalon, Verdict, evaluer
from grenelle.services.progression import Progres, Repere, Suivi, mesurer, releve_manquant


class DecisionRefusee(ValueError):
    """The decision cannot be kept; the message says why."""


def progres_des(
    indicateurs: Iterable[Indicateur], *, derniers: Mapping[int, tuple[Any, date]] | None = None
) -> dict[int, Progres]:
    """Progress of each indicator for the whole Région, in two queries whatever their number.

    ``derniers``: last value and end of its period by indicator, when the caller has read them.
    """
    indicateurs = list(indicateurs)
    if derniers is None:
        derniers = _derniers_releves([i.pk for i in indicateurs])
    reperes: dict[int, dict[str, list[Repere]]] = defaultdict(lambda: defaultdict(list))
    for cible in Cible.objects.filter(indicateur__in=[i.pk for i in indicateurs], echelle=Echelle.REGION):
        reperes[cible.indicateur_id][cible.nature].append(Repere(cible.valeur, cible.le))
    resultat = {}
    for indicateur in indicateurs:
        valeur, le = derniers.get(indicateur.pk, (None, None))
        departs = reperes[indicateur.pk][NatureDeCible.DEPART]
        resultat[indicateur.pk] = mesurer(
            sens=indicateur.sens,
            depart=min(departs, key=lambda d: d.le or date.max) if departs else None,
            cibles=reperes[indicateur.pk][NatureDeCible.CIBLE],
            valeur=valeur,
            le=le,
        )
    return resultat


def _derniers_releves(indicateurs: list[int], jour: date = date.max) -> dict[int, tuple[Any, date]]:
    """Last published value of the Région, of a period over by a day, and the end of that period, by indicator."""
    serie = (
        Releve.objects.en_vigueur()
        .filter(indicateur=OuterRef("pk"), territoire="", valeur__isnull=False)
        .filter(*([] if jour == date.max else [Q(fin__lte=jour)]))
    )
    dernier = serie.order_by("-fin", "-debut").values("pk")[:1]
    cles = Indicateur.objects.filter(pk__in=indicateurs).annotate(dernier=Subquery(dernier)).values("dernier")
    lus = Releve.objects.filter(pk__in=Subquery(cles.filter(dernier__isnull=False)))
    return {indicateur: (valeur, fin) for indicateur, valeur, fin in lus.values_list("indicateur", "valeur", "fin")}


@transaction.atomic
def recalculer(*, plan: Plan, maintenant: datetime) -> int:
    """Apply the rule to every measure of a plan; how many changed state."""
    mesures = list(Mesure.objects.filter(axe__plan=plan))
    jalons: dict[int, list[FaitJalon]] = defaultdict(list)
    for jalon in Jalon.objects.filter(mesure__axe__plan=plan):
        jalons[jalon.mesure_id].append(FaitJalon(jalon.libelle, jalon.etat, jalon.prevu_le))
    actifs = list(Indicateur.objects.filter(plan=plan, actif=True, mesure__isnull=False))
    indicateurs = faits_des_indicateurs(actifs, depuis=plan.debut, aujourdhui=timezone.localdate(maintenant))
    changees = 0
    for mesure in mesures:
        verdict = evaluer(
            close=bool(mesure.close_le and mesure.close_le <= timezone.localdate(maintenant)),
            jalons=jalons[mesure.pk],
            indicateurs=indicateurs[mesure.pk],
            aujourdhui=timezone.localdate(maintenant),
        )
        changees += _retenir(mesure, verdict, maintenant)
    Mesure.objects.bulk_update(mesures, ["etat", "etat_raisons", "etat_calcule_le", "etat_depuis"], batch_size=200)
    return changees


def _retenir(mesure: Mesure, verdict: Verdict, maintenant: datetime) -> bool:
    change = mesure.etat != verdict.etat
    if change and mesure.etat_calcule_le is not None:  # what the load says first is not a change
        mesure.etat_depuis = maintenant
    mesure.etat, mesure.etat_raisons = verdict.etat.value, list(verdict.raisons)
    mesure.etat_calcule_le = maintenant
    return change


def faits_des_indicateurs(
    indicateurs: Sequence[Indicateur], *, depuis: date, aujourdhui: date, jusqu_au: date = date.max
) -> dict[int, list[FaitIndicateur]]:
    """What the rule reads of the indicators of each measure. ``jusqu_au``: readings of periods over by that day."""
    derniers = _derniers_releves([i.pk for i in indicateurs], jusqu_au)
    progres = progres_des(indicateurs, derniers=derniers)
    faits: dict[int, list[FaitIndicateur]] = defaultdict(list)
    for indicateur in indicateurs:
        _, fin = derniers.get(indicateur.pk, (None, None))
        manque = fin is not None and releve_manquant(
            frequence=indicateur.frequence, dernier=fin, depuis=depuis, aujourdhui=aujourdhui
        )
        suivi = progres[indicateur.pk].suivi
        if suivi is Suivi.SANS_CIBLE and fin is not None and not manque:
            suivi = Suivi.EN_CHEMIN
        faits[indicateur.mesure_id or 0].append(FaitIndicateur(indicateur.libelle, suivi, manque))
    return faits


@transaction.atomic
def decider_etat(*, mesure: Mesure, etat: str, raison: str, par: Any, maintenant: datetime) -> Mesure:
    """Staff says otherwise than the rule; the reason is shown to everybody."""
    if etat not in EtatMesure.values:
        raise DecisionRefusee("Cet état n'existe pas.")
    if not raison.strip():
        raise DecisionRefusee("Dites pourquoi : cette raison sera montrée au public.")
    mesure = Mesure.objects.select_for_update().get(pk=mesure.pk)
    mesure.etat_decide, mesure.etat_decide_raison = etat, raison.strip()
    mesure.etat_decide_par, mesure.etat_decide_le = par, maintenant
    mesure.save()
    return mesure


@transaction.atomic
def lever_decision(*, mesure: Mesure) -> Mesure:
    """Back to what the rule says; the history keeps the decision and its reason."""
    mesure = Mesure.objects.select_for_update().get(pk=mesure.pk)
    mesure.etat_decide, mesure.etat_decide_raison = "", ""
    mesure.etat_decide_par, mesure.etat_decide_le = None, None
    mesure.save()
    return mesure


def faute_de_jalon(*, jalon: Jalon, etat: str, fait_le: date | None, aujourdhui: date) -> str:
    """Why a milestone cannot be in this state, in French, or nothing."""
    if etat not in EtatJalon.values:
        return "Cet état n'existe pas."
    if etat != EtatJalon.FAIT:
        return "Seul un jalon fait a un jour où il l'a été." if fait_le else ""
    if fait_le is None or fait_le > aujourdhui:
        return "Donnez le jour où ce jalon a été fait, aujourd'hui au plus tard."
    attendus = (
        jalon.depend_de.exclude(etat__in=[EtatJalon.FAIT, EtatJalon.ABANDONNE]).values_list("libelle", flat=True)
        if jalon.pk
        else []
    )
    return f"Ce jalon attend : {', '.join(attendus)}." if attendus else ""


@transaction.atomic
def avancer_jalon(*, jalon: Jalon, etat: str, fait_le: date | None = None, maintenant: datetime) -> Jalon:
    """Tell what became of a milestone; what it depends on must be done before it is."""
    jalon = Jalon.objects.select_for_update().get(pk=jalon.pk)
    if faute := faute_de_jalon(jalon=jalon, etat=etat, fait_le=fait_le, aujourdhui=timezone.localdate(maintenant)):
        raise DecisionRefusee(faute)
    jalon.etat, jalon.fait_le = etat, fait_le
    jalon.save()
    return jalon


@transaction.atomic
def planifier_jalon(*, mesure: Mesure, code: str, libelle: str, prevu_le: date, demonstration: bool = False) -> Jalon:
    """A milestone that is still to come."""
    return Jalon.objects.create(
        mesure=mesure,
        code=code,
        libelle=libelle,
        prevu_le=prevu_le,
        etat=EtatJalon.A_VENIR,
        demonstration=demonstration,
    )
