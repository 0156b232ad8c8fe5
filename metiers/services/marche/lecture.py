"""What pages and the API read of the market. No query per occupation: everything is in memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from commun.analyse import normaliser
from metiers.models import Grain
from metiers.services.marche.calcul import (
    Place,
    noms,
    observer,
    places,
    potentiel_des,
    sommer,
)
from metiers.services.marche.memoire import Chiffre, Famille, Familles, I, Marche, marche_courant
from metiers.services.marche.valeurs import LieuDeMesure, Observation, Potentiel


@dataclass(frozen=True, slots=True)
class Tension:
    """Tension of one family (class from 1 to 5) with the classes of its causes, by name."""

    observation: Observation
    causes: tuple[tuple[str, Observation], ...] = ()


@dataclass(frozen=True, slots=True)
class Ages:
    """Jobs of one family by age."""

    famille: str
    tranches: tuple[tuple[str, Observation], ...]


@dataclass(frozen=True, slots=True)
class MarcheDuMetier:
    """Everything a sheet shows. An occupation may have several families: each is named, nothing is split.

    ``projets`` and its shares add the families of the survey. ``projets_ici`` is there when the place itself hides
    its figure and a wider one is shown. Figures of the Dares come family by family.
    """

    lieu: LieuDeMesure
    potentiel: Potentiel
    familles_bmo: tuple[Famille, ...] = ()
    familles_dares: tuple[Famille, ...] = ()
    projets: Observation | None = None
    projets_ici: Observation | None = None
    part_difficiles: Observation | None = None
    part_saisonniers: Observation | None = None
    emplois: tuple[Observation, ...] = ()
    femmes: tuple[Observation, ...] = ()
    ages: tuple[Ages, ...] = ()
    salaires: tuple[Observation, ...] = ()
    tensions: tuple[Tension, ...] = ()
    offres: Observation | None = None
    demandeurs: Observation | None = None
    tension_bassin: Observation | None = None
    listes: tuple[Observation, ...] = ()
    """Official lists of occupations in tension on which a family stands."""

    @property
    def vide(self) -> bool:
        """Nothing at all is known."""
        return not any(True for _ in self.toutes())

    def toutes(self) -> Iterator[tuple[str, str, Observation]]:
        """Every figure, with its indicator and modality."""
        seules = (
            (I.PROJETS, self.projets_ici),
            (I.PROJETS, self.projets),
            (I.PROJETS_DIFFICILES, self.part_difficiles),
            (I.PROJETS_SAISONNIERS, self.part_saisonniers),
            (I.OFFRES, self.offres),
            (I.DEMANDEURS, self.demandeurs),
            (I.INDICATEUR_TENSION_BASSIN, self.tension_bassin),
        )
        yield from ((str(indicateur), "", o) for indicateur, o in seules if o is not None)
        par_famille = (
            (I.EMPLOI, self.emplois),
            (I.PART_FEMMES, self.femmes),
            (I.SALAIRE_MEDIAN, self.salaires),
            (I.EN_TENSION, self.listes),
        )
        yield from ((str(indicateur), "", o) for indicateur, lues in par_famille for o in lues)
        yield from ((str(I.EMPLOI_AGE), tranche, o) for ages in self.ages for tranche, o in ages.tranches)
        for tension in self.tensions:
            yield str(I.TENSION), "", tension.observation
            yield from ((str(I.CAUSE_TENSION), cause, o) for cause, o in tension.causes)


def potentiels(metier_ids: Iterable[int], lieu: LieuDeMesure) -> dict[int, Potentiel]:
    """Hiring potential of several occupations: one query in all, then a look-up per set of families."""
    marche = marche_courant()
    return {pk: potentiel_des(marche, marche.de_metier.get(pk, Familles()), lieu) for pk in metier_ids}


def potentiel(metier_id: int, lieu: LieuDeMesure) -> Potentiel:
    """Hiring potential of one occupation."""
    return potentiels([metier_id], lieu)[metier_id]


def potentiels_par_lieu(metier_id: int, lieux: Iterable[LieuDeMesure]) -> list[tuple[LieuDeMesure, Potentiel]]:
    """Hiring potential of one occupation at several places; one query in all."""
    marche = marche_courant()
    familles = marche.de_metier.get(metier_id, Familles())
    return [(lieu, potentiel_des(marche, familles, lieu)) for lieu in lieux]


def qui_recrutent(lieu: LieuDeMesure) -> list[int]:
    """Published occupations whose potential is known, best first, then by projects, then by name.

    O(n log n) in the number of occupations, once per place: the list is kept with the market.
    """
    marche = marche_courant()
    cle = ("qui_recrutent", lieu.codes)
    connue = marche.deja.get(cle)
    if isinstance(connue, tuple):
        return list(connue)
    tous = potentiels(marche.noms_des_metiers, lieu)
    connus = {pk: p for pk, p in tous.items() if p.niveau is not None}

    def rang(pk: int) -> tuple[int, float, str, int]:
        p = connus[pk]
        nombre = p.projets.valeur if p.projets and p.projets.valeur else 0.0
        return -(p.niveau or 0), -nombre, normaliser(marche.noms_des_metiers[pk]), pk

    liste = sorted(connus, key=rang)
    marche.deja[cle] = tuple(liste)
    return liste


def familles_du_metier(metier_id: int) -> tuple[tuple[Famille, ...], tuple[Famille, ...]]:
    """Families of an occupation in both nomenclatures."""
    marche = marche_courant()
    familles = marche.de_metier.get(metier_id, Familles())
    return _nommees(marche, familles.bmo), _nommees(marche, familles.dares)


def _nommees(marche: Marche, cles: tuple[str, ...]) -> tuple[Famille, ...]:
    return tuple(_famille(marche, cle) for cle in cles)


def _famille(marche: Marche, cle: str) -> Famille:
    return marche.familles.get(cle) or Famille(cle, cle.partition(":")[2], cle.partition(":")[2])


def observations(metier_id: int, lieu: LieuDeMesure, marche: Marche | None = None) -> MarcheDuMetier:
    """Every figure of an occupation at a place, each with its source, period, grain, territory and family."""
    marche = marche or marche_courant()
    familles = marche.de_metier.get(metier_id, Familles())
    projets, ici = _projets(marche, familles.bmo, lieu)
    return MarcheDuMetier(
        lieu=lieu,
        potentiel=potentiel_des(marche, familles, lieu),
        familles_bmo=_nommees(marche, familles.bmo),
        familles_dares=_nommees(marche, familles.dares),
        projets=projets,
        projets_ici=ici,
        part_difficiles=_part(marche, I.PROJETS_DIFFICILES, familles.bmo, lieu),
        part_saisonniers=_part(marche, I.PROJETS_SAISONNIERS, familles.bmo, lieu),
        emplois=_par_famille(marche, I.EMPLOI, familles.dares, lieu),
        femmes=_par_famille(marche, I.PART_FEMMES, familles.dares, lieu),
        ages=_ages(marche, familles.dares, lieu),
        salaires=_par_famille(marche, I.SALAIRE_MEDIAN, familles.dares, lieu),
        tensions=_tensions(marche, familles.dares, lieu),
        offres=_par_rome(marche, I.OFFRES, familles.rome3, lieu),
        demandeurs=_par_rome(marche, I.DEMANDEURS, familles.rome3, lieu),
        tension_bassin=_par_rome(marche, I.INDICATEUR_TENSION_BASSIN, familles.rome3, lieu),
        listes=_par_famille(marche, I.EN_TENSION, familles.dares, lieu),
    )


def part_des_femmes() -> dict[int, Observation]:
    """Share of women by occupation, in France: for the theme of mixité.

    Of an occupation with several families, their shares are weighted by their jobs; without the jobs of one of them,
    nothing is said.
    """
    marche = marche_courant()
    lues = {pk: _femmes_ensemble(marche, f.dares) for pk, f in marche.de_metier.items() if f.dares}
    return {pk: observation for pk, observation in lues.items() if observation}


# --- inside


def _projets(
    marche: Marche, familles: tuple[str, ...], lieu: LieuDeMesure
) -> tuple[Observation | None, Observation | None]:
    """Projects at the finest place that discloses some, and the place's own hidden figure if that was another one."""
    premiere = places(lieu)[0]
    cachee = None
    for place in places(lieu):
        somme = sommer(marche, I.PROJETS, familles, place)
        observation = observer(marche, somme, familles, place, premiere=premiere)
        if observation and not observation.secret:
            return observation, cachee
        cachee = cachee or observation
    return None, cachee


