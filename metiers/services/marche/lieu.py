"""Where the figures of a place are looked for."""

from typing import Any, Protocol

from commun.marque import marque
from metiers.models import Grain
from metiers.services.marche.valeurs import LieuDeMesure
from territoires.models import BassinEmploi, Commune, Departement


class AvecCommune(Protocol):
    """A commune, or the visitor's place."""

    @property
    def code_insee(self) -> str: ...


def lieu_de_mesure(chez_moi: AvecCommune | None) -> LieuDeMesure:
    """Basin, département and Région of a visitor's place, in one query; the brand's Région, without any, else."""
    if chez_moi is not None:
        champs = ("bassin__code", "departement__code", "departement__region__code", "nom")
        trouve = Commune.objects.filter(code_insee=chez_moi.code_insee).values_list(*champs).first()
        if trouve is not None:
            bassin, departement, region, nom = trouve
            return _lieu(bassin=bassin or "", departement=departement, region=region, nom=nom)
    return _lieu(region=marque().code_region, nom=marque().region)


def lieu_du_territoire(grain: str, code: str) -> LieuDeMesure | None:
    """The place of a basin, a département or a Région known by its code; ``None`` when it is unknown. One query."""
    if grain == Grain.BASSIN:
        champs = ("code", "nom", "communes__departement__code", "communes__departement__region__code")
        trouve: Any = BassinEmploi.objects.filter(code=code).values_list(*champs).order_by("communes__code_insee")
        premier = trouve.first()
        return premier and _lieu(
            bassin=premier[0], nom=premier[1], departement=premier[2] or "", region=premier[3] or marque().code_region
        )
    if grain == Grain.DEPARTEMENT:
        ligne = Departement.objects.filter(code=code).values_list("code", "nom", "region__code").first()
        return _lieu(departement=ligne[0], nom=ligne[1], region=ligne[2]) if ligne else None
    if grain == Grain.REGION:
        nom = Departement.objects.filter(region__code=code).values_list("region__nom", flat=True).first()
        return _lieu(region=code, nom=nom) if nom else None
    return None


def _lieu(*, bassin: str = "", departement: str = "", region: str = "", nom: str = "") -> LieuDeMesure:
    grains = ((Grain.BASSIN, bassin), (Grain.DEPARTEMENT, departement), (Grain.REGION, region))
    return LieuDeMesure(bassin, departement, region, nom, tuple((str(g.value), code) for g, code in grains if code))


def tous_les_lieux() -> list[LieuDeMesure]:
    """Every Région, département and basin that has communes, widest first; one query."""
    champs = (
        "departement__region__code", "departement__region__nom", "departement__code", "departement__nom",
        "bassin__code", "bassin__nom",
    )  # fmt: skip
    lignes = sorted(set(Commune.objects.actives().order_by().values_list(*champs).distinct()), key=str)
    regions = {region: _lieu(region=region, nom=nom) for region, nom, *_ in lignes}
    departements = {d: _lieu(departement=d, region=region, nom=nom) for region, _, d, nom, *_ in lignes}
    bassins: dict[str, LieuDeMesure] = {}
    for region, _, departement, _, bassin, nom in lignes:
        if bassin:
            bassins.setdefault(bassin, _lieu(bassin=bassin, departement=departement, region=region, nom=nom))
    return [*regions.values(), *departements.values(), *bassins.values()]
