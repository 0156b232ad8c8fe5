"""Two to four occupations side by side: one criterion a row, what tells them apart first."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from metiers.choices import Niveau, Origine, OuiNon, Riasec
from metiers.models import Metier, MetierCondition
from metiers.services.facettes import Catalogue, Repere
from metiers.services.marche import MarcheDuMetier, Observation, Potentiel, lieu_de_mesure, marche_courant, observations
from metiers.services.passerelles import Lieu, formations_de, proches
from metiers.services.registres import FormationsVers, formations_vers
from metiers.services.reseau import BASES, Reseau

VOISINS_COMPARES = 20
VOISINS_MONTRES = 8
ELEMENTS_MAX = 8
INCONNU = "Non renseigné"


@dataclass(frozen=True, slots=True)
class Cellule:
    """What one occupation answers to a criterion. ``elements`` is a list when there are several."""

    elements: tuple[str, ...] = ()
    lettres: tuple[str, str] | None = None
    potentiel: Potentiel | None = None
    chiffres: tuple[Observation, ...] = ()
    liens: tuple[tuple[str, str], ...] = ()

    @property
    def vide(self) -> bool:
        """Nothing is known."""
        chiffre = any(o.valeur is not None or o.secret for o in self.chiffres)
        return not (self.elements or self.lettres or self.liens or chiffre or self.potentiel)


@dataclass(frozen=True, slots=True)
class Critere:
    """A row. ``style`` tells the template how to show it: ``texte``, or nothing."""

    code: str
    titre: str
    cellules: tuple[Cellule, ...]
    style: str = ""

    @property
    def vide(self) -> bool:
        return all(cellule.vide for cellule in self.cellules)

    @property
    def identique(self) -> bool:
        """Whether several occupations give the same answer."""
        return len(self.cellules) > 1 and len(set(self.cellules)) == 1


@dataclass(frozen=True, slots=True)
class Cote:
    """Rows under a title."""

    titre: str
    criteres: list[Critere]


@dataclass(frozen=True, slots=True)
class CoteACote:
    """The whole comparison."""

    metiers: list[Metier]
    groupes: list[Cote]
    inconnus: list[str]
    """Criteria on which nothing is known for any of them."""
    voisins: list[Repere] = field(default_factory=list)
    sources: tuple[str, ...] = ()


def comparer(metiers: list[Metier], *, reseau: Reseau, catalogue: Catalogue, lieu: Lieu | None) -> CoteACote:
    """Compare occupations. Two queries beside the market's, whatever they are."""
    mesure, marche = lieu_de_mesure(lieu), marche_courant()
    marches = [observations(metier.pk, mesure, marche) for metier in metiers]
    formations = formations_de([metier.pk for metier in metiers], lieu)
    mesures = [
        *_faits(metiers, reseau),
        *_marche(marches),
        *_formations(metiers, formations),
        *_savoirs(metiers, reseau),
    ]
    connus = [critere for critere in mesures if not critere.vide]
    recits = [critere for critere in _recits(metiers) if not critere.vide]
    groupes = [
        Cote("Ce qui les distingue" if len(metiers) > 1 else "En bref", [c for c in connus if not c.identique]),
        Cote("Le quotidien", recits),
        Cote("Ce qui est pareil", [c for c in connus if c.identique]),
    ]
    return CoteACote(
        metiers=metiers,
        groupes=[groupe for groupe in groupes if groupe.criteres],
        inconnus=[critere.titre for critere in mesures if critere.vide],
        voisins=_voisins_communs(metiers, reseau, catalogue),
        sources=_sources(marches),
    )


def _faits(metiers: Sequence[Metier], reseau: Reseau) -> list[Critere]:
    niveaux = [reseau.niveaux.get(metier.pk, ()) for metier in metiers]
    regles = [metier.reglemente for metier in metiers]
    lettres = [(metier.riasec_majeur, metier.riasec_mineur) for metier in metiers]
    return [
        Critere("niveau", "Niveau pour y entrer", tuple(
            Cellule(tuple(str(Niveau(n).label) for n in suite)) for suite in niveaux)),
        Critere("reglemente", "Métier réglementé", tuple(
            Cellule((str(OuiNon(r).label),) if r != OuiNon.INCONNU else ()) for r in regles)),
        Critere("interets", "Profil d'intérêts", tuple(
            Cellule(tuple(str(Riasec(x).label) for x in deux if x), deux if deux[0] else None) for deux in lettres)),
        Critere("conditions", "Conditions de travail", _conditions(metiers)),
    ]  # fmt: skip


def _conditions(metiers: Sequence[Metier]) -> tuple[Cellule, ...]:
    """The portal's words when all the occupations have some, else ROME's; what they do not share comes first."""
    lues: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    lignes = MetierCondition.objects.filter(metier__in=[m.pk for m in metiers]).order_by("condition__libelle")
    for pk, origine, libelle in lignes.values_list("metier_id", "origine", "condition__libelle"):
        lues[pk][origine].append(libelle)
    portail = all(lues[metier.pk][Origine.PORTAIL] for metier in metiers)
    base = Origine.PORTAIL if portail else Origine.ROME
    listes = [lues[m.pk][base] or lues[m.pk][Origine.PORTAIL] for m in metiers]
    return tuple(Cellule(tuple(liste[:ELEMENTS_MAX])) for liste in _differences_d_abord(listes))


