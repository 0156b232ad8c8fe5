"""Large-neighbourhood search: some cells are reopened and solved exactly, the rest of the plan stands."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from orientibus.planification.a_part import Aide, AideAbsente
from orientibus.planification.borne import Borne
from orientibus.planification.etat import Cle, Etat
from orientibus.planification.modele import Reponse
from orientibus.planification.morceaux import Atelier, Morceau, Phase, decouper
from orientibus.planification.terrain import Terrain
from orientibus.planification.voisinages import Voisinages

EFFORTS, EFFORT_MAXIMAL = {Phase.POIDS: 0.05, Phase.EQUILIBRE: 0.05, Phase.KM: 0.2}, 2.0
"""CP-SAT's deterministic seconds for one piece: small ones pay best, until they no longer find anything."""
RETENUE, RELANCE = 0.985, 1.006
"""How effort follows a gain, and a failure."""
ATTENTE = 0.01


@dataclass(slots=True)
class Horloge:
    """Time that is left, and whether somebody asked to stop."""

    fin: float
    arret: Callable[[], bool]
    maintenant: Callable[[], float] = field(default=time.monotonic)

    def reste(self) -> float:
        return self.fin - self.maintenant()

    def finie(self) -> bool:
        return self.reste() <= 0 or self.arret()


def _gain(phase: Phase, progres: Cle | None) -> float:
    """What a proposal brought, in the unit of the phase."""
    if progres is None:
        return 0.0
    moindre = {Phase.POIDS: 0, Phase.EQUILIBRE: progres.moins_desequilibre, Phase.KM: progres.moins_km}[phase]
    return max(0.0, 100.0 * progres.valeur + moindre)


class Recherche:
    """This process and its helpers improve one plan together, each on cells that no other one holds.

    A thread by helper asks and waits; helpers that still work on the bound (``pretes``) are left alone.
    """

    def __init__(
        self,
        etat: Etat,
        terrain: Terrain,
        *,
        graine: int,
        guide: Borne | None,
        aides: Sequence[Aide] = (),
        pretes: Callable[[], bool] = lambda: True,
    ) -> None:
        self.etat, self.terrain, self.guide = etat, terrain, guide
        self.aides, self.pretes = aides, pretes
        self.atelier = Atelier(terrain, etat.gains, guide.couts if guide else None)
        fils = 1 + len(aides)
        self.voisinages = [Voisinages(terrain, random.Random(graine * 101 + fil)) for fil in range(fils)]  # noqa: S311
        self.effort = EFFORTS[Phase.POIDS]
        self.erreur: BaseException | None = None

    def ameliorer(
        self,
        phase: Phase,
        horloge: Horloge,
        *,
        assez: Callable[[], bool] = lambda: False,
        signaler: Callable[[Phase], None] = lambda phase: None,
    ) -> None:
        """Until the time is over or ``assez`` is true."""
        self.effort = EFFORTS[phase]
        self._recommencer()

        def boucle(fil: int) -> None:
            try:
                while not horloge.finie() and not assez() and self.erreur is None:
                    if fil and not self.pretes():
                        time.sleep(ATTENTE)
                        continue
                    self._une_fois(fil, phase, horloge)
                    signaler(phase)
            except AideAbsente:
                return
            except BaseException as erreur:  # raised again in the caller's thread
                self.erreur = erreur

        fils = [threading.Thread(target=boucle, args=(fil,)) for fil in range(1, len(self.voisinages))]
        for fil in fils:
            fil.start()
        boucle(0)
        for fil in fils:
            fil.join()
        if self.erreur is not None:
            raise self.erreur

    def orienter(self, guide: Borne) -> None:
        """Prices that have just come in, also in the middle of a search."""
        self.guide = guide
        self.atelier.couts = guide.couts
        self._recommencer()

    def _recommencer(self) -> None:
        for voisinages in self.voisinages:
            voisinages.recommencer(self.guide)

    def _une_fois(self, fil: int, phase: Phase, horloge: Horloge) -> None:
        voisinages = self.voisinages[fil]
        maniere, tirees = voisinages.tirer(self.etat)
        cellules = self.etat.prendre(tirees)
        try:
            if not cellules:
                time.sleep(ATTENTE)
                return
            morceau = decouper(
                self.etat,
                cellules,
                phase,
                secondes=max(0.01, horloge.reste()),
                graine=voisinages.alea.randrange(10**6),
                effort=self.effort,
                seuil=maniere.seuil,
            )
            reponse = self._resoudre(fil, morceau, horloge)
            gain = 0.0
            if reponse.options is not None:
                gain = _gain(phase, self.etat.proposer(cellules, reponse.options))
            self.effort = min(EFFORT_MAXIMAL, max(EFFORTS[phase], self.effort * (RETENUE if gain else RELANCE)))
            maniere.apprendre(gain=gain, effort=reponse.effort, prouve=reponse.prouve)
        finally:
            self.etat.rendre(cellules)

    def _resoudre(self, fil: int, morceau: Morceau, horloge: Horloge) -> Reponse:
        if fil:
            return self.aides[fil - 1].resoudre(morceau)
        return self.atelier.resoudre(morceau, horloge.arret)
