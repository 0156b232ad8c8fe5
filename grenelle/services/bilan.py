"""Build the yearly review of a plan: one content, from which the page, the PDF and the sheets are made.

A constant number of queries whatever the size of the plan. The year is looked at on 31 December, or today while it
runs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils import translation

from grenelle.choices import EtatEngagement, EtatJalon, Moderation
from grenelle.models import (
    Axe,
    Contribution,
    Convention,
    Decision,
    EditionGrenelle,
    Engagement,
    Indicateur,
    Jalon,
    Mesure,
    Plan,
)  # fmt: skip
from grenelle.services.bilan_contenu import (
    AxeDuBilan,
    ContenuDuBilan,
    ConventionDuBilan,
    DecisionDuBilan,
    EditionDuBilan,
    EffetDuBilan,
    EngagementDuBilan,
    IndicateurDuBilan,
    JalonDuBilan,
    MesureDuBilan,
    PartDeSante,
    PropositionDuBilan,
)  # fmt: skip
from grenelle.services.bilan_etats import EtatDuJour, etats_au, etats_des_jalons
from grenelle.services.bilan_indicateurs import indicateurs_du_bilan
from grenelle.services.ecriture_des_chiffres import jour_de_jalon
from grenelle.services.tableau import ORDRE_DES_ETATS

PROPOSITIONS_MONTREES = 10
ENGAGEMENTS_MONTRES = 300
DECISIONS_MONTREES = 200


class AnneeRefusee(ValueError):
    """The plan has no review for this year; the message says why."""


def annees_possibles(plan: Plan, aujourdhui: date) -> range:
    """Years that a plan may be reviewed for: from its first one to the running one."""
    return range(plan.debut.year, aujourdhui.year + 1)


def _arret(annee: int, aujourdhui: date) -> date:
    """The day a year is looked at."""
    return min(date(annee, 12, 31), aujourdhui)


def mesures_de_l_annee(plan: Plan, annee: int, aujourdhui: date) -> QuerySet[Mesure]:
    """Those that the plan had at the end of the year, or has today while it runs."""
    arrete_le = _arret(annee, aujourdhui)
    presentes = Q(ajoutee_le__isnull=True) | Q(ajoutee_le__lte=arrete_le)
    return Mesure.objects.filter(presentes, axe__plan=plan).order_by("rang", "pk")


def construire(
    *,
    plan: Plan,
    annee: int,
    aujourdhui: date,
    introduction: str = "",
    conclusion: str = "",
    mots: Mapping[str, str] | None = None,
) -> ContenuDuBilan:
    """Read everything the review says; ``mots`` are what staff wrote, by number of the measure."""
    if annee not in annees_possibles(plan, aujourdhui):
        raise AnneeRefusee("Ce plan n'a pas de bilan pour cette année.")
    arrete_le = _arret(annee, aujourdhui)
    with translation.override("fr"):
        indicateurs = list(Indicateur.objects.filter(plan=plan, actif=True).order_by("rang", "code").defer("formule"))
        chiffres = indicateurs_du_bilan(indicateurs, annee=annee, arrete_le=arrete_le)
        axes, sante = _axes(plan, indicateurs, chiffres, annee, aujourdhui, mots or {})
        engagements, conventions = _engagements(plan, annee, arrete_le), _conventions(plan, annee, arrete_le)
        decisions, edition = _decisions(plan, annee, arrete_le), _edition(plan, annee)
        return ContenuDuBilan(
            plan=plan.slug,
            titre=plan.titre,
            nom_court=plan.nom_court,
            nom_de_mesure=plan.nom_de_mesure,
            region=plan.region_nom,
            acte=plan.acte,
            annee=annee,
            arrete_le=arrete_le,
            annee_finie=aujourdhui.year > annee,
            introduction=introduction.strip(),
            conclusion=conclusion.strip(),
            sante=sante,
            axes=axes,
            transversaux=tuple(chiffres[i.pk] for i in indicateurs if not i.mesure_id),
            engagements=engagements,
            conventions=conventions,
            decisions=decisions,
            edition=edition,
            demonstration=_invente(chiffres.values(), (*engagements, *conventions, *decisions), edition),
        )


def _axes(
    plan: Plan,
    indicateurs: Sequence[Indicateur],
    chiffres: dict[int, IndicateurDuBilan],
    annee: int,
    aujourdhui: date,
    mots: Mapping[str, str],
) -> tuple[tuple[AxeDuBilan, ...], tuple[PartDeSante, ...]]:
    """The measures that the plan had at the end of the year, by axis; the health of the plan and the year before's."""
    arrete_le, veille = _arret(annee, aujourdhui), date(annee - 1, 12, 31)
    mesures = list(mesures_de_l_annee(plan, annee, aujourdhui).defer("resume", "pages"))
    jalons = list(
        Jalon.objects.filter(mesure__in=[m.pk for m in mesures]).order_by(F("prevu_le").asc(nulls_last=True), "pk")
    )
    suivis: dict[int, list[Indicateur]] = defaultdict(list)
    for indicateur in indicateurs:
        suivis[indicateur.mesure_id or 0].append(indicateur)
    de_mesures = [i for i in indicateurs if i.mesure_id]
    etats = etats_au(plan, mesures, jalons, de_mesures, arrete_le, aujourdhui=aujourdhui)
    anciennes = [m for m in mesures if m.ajoutee_le is None or m.ajoutee_le <= veille] if plan.debut <= veille else []
    avant = etats_au(plan, anciennes, jalons, de_mesures, veille, aujourdhui=aujourdhui) if anciennes else {}
    dits = _jalons(jalons, annee, aujourdhui)
    lues: dict[int, list[MesureDuBilan]] = defaultdict(list)
    for m in mesures:
        lus = tuple(chiffres[i.pk] for i in suivis[m.pk])
        dit = mots.get(m.numero, "")
        lues[m.axe_id].append(_mesure(m, etats[m.pk], avant.get(m.pk), dits.get(m.pk, ()), lus, dit))
    axes = tuple(AxeDuBilan(a.code, a.titre, tuple(lues[a.pk])) for a in Axe.objects.filter(plan=plan).order_by("rang"))
    return axes, _sante(list(etats.values()), list(avant.values()) if plan.debut <= veille else None)


