"""How much of the catalogue has each figure, at each grain, and how the hiring potential spreads."""

from collections import Counter
from dataclasses import dataclass, field

from metiers.models import Grain, Statistique
from metiers.services.marche.calcul import potentiel_des
from metiers.services.marche.lieu import tous_les_lieux
from metiers.services.marche.memoire import Familles, I, Marche, marche_courant

PAR_BMO = (I.PROJETS, I.PROJETS_DIFFICILES, I.PROJETS_SAISONNIERS)
LARGEUR = 56
PAR_ROME = (I.OFFRES, I.DEMANDEURS, I.INDICATEUR_TENSION_BASSIN)


@dataclass(slots=True)
class Couverture:
    """``parts``: share of occupations with a disclosed figure somewhere at that grain, by indicator.

    ``niveaux``: occupations × territories by step of the potential; ``None`` counts those without one.
    """

    metiers: int
    sans_famille: int
    parts: dict[str, dict[str, float]] = field(default_factory=dict)
    niveaux: dict[str, Counter[int | None]] = field(default_factory=dict)


def mesurer_couverture() -> Couverture:
    """O(figures + occupations × territories), all in memory."""
    marche = marche_courant()
    ids = list(marche.noms_des_metiers)
    familles = {pk: marche.de_metier.get(pk, Familles()) for pk in ids}
    couverture = Couverture(len(ids), sum(not (f.bmo and f.dares) for f in familles.values()))
    for indicateur in Statistique.Indicateur:
        couverture.parts[str(indicateur.label)] = {
            grain.value: _part(marche, indicateur, grain, list(familles.values())) for grain in Grain
        }
    for lieu in tous_les_lieux():
        compte = couverture.niveaux.setdefault(lieu.codes[0][0], Counter())
        compte.update(potentiel_des(marche, f, lieu).niveau for f in familles.values())
    return couverture


def _part(marche: Marche, indicateur: str, grain: Grain, familles: list[Familles]) -> float:
    avec = {
        cle
        for (nom, _), cases in marche.chiffres.items()
        if nom == indicateur
        for (cle, maille, _), chiffre in cases.items()
        if maille == grain and chiffre.valeur is not None
    }
    trouves = sum(any(cle in avec for cle in _cles(marche, indicateur, f)) for f in familles)
    return trouves / len(familles) if familles else 0.0


def _cles(marche: Marche, indicateur: str, familles: Familles) -> list[str]:
    if indicateur in PAR_BMO:
        return list(familles.bmo)
    if indicateur in PAR_ROME:
        return [f"rome:{code}" for code in familles.rome3]
    larges = [marche.familles[cle].parent for cle in familles.dares if cle in marche.familles]
    return [*familles.dares, *larges]


def tableau(couverture: Couverture) -> str:
    """What ``make evaluation`` prints."""
    grains = list(Grain)
    lignes = [
        f"Couverture : {couverture.metiers} métiers, dont {couverture.sans_famille} sans famille d'emploi.",
        "",
        f"{'Part des métiers qui ont le chiffre':<{LARGEUR}}" + "".join(f"{str(g.label):>18}" for g in grains),
    ]
    for indicateur, parts in couverture.parts.items():
        lignes.append(f"{indicateur:<{LARGEUR}}" + "".join(f"{100 * parts[g.value]:>16.1f} %" for g in grains))
    lignes += [
        "",
        f"{'Potentiel (métiers × territoires)':<{LARGEUR}}" + "".join(f"{n:>10}" for n in range(6)) + f"{'sans':>10}",
    ]
    for grain, compte in couverture.niveaux.items():
        connus = sum(n for niveau, n in compte.items() if niveau is not None) or 1
        parts_niveaux = "".join(f"{100 * compte[n] / connus:>8.1f} %" for n in range(6))
        lignes.append(f"{str(Grain(grain).label):<{LARGEUR}}{parts_niveaux}{compte[None]:>10}")
    return "\n".join(lignes)
