"""Everything that an occupation's sheet says, read in a fixed number of queries and grouped for reading."""

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from metiers.choices import Niveau, Origine, TypeCompetence
from metiers.importeurs.chargement_references import GESTES
from metiers.models import (
    CentreInteret,
    CodeRome,
    Media,
    Metier,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    MetierSecteur,
    Secteur,
    Theme,
)
from metiers.services.voisinage import Voisin, voisins_de

TITRES_DES_GROUPES = {
    "Technique": "Techniques",
    "Technique expert": "Techniques, pour aller plus loin",
    "Transverse": "Utiles dans beaucoup de métiers",
}


CHAMPS_DE_COMPETENCE = (
    *(f"competence__{champ}" for champ in ("slug", "libelle", "type", "categorie", "sous_categorie", "code_ogr")),
    "coeur",
    "origine",
)
CHAMPS_DE_CONDITION = ("condition__type", "condition__libelle", "origine")


class Groupe(NamedTuple):
    """A titled list of labels."""

    titre: str
    libelles: list[str]


class LienCompetence(NamedTuple):
    """A skill, a piece of knowledge or a soft skill of the occupation."""

    slug: str
    libelle: str
    type: str
    categorie: str
    sous_categorie: str
    code_ogr: str
    coeur: str
    origine: str


class LienCondition(NamedTuple):
    """A working condition of the occupation."""

    type: str
    libelle: str
    origine: str


class Nom(NamedTuple):
    """A title of the occupation."""

    libelle: str
    code_ogr: str
    principale: bool
    peu_usitee: bool
    origine: str


class Echelon(NamedTuple):
    """A level of diploma, and whether people enter the occupation there."""

    niveau: Niveau
    ouvert: bool

    @property
    def libelle(self) -> str:
        return str(self.niveau.label)


@dataclass(frozen=True, slots=True)
class Competences:
    """Skills of a sheet: the portal's first, then ROME's by group."""

    vocabulaire: list[LienCompetence]
    gestes: list[str]
    coeur: list[LienCompetence]
    emergentes: list[str]
    autres: list[Groupe]
    savoirs: list[Groupe]
    savoir_etre: list[LienCompetence]

    @property
    def officielles(self) -> bool:
        """Whether anything of ROME's skills is shown."""
        return bool(self.coeur or self.emergentes or self.autres)

    @property
    def nombre_autres(self) -> int:
        return len(self.emergentes) + sum(len(groupe.libelles) for groupe in self.autres)

    @property
    def nombre_savoirs(self) -> int:
        return sum(len(groupe.libelles) for groupe in self.savoirs)


@dataclass(frozen=True, slots=True)
class Fiche:
    """A sheet, ready to be shown or sent."""

    metier: Metier
    appellations: list[Nom]
    niveaux: dict[int, str]
    liens_competences: list[LienCompetence]
    competences: Competences
    conditions: list[LienCondition]
    interets: list[CentreInteret]
    secteurs: list[Secteur]
    themes: list[Theme]
    voisins: list[Voisin]
    medias: list[Media]

    @property
    def usitees(self) -> list[str]:
        return [a.libelle for a in self.appellations if not a.peu_usitee and a.libelle != self.metier.nom]

    @property
    def rares(self) -> list[str]:
        return [a.libelle for a in self.appellations if a.peu_usitee and a.libelle != self.metier.nom]

    @property
    def echelle(self) -> list[Echelon]:
        """All levels, from none to the doctorate, those of the occupation marked."""
        return [Echelon(niveau, niveau.value in self.niveaux) for niveau in Niveau]

    @property
    def niveaux_deduits(self) -> bool:
        return Origine.DEDUIT in self.niveaux.values()

    @property
    def premier_niveau(self) -> str:
        return str(Niveau(min(self.niveaux)).label) if self.niveaux else ""

    @property
    def conditions_du_portail(self) -> list[LienCondition]:
        return [lien for lien in self.conditions if lien.origine == Origine.PORTAIL]

    @property
    def contextes(self) -> list[Groupe]:
        """ROME's working contexts, by type."""
        return _grouper([(c.type or "Conditions", c.libelle) for c in self.conditions if c.origine != Origine.PORTAIL])


