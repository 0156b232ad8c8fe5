"""Do the files of the archive agree with each other, and with the last import? A cut file shows here."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from commun.importation import ImportRefuse, Rapport, Refus, Table
from metiers.importeurs.rome.archive import ArchiveRome
from metiers.importeurs.rome.formes import BLOC_APPELLATIONS, BLOC_COMPETENCES, BLOC_CONTEXTES, BLOC_FICHE, Lien

PART_INCONNUE = 0.01
"""Share of the rows of a file that may point to nothing; they are refused one by one. Beyond, everything is refused."""
PART_DESACCORD = 0.01
"""Share of sheets on which two files may disagree."""
PART_MANQUANTE = {
    "texte": 0.02,
    "riasec": 0.02,
    "centre d'intérêt": 0.05,
    "secteur": 0.05,
    "mobilité": 0.10,
    "NAF": 0.05,
}
"""Share of sheets that may lack what every published sheet has."""
BAISSE_ADMISE = 0.10
"""Fall of a file's number of rows against the last import beyond which it is refused."""


def controler(archive: ArchiveRome, *, precedent: Mapping[str, int] | None, rapport: Rapport) -> None:
    """Refuse the whole archive with every reason, or return."""
    fautes = [*_codes_uniques(archive), *_baisses(archive, precedent or {})]
    if not fautes:
        fautes = [*_accords(archive), *_couverture(archive), *_liens_morts(archive, rapport)]
    if fautes:
        raise ImportRefuse(fautes)
    rapport.lignes = dict(archive.lignes)


def _codes_uniques(archive: ArchiveRome) -> Iterator[Refus]:
    """Codes are well formed and told once."""
    cles: tuple[tuple[Table, str, str], ...] = (
        (archive.fiches, "code_rome", r"[A-Z]\d{4}"),
        (archive.fiches, "code_ogr", r"\d{1,12}"),
        (archive.appellations, "code_ogr", r"\d{1,12}"),
        (archive.competences, "code_ogr", r"\d{1,12}"),
        (archive.savoirs, "code_ogr_savoir", r"\d{1,12}"),
        (archive.contextes, "code_ogr", r"\d{1,12}"),
        (archive.interets, "code_centre_interet", r"\w{1,12}"),
        (archive.themes, "code_theme", r"\w{1,12}"),
        (archive.domaines, "code_domaine_professionnel", r"[A-Z]\d{2}"),
        (archive.grands_domaines, "code_grand_domaine", r"[A-Z]"),
        (archive.secteurs, "code_sect_activite", r"\w{1,12}"),
        (archive.sous_secteurs, "code_ss_sect_activite", r"\w{1,12}"),
        (archive.secteurs_naf, "code_secteur_naf", r"\w{1,12}"),
    )
    for table, champ, motif in cles:
        forme, vus = re.compile(motif), set[str]()
        for numero, ligne in table.numerotees():
            valeur = getattr(ligne, champ)
            if valeur in vus:
                yield Refus(f"{champ} répété : « {valeur} »", fichier=table.fichier, ligne=numero)
            elif not forme.fullmatch(valeur):
                yield Refus(f"{champ} mal formé : « {valeur} »", fichier=table.fichier, ligne=numero)
            vus.add(valeur)
    for numero, fiche in archive.fiches.numerotees():
        if not fiche.libelle_rome:
            yield Refus("libellé vide", fichier=archive.fiches.fichier, ligne=numero, cle=fiche.code_rome)


def _baisses(archive: ArchiveRome, precedent: Mapping[str, int]) -> Iterator[Refus]:
    for objet, avant in precedent.items():
        apres = archive.lignes.get(objet, 0)
        if apres < avant * (1 - BAISSE_ADMISE):
            yield Refus(
                f"{apres} lignes contre {avant} au dernier import : fichier sans doute tronqué", fichier=f"unix_{objet}"
            )


def _accords(archive: ArchiveRome) -> Iterator[Refus]:
    """Files that list the same things must list the same ones."""
    codes = {f.code_rome for f in archive.fiches}
    blocs: dict[str, set[str]] = {}
    items: set[tuple[str, str]] = set()
    for lien in archive.liens:
        blocs.setdefault(lien.code_compo_bloc, set()).add(lien.code_ogr)
        if lien.code_compo_bloc in (BLOC_COMPETENCES, BLOC_CONTEXTES):
            items.add((lien.code_rome, lien.code_ogr))
    paires: tuple[tuple[str, Collection[Any], Table, Collection[Any]], ...] = (
        ("fiches", codes, archive.fiches_domaines, {f.code_rome for f in archive.fiches_domaines}),
        ("fiches", codes, archive.riasec_fiches, {f.code_rome for f in archive.riasec_fiches}),
        ("fiches", codes, archive.liens, {lien.code_rome for lien in archive.liens}),
        ("fiches", {f.code_ogr for f in archive.fiches}, archive.liens, blocs.get(BLOC_FICHE, set())),
        (
            "appellations",
            {a.code_ogr for a in archive.appellations},
            archive.liens,
            blocs.get(BLOC_APPELLATIONS, set()),
        ),
        ("liens de compétences", items, archive.coherences, {(c.code_rome, c.code_ogr) for c in archive.coherences}),
    )
    for quoi, attendus, table, lus in paires:
        ecart = len(set(attendus) ^ set(lus))
        if ecart > PART_DESACCORD * max(len(attendus), 1):
            yield Refus(
                f"{ecart} {quoi} sur {len(attendus)} ne se répondent pas d'un fichier à l'autre : "
                "un des deux est incomplet",
                fichier=table.fichier,
            )