def _part(marche: Marche, indicateur: str, familles: tuple[str, ...], lieu: LieuDeMesure) -> Observation | None:
    """A share of the projects, at the finest place that discloses it; else the hidden one."""
    cachee = None
    for place in places(lieu):
        somme = sommer(marche, indicateur, familles, place)
        observation = observer(marche, somme, familles, place, premiere=places(lieu)[0], part=True)
        if observation and observation.valeur is not None:
            return observation
        cachee = cachee or observation
    return cachee


def _lire(
    marche: Marche, cle: str, lieu: LieuDeMesure, trouver: Callable[[str, Place], Chiffre | None]
) -> tuple[Chiffre, str, Place] | None:
    """A figure with the family and the place where it stands: the family itself everywhere, then the wider one."""
    famille = marche.familles.get(cle)
    for candidate in (cle, famille.parent if famille else ""):
        for place in places(lieu) if candidate else ():
            chiffre = trouver(candidate, place)
            if chiffre is not None:
                return chiffre, candidate, place
    return None


def _observation(marche: Marche, chiffre: Chiffre, place: Place, lieu: LieuDeMesure, famille: str = "") -> Observation:
    return Observation(
        valeur=chiffre.valeur,
        unite=chiffre.unite,
        source=chiffre.source,
        periode=chiffre.periode,
        grain=place[0],
        territoire=marche.nom(*place),
        famille=famille,
        secret=chiffre.secret,
        laisses=chiffre.laisses,
        elargi=place != places(lieu)[0],
    )