def lire_metier(slug: str) -> Metier | None:
    """The occupation at this address, whatever its state."""
    suite = ("famille", "domaine", "domaine__grand_domaine", "remplace_par")
    return Metier.objects.select_related(*suite).filter(slug=slug).first()


def metier_du_code(code: str) -> Metier | None:
    """The occupation that a ROME code names today, else the one that it named in the latest version that had it."""
    present = Metier.objects.publies().filter(code_rome=code).first()
    if present:
        return present
    ancien = CodeRome.objects.filter(code=code).exclude(metier__etat=Metier.Etat.BROUILLON).select_related("metier")
    lien = ancien.order_by("-version", "-pk").first()
    return lien.metier if lien else None


def composer_fiche(metier: Metier) -> Fiche:
    """Read the parts of a sheet in ten queries, whatever the number of skills and neighbours."""
    competences = MetierCompetence.objects.filter(metier=metier).order_by("ordre", "pk")
    liens = [LienCompetence(*ligne) for ligne in competences.values_list(*CHAMPS_DE_COMPETENCE)]
    conditions = MetierCondition.objects.filter(metier=metier).order_by("condition__type", "condition__libelle")
    interets = MetierInteret.objects.filter(metier=metier).select_related("interet").order_by("-principal", "pk")
    secteurs = MetierSecteur.objects.filter(metier=metier).select_related("secteur").order_by("-principal", "pk")
    noms = metier.appellations.order_by("-principale", "origine", "libelle").values_list(*Nom._fields)
    return Fiche(
        metier=metier,
        appellations=[Nom(*ligne) for ligne in noms],
        niveaux=dict(metier.niveaux.values_list("niveau", "origine")),
        liens_competences=liens,
        competences=_ranger(liens),
        conditions=[
            LienCondition(*ligne)
            for ligne in conditions.values_list("condition__type", "condition__libelle", "origine")
        ],
        interets=[lien.interet for lien in interets],
        secteurs=[lien.secteur for lien in secteurs],
        themes=list(metier.themes.all()),
        voisins=voisins_de(metier),
        medias=list(metier.medias.all()),
    )


def _ranger(liens: list[LienCompetence]) -> Competences:
    savoir_faire = [lien for lien in liens if lien.type == TypeCompetence.SAVOIR_FAIRE]
    portail = [lien for lien in savoir_faire if lien.origine == Origine.PORTAIL]
    rome = [lien for lien in savoir_faire if lien.origine != Origine.PORTAIL]
    reste = [(lien.sous_categorie, lien.libelle) for lien in rome if not lien.coeur]
    savoirs = [lien for lien in liens if lien.type == TypeCompetence.SAVOIR]
    return Competences(
        vocabulaire=[lien for lien in portail if lien.categorie != GESTES],
        gestes=[lien.libelle for lien in portail if lien.categorie == GESTES],
        coeur=[lien for lien in rome if lien.coeur == MetierCompetence.Coeur.PRINCIPALE],
        emergentes=[lien.libelle for lien in rome if lien.coeur == MetierCompetence.Coeur.EMERGENTE],
        autres=_grouper([(TITRES_DES_GROUPES.get(s, s) or "Autres", libelle) for s, libelle in reste]),
        savoirs=_grouper([(lien.categorie or "Savoirs", lien.libelle) for lien in savoirs]),
        savoir_etre=_sans_doublon([lien for lien in liens if lien.type == TypeCompetence.SAVOIR_ETRE]),
    )


def _sans_doublon(liens: list[LienCompetence]) -> list[LienCompetence]:
    """One link for a skill that both the portal and ROME name; the portal's comes first."""
    retenus: dict[str, LienCompetence] = {}
    for lien in sorted(liens, key=lambda lien: lien.origine != Origine.PORTAIL):
        retenus.setdefault(lien.slug, lien)
    return list(retenus.values())


def _grouper(couples: list[tuple[str, str]]) -> list[Groupe]:
    tries = sorted(couples)
    return [Groupe(titre, [libelle for _, libelle in lignes]) for titre, lignes in groupby(tries, key=lambda c: c[0])]