def _couverture(archive: ArchiveRome) -> Iterator[Refus]:
    """What every sheet of a published version has."""
    codes = {f.code_rome for f in archive.fiches}
    definis = {t.code_rome for t in archive.textes if t.libelle_type_texte == "definition"}
    accessibles = {t.code_rome for t in archive.textes if t.libelle_type_texte == "acces_metier"}
    presences: tuple[tuple[str, str, set[str]], ...] = (
        ("texte", archive.textes.fichier, definis & accessibles),
        ("riasec", archive.riasec_fiches.fichier, {r.code_rome for r in archive.riasec_fiches if r.riasec_majeur}),
        (
            "centre d'intérêt",
            archive.fiches_interets.fichier,
            {i.code_rome for i in archive.fiches_interets if i.principal == "oui"},
        ),
        (
            "secteur",
            archive.fiches_secteurs.fichier,
            {s.code_rome for s in archive.fiches_secteurs if s.principal == "oui"},
        ),
        ("mobilité", archive.mobilites.fichier, {m.code_rome for m in archive.mobilites}),
        ("NAF", archive.fiches_naf.fichier, {n.code_rome for n in archive.fiches_naf}),
    )
    for quoi, fichier, presents in presences:
        manque = len(codes - presents)
        if manque > PART_MANQUANTE[quoi] * len(codes):
            yield Refus(f"{manque} fiches sur {len(codes)} sans {quoi} : fichier sans doute tronqué", fichier=fichier)


@dataclass(frozen=True, slots=True)
class Renvoi:
    """A column of a file that must point to a known code; empty points to nothing on purpose."""

    table: Table
    valeur: Callable[[Any], str]
    connus: Collection[str]
    quoi: str


def renvois(archive: ArchiveRome) -> Iterator[Renvoi]:
    """Every column that points somewhere."""
    codes = {f.code_rome for f in archive.fiches}
    tables: tuple[Table, ...] = (
        archive.appellations, archive.fiches_domaines, archive.coherences, archive.textes, archive.riasec_fiches,
        archive.mobilites, archive.fiches_interets, archive.fiches_themes, archive.fiches_secteurs, archive.fiches_naf,
        archive.liens,
    )  # fmt: skip
    for table in tables:
        yield Renvoi(table, lambda ligne: ligne.code_rome, codes, "code ROME")
    yield Renvoi(archive.mobilites, lambda ligne: ligne.code_rome_cible, codes, "code ROME")
    yield from _renvois_des_items(archive)
    listes: tuple[tuple[Table, str, Table, str, str], ...] = (
        (archive.fiches_interets, "code_centre_interet", archive.interets, "code_centre_interet", "intérêt"),
        (archive.fiches_themes, "code_theme", archive.themes, "code_theme", "thème"),
        (archive.sous_secteurs, "code_sect_activite", archive.secteurs, "code_sect_activite", "secteur"),
        (archive.fiches_secteurs, "code_sect_activite", archive.secteurs, "code_sect_activite", "secteur"),
        (
            archive.fiches_secteurs,
            "code_ss_sect_activite",
            archive.sous_secteurs,
            "code_ss_sect_activite",
            "sous-secteur",
        ),
        (archive.fiches_naf, "code_secteur_naf", archive.secteurs_naf, "code_secteur_naf", "secteur NAF"),
        (
            archive.fiches_domaines,
            "code_domaine_professionnel",
            archive.domaines,
            "code_domaine_professionnel",
            "domaine",
        ),
    )
    for table, colonne, liste, cle, quoi in listes:
        yield Renvoi(table, attrgetter(colonne), {getattr(ligne, cle) for ligne in liste}, quoi)


def _item_du_bloc(bloc: str) -> Callable[[Lien], str]:
    return lambda lien: lien.code_ogr if lien.code_compo_bloc == bloc else ""


def _renvois_des_items(archive: ArchiveRome) -> Iterator[Renvoi]:
    """Skills, knowledge, contexts and titles, by the block that names them."""
    competences = {c.code_ogr for c in archive.competences}
    items = {
        BLOC_FICHE: {f.code_ogr for f in archive.fiches},
        BLOC_APPELLATIONS: {a.code_ogr for a in archive.appellations},
        BLOC_COMPETENCES: competences | {s.code_ogr_savoir for s in archive.savoirs},
        BLOC_CONTEXTES: {c.code_ogr for c in archive.contextes},
    }
    for bloc, connus in items.items():
        yield Renvoi(archive.liens, _item_du_bloc(bloc), connus, "code OGR")
    yield Renvoi(archive.coherences, attrgetter("code_ogr"), set().union(*items.values()), "code OGR")
    yield Renvoi(archive.competences, attrgetter("code_ogr_macro_comp"), competences, "code de macro-compétence")
    yield Renvoi(archive.riasec_competences, attrgetter("code_ogr"), competences, "code de compétence")


def _liens_morts(archive: ArchiveRome, rapport: Rapport) -> Iterator[Refus]:
    """Rows that point to nothing: dropped one by one up to a threshold, then the archive is refused."""
    for renvoi in renvois(archive):
        valeur, connus = renvoi.valeur, renvoi.connus
        perdus = [
            (numero, code) for numero, x in renvoi.table.numerotees() if (code := valeur(x)) and code not in connus
        ]
        if len(perdus) <= PART_INCONNUE * len(renvoi.table):
            for numero, code in perdus:
                raison = f"{renvoi.quoi} inconnu"
                rapport.refuser(Refus(raison, "Lignes sans cible", renvoi.table.fichier, numero, code))
            continue
        exemples = ", ".join(code for code, _ in Counter(code for _, code in perdus).most_common(5))
        yield Refus(
            f"{len(perdus)} lignes sur {len(renvoi.table)} renvoient à un {renvoi.quoi} inconnu ({exemples})",
            fichier=renvoi.table.fichier,
            ligne=perdus[0][0],
        )
