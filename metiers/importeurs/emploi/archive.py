"""From a folder or a .zip to what its files say. Every file is optional; those that are there are read whole."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from commun.archives import ArchiveRefusee, Limites, ouvrir_archive
from commun.importation import ImportRefuse, Rapport, Refus
from metiers.importeurs.emploi import bmo, nomenclatures, portraits, tensions
from metiers.importeurs.emploi.lot import Lieux, Lot
from metiers.models import FamilleProfessionnelle

LIMITES = Limites(entrees=60, octets_par_fichier=64 * 1024 * 1024, octets_en_tout=128 * 1024 * 1024)
PART_MINIMALE = 0.9
"""A file with fewer rows than this share of the last import's is taken for a truncated one."""


class Fichier(NamedTuple):
    """A kind of file, known by its name."""

    quoi: str
    motif: str
    lire: Callable[[bytes, str, Lot], None]


FICHIERS = (
    Fichier("la nomenclature FAP 2021", r"dares_nomenclature_fap2021\.csv", nomenclatures.lire_fap2021),
    Fichier("le passage ROME V3 vers FAP 2009", r"fap(?:2009|225)_rome[\w-]*\.csv", nomenclatures.lire_rome_fap),
    Fichier("le passage FAP 2009 vers PCS", r"fap(?:2009)?_pcs(?:2003)?\.csv", nomenclatures.lire_fap_pcs),
    Fichier("la correspondance FAP, PCS et ROME", r"fap_pcs_rome[\w-]*\.csv", nomenclatures.lire_mobiville),
    Fichier("le passage avec la qualification", r"passage_fap2009_romev3[\w-]*\.txt", nomenclatures.lire_sas),
    Fichier("les âges", r"(?:dares_psm_)?age_[\w-]+\.csv", portraits.lire_ages),
    Fichier("la part des femmes", r"(?:dares_psm_)?part_femmes[\w-]*\.csv", portraits.lire_femmes),
    Fichier("les salaires médians", r"(?:dares_psm_)?salaire_median[\w-]*\.csv", portraits.lire_salaires),
    Fichier("les emplois en France", r"(?:dares_psm_)?effectifs[\w-]*\.csv", portraits.lire_effectifs),
    Fichier("les emplois par région", r"dares_psm_emploi_fap87[\w-]*\.csv", portraits.lire_emploi_regional),
    Fichier("les tensions de la Dares", r"(?:dares_)?tensions[\w-]*\.csv", tensions.lire_dares),
    Fichier("la liste des métiers en tension", r"metiers_en_tension[\w-]*\.csv", tensions.lire_liste),
    Fichier("l'enquête BMO", r"(?:base_open_data_)?bmo_[\w-]+\.csv", bmo.lire),
    Fichier("la tension par métier et bassin", r"tension_rome_bassin[\w-]*\.csv", tensions.lire_rome_bassin),
)
"""In the order in which they explain each other: families before figures."""


def lire_emploi(chemin: Path, rapport: Rapport, *, precedentes: Mapping[str, int]) -> Lot:
    """Read every known file; all faults of all files are reported together."""
    lot = Lot(
        rapport,
        Lieux.connus(),
        frozenset(FamilleProfessionnelle.objects.values_list("nomenclature", "code")),
    )
    fautes: list[Refus] = []
    try:
        archive = ouvrir_archive(chemin, LIMITES)
        trouves = _inventaire(archive.noms(), rapport)
    except ArchiveRefusee as erreur:
        raise ImportRefuse([Refus(str(erreur))]) from erreur
    for fichier, nom in trouves:
        try:
            fichier.lire(archive.lire(nom), nom, lot)
        except ImportRefuse as refus:
            fautes += refus.raisons
        except ArchiveRefusee as erreur:
            fautes.append(Refus(str(erreur)))
    for nom, lignes in rapport.lignes.items():
        if lignes < PART_MINIMALE * precedentes.get(nom, 0):
            raison = f"{lignes} lignes, {precedentes[nom]} au dernier import : fichier tronqué ?"
            fautes.append(Refus(raison, fichier=nom))
    lot.fautes = fautes + lot.fautes
    lot.conclure()
    return lot


def _inventaire(noms: list[str], rapport: Rapport) -> list[tuple[Fichier, str]]:
    """The known files of the archive, in reading order; absent and unknown ones are said."""
    trouves: list[tuple[Fichier, str]] = []
    fautes: list[Refus] = []
    for fichier in FICHIERS:
        siens = [nom for nom in noms if re.fullmatch(fichier.motif + r"(?:\.gz)?", nom, re.IGNORECASE)]
        if len(siens) > 1:
            fautes.append(Refus(f"plusieurs fichiers pour {fichier.quoi} : {', '.join(siens)}"))
        elif siens:
            trouves.append((fichier, siens[0]))
        else:
            rapport.avertissements.append(f"Fichier absent : {fichier.quoi} ; ces chiffres ne changent pas.")
    if not trouves and not fautes:
        fautes.append(Refus("aucun fichier connu de l'emploi (BMO, Dares, passages) dans cette archive"))
    if fautes:
        raise ImportRefuse(fautes)
    lus = {nom for _, nom in trouves}
    autres = [nom for nom in noms if nom not in lus and not nom.casefold().startswith(("readme", "lisezmoi"))]
    if autres:
        rapport.avertissements.append(f"Fichiers non utilisés : {', '.join(autres)[:300]}.")
    return trouves
