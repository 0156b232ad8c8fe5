"""Establishments of the directory of education, with priority education and nearness of priority districts."""

import re
from typing import Any

from commun.archives import Archive
from commun.importation import ImportRefuse, Rapport, Refus, decimal
from formations.choices import Statut, TypeEtablissement
from formations.importeurs.officiel.tables import Ligne, controler_les_refus, lire_colonnes, trouver
from formations.models import Etablissement
from metiers.choices import OuiNon
from metiers.importeurs.adresses import AdressesLibres, adresse_de
from metiers.importeurs.synchronisation import Synchronisation
from territoires.models import Commune

SOURCE = "Annuaire de l'éducation (Éducation nationale)"
TABLE = "Établissements"
PART_MINIMALE = 0.8
"""A directory that knows less than this share of what an earlier one brought is taken for a truncated one."""
COLONNES_MINI = {
    "uai": "uai",
    "nom": "nom",
    "type": "type",
    "statut": "statut",
    "adresse": "adresse",
    "code_postal": "code_postal",
    "commune": "code_insee",
    "latitude": "lat",
    "longitude": "lon",
    "apprentissage": "apprentissage",
    "agricole": "lycee_agricole",
    "lycee_des_metiers": "lycee_des_metiers",
    "nature": "libelle_nature",
    "prioritaire": "education_prioritaire",
    "qpv": "situation_qpv",
}
COLONNES_ANNUAIRE = {
    "uai": "Identifiant_de_l_etablissement",
    "nom": "Nom_etablissement",
    "type": "Type_etablissement",
    "statut": "Statut_public_prive",
    "adresse": "Adresse_1",
    "code_postal": "Code_postal",
    "commune": "Code_commune",
    "latitude": "latitude",
    "longitude": "longitude",
    "apprentissage": "Apprentissage",
    "agricole": "Lycee_Agricole",
    "lycee_des_metiers": "Lycee_des_metiers",
    "nature": "libelle_nature",
}
COLONNES_REP = {"uai": "NUMERO", "prioritaire": "EP"}
COLONNES_QPV = {
    "uai": "Numéro établissement",
    "qpv": "Situation relative à un QPV (quartier prioritaire de la Ville)",
}
CHAMPS = (
    "nom",
    "type",
    "statut",
    "adresse",
    "code_postal",
    "commune_id",
    "latitude",
    "longitude",
    "apprentissage",
    "lycee_des_metiers",
    "education_prioritaire",
    "situation_qpv",
    "lieu_approche",
    "actif",
    "source",
)
SANS_ELEVES = frozenset({"Service Administratif", "Information et orientation"})
"""Services that teach nobody; guidance places have a directory of their own."""
_UAI = re.compile(r"[0-9]{7}[A-Z]")
_BOOLEEN = {"1": OuiNon.OUI.value, "0": OuiNon.NON.value}
_STATUTS = {"Public": Statut.PUBLIC.value, "Privé": Statut.PRIVE.value}
_NATURES = (
    ("LYCEE POLYVALENT", TypeEtablissement.LYCEE_POLYVALENT),
    ("LYCEE PROFESSIONNEL", TypeEtablissement.LYCEE_PRO),
    ("SECTION D ENSEIGNEMENT PROFESSIONNEL", TypeEtablissement.LYCEE_PRO),
    ("GENERAL", TypeEtablissement.LYCEE_GENERAL),
    ("GENER", TypeEtablissement.LYCEE_GENERAL),
)


def lire(archive: Archive, rapport: Rapport) -> dict[str, dict[str, Any]] | None:
    """Establishments by their UAI, as the files tell them; ``None`` when the folder holds no directory."""
    fichier, colonnes, separateur = trouver(archive, "etablissements"), COLONNES_MINI, ","
    if not fichier:
        fichier, colonnes, separateur = trouver(archive, "annuaire-education"), COLONNES_ANNUAIRE, ";"
    if not fichier:
        return None
    lignes = lire_colonnes(archive, fichier, colonnes, rapport, separateur)
    communes = dict(Commune.objects.values_list("code_insee", "pk"))
    lus: dict[str, dict[str, Any]] = {}
    refuses, ecartes = 0, 0
    for numero, ligne in lignes:
        if ligne["type"] in SANS_ELEVES:
            ecartes += 1
            continue
        if raison := _raison(ligne, lus):
            refuses += 1
            rapport.refuser(Refus(raison, table=TABLE, fichier=fichier, ligne=numero, cle=ligne["uai"][:20]))
            continue
        lus[ligne["uai"]] = _valeurs(ligne, communes)
    controler_les_refus(rapport, fichier, len(lignes), refuses)
    if ecartes:
        rapport.avertissements.append(f"{ecartes} services sans élèves (administration, CIO) laissés de côté.")
    sans_commune = sum(1 for valeurs in lus.values() if valeurs["commune_id"] is None)
    if sans_commune:
        rapport.avertissements.append(
            f"{sans_commune} établissements dans des communes que le portail ne connaît pas encore : "
            "importez d'abord les territoires."
        )
    _completer(archive, lus, rapport)
    return lus


