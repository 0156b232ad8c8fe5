"""Large-neighbourhood search: some cells are reopened and solved exactly, the rest of the plan stands."""

import random
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from orientibus.planification.etat import Cle, Etat
from orientibus.planification.modele import Expression, Modele, Reponse
from orientibus.planification.terrain import Option, Terrain
from orientibus.planification.voisinages import SEUILS, TOUT, Maniere, Voisinages

ECHELLE = 100_000
"""One unit of value against the lesser goals: above any imbalance or kilometres of a neighbourhood."""
EFFORT = 0.6
"""CP-SAT's deterministic seconds for one neighbourhood."""
ATTENTE = 0.002


class Phase(StrEnum):
    POIDS = "poids"
    EQUILIBRE = "équilibre"
    KM = "kilomètres"


@dataclass(slots=True)
class Horloge:
    """Time that is left, and whether somebody asked to stop."""

    fin: float
    arret: Callable[[], bool]

    def reste(self) -> float:
        return self.fin - time.monotonic()

    def finie(self) -> bool:
        return self.reste() <= 0 or self.arret()


def resoudre_cellules(
    etat: Etat,
    cellules: Collection[int],
    phase: Phase,
    *,
    secondes: float,
    graine: int,
    effort: float | None = EFFORT,
    gardees: Callable[[Option], bool] = lambda option: True,
    arret: Callable[[], bool] | None = None,
) -> Reponse:
    """Best content of these cells for the phase, the earlier goals not given back."""
    terrain = etat.terrain
    with etat.verrou:
        dedans = etat.interieur(cellules)
        servies = set(etat.choix)
        servis = etat.servis()
    libres = {option.demande for option in dedans}
    gains = {
        option.rang: etat.gains[option.rang]
        for cellule in cellules
        for option in terrain.cellules[cellule].options
        if (option.demande in libres or option.demande not in servies) and gardees(option)
    }
    gains |= {option.rang: etat.gains[option.rang] for option in dedans}
    modele = Modele(terrain, [terrain.cellules[c] for c in cellules], gains, indice=dedans)
    if not modele.exiger(libres & terrain.imposees):
        return Reponse(None, prouve=False)
    objectif = _objectif(modele, etat, phase, dedans, servis)
    return modele.resoudre(
        secondes=secondes, graine=graine, objectif=objectif, effort=effort, presolution=effort is None, arret=arret
    )


def _objectif(modele: Modele, etat: Etat, phase: Phase, dedans: list[Option], servis: list[int]) -> Expression:
    valeur = modele.objectif()
    if phase is Phase.POIDS:
        return valeur
    modele.cp.add(valeur >= sum(etat.gains[option.rang] for option in dedans))
    territoires = etat.territoires
    dehors = list(servis)
    for option in dedans:
        dehors[territoires.de[option.demande]] -= etat.poids[option.demande]
    ecart = modele.ecart(territoires.de, etat.poids, territoires.totaux, dehors)
    if phase is Phase.EQUILIBRE:
        return ECHELLE * valeur - ecart
    modele.cp.add(ecart <= -etat.cle.moins_desequilibre)
    return ECHELLE * valeur - modele.kilometres()


def _gain(phase: Phase, progres: Cle | None) -> float:
    """What a proposal brought, in the unit of the phase."""
    if progres is None:
        return 0.0
    moindre = {Phase.POIDS: 0, Phase.EQUILIBRE: progres.moins_desequilibre, Phase.KM: progres.moins_km}[phase]
    return max(0.0, 100.0 * progres.valeur + moindre)


class Recherche:
    """Threads that improve one plan. CP-SAT runs outside Python's lock, so they really run side by side."""

    def __init__(self, etat: Etat, terrain: Terrain, *, graine: int, fils: int, couts: Sequence[int] | None) -> None:
        self.etat, self.terrain, self.fils, self.couts = etat, terrain, fils, couts
        self.voisinages = [Voisinages(terrain, random.Random(graine * 101 + fil)) for fil in range(fils)]  # noqa: S311
        self.erreur: BaseException | None = None

    def ameliorer(
        self,
        phase: Phase,
        horloge: Horloge,
        *,
        assez: Callable[[], bool] = lambda: False,
        signaler: Callable[[Phase], None] = lambda phase: None,
        avant_fil: Callable[[int], None] = lambda fil: None,
    ) -> None:
        """Until the time is over or ``assez`` is true. Each thread but the first begins with ``avant_fil``."""

        self._recommencer()

        def boucle(fil: int) -> None:
            try:
                if fil:
                    avant_fil(fil)
                while not horloge.finie() and not assez() and self.erreur is None:
                    self._une_fois(self.voisinages[fil], phase, horloge)
                    signaler(phase)
            except BaseException as erreur:  # raised again in the caller's thread
                self.erreur = erreur

        fils = [threading.Thread(target=boucle, args=(fil,)) for fil in range(1, self.fils)]
        for fil in fils:
            fil.start()
        boucle(0)
        for fil in fils:
            fil.join()
        if self.erreur is not None:
            raise self.erreur

    def orienter(self, couts: Sequence[int]) -> None:
        """Reduced costs that have just come in, also in the middle of a search."""
        self.couts = couts
        self._recommencer()

    def _recommencer(self) -> None:
        for voisinages in self.voisinages:
            voisinages.recommencer(SEUILS if self.couts is not None else (TOUT,))

    def _une_fois(self, voisinages: Voisinages, phase: Phase, horloge: Horloge) -> None:
        maniere, tirees = voisinages.tirer(self.etat)
        cellules = self.etat.prendre(tirees)
        try:
            if not cellules:
                time.sleep(ATTENTE)
                return
            reponse = resoudre_cellules(
                self.etat,
                cellules,
                phase,
                secondes=horloge.reste(),
                graine=voisinages.alea.randrange(10**6),
                gardees=self._filtre(maniere),
                arret=horloge.arret,
            )
            gain = 0.0
            if reponse.options is not None:
                gain = _gain(phase, self.etat.proposer(cellules, reponse.options))
            maniere.apprendre(gain=gain, effort=reponse.effort, prouve=reponse.prouve)
        finally:
            self.etat.rendre(cellules)

    def _filtre(self, maniere: Maniere) -> Callable[[Option], bool]:
        couts, seuil = self.couts, maniere.seuil
        if couts is None or seuil == TOUT:
            return lambda option: True
        return lambda option: couts[option.rang] <= seuil
