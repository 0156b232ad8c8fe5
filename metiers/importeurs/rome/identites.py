"""Which occupation is each sheet of the archive? See ``docs/adr/0004-identite-des-metiers.md``."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from commun.analyse import normaliser
from metiers.choices import Origine
from metiers.importeurs.identite import PART_COMMUNE, libelles_equivalents, meme_sens
from metiers.importeurs.rome.archive import ArchiveRome
from metiers.importeurs.rome.formes import Fiche
from metiers.importeurs.rome.valeurs import meme_libelle
from metiers.models import Appellation, Metier


@dataclass(slots=True)
class Identites:
    """The occupation of every sheet, and the occupations that no sheet describes any more."""

    metiers: dict[str, Metier] = field(default_factory=dict)
    """By ROME code; new occupations are not saved yet."""
    retires: list[Metier] = field(default_factory=list)
    remplacants: dict[int, str] = field(default_factory=dict)
    """Withdrawn occupation → ROME code of the sheet that took most of its titles."""
    revenus: list[Metier] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Rapprochement:
    """Matches sheets and occupations: by OGR code first, by ROME code for what was written here before any import."""

    def __init__(self, archive: ArchiveRome, metiers: Iterable[Metier], derniere_version: str) -> None:
        self.archive = archive
        self.derniere_version = derniere_version
        self.metiers = list(metiers)
        self.appellations: dict[str, set[str]] = defaultdict(set)
        self.titres: dict[str, dict[str, str]] = defaultdict(dict)
        for appellation in archive.appellations:
            self.appellations[appellation.code_rome].add(appellation.code_ogr)
            self.titres[appellation.code_rome][normaliser(appellation.libelle_appellation_long)] = appellation.code_ogr
        self.anciennes: dict[int, set[str]] = defaultdict(set)
        for metier, code in Appellation.objects.filter(origine=Origine.ROME).values_list("metier", "code_ogr"):
            self.anciennes[metier].add(code)
        self.pris: set[int] = set()

    def rapprocher(self) -> Identites:
        """Decide for every sheet, then for every occupation left over."""
        identites = Identites()
        par_ogr: dict[str, list[Metier]] = defaultdict(list)
        for metier in sorted(self.metiers, key=lambda m: (m.etat == Metier.Etat.RETIRE, -m.pk)):
            if metier.code_ogr:
                par_ogr[metier.code_ogr].append(metier)
        restantes: list[Fiche] = []
        for fiche in self.archive.fiches:
            connu = next((m for m in par_ogr[fiche.code_ogr] if self._est(m, fiche)), None)
            if connu is None:
                restantes.append(fiche)
            else:
                self._attribuer(identites, fiche, connu)
        self._rapprocher_les_ecrits(identites, restantes)
        for fiche in restantes:
            identites.metiers.setdefault(fiche.code_rome, Metier())
        self._retirer(identites)
        return identites

    def _est(self, metier: Metier, fiche: Fiche) -> bool:
        return metier.pk not in self.pris and meme_sens(
            ancien_libelle=metier.libelle_rome,
            nouveau_libelle=fiche.libelle_rome,
            anciennes_appellations=self.anciennes[metier.pk],
            nouvelles_appellations=self.appellations[fiche.code_rome],
            titres_du_libelle={self.titres[fiche.code_rome].get(normaliser(fiche.libelle_rome), "")},
        )

    def _attribuer(self, identites: Identites, fiche: Fiche, metier: Metier) -> None:
        self.pris.add(metier.pk)
        identites.metiers[fiche.code_rome] = metier
        if metier.code_rome and metier.code_rome != fiche.code_rome:
            identites.notes.append(f"{metier.nom} : le code passe de {metier.code_rome} à {fiche.code_rome}.")
        if metier.libelle_rome and not meme_libelle(metier.libelle_rome, fiche.libelle_rome):
            identites.notes.append(f"{fiche.code_rome} : « {metier.libelle_rome} » devient « {fiche.libelle_rome} ».")
        absent = metier.version_rome != self.derniere_version
        if metier.etat == Metier.Etat.RETIRE and self.derniere_version and absent:
            identites.revenus.append(metier)
            identites.notes.append(
                f"{metier.nom} : la fiche {fiche.code_rome} revient, le métier est publié de nouveau."
            )

    def _rapprocher_les_ecrits(self, identites: Identites, restantes: list[Fiche]) -> None:
        """Occupations written for the portal, not met by any import yet: same code and meaning, else same label."""
        ecrits = [m for m in self.metiers if not m.code_ogr and m.code_rome and m.etat != Metier.Etat.RETIRE]
        par_code = {m.code_rome: m for m in ecrits}
        for fiche in restantes:
            metier = par_code.get(fiche.code_rome)
            if metier and self._dit_la_meme_chose(metier, fiche):
                self._attribuer(identites, fiche, metier)
        par_libelle = {normaliser(m.libelle_rome): m for m in ecrits if m.pk not in self.pris}
        for fiche in restantes:
            metier = par_libelle.get(normaliser(fiche.libelle_rome))
            if metier and metier.pk not in self.pris and fiche.code_rome not in identites.metiers:
                self._attribuer(identites, fiche, metier)

    def _dit_la_meme_chose(self, metier: Metier, fiche: Fiche) -> bool:
        libelle = metier.libelle_rome or metier.nom
        return libelles_equivalents(libelle, fiche.libelle_rome) or normaliser(libelle) in self.titres[fiche.code_rome]

    def _retirer(self, identites: Identites) -> None:
        """What no sheet describes any more is withdrawn, with its successor when its titles show one."""
        fiche_de = {a.code_ogr: a.code_rome for a in self.archive.appellations}
        libelles = {f.code_rome: f.libelle_rome for f in self.archive.fiches}
        for metier in self.metiers:
            if metier.pk in self.pris or not metier.code_rome or metier.etat == Metier.Etat.RETIRE:
                continue
            identites.retires.append(metier)
            parties = Counter(fiche_de[code] for code in self.anciennes[metier.pk] if code in fiche_de)
            code, nombre = parties.most_common(1)[0] if parties else ("", 0)
            meme_code = libelles.get(metier.code_rome)
            if nombre and nombre >= PART_COMMUNE * len(self.anciennes[metier.pk]):
                identites.remplacants[metier.pk] = code
            elif meme_code and libelles_equivalents(metier.libelle_rome, meme_code):
                identites.remplacants[metier.pk] = metier.code_rome
            devenu = f" ; ce code désigne maintenant « {meme_code} »" if meme_code else ""
            identites.notes.append(f"{metier.nom} ({metier.code_rome}) : métier retiré{devenu}.")