def _raison(ligne: dict[str, str], deja: dict[str, Any]) -> str:
    if not _UAI.fullmatch(ligne["uai"]):
        return "UAI illisible : sept chiffres et une lettre sont attendus"
    if ligne["uai"] in deja:
        return "UAI déjà lu plus haut"
    if not ligne["nom"] or len(ligne["nom"]) > 200:
        return "nom vide ou trop long"
    for nom, maxi in (("latitude", 90), ("longitude", 180)):
        valeur = decimal(ligne[nom]) if ligne[nom] else 0.0
        if valeur is None or abs(valeur) > maxi:
            return f"{nom} impossible : « {ligne[nom][:20]} »"
    return ""


def _valeurs(ligne: dict[str, str], communes: dict[str, int]) -> dict[str, Any]:
    situe = bool(ligne["latitude"] and ligne["longitude"])
    return {
        "nom": ligne["nom"],
        "type": type_etablissement(ligne),
        "statut": _STATUTS.get(ligne["statut"], Statut.INCONNU.value),
        "adresse": ligne["adresse"][:200],
        "code_postal": ligne["code_postal"] if re.fullmatch(r"[0-9]{5}", ligne["code_postal"]) else "",
        "commune_id": communes.get(ligne["commune"]),
        "latitude": decimal(ligne["latitude"]) if situe else None,
        "longitude": decimal(ligne["longitude"]) if situe else None,
        "apprentissage": _BOOLEEN.get(ligne["apprentissage"], OuiNon.INCONNU.value),
        "lycee_des_metiers": _BOOLEEN.get(ligne["lycee_des_metiers"], OuiNon.INCONNU.value),
        "education_prioritaire": ligne.get("prioritaire", "")[:8],
        "situation_qpv": ligne.get("qpv", "")[:60],
        "lieu_approche": False,
        "actif": True,
        "source": SOURCE,
    }


def type_etablissement(ligne: dict[str, str]) -> str:
    """The portal's type, from the directory's type, nature, name and flags."""
    nom = ligne["nom"].casefold()
    if "ecole de production" in nom or "école de production" in nom:
        return TypeEtablissement.ECOLE_PRODUCTION.value
    if "maison familiale" in nom or nom.startswith(("mfr", "mfreo")):
        return TypeEtablissement.MFR.value
    if ligne["type"] in ("Collège", "EREA"):
        return (TypeEtablissement.COLLEGE if ligne["type"] == "Collège" else TypeEtablissement.EREA).value
    if ligne["agricole"] == "1":
        return TypeEtablissement.LYCEE_AGRICOLE.value
    if ligne["type"] == "Lycée":
        nature = ligne["nature"].upper()
        return next((t.value for mot, t in _NATURES if mot in nature), TypeEtablissement.AUTRE.value)
    return TypeEtablissement.AUTRE.value


def _completer(archive: Archive, lus: dict[str, dict[str, Any]], rapport: Rapport) -> None:
    """Files that say more of some establishments."""
    for motif, colonnes, cle, champ, separateur in (
        ("rep_rep", COLONNES_REP, "prioritaire", "education_prioritaire", ","),
        ("situation_qpv", COLONNES_QPV, "qpv", "situation_qpv", ";"),
    ):
        fichier = trouver(archive, motif)
        for _, ligne in lire_colonnes(archive, fichier, colonnes, rapport, separateur) if fichier else ():
            if ligne["uai"] in lus and ligne[cle]:
                lus[ligne["uai"]][champ] = ligne[cle][: 8 if cle == "prioritaire" else 60]


def ecrire(lus: dict[str, dict[str, Any]], rapport: Rapport) -> None:
    """Create, update, close. What the directory leaves empty does not erase what the portal knows."""
    connus = Etablissement.objects.filter(source=SOURCE, actif=True)
    combien = connus.count()
    if combien and len(lus) < PART_MINIMALE * combien:
        raison = f"{len(lus)} établissements au lieu de {combien} : le fichier est sans doute tronqué"
        raise ImportRefuse([Refus(raison)])
    libres = AdressesLibres(Etablissement.objects.values_list("slug", flat=True))
    villes = dict(Commune.objects.values_list("pk", "nom"))

    def adresse(cle: tuple[Any, ...], valeurs: tuple[Any, ...]) -> dict[str, Any]:
        nom, ville = adresse_de(valeurs[0]), adresse_de(villes.get(valeurs[CHAMPS.index("commune_id")], ""))
        return {"slug": libres.donner(nom if ville == "sans-nom" or ville in nom else f"{nom}-{ville}")}

    compte = rapport.compte(TABLE)
    Synchronisation(
        Etablissement.objects.exclude(uai=""), ("uai",), CHAMPS, completer=adresse, ajuster=_garder_le_connu
    ).appliquer({(uai,): tuple(v[champ] for champ in CHAMPS) for uai, v in lus.items()}, compte)
    perdus = [pk for pk, uai in connus.values_list("pk", "uai") if uai not in lus]
    Etablissement.objects.filter(pk__in=perdus).update(actif=False)
    compte.retires += len(perdus)


def _garder_le_connu(stockees: tuple[Any, ...], voulues: tuple[Any, ...]) -> tuple[Any, ...]:
    vides = ("", None, OuiNon.INCONNU.value, Statut.INCONNU.value)
    return tuple(ici if la in vides else la for ici, la in zip(stockees, voulues, strict=True))


__all__ = ["Ligne", "ecrire", "lire"]
