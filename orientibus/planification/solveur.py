"""From an instance to the best plan that the time allows, with a proven bound beside it (docs/adr/0019)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from orientibus.planification.a_part import BorneAPart
from orientibus.planification.borne import Borne, borner
from orientibus.planification.etat import Etat
from orientibus.planification.faisabilite import Base, Conflit, gains_derangement, plan_promis
from orientibus.planification.instance import Instance
from orientibus.planification.recherche import Horloge, Phase, Recherche, resoudre_cellules
from orientibus.planification.recuit import Recuit
from orientibus.planification.solution import Impossible, Plan
from orientibus.planification.terrain import Option, Terrain
from orientibus.planification.verificateur import Bilan, Verificateur

PETIT = 8_000
"""Options up to which the whole instance is given to the exact model first."""
CHAUD, FROID, PRIX_CONDUITE = 5.0, 0.7, 0.12
INTOUCHABLE = 10**7
PART_ATTENDUE = 0.65
"""Share of the weight that could be asked for, reached without effort: where the bound's steps aim."""
DUREE_RECUIT, PART_RECUIT = 5.0, (0.45, 0.15)
"""Seconds of annealing; at most and at least that share of the time."""
PART_BORNE, PART_POIDS, PART_EQUILIBRE = 0.4, 0.75, 0.82
"""When, in shares of the whole time, each stage is over."""


@dataclass(frozen=True, slots=True)
class Progres:
    """What a screen shows while the search runs."""

    etape: str
    poids: int
    borne: int
    ecoule: float


@dataclass(frozen=True, slots=True)
class Reglages:
    """``processus``: threads of the exact search, and a child for the bound from two on."""

    secondes: float = 60.0
    graine: int = 0
    processus: int = 2
    progres: Callable[[Progres], None] = field(default=lambda progres: None)
    arret: Callable[[], bool] = field(default=lambda: False)


@dataclass(frozen=True, slots=True)
class Resultat:
    reponse: Plan | Impossible
    secondes: float
    bilan: Bilan | None = None
    borne: int = 0
    prouve: bool = False
    """Nothing serves more weight (at the least disturbance, when re-planning)."""
    derangement_prouve: bool = True
    conflit_minimal: bool = False

    @property
    def ecart(self) -> float:
        """Share of the bound that is not reached: the true gap is this or less."""
        return 0.0 if self.bilan is None or not self.borne else 1 - self.bilan.poids / self.borne


class PlanRefuse(RuntimeError):
    """The verifier refused what the search made: a defect of ours, never shown as a plan."""


def planifier(instance: Instance, reglages: Reglages | None = None) -> Resultat:
    """The best plan found, checked by the independent verifier, or the promises that clash."""
    planificateur = _Planificateur(instance, reglages or Reglages())
    try:
        return planificateur.planifier()
    finally:
        if planificateur.enfant is not None:
            planificateur.enfant.abandonner()