def _par_famille(
    marche: Marche, indicateur: str, familles: tuple[str, ...], lieu: LieuDeMesure
) -> tuple[Observation, ...]:
    lues: dict[tuple[str, Place], Observation] = {}
    for cle in familles:
        trouve = _lire(marche, cle, lieu, lambda c, place: marche.chiffre(indicateur, c, *place))
        if trouve:
            chiffre, ou, place = trouve
            lues[ou, place] = _observation(marche, chiffre, place, lieu, marche.libelle(ou))
    return tuple(lues.values())


def _ages(marche: Marche, familles: tuple[str, ...], lieu: LieuDeMesure) -> tuple[Ages, ...]:
    tranches = marche.modalites.get(I.EMPLOI_AGE, ())
    lus: dict[str, Ages] = {}
    for cle in familles:
        trouve = _lire(
            marche,
            cle,
            lieu,
            lambda c, place: next((x for t in tranches if (x := marche.chiffre(I.EMPLOI_AGE, c, *place, t))), None),
        )
        if not trouve:
            continue
        _, ou, place = trouve
        cases = [(t, marche.chiffre(I.EMPLOI_AGE, ou, *place, t)) for t in tranches]
        nom = marche.libelle(ou)
        lus[ou] = Ages(nom, tuple((t, _observation(marche, x, place, lieu, nom)) for t, x in cases if x))
    return tuple(lus.values())


def _tensions(marche: Marche, familles: tuple[str, ...], lieu: LieuDeMesure) -> tuple[Tension, ...]:
    lues: dict[tuple[str, Place], Tension] = {}
    for cle in familles:
        trouve = _lire(marche, cle, lieu, lambda c, place: marche.chiffre(I.TENSION, c, *place))
        if trouve:
            chiffre, ou, place = trouve
            nom = marche.libelle(ou)
            cases = [(m, marche.chiffre(I.CAUSE_TENSION, ou, *place, m)) for m in _causes(marche)]
            causes = tuple((m, _observation(marche, x, place, lieu, nom)) for m, x in cases if x)
            lues[ou, place] = Tension(_observation(marche, chiffre, place, lieu, nom), causes)
    return tuple(lues.values())


def _causes(marche: Marche) -> tuple[str, ...]:
    return marche.modalites.get(I.CAUSE_TENSION, ())


def _par_rome(marche: Marche, indicateur: str, codes: tuple[str, ...], lieu: LieuDeMesure) -> Observation | None:
    for code in codes:
        for place in places(lieu):
            chiffre = marche.chiffre(indicateur, f"rome:{code}", *place)
            if chiffre is not None:
                return _observation(marche, chiffre, place, lieu)
    return None


def _femmes_ensemble(marche: Marche, familles: tuple[str, ...]) -> Observation | None:
    france = (Grain.NATIONAL.value, "")
    sans_lieu = LieuDeMesure()
    parts = _par_famille(marche, I.PART_FEMMES, familles, sans_lieu)
    if len(parts) < 2:
        return parts[0] if parts else None
    poids = [marche.chiffre(I.EMPLOI, cle, *france) for cle in familles]
    connus = [
        (p.valeur, c.valeur) for p, c in zip(parts, poids, strict=False) if c and c.valeur and p.valeur is not None
    ]
    if not (len(connus) == len(parts) == len(familles)):
        return None
    valeur = sum(part * emplois for part, emplois in connus) / sum(emplois for _, emplois in connus)
    premiere = parts[0]
    return Observation(
        valeur, "%", premiere.source, premiere.periode, france[0], "France", famille=noms(marche, familles)
    )
