"""Offers of the Région: who gives what, by which way, with the wishes and places that Affelnet and Parcoursup know."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from commun.archives import Archive
from commun.importation import Rapport, Refus, entier
from formations.choices import Voie
from formations.importeurs.officiel.tables import controler_les_refus, lire_colonnes, lire_json, trouver

TABLE = "Offres"
COLONNES_OFFRES = {
    "uai": "uai",
    "mef": "mefstat11",
    "libelle": "libelle",
    "cfd": "cfd",
    "statut": "statut",
    "capacite": "capacite",
    "source": "source",
}
COLONNES_BTS = {
    "uai": "UAI",
    "libelle": "LIBELLÉFORMATION",
    "mef": "MEFSTAT11",
    "voeux": "NB_VOEUX_CONFIRMES",
    "statut": "STATUT",
    "capacite": "CAPACITEPSUP",
}
COLONNES_PRO = {
    "uai": "Etablissement d'accueil",
    "mef": "MEF STAT 11",
    "statut": "Statut Offre de formation",
    "capacite": "Capacité carte scolaire",
    "voeux": "Demandes vœux 1",
}
COLONNES_MEF = {
    "mef": "MEF_STAT_11",
    "cfd": "FORMATION_DIPLOME",
    "duree": "DUREE_DISPOSITIF",
    "libelle": "LIBELLE_LONG",
    "edition": "LIBELLE_EDITION",
}
COLONNES_DIPLOME = {"cfd": "FORMATION_DIPLOME", "libelle": "LIBELLE_LONG_200"}
COLONNES_FAMILLES = {
    "famille": "FAMILLE",
    "mef": "MEFSTAT11_COMMUN",
    "cfd": "CFD_COMMUN",
    "specialite": "CFD_SPECIALITE",
}
VOIES = {"ST": Voie.SCOLAIRE.value, "Scolaire": Voie.SCOLAIRE.value, "Apprentissage": Voie.APPRENTISSAGE.value}
PRO, BTS = "Affelnet, rentrée 2022", "Parcoursup, rentrée 2024"
CATALOGUE = "Catalogue de l'apprentissage"
ANNEES = {PRO: 2022, BTS: 2024, CATALOGUE: None}
_UAI = re.compile(r"[0-9]{7}[A-Z]")
Cle = tuple[str, str, str]
"""UAI, MEFSTAT 11, way."""


@dataclass(slots=True)
class LigneOffre:
    """One training at one establishment by one way; several rows of a file add up."""

    uai: str
    mef: str
    cfd: str
    voie: str
    libelle: str
    source: str
    capacite: int | None = None
    voeux: int | None = None
    numero: int = 0
    fichier: str = ""


@dataclass(slots=True)
class Lues:
    """Offers, and what the nomenclatures say of their trainings."""

    offres: dict[Cle, LigneOffre] = field(default_factory=dict)
    durees: dict[str, int] = field(default_factory=dict)
    """Years, by MEFSTAT 11."""
    libelles: dict[str, str] = field(default_factory=dict)
    """Long label of a diploma, by CFD."""
    familles: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    """Name of the family and CFD of its specialities, by CFD of the common year."""


def lire(archive: Archive, rapport: Rapport) -> Lues | None:
    """Every file of offers in the folder; ``None`` when there is none."""
    lues = Lues()
    cfd_du_mef = _lire_nomenclatures(archive, lues, rapport)
    fichiers = 0
    for motif, colonnes, source in (
        ("voie_pro_attractivite", COLONNES_PRO, PRO),
        ("attractivite_capacite_2022", COLONNES_PRO, PRO),
        ("bts_attractivite", COLONNES_BTS, BTS),
    ):
        fichier = trouver(archive, motif)
        if fichier and fichier not in rapport.lignes:
            fichiers += 1
            _lire_voeux(archive, fichier, colonnes, source, cfd_du_mef, lues, rapport)
    if fichier := trouver(archive, "offres_formation"):
        fichiers += 1
        _lire_offres(archive, fichier, lues, rapport)
    if fichier := trouver(archive, "catalogue_apprentissage_formations", extension=".json"):
        fichiers += 1
        _lire_catalogue(archive, fichier, lues, rapport)
    return lues if fichiers else None


def _lire_nomenclatures(archive: Archive, lues: Lues, rapport: Rapport) -> dict[str, str]:
    """Durations, labels and families; the CFD of every MEFSTAT 11."""
    cfd_du_mef: dict[str, str] = {}
    if fichier := trouver(archive, "n_mef", "nmef"):
        for _, ligne in lire_colonnes(archive, fichier, COLONNES_MEF, rapport):
            cfd_du_mef[ligne["mef"]] = ligne["cfd"]
            if annees := entier(ligne["duree"], mini=1, maxi=8):
                lues.durees[ligne["mef"]] = annees
            lues.libelles.setdefault(ligne["cfd"], ligne["edition"] or ligne["libelle"])
    if fichier := trouver(archive, "v_formation_diplome", "vformationdiplome"):
        for _, ligne in lire_colonnes(archive, fichier, COLONNES_DIPLOME, rapport):
            lues.libelles[ligne["cfd"]] = ligne["libelle"]
    if fichier := trouver(archive, "famillemetiers"):
        for _, ligne in lire_colonnes(archive, fichier, COLONNES_FAMILLES, rapport):
            lues.familles.setdefault(ligne["cfd"], (ligne["famille"], set()))[1].add(ligne["specialite"])
    return cfd_du_mef


def _lire_voeux(
    archive: Archive,
    fichier: str,
    colonnes: dict[str, str],
    source: str,
    cfd_du_mef: dict[str, str],
    lues: Lues,
    rapport: Rapport,
) -> None:
    refusees = 0
    lignes = lire_colonnes(archive, fichier, colonnes, rapport)
    for numero, ligne in lignes:
        voie, voeux = VOIES.get(ligne["statut"]), entier(ligne["voeux"], maxi=1_000_000)
        capacite = entier(ligne["capacite"], maxi=5_000)
        if voie is None or not _UAI.fullmatch(ligne["uai"]) or (ligne["capacite"] and capacite is None):
            refusees += 1
            rapport.refuser(Refus("ligne illisible", table=TABLE, fichier=fichier, ligne=numero, cle=ligne["uai"][:20]))
            continue
        cle = (ligne["uai"], ligne["mef"], voie)
        cfd = cfd_du_mef.get(ligne["mef"], "")
        libelle = ligne.get("libelle", "")
        offre = lues.offres.setdefault(
            cle, LigneOffre(*cle[:2], cfd, voie, libelle, source, numero=numero, fichier=fichier)
        )
        offre.capacite = _somme(offre.capacite, capacite)
        offre.voeux = _somme(offre.voeux, voeux)
    controler_les_refus(rapport, fichier, len(lignes), refusees)


def _lire_offres(archive: Archive, fichier: str, lues: Lues, rapport: Rapport) -> None:
    """The joined file names trainings and their diploma; figures of the raw files are kept where they are."""
    refusees = 0
    lignes = lire_colonnes(archive, fichier, COLONNES_OFFRES, rapport, ",")
    sommes: dict[Cle, int | None] = defaultdict(lambda: None)
    for numero, ligne in lignes:
        voie, capacite = VOIES.get(ligne["statut"]), entier(ligne["capacite"], maxi=5_000)
        if voie is None or not _UAI.fullmatch(ligne["uai"]) or not ligne["libelle"]:
            refusees += 1
            rapport.refuser(Refus("ligne illisible", table=TABLE, fichier=fichier, ligne=numero, cle=ligne["uai"][:20]))
            continue
        cle = (ligne["uai"], ligne["mef"], voie)
        source = PRO if ligne["source"].startswith("voie_pro") else BTS
        offre = lues.offres.setdefault(cle, LigneOffre(*cle[:2], "", voie, "", source, numero=numero, fichier=fichier))
        offre.cfd, offre.libelle = ligne["cfd"] or offre.cfd, ligne["libelle"]
        sommes[cle] = _somme(sommes[cle], capacite)
        if offre.fichier == fichier:
            offre.capacite = sommes[cle]
    controler_les_refus(rapport, fichier, len(lignes), refusees)


def _lire_catalogue(archive: Archive, fichier: str, lues: Lues, rapport: Rapport) -> None:
    """Trainings of the open catalogue of apprenticeship, as its API gives them."""
    for rang, objet in enumerate(lire_json(archive, fichier, "formations", rapport), 1):
        uai = str(objet.get("uai_formation") or objet.get("etablissement_formateur_uai") or "")
        cfd, libelle = str(objet.get("cfd") or ""), str(objet.get("intitule_long") or "")
        if not _UAI.fullmatch(uai) or not libelle:
            raison = "ni UAI ni intitulé : cette formation ne peut pas être située"
            rapport.refuser(Refus(raison, table=TABLE, fichier=fichier, ligne=rang))
            continue
        cle = (uai, f"cfd:{cfd}", Voie.APPRENTISSAGE.value)
        lues.offres.setdefault(
            cle, LigneOffre(uai, "", cfd, cle[2], libelle.capitalize(), CATALOGUE, numero=rang, fichier=fichier)
        )


def _somme(ici: int | None, la: int | None) -> int | None:
    return la if ici is None else ici if la is None else ici + la
