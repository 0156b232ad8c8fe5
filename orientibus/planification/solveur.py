"""From an instance to the best plan that the time allows, with a proven bound beside it (docs/adr/0019)."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from orientibus.planification.a_part import Aide, AideAbsente
from orientibus.planification.borne import Borne, borner
from orientibus.planification.etat import Etat
from orientibus.planification.faisabilite import Base, Conflit, gains_des_options, plan_promis
from orientibus.planification.instance import Instance
from orientibus.planification.morceaux import Atelier, Phase, decouper
from orientibus.planification.recherche import Horloge, Recherche
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
DUREE_RECUIT, PART_RECUIT = 2.0, 0.15
"""Seconds of annealing, and share of the time, at most."""
DUREE_BORNE, PART_BORNE = 12.0, 0.3
PART_POIDS, PART_EQUILIBRE = 0.88, 0.91
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
    """``processus``: this one and its helpers. ``horloge``: seconds, from any origin; a
    function of a module when there are helpers, which measure by it too."""

    secondes: float = 60.0
    graine: int = 0
    processus: int = 2
    progres: Callable[[Progres], None] = field(default=lambda progres: None)
    arret: Callable[[], bool] = field(default=lambda: False)
    horloge: Callable[[], float] = field(default=time.monotonic)


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
        planificateur.finir()


class _Planificateur:
    def __init__(self, instance: Instance, reglages: Reglages) -> None:
        self.maintenant = reglages.horloge
        self.debut = self.maintenant()
        self.instance, self.reglages = instance, reglages
        self.terrain = Terrain(instance)
        self.borne = sum(
            d.poids for d, options in zip(instance.demandes, self.terrain.par_demande, strict=True) if options
        )
        self.petit = bool(self.terrain.promesses.annonces) or len(self.terrain.options) <= PETIT
        self.aides: list[Aide] = []
        self.guide: Borne | None = None
        self.recherche: Recherche | None = None
        self.attente = threading.Thread(target=self._recueillir, daemon=True)
        self.bornee = threading.Event()
        self.prouve = False
        self.dernier_signal = 0.0

    def ecoule(self) -> float:
        return self.maintenant() - self.debut

    def horloge(self, part: float) -> Horloge:
        """Until this share of the whole time."""
        return Horloge(self.debut + part * self.reglages.secondes, self.reglages.arret, self.maintenant)

    def finir(self) -> None:
        for aide in self.aides:
            aide.abandonner()
        if self.attente.is_alive():
            self.attente.join()

    def planifier(self) -> Resultat:
        base = plan_promis(self.terrain, secondes=0.75 * self.reglages.secondes, graine=self.reglages.graine)
        if isinstance(base, Conflit):
            impossible = Impossible(self.instance.nom, base.codes)
            return Resultat(impossible, self.ecoule(), conflit_minimal=base.minimal)
        self.base = base
        depart = self._depart(base)
        self.etat = Etat(self.terrain, gains_des_options(self.terrain), depart)
        if not (self.petit and self._exactement()):
            self._poursuivre()
        return self._resultat()

    # --- stages -----------------------------------------------------------------------------

    def _depart(self, base: Base) -> list[Option]:
        """A first plan by annealing; meanwhile a helper, if allowed, works out the bound."""
        secondes = self.reglages.secondes
        if self.terrain.promesses.annonces:
            return list(base.options)
        if self.petit:
            return self._recuire(base, min(0.05 * secondes, 1.0))
        duree = min(PART_RECUIT * secondes, DUREE_RECUIT)
        limite = min(PART_BORNE * secondes, DUREE_BORNE)
        if self.reglages.processus > 1:
            self.aides = [Aide(self.terrain) for _ in range(self.reglages.processus - 1)]
            self.aides[0].demander_borne(cible=self._cible(), secondes=limite, horloge=self.maintenant)
            self.attente.start()
        else:
            self._borner(self._cible(), limite)
        return self._recuire(base, duree)

    def _cible(self) -> int:
        return round(PART_ATTENDUE * self.borne)

    def _recueillir(self) -> None:
        """What the helper has to say of the bound: prices first, then the bound at its best."""
        try:
            self._retenir(self.aides[0].recevoir_borne())
            self._retenir(self.aides[0].recevoir_borne())
            if self.guide is not None:
                for aide in self.aides[1:]:
                    aide.orienter(self.guide.couts)
        except AideAbsente:
            return
        self.bornee.set()

    def _borner(self, cible: int, secondes: float) -> None:
        if secondes > 0:
            self._retenir(borner(self.terrain, cible=cible, secondes=secondes, arret=self.reglages.arret))

    def _recuire(self, base: Base, duree: float) -> list[Option]:
        poids = [
            INTOUCHABLE if rang in self.terrain.imposees else d.poids for rang, d in enumerate(self.instance.demandes)
        ]
        recuit = Recuit(self.terrain, poids, base.options, self.reglages.graine)
        debut = self.maintenant()
        promis = INTOUCHABLE * len(self.terrain.imposees)

        def avancement() -> float:
            fait = 1.0 if self.reglages.arret() else (self.maintenant() - debut) / max(duree, 1e-6)
            recuit.prix_conduite = PRIX_CONDUITE * (1 - fait)
            self._dire("recuit", recuit.total - promis)
            return fait

        return recuit.chercher(chaud=CHAUD, froid=FROID, avancement=avancement)

    def _exactement(self) -> bool:
        """Small instances: the whole of them as one model, goal after goal, as long as each is proven."""
        toutes = [cellule.rang for cellule in self.terrain.cellules]
        atelier = Atelier(self.terrain, self.etat.gains)
        for phase, part in ((Phase.POIDS, 0.5), (Phase.EQUILIBRE, 0.75), (Phase.KM, 1.0)):
            horloge = self.horloge(part)
            if horloge.finie():
                return False
            morceau = decouper(self.etat, toutes, phase, secondes=horloge.reste(), graine=self.reglages.graine)
            reponse = atelier.resoudre(morceau, self.reglages.arret)
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
        if self.guide is None and not self.aides and not self.prouve:
            self._borner(self.etat.poids_servi, min(3.0, self.horloge(0.6).reste()))
        self.recherche = Recherche(
            self.etat,
            self.terrain,
            graine=self.reglages.graine,
            guide=self.guide,
            aides=self.aides,
            pretes=self.bornee.is_set,
        )
        if self.guide is not self.recherche.guide and self.guide is not None:
            self.recherche.orienter(self.guide)
        for phase, part in ((Phase.POIDS, PART_POIDS), (Phase.EQUILIBRE, PART_EQUILIBRE), (Phase.KM, 0.99)):
            assez = self._au_plafond if phase is Phase.POIDS else (lambda: False)
            self.recherche.ameliorer(phase, self.horloge(part), assez=assez, signaler=self._signaler)

    def _au_plafond(self) -> bool:
        self.prouve = self.prouve or self.etat.poids_servi >= self.borne
        return self.prouve

    def _retenir(self, borne: Borne) -> None:
        self.borne = min(self.borne, borne.valeur)
        if self.guide is None:
            self.guide = borne
            if self.recherche is not None:
                self.recherche.orienter(borne)

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
