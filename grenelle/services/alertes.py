"""What staff should look at: milestones, indicators, missing readings, conventions. A few queries a plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Max

from commun.dates import ajouter_mois
from grenelle.choices import JOURS_DE_PERIODE, Collecte, Echelle, EtatJalon, Frequence
from grenelle.models import Convention, Indicateur, Jalon, Plan, PropositionDeReleve, Releve
from grenelle.services.ecriture_des_chiffres import jour_de_jalon
from grenelle.services.progression import Suivi, releve_manquant
from grenelle.services.roles import Action, Droits
from grenelle.services.suivi import progres_des
from territoires.models import Departement, TerritoireEmploi

PROCHE = timedelta(days=30)
"""How long before a milestone, or before the last day to give notice, staff is told."""


class Nature(StrEnum):
    """What is wrong, in the order in which it is told."""

    JALON_RETARD = "Jalon en retard"
    JALON_PROCHE = "Jalon proche"
    ECART = "Indicateur hors de son chemin"
    MANQUANT = "Relevé manquant"
    CONVENTION = "Convention à renouveler"
    VALIDER = "Relevés à valider"


@dataclass(frozen=True, slots=True)
class Alerte:
    """One thing to look at. ``lieux``: the places it is about, when it is not about the whole Région."""

    nature: Nature
    plan: Plan
    texte: str
    mesure: int | None = None
    numero: str = ""
    mesures: frozenset[int] = frozenset()
    objet: int = 0
    lieux: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def phrase(self) -> str:
        quoi = f"{self.plan.nom_de_mesure.capitalize()} {self.numero} : {self.texte}" if self.numero else self.texte
        if not self.lieux:
            return quoi
        noms = [nom for _, nom in self.lieux]
        reste = len(noms) - 4
        suite = f" et {reste} autre{'s' if reste > 1 else ''}" if reste > 0 else ""
        return f"{quoi} ({', '.join(noms[:4])}{suite})"


def alertes(*, jour: date, plans: Iterable[Plan] | None = None) -> list[Alerte]:
    """Everything of the active plans, whoever looks."""
    trouvees: list[Alerte] = []
    for plan in Plan.objects.actifs() if plans is None else plans:
        trouvees += [*_jalons(plan, jour), *_indicateurs(plan, jour), *_conventions(plan, jour)]
    rangs = {nature: rang for rang, nature in enumerate(Nature)}
    return sorted(trouvees, key=lambda alerte: rangs[alerte.nature])


def _jalons(plan: Plan, jour: date) -> list[Alerte]:
    """Late: known not to be done. Near: within thirty days, whoever told something or not."""
    ouverts = [EtatJalon.A_VENIR, EtatJalon.EN_COURS, EtatJalon.INCONNU]
    jalons = Jalon.objects.filter(mesure__axe__plan=plan, etat__in=ouverts, prevu_le__lte=jour + PROCHE)
    trouvees = []
    for jalon in jalons.select_related("mesure").order_by("prevu_le", "pk"):
        if jalon.prevu_le is None or (jalon.prevu_le < jour and jalon.etat == EtatJalon.INCONNU):
            continue
        prevu = jour_de_jalon(jalon.prevu_le, jalon.prevu_precision, jalon.prevu_texte)
        nature = Nature.JALON_RETARD if jalon.prevu_le < jour else Nature.JALON_PROCHE
        texte = f"{jalon.libelle} (prévu : {prevu})"
        trouvees.append(Alerte(nature, plan, texte, jalon.mesure_id, jalon.mesure.numero, objet=jalon.pk))
    return trouvees


def _indicateurs(plan: Plan, jour: date) -> list[Alerte]:
    suivis = Indicateur.objects.filter(plan=plan, actif=True).select_related("mesure")
    indicateurs = list(suivis.order_by("rang", "code"))
    progres = progres_des(indicateurs)
    trouvees = [
        Alerte(Nature.ECART, plan, indicateur.libelle, **_sujet(indicateur))
        for indicateur in indicateurs
        if progres[indicateur.pk].suivi is Suivi.ECART
    ]
    return trouvees + _manquants(plan, indicateurs, jour)


def _sujet(indicateur: Indicateur) -> dict[str, Any]:
    """The indicator, and the measure that it follows if there is one."""
    numero = indicateur.mesure.numero if indicateur.mesure else ""
    return {"mesure": indicateur.mesure_id, "numero": numero, "objet": indicateur.pk}


def _manquants(plan: Plan, indicateurs: list[Indicateur], jour: date) -> list[Alerte]:
    """Readings whose period is over for longer than publishing takes; what waits for validation has come."""
    derniers: dict[tuple[int, str], date] = {}
    # A revision has the period of what it replaces: the index of the series is enough to know the last one.
    for requete in (Releve.objects.all(), PropositionDeReleve.objects.en_attente()):
        lus = requete.filter(indicateur__in=[i.pk for i in indicateurs]).order_by()
        for cle, territoire, fin in lus.values_list("indicateur", "territoire").annotate(fin=Max("fin")):
            derniers[cle, territoire] = max(fin, derniers.get((cle, territoire), date.min))
    lieux = _lieux(plan)
    trouvees = []
    for indicateur in indicateurs:
        if indicateur.collecte == Collecte.COMPTE or indicateur.frequence == Frequence.UNIQUE:
            continue
        manquants = [
            (code, nom)
            for code, nom in lieux[Echelle(indicateur.echelle)]
            if _manque(plan, indicateur, derniers.get((indicateur.pk, code)), jour)
        ]
        if manquants:
            dits = () if indicateur.echelle == Echelle.REGION else tuple(manquants)
            trouvees.append(Alerte(Nature.MANQUANT, plan, indicateur.libelle, lieux=dits, **_sujet(indicateur)))
    return trouvees


def _manque(plan: Plan, indicateur: Indicateur, dernier: date | None, jour: date) -> bool:
    """A plan that is over expects nothing for the periods after it."""
    depuis = dernier or plan.debut
    duree = timedelta(days=JOURS_DE_PERIODE[indicateur.frequence][0])
    if plan.fin and depuis + duree > plan.fin:
        return False
    return releve_manquant(frequence=indicateur.frequence, dernier=dernier, depuis=plan.debut, aujourdhui=jour)


def _lieux(plan: Plan) -> dict[Echelle, list[tuple[str, str]]]:
    """Places where a reading is expected, by the scale of the indicator; the Région alone where none is loaded."""
    departements = list(
        Departement.objects.filter(region__code=plan.region_code).order_by("code").values_list("code", "nom")
    )
    territoires = list(
        TerritoireEmploi.objects.filter(departement__region__code=plan.region_code)
        .order_by("departement__code", "nom")
        .values_list("code", "nom")
    )
    region = [("", plan.region_nom)]
    return {
        Echelle.REGION: region,
        Echelle.DEPARTEMENT: departements or region,
        Echelle.TERRITOIRE: territoires or region,
    }


def _conventions(plan: Plan, jour: date) -> list[Alerte]:
    """From thirty days before the last day to give notice, until it is renewed or over."""
    trouvees = []
    candidates = Convention.objects.a_renouveler_avant(ajouter_mois(jour, 24), aujourdhui=jour).filter(plan=plan)
    for convention in candidates.prefetch_related("mesures"):
        preavis = ajouter_mois(convention.fin, -convention.preavis_mois)
        if jour < preavis - PROCHE:
            continue
        quoi = f"{convention.partenaire}, {convention.objet}"
        evaluee = "" if convention.evaluee_le else ", à évaluer d'abord"
        reste = "à dénoncer avant le" if jour < preavis else "préavis passé depuis le"
        texte = f"{quoi} : finit le {convention.fin:%d/%m/%Y}, {reste} {preavis:%d/%m/%Y}{evaluee}"
        mesures = frozenset(mesure.pk for mesure in convention.mesures.all())
        trouvees.append(Alerte(Nature.CONVENTION, plan, texte, mesures=mesures, objet=convention.pk))
    return trouvees


# Who can act on an alert: reading alone is not enough to be told of it every day.
AGIR = {
    Nature.JALON_RETARD: Action.AVANCER,
    Nature.JALON_PROCHE: Action.AVANCER,
    Nature.ECART: Action.AVANCER,
    Nature.MANQUANT: Action.SAISIR,
    Nature.CONVENTION: Action.LIRE,
}


def pour(droits: Droits, trouvees: Iterable[Alerte]) -> list[Alerte]:
    """Those that concern a person: the measures and the places of the roles held."""
    siennes = []
    for alerte in trouvees:
        action, plan = AGIR[alerte.nature], alerte.plan.pk
        if alerte.lieux:
            lieux = tuple(lieu for lieu in alerte.lieux if droits.au_lieu(action, plan, alerte.mesure, lieu[0]))
            if lieux:
                siennes.append(replace(alerte, lieux=lieux))
        elif alerte.nature is Nature.CONVENTION:
            if any(droits.sur_la_mesure(Action.AVANCER, plan, m) for m in alerte.mesures or {None}):
                siennes.append(alerte)
        elif droits.au_lieu(action, plan, alerte.mesure, ""):
            siennes.append(alerte)
    return siennes