class _Planificateur:
    def __init__(self, instance: Instance, reglages: Reglages) -> None:
        self.debut = time.monotonic()
        self.instance, self.reglages = instance, reglages
        self.terrain = Terrain(instance)
        self.borne = sum(
            d.poids for d, options in zip(instance.demandes, self.terrain.par_demande, strict=True) if options
        )
        self.petit = bool(self.terrain.promesses.annonces) or len(self.terrain.options) <= PETIT
        self.enfant: BorneAPart | None = None
        self.couts: list[int] | None = None
        self.prouve = False
        self.dernier_signal = 0.0

    def ecoule(self) -> float:
        return time.monotonic() - self.debut

    def horloge(self, part: float) -> Horloge:
        """Until this share of the whole time."""
        return Horloge(self.debut + part * self.reglages.secondes, self.reglages.arret)

    def planifier(self) -> Resultat:
        base = plan_promis(self.terrain, secondes=0.6 * self.reglages.secondes, graine=self.reglages.graine)
        if isinstance(base, Conflit):
            impossible = Impossible(self.instance.nom, base.codes)
            return Resultat(impossible, self.ecoule(), conflit_minimal=base.minimal)
        self.base = base
        depart = self._depart(base)
        self.etat = Etat(self.terrain, self._gains(), depart)
        if not (self.petit and self._exactement()):
            self._poursuivre()
        return self._resultat()

    def _gains(self) -> list[int]:
        """Value of each option: its weight; before it, when re-planning, the disturbance that it spares."""
        demandes = self.instance.demandes
        gains = [demandes[option.demande].poids for option in self.terrain.options]
        unite = 1 + sum(d.poids for d in demandes)
        for rang, epargne in gains_derangement(self.terrain).items():
            gains[rang] += unite * epargne
        return gains

    # --- stages -----------------------------------------------------------------------------

    def _depart(self, base: Base) -> list[Option]:
        """A first plan by annealing; meanwhile a child, if allowed, works out the bound."""
        secondes = self.reglages.secondes
        if self.terrain.promesses.annonces:
            return list(base.options)
        if self.petit:
            return self._recuire(base, min(0.05 * secondes, 1.0))
        cible = round(PART_ATTENDUE * self.borne)
        duree = min(PART_RECUIT[0] * secondes, max(DUREE_RECUIT, PART_RECUIT[1] * secondes))
        if self.reglages.processus > 1:
            limite = PART_BORNE * secondes - self.ecoule()
            self.enfant = BorneAPart(self.instance, cible=cible, secondes=max(0.5, limite))
        else:
            duree /= 2
            self._retenir(borner(self.terrain, cible=cible, secondes=duree, arret=self.reglages.arret))
        return self._recuire(base, duree)

    def _recuire(self, base: Base, duree: float) -> list[Option]:
        poids = [
            INTOUCHABLE if rang in self.terrain.imposees else d.poids for rang, d in enumerate(self.instance.demandes)
        ]
        recuit = Recuit(self.terrain, poids, base.options, self.reglages.graine)
        debut = time.monotonic()
        promis = INTOUCHABLE * len(self.terrain.imposees)

        def avancement() -> float:
            fait = 1.0 if self.reglages.arret() else (time.monotonic() - debut) / max(duree, 1e-6)
            recuit.prix_conduite = PRIX_CONDUITE * (1 - fait)
            self._dire("recuit", recuit.total - promis)
            return fait

        return recuit.chercher(chaud=CHAUD, froid=FROID, avancement=avancement)

    def _exactement(self) -> bool:
        """Small instances: the whole of them as one model, goal after goal, as long as each is proven."""
        toutes = [cellule.rang for cellule in self.terrain.cellules]
        for phase, part in ((Phase.POIDS, 0.5), (Phase.EQUILIBRE, 0.75), (Phase.KM, 1.0)):
            horloge = self.horloge(part)
            if horloge.finie():
                return False
            reponse = resoudre_cellules(
                self.etat,
                toutes,
                phase,
                secondes=horloge.reste(),
                graine=self.reglages.graine,
                effort=None,
                arret=self.reglages.arret,
            )
            if reponse.options is not None:
                self.etat.proposer(toutes, reponse.options)
            self._signaler(phase)
            if not reponse.prouve:
                return False
            if phase is Phase.POIDS:
                self.prouve, self.borne = True, self.etat.poids_servi
        return True

    def _poursuivre(self) -> None:
        """Neighbourhoods, goal after goal."""
        if self.couts is None and self.enfant is None and not self.prouve:
            reste = min(3.0, self.horloge(0.6).reste())
            if reste > 0:
                cible = self.etat.poids_servi
                self._retenir(borner(self.terrain, cible=cible, secondes=reste, arret=self.reglages.arret))
        fils = max(1, self.reglages.processus)
        recherche = Recherche(self.etat, self.terrain, graine=self.reglages.graine, fils=fils, couts=self.couts)

        def recueillir(fil: int) -> None:
            """The first extra thread leaves its processor to the child until the bound is there."""
            if fil == 1 and self.enfant is not None:
                enfant, self.enfant = self.enfant, None
                self._retenir(enfant.attendre(self.horloge(PART_POIDS).reste(), self.reglages.arret))
                if self.couts is not None:
                    recherche.orienter(self.couts)

        for phase, part in ((Phase.POIDS, PART_POIDS), (Phase.EQUILIBRE, PART_EQUILIBRE), (Phase.KM, 0.99)):
            assez = self._au_plafond if phase is Phase.POIDS else (lambda: False)
            recherche.ameliorer(phase, self.horloge(part), assez=assez, signaler=self._signaler, avant_fil=recueillir)

    def _au_plafond(self) -> bool:
        self.prouve = self.prouve or self.etat.poids_servi >= self.borne
        return self.prouve

    def _retenir(self, borne: Borne | None) -> None:
        if borne is not None:
            self.borne = min(self.borne, borne.valeur)
            self.couts = borne.couts

    # --- what is said -----------------------------------------------------------------------

    def _signaler(self, phase: Phase) -> None:
        self._dire(phase.value, self.etat.poids_servi)

    def _dire(self, etape: str, poids: int) -> None:
        ecoule = self.ecoule()
        if ecoule - self.dernier_signal >= 0.5:
            self.dernier_signal = ecoule
            self.reglages.progres(Progres(etape, poids, self.borne, ecoule))

    def _resultat(self) -> Resultat:
        arrets = tuple(sorted(self.terrain.arret(option) for option in self.etat.solution()))
        verificateur = Verificateur(self.instance)
        refus = verificateur.refus(arrets)
        if refus:
            raise PlanRefuse(" ; ".join(refus[:10]))
        bilan = verificateur.bilan(arrets)
        return Resultat(
            Plan(self.instance.nom, arrets),
            self.ecoule(),
            bilan,
            self.borne,
            self.prouve or bilan.poids >= self.borne,
            self.base.prouve or bilan.derangement == 0,
        )
