"""The market in memory: figures by family or ROME code and territory, and the families of every occupation.

Built once per process and state of the catalogue, in eight queries and one pass over the figures (about 40,000 after a
full official import: a third of a second); reading is then a few look-ups in dictionaries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from metiers.models import FamilleProfessionnelle, Grain, Metier, Passage, Statistique
from metiers.services.memoire import MemoireDuCatalogue
from territoires.models import BassinEmploi, Departement, Region

FAP_2009, FAP_2021 = FamilleProfessionnelle.Nomenclature.FAP_2009, FamilleProfessionnelle.Nomenclature.FAP_2021
I = Statistique.Indicateur  # noqa: E741 - the indicators, named at every look-up
N = Passage.Nomenclature
ENQUETE = {I.PROJETS, I.PROJETS_DIFFICILES, I.PROJETS_SAISONNIERS}
"""A yearly survey: only its last year is read, never two years side by side."""


class Chiffre(NamedTuple):
    """A stored figure. ``base``: what it is a share of, over the same cells."""

    valeur: float | None
    unite: str
    source: str
    periode: str
    secret: bool = False
    base: float | None = None
    laisses: int = 0


class Famille(NamedTuple):
    """A family (FAP). ``parent`` is the wider one where a figure may stop."""

    cle: str
    code: str
    libelle: str
    parent: str = ""


class Familles(NamedTuple):
    """Families of an occupation: in the nomenclature of the survey of hiring plans, and in that of the Dares."""

    bmo: tuple[str, ...] = ()
    dares: tuple[str, ...] = ()
    rome3: tuple[str, ...] = ()
    meme_perimetre: bool = False
    """Both sets of families cover exactly each other: their figures may be divided by each other."""


Cases = dict[tuple[str, str, str], Chiffre]
"""Figures of one indicator by (family or ROME, grain, territory)."""


@dataclass(slots=True)
class Marche:
    """Everything that the services read."""

    familles: Mapping[str, Famille] = field(default_factory=dict)
    de_metier: Mapping[int, Familles] = field(default_factory=dict)
    noms_des_metiers: Mapping[int, str] = field(default_factory=dict)
    chiffres: Mapping[tuple[str, str], Cases] = field(default_factory=dict)
    noms: Mapping[tuple[str, str], str] = field(default_factory=dict)
    modalites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deja: dict[object, object] = field(default_factory=dict)
    """Potentials already computed, by families and place: as many as there are sets of families and territories."""

    def chiffre(self, indicateur: str, cle: str, grain: str, territoire: str, modalite: str = "") -> Chiffre | None:
        """A figure, or nothing when the source has no row for it."""
        cases = self.chiffres.get((indicateur, modalite))
        return cases.get((cle, grain, territoire)) if cases else None

    def libelle(self, cle: str) -> str:
        """Name of a family."""
        famille = self.familles.get(cle)
        return famille.libelle if famille else self.code(cle)

    def code(self, cle: str) -> str:
        """Code of a family."""
        return cle.partition(":")[2]

    def nom(self, grain: str, code: str) -> str:
        """Name of a territory."""
        return "France" if grain == Grain.NATIONAL else self.noms.get((grain, code), code)


def cle_famille(nomenclature: str, code: str) -> str:
    """Key of a family in memory."""
    return f"{nomenclature}:{code}"


def lire_marche(_: object = None) -> Marche:
    """Read the whole market."""
    familles = {
        cle_famille(n, code): Famille(cle_famille(n, code), code, libelle, cle_famille(n, parent) if parent else "")
        for n, code, libelle, parent in FamilleProfessionnelle.objects.values_list(
            "nomenclature", "code", "libelle", "parent__code"
        )
    }
    chiffres = _chiffres()
    metiers = list(Metier.objects.publies().values_list("pk", "code_rome", "code_rome_parent", "nom"))
    return Marche(
        familles=familles,
        de_metier=_familles_des_metiers(metiers) if familles else {},
        noms_des_metiers={pk: nom for pk, _, _, nom in metiers},
        chiffres=chiffres,
        noms=_noms(),
        modalites=_modalites(chiffres),
    )


def _chiffres() -> dict[tuple[str, str], Cases]:
    """Figures by indicator; of one key, the last period stands, and of the survey, the last year only."""
    champs = (
        "indicateur", "modalite", "famille__nomenclature", "famille__code", "code_rome", "grain", "code_territoire",
        "valeur", "unite", "source", "periode", "secret", "base", "laisses",
    )  # fmt: skip
    lus: dict[tuple[str, str], Cases] = defaultdict(dict)
    annees: dict[str, str] = {}
    lignes = Statistique.objects.order_by("periode", "source", "pk").values_list(*champs)
    for indicateur, modalite, nomenclature, famille, rome, grain, territoire, *reste in lignes.iterator(5_000):
        cle = cle_famille(nomenclature, famille) if famille else f"rome:{rome}"
        chiffre = Chiffre(*reste)
        if indicateur in ENQUETE and annees.get(indicateur) != chiffre.periode:
            annees[indicateur] = chiffre.periode
            lus[indicateur, modalite].clear()
        lus[indicateur, modalite][cle, grain, territoire] = chiffre
    return dict(lus)


def _modalites(chiffres: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    trouvees: dict[str, set[str]] = defaultdict(set)
    for indicateur, modalite in chiffres:
        trouvees[indicateur].add(modalite)
    return {indicateur: tuple(sorted(noms)) for indicateur, noms in trouvees.items()}


def _noms() -> dict[tuple[str, str], str]:
    lus: dict[tuple[str, str], str] = {}
    for grain, modele in ((Grain.BASSIN, BassinEmploi), (Grain.DEPARTEMENT, Departement), (Grain.REGION, Region)):
        for code, nom in modele._default_manager.order_by("pk").values_list("code", "nom"):
            lus[grain.value, code] = nom
    return lus


# --- from an occupation to its families


def _familles_des_metiers(metiers: Iterable[tuple[int, str, str, str]]) -> dict[int, Familles]:
    """Families by occupation; occupations without a code have none."""
    passages = lire_passages()
    connus: dict[tuple[str, str], Familles] = {}
    familles: dict[int, Familles] = {}
    for pk, code, parent, _ in metiers:
        if code and (code, parent) not in connus:
            connus[code, parent] = passages.familles(code, parent)
        familles[pk] = connus.get((code, parent), Familles())
    return familles


@dataclass(slots=True)
class Passages:
    """The crosswalks, each read the way it was published."""

    tables: dict[tuple[str, str], dict[str, dict[str, str]]]
    """By (from, to): targets of a code, each with its nature."""
    _etendues: Counter[str] = field(default_factory=Counter)

    def cibles(self, de: str, code: str, vers: str) -> tuple[str, ...]:
        """Targets of a code; when a published table has some, the portal's own lines are left aside."""
        trouvees = self.tables.get((de, vers), {}).get(code, {})
        publiees = [cible for cible, nature in trouvees.items() if nature == Passage.Nature.PUBLIE]
        return tuple(sorted(publiees or trouvees))

    def familles(self, code: str, parent: str = "") -> Familles:
        """ROME 4.0 → ROME V3 → FAP 2009 → FAP 2021. A direct line to FAP 2021 is preferred to the chain."""
        rome3 = (parent,) if parent else self.cibles(N.ROME_V4, code, N.ROME_V3) or (code,)
        dares = tuple(sorted({f for r in rome3 for f in self.cibles(N.ROME_V3, r, N.FAP_2009)}, key=self._etendue))
        directes = self.cibles(N.ROME_V4, code, N.FAP_2021) or tuple(
            sorted({f for r in rome3 for f in self.cibles(N.ROME_V3, r, N.FAP_2021)})
        )
        chaine = {f for fap in dares for f in self.cibles(N.FAP_2009, fap, N.FAP_2021)}
        bmo = directes or tuple(sorted(chaine))
        return Familles(
            bmo=tuple(cle_famille(FAP_2021, f) for f in bmo),
            dares=tuple(cle_famille(FAP_2009, f) for f in dares),
            rome3=rome3,
            meme_perimetre=bool(bmo) and chaine == set(bmo) == self._retour(dares) and bool(dares),
        )

    def _etendue(self, fap: str) -> tuple[int, str]:
        """Families that hold fewer ROME codes come first: they say more of the occupation."""
        if not self._etendues:
            for cibles in self.tables.get((N.ROME_V3, N.FAP_2009), {}).values():
                self._etendues.update(cibles.keys())
        return self._etendues[fap], fap

    def _retour(self, dares: tuple[str, ...]) -> set[str]:
        """Families of 2021 that come from these families of 2009 and from no other."""
        table = self.tables.get((N.FAP_2009, N.FAP_2021), {})
        ailleurs = {cible for code, cibles in table.items() if code not in dares for cible in cibles}
        ici = {cible for code in dares for cible in table.get(code, {})}
        return ici - ailleurs


def lire_passages() -> Passages:
    """All crosswalks, in one query."""
    tables: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    ordre = ("-nature", "pk")  # « publie » is written last: it stands
    for de, code_de, vers, code_vers, nature in Passage.objects.order_by(*ordre).values_list(
        "de", "code_de", "vers", "code_vers", "nature"
    ):
        deja = tables[de, vers][code_de].get(code_vers)
        tables[de, vers][code_de][code_vers] = deja if deja == Passage.Nature.PUBLIE else nature
    return Passages({cle: dict(table) for cle, table in tables.items()})


memoire = MemoireDuCatalogue(lire_marche)
marche_courant = memoire.courant