def _differences_d_abord(listes: Sequence[Sequence[str]]) -> list[list[str]]:
    partages = set.intersection(*(set(liste) for liste in listes)) if listes else set()
    return [sorted(liste, key=lambda element: element in partages) for liste in listes]


def _marche(marches: Sequence[MarcheDuMetier]) -> list[Critere]:
    def seul(observation: Observation | None) -> Cellule:
        return Cellule(chiffres=(observation,) if observation else ())

    potentiels = tuple(Cellule(potentiel=m.potentiel if m.potentiel.niveau is not None else None) for m in marches)
    return [
        Critere("potentiel", "Potentiel d'embauche", potentiels),
        Critere("projets", "Projets de recrutement", tuple(seul(m.projets) for m in marches)),
        Critere("difficiles", "Recrutements jugés difficiles", tuple(seul(m.part_difficiles) for m in marches)),
        Critere("femmes", "Part de femmes", tuple(Cellule(chiffres=m.femmes) for m in marches)),
        Critere("salaire", "Salaire médian, net par mois", tuple(Cellule(chiffres=m.salaires) for m in marches)),
    ]


def _formations(metiers: Sequence[Metier], formations: dict[int, FormationsVers]) -> list[Critere]:
    """Trainings, once an app that knows them is there."""
    if not list(formations_vers.elements()):
        return []
    cellules = []
    for metier in metiers:
        vers = formations.get(metier.pk)
        elements = []
        if vers and vers.nombre:
            elements.append(f"{vers.nombre} formation{'s' * (vers.nombre > 1)}")
        if vers and vers.plus_proche_km is not None:
            elements.append(f"la plus proche à {vers.plus_proche_km:.0f} km")
        cellules.append(Cellule((", ".join(elements),) if elements else (), liens=vers.exemples if vers else ()))
    return [Critere("formations", "Formations", tuple(cellules))]


def _savoirs(metiers: Sequence[Metier], reseau: Reseau) -> list[Critere]:
    """Skills in a base that describes all of them: those of each first, rarest first; then those of all."""
    lignes = [reseau.lignes[metier.pk] for metier in metiers if metier.pk in reseau.lignes]
    base = next((b for nom in BASES if all((b := reseau.bases[nom]).decrit(ligne) for ligne in lignes)), None)
    if base is None or len(lignes) < len(metiers):
        return []
    ensembles = [base.par_ligne[ligne].tolist() for ligne in lignes]
    partages = set.intersection(*(set(ensemble) for ensemble in ensembles)) if len(ensembles) > 1 else set()

    def noms(colonnes: Sequence[int]) -> Cellule:
        return Cellule(tuple(base.savoirs[c].libelle for c in base.rares_d_abord(colonnes)[:ELEMENTS_MAX]))

    propres = tuple(noms([c for c in ensemble if c not in partages]) for ensemble in ensembles)
    titre = "Savoir-faire que tous ne demandent pas" if len(metiers) > 1 else "Savoir-faire"
    criteres = [Critere("savoirs", titre, propres)]
    if partages:
        criteres.append(Critere("savoirs-communs", "Savoir-faire en commun", (noms(sorted(partages)),) * len(metiers)))
    return criteres


def _recits(metiers: Sequence[Metier]) -> list[Critere]:
    def textes(champ: str) -> tuple[Cellule, ...]:
        valeurs = [getattr(metier, champ) for metier in metiers]
        return tuple(
            Cellule((valeur,) if isinstance(valeur, str) and valeur else tuple(valeur or ())) for valeur in valeurs
        )

    resumes = tuple(
        Cellule((m.accroche or m.definition_officielle,) if m.accroche or m.definition_officielle else ())
        for m in metiers
    )
    return [
        Critere("resume", "En une phrase", resumes, "texte"),
        Critere("journee", "Une journée", textes("journee"), "texte"),
        Critere("plait", "Ce qui plaît", textes("plait")),
        Critere("difficile", "Ce qui est dur", textes("difficile")),
        Critere("acces", "Comment y entrer", textes("acces"), "texte"),
    ]


def _voisins_communs(metiers: Sequence[Metier], reseau: Reseau, catalogue: Catalogue) -> list[Repere]:
    """Occupations near at least two of them, those near the most of them first."""
    if len(metiers) < 2:
        return []
    compares = {metier.pk for metier in metiers}
    comptes: Counter[int] = Counter()
    for metier in metiers:
        comptes.update(pk for pk in proches(reseau, metier.pk, VOISINS_COMPARES) if pk not in compares)
    communs = [pk for pk, nombre in comptes.most_common() if nombre > 1]
    return [repere for pk in communs[:VOISINS_MONTRES] if (repere := catalogue.repere(pk))]


def _sources(marches: Sequence[MarcheDuMetier]) -> tuple[str, ...]:
    """Sources of the figures shown, once each."""
    chiffres = [o for m in marches for o in (m.projets, m.part_difficiles, *m.femmes, *m.salaires) if o]
    return tuple(dict.fromkeys(f"{o.source}, {o.periode}" for o in chiffres))