def _invente(
    indicateurs: Iterable[IndicateurDuBilan],
    autres: Sequence[EngagementDuBilan | ConventionDuBilan | DecisionDuBilan],
    edition: EditionDuBilan | None,
) -> bool:
    """Whether anything that the review says is invented."""
    return (
        any(c.demonstration for i in indicateurs for c in (*i.releves, *i.lieux))
        or any(a.demonstration for a in autres)
        or (edition is not None and edition.demonstration)
    )


def _sante(etats: Sequence[EtatDuJour], avant: Sequence[EtatDuJour] | None) -> tuple[PartDeSante, ...]:
    parts = []
    for etat in ORDRE_DES_ETATS:
        nombre = sum(e.etat == etat for e in etats)
        ancien = None if avant is None else sum(e.etat == etat for e in avant)
        if nombre or ancien:
            parts.append(PartDeSante(etat.value, nombre, ancien))
    return tuple(parts)


def _mesure(
    mesure: Mesure,
    etat: EtatDuJour,
    avant: EtatDuJour | None,
    jalons: tuple[JalonDuBilan, ...],
    indicateurs: tuple[IndicateurDuBilan, ...],
    mots: str,
) -> MesureDuBilan:
    return MesureDuBilan(
        numero=mesure.numero,
        titre=mesure.titre,
        etat=etat.etat.value,
        etat_avant=avant.etat.value if avant else "",
        etat_de_la_regle=etat.regle.value,
        decision=etat.decision,
        decision_le=etat.decision_le,
        raisons=etat.raisons,
        jalons=jalons,
        indicateurs=indicateurs,
        mots=mots,
    )


def _jalons(jalons: Sequence[Jalon], annee: int, aujourdhui: date) -> dict[int, tuple[JalonDuBilan, ...]]:
    """By measure, those done or planned in the year, and those late at its end."""
    jour = _arret(annee, aujourdhui)
    par_mesure: dict[int, list[JalonDuBilan]] = {}
    for jalon, etat in etats_des_jalons(jalons, jour, aujourdhui=aujourdhui):
        situation, phrase = _situation(jalon, etat, jour)
        jours = [jour_dit for jour_dit in (jalon.prevu_le, jalon.fait_le) if jour_dit]
        if situation != "en_retard" and not any(jour_dit.year == annee for jour_dit in jours):
            continue
        par_mesure.setdefault(jalon.mesure_id, []).append(
            JalonDuBilan(
                code=jalon.code,
                libelle=jalon.libelle,
                prevu=jour_de_jalon(jalon.prevu_le, jalon.prevu_precision, jalon.prevu_texte),
                fait_le=jalon.fait_le if etat == EtatJalon.FAIT else None,
                situation=situation,
                phrase=phrase,
            )
        )
    return {pk: tuple(liste) for pk, liste in par_mesure.items()}


