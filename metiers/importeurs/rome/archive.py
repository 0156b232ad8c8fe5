"""From a folder or a .zip to typed tables, or to the list of reasons why it is refused."""

import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from commun.archives import Archive, ArchiveRefusee, Limites, ouvrir_archive
from commun.importation import ImportRefuse, Refus, Table, decoder, lire_table
from metiers.importeurs.rome import formes

_NOM = re.compile(r"unix_(?P<objet>[a-z_]+?)_v4(?P<version>\d{2,3})_utf8\.csv(?:\.gz)?")
_VERSION = re.compile(r"num[ée]ro de version\s*:\s*(?:v?4\.)?(\d+)", re.IGNORECASE)
LIMITES = Limites(entrees=200, octets_par_fichier=64 * 1024 * 1024, octets_en_tout=256 * 1024 * 1024)


@dataclass(slots=True)
class ArchiveRome:
    """A whole version of the ROME, read and typed."""

    version: str
    fiches: Table[formes.Fiche]
    fiches_domaines: Table[formes.FicheDomaine]
    grands_domaines: Table[formes.GrandDomaine]
    domaines: Table[formes.Domaine]
    appellations: Table[formes.Appellation]
    competences: Table[formes.Competence]
    savoirs: Table[formes.Savoir]
    contextes: Table[formes.Contexte]
    liens: Table[formes.Lien]
    coherences: Table[formes.Coherence]
    textes: Table[formes.Texte]
    riasec_fiches: Table[formes.RiasecFiche]
    riasec_competences: Table[formes.RiasecCompetence]
    mobilites: Table[formes.Mobilite]
    interets: Table[formes.Interet]
    fiches_interets: Table[formes.FicheInteret]
    themes: Table[formes.Theme]
    fiches_themes: Table[formes.FicheTheme]
    secteurs: Table[formes.Secteur]
    sous_secteurs: Table[formes.SousSecteur]
    fiches_secteurs: Table[formes.FicheSecteur]
    secteurs_naf: Table[formes.SecteurNaf]
    fiches_naf: Table[formes.FicheNaf]
    lignes: dict[str, int] = field(default_factory=dict)
    """Rows read, by file: the next import is compared with it."""


def lire_archive(chemin: Path) -> ArchiveRome:
    """Read every compulsory file; all faults of all files are reported together."""
    try:
        archive = ouvrir_archive(chemin, LIMITES)
        noms, version = _inventaire(archive)
    except ArchiveRefusee as erreur:
        raise ImportRefuse([Refus(str(erreur))]) from erreur
    fautes: list[Refus] = []
    tables: list[Any] = []
    for objet, forme in formes.OBJETS.items():
        nom = noms[objet]
        try:
            tables.append(lire_table(archive.lire(nom), fichier=nom, forme=forme, synonymes=formes.COLONNES_FAUTIVES))
        except ImportRefuse as refus:
            fautes += refus.raisons
        except ArchiveRefusee as erreur:
            fautes.append(Refus(str(erreur)))
    if fautes:
        raise ImportRefuse(fautes)
    lignes = {objet: len(table) for objet, table in zip(formes.OBJETS, tables, strict=True)}
    champs = [champ.name for champ in fields(ArchiveRome)][1:-1]  # the tables, in the order of ``OBJETS``
    return ArchiveRome(version=version, lignes=lignes, **dict(zip(champs, tables, strict=True)))


def _inventaire(archive: Archive) -> tuple[dict[str, str], str]:
    """Name of every compulsory file and the version that all of them tell."""
    noms: dict[str, str] = {}
    versions: set[str] = set()
    fautes: list[Refus] = []
    for nom in archive.noms():
        trouve = _NOM.fullmatch(nom)
        if trouve and trouve["objet"] in formes.OBJETS:
            if trouve["objet"] in noms:
                fautes.append(Refus(f"présent deux fois, avec {noms[trouve['objet']]}", fichier=nom))
            noms[trouve["objet"]] = nom
            versions.add(trouve["version"])
        elif nom == "version.txt":
            annoncee = _VERSION.search(decoder(archive.lire(nom), nom))
            if annoncee:
                versions.add(annoncee[1])
    if not noms:
        raise ImportRefuse([Refus("aucun fichier « unix_…_v4NN_utf8.csv » : ce n'est pas l'archive du ROME 4.0")])
    fautes += [
        Refus("fichier obligatoire absent", fichier=f"unix_{o}_v4NN_utf8.csv") for o in formes.OBJETS if o not in noms
    ]
    if len(versions) > 1:
        fautes.append(Refus(f"plusieurs versions mêlées : {', '.join(sorted(versions))}"))
    if fautes:
        raise ImportRefuse(fautes)
    return noms, versions.pop()