def _situation(jalon: Jalon, etat: str, jour: date) -> tuple[str, str]:
    if etat == EtatJalon.FAIT:
        tard = (jalon.fait_le - jalon.prevu_le).days if jalon.fait_le and jalon.prevu_le else 0
        return "fait", f"{_jours(tard)} après la date prévue" if tard > 0 else ""
    if etat == EtatJalon.ABANDONNE:
        return "abandonne", ""
    passe = jalon.prevu_le is not None and jalon.prevu_le < jour
    if etat == EtatJalon.INCONNU:
        return ("a_renseigner", "personne n'a dit ce qu'il est devenu") if passe else ("prevu", "")
    if passe and jalon.prevu_le:
        return "en_retard", f"{_jours((jour - jalon.prevu_le).days)} de retard"
    return "prevu", "en cours" if etat == EtatJalon.EN_COURS else ""


def _jours(nombre: int) -> str:
    return f"{nombre} jour{'s' if nombre > 1 else ''}"


def _engagements(plan: Plan, annee: int, jour: date) -> tuple[EngagementDuBilan, ...]:
    """Taken or due in the year, and those still to be kept."""
    en_cours = Q(etat=EtatEngagement.PRIS) & (Q(pris_le__isnull=True) | Q(pris_le__lte=jour))
    lus = Engagement.objects.filter(Q(plan=plan) & (Q(pris_le__year=annee) | Q(echeance__year=annee) | en_cours))
    return tuple(
        EngagementDuBilan(
            e.partenaire,
            e.libelle,
            e.mesure.numero if e.mesure else "",
            e.pris_le,
            e.echeance,
            e.get_etat_display(),
            e.demonstration,
        )  # fmt: skip
        for e in lus.select_related("mesure").order_by("echeance", "code")[:ENGAGEMENTS_MONTRES]
    )


def _conventions(plan: Plan, annee: int, jour: date) -> tuple[ConventionDuBilan, ...]:
    """Those that held during the year, with what happened to them."""
    debut = date(annee, 1, 1)
    lues = Convention.objects.filter(plan=plan, debut__lte=jour, fin__gte=debut)
    lues = lues.filter(Q(prend_fin_le__isnull=True) | Q(prend_fin_le__gte=debut)).prefetch_related("mesures")
    return tuple(
        ConventionDuBilan(
            c.partenaire, c.objet, _numeros(c.mesures.all()), c.debut, c.fin, tuple(_faits(c, annee)), c.demonstration
        )
        for c in lues.order_by("fin", "partenaire")[:ENGAGEMENTS_MONTRES]
    )


def _faits(convention: Convention, annee: int) -> list[str]:
    """What happened to it in the year."""
    faits = []
    if convention.debut.year == annee:
        faits.append("renouvelée" if convention.renouvelle_id else "conclue")
    if convention.evaluee_le and convention.evaluee_le.year == annee:
        faits.append("évaluée")
    if convention.denoncee_le and convention.denoncee_le.year == annee:
        faits.append("dénoncée")
    if (convention.prend_fin_le or convention.fin).year == annee:
        faits.append("arrivée à son terme")
    return faits


def _numeros(mesures: Iterable[Mesure]) -> str:
    return ", ".join(m.numero for m in sorted(mesures, key=lambda m: m.rang))


def _decisions(plan: Plan, annee: int, jour: date) -> tuple[DecisionDuBilan, ...]:
    lues = Decision.objects.filter(comite__plan=plan, le__year=annee, le__lte=jour)
    lues = lues.select_related("comite").prefetch_related("mesures").order_by("le", "pk")
    return tuple(
        DecisionDuBilan(d.comite.nom, d.le, d.objet, d.texte, _numeros(d.mesures.all()), d.demonstration)
        for d in lues[:DECISIONS_MONTREES]
    )


def _edition(plan: Plan, annee: int) -> EditionDuBilan | None:
    """The Grenelle of the year: only what a moderator let through is counted and quoted."""
    edition = EditionGrenelle.objects.filter(plan=plan, annee=annee).first()
    if edition is None:
        return None
    publiees = Contribution.objects.filter(edition=edition).publiees()
    comptes = Contribution.objects.filter(edition=edition, moderation=Moderation.ACCEPTEE).aggregate(
        contributions=Count("pk", distinct=True), votes=Count("votes")
    )
    return EditionDuBilan(
        titre=edition.titre,
        tenue_le=edition.tenue_le,
        etat=edition.get_etat_display(),
        contributions=comptes["contributions"],
        votes=comptes["votes"],
        conclusions=edition.conclusions,
        propositions=tuple(
            PropositionDuBilan(c.texte, c.mesure.numero if c.mesure else "", c.voix)  # type: ignore[attr-defined]
            for c in publiees.avec_voix().select_related("mesure")[:PROPOSITIONS_MONTREES]
        ),
        effets=tuple(
            EffetDuBilan(e.get_nature_display(), e.mesure.numero, e.raison, e.ancien_titre, e.nouveau_titre, e.le)
            for e in edition.effets.select_related("mesure").order_by("mesure__rang")
        ),
        demonstration=edition.demonstration,
    )
