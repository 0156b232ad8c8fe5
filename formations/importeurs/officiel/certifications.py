"""Certifications of CertifInfo (RNCP, ROME) and sessions of the Éducation nationale's diplomas."""

import re
from dataclasses import dataclass, field
from typing import Any

from commun.archives import Archive
from commun.importation import Rapport, Refus, entier
from formations.choices import GrainCode
from formations.importeurs.officiel.tables import Ligne, controler_les_refus, lire_colonnes, sans_doublon, trouver
from formations.models import Certification, CodePublie
from metiers.choices import Niveau, OuiNon
from metiers.importeurs.adresses import AdressesLibres, adresse_de
from metiers.importeurs.synchronisation import Synchronisation

SOURCE = "CertifInfo (Carif-Oref)"
SOURCE_DIPLOMES = "Diplômes professionnels (Éducation nationale)"
TABLE, TABLE_CODES, TABLE_SUITES = "Certifications", "Codes ROME publiés", "Diplômes remplacés"
COLONNES = {
    "code": "Code_Diplome",
    "intitule": "Libelle_Diplome",
    "type": "Libelle_Type_Diplome",
    "niveau": "Code_Niveau_Europeen",
    "maj": "Date_MaJ",
    "rncp": "Code_RNCP",
    "cfd": "Code_Scolarité",
    "certificateur": "certificateur",
    "derniere": "Annee_Derniere_Session",
    "etat": "Etat",
    "ancienne": "Code_Ancien_Diplome",
    "scolaire": "accessibilite_fi",
    "apprentissage": "accessibilite_ca",
    "continue": "accessibilite_fc",
    "vae": "accessibilite_vae",
    **{f"rome{n}": f"Code_Rome_{n}" for n in range(1, 6)},
}
COLONNES_DIPLOMES = {
    "niveau": "Niveau",
    "cfd": "Code diplôme",
    "diplome": "Diplôme",
    "specialite": "Intitulé de la spécialité (et options)",
    "rncp": "Code RNCP",
    "derniere": "Dernière session",
}
CHAMPS = (
    "code_rncp",
    "code_diplome",
    "intitule",
    "type_diplome",
    "niveau",
    "certificateur",
    "active",
    "derniere_session",
    "accessible_scolaire",
    "accessible_apprentissage",
    "accessible_continue",
    "accessible_vae",
    "source",
    "version",
)
PUBLIE = "0"
_ACCES = {"1": OuiNon.OUI.value, "0": OuiNon.NON.value}
_ROME = re.compile(r"[A-N][0-9]{4}")
_CFD = re.compile(r"[0-9A-Z]{8}")
_CFD_ECRIT = re.compile(r"([0-9A-Z]{3})-?([0-9A-Z]{5})\s*[A-Z]?")
LONGUEURS = {"intitule": 400, "type_diplome": 160, "certificateur": 500}


@dataclass(slots=True)
class Lues:
    """What the files say, before anything is compared or written."""

    certifications: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, set[str]] = field(default_factory=dict)
    suites: dict[str, str] = field(default_factory=dict)
    """Newest certification that replaces another, by the code of the one replaced."""
    sans_code: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Diplomas that CertifInfo does not hold, by their CFD."""
    version: str = ""


def lire(archive: Archive, rapport: Rapport, annee: int) -> Lues | None:
    """Read the two files; ``None`` when the folder holds none of them. ``annee``: a last session before it is over."""
    lues = Lues()
    certifinfo = trouver(archive, "certif")
    diplomes = trouver(archive, "diplomes-professionnels", "diplomesprofessionnels")
    if not certifinfo and not diplomes:
        return None
    if certifinfo:
        lignes = lire_colonnes(archive, certifinfo, COLONNES, rapport)
        dates = [d[6:] + d[3:5] for _, ligne in lignes if re.fullmatch(r"\d\d/\d\d/\d{4}", d := ligne["maj"])]
        lues.version = f"{max(dates)[4:]}/{max(dates)[:4]}" if dates else ""
        refusees = 0
        for code, groupe in sans_doublon(lignes, "code"):
            refusees += not _lire_groupe(code, groupe, lues, rapport, certifinfo, annee)
        controler_les_refus(rapport, certifinfo, len(lignes), refusees)
    if diplomes:
        _lire_diplomes(lire_colonnes(archive, diplomes, COLONNES_DIPLOMES, rapport), lues, rapport, diplomes, annee)
    return lues


def _lire_groupe(code: str, groupe: list[Ligne], lues: Lues, rapport: Rapport, fichier: str, annee: int) -> bool:
    """One certification: the file repeats it for each of its other codes. False when it cannot be used."""
    numero, premiere = groupe[0]
    romes = {ligne[f"rome{n}"] for _, ligne in groupe for n in range(1, 6)} - {""}
    fautes = []
    if not code.isascii() or not code.isdigit() or len(code) > 12:
        fautes.append(f"code CertifInfo « {code[:20]} » inattendu")
    if any(ligne["intitule"] != premiere["intitule"] for _, ligne in groupe):
        fautes.append("le même code CertifInfo porte deux intitulés")
    if not premiere["intitule"]:
        fautes.append("intitulé vide")
    if premiere["niveau"] and entier(premiere["niveau"]) not in Niveau.values:
        fautes.append(f"niveau « {premiere['niveau'][:20]} » inconnu")
    if premiere["rncp"] and entier(premiere["rncp"], maxi=99_999_999) is None:
        fautes.append(f"numéro RNCP « {premiere['rncp'][:20]} » inattendu")
    fautes += [f"code ROME « {rome[:20]} » inattendu" for rome in sorted(romes) if not _ROME.fullmatch(rome)]
    if fautes:
        rapport.refuser(Refus(" ; ".join(fautes), table=TABLE, fichier=fichier, ligne=numero, cle=code[:40]))
        return False
    derniere = entier(premiere["derniere"], mini=1900, maxi=2200)
    lues.codes[code] = romes
    for ancienne in {ligne["ancienne"] for _, ligne in groupe} - {"", code}:
        lues.suites[ancienne] = max(code, lues.suites.get(ancienne, ""), key=lambda c: (len(c), c))
    lues.certifications[code] = {
        "code_rncp": premiere["rncp"],
        "code_diplome": premiere["cfd"] if _CFD.fullmatch(premiere["cfd"]) else "",
        "intitule": premiere["intitule"],
        "type_diplome": premiere["type"],
        "niveau": entier(premiere["niveau"]),
        "certificateur": premiere["certificateur"],
        "active": premiere["etat"] == PUBLIE and (derniere is None or derniere >= annee),
        "derniere_session": derniere,
        **{f"accessible_{v}": _ACCES.get(premiere[v], OuiNon.INCONNU.value) for v in _VOIES},
        "source": SOURCE,
    }
    return True


_VOIES = ("scolaire", "apprentissage", "continue", "vae")


def _lire_diplomes(lignes: list[Ligne], lues: Lues, rapport: Rapport, fichier: str, annee: int) -> None:
    """Last sessions that CertifInfo does not know yet, and diplomas that it does not hold."""
    par_cfd: dict[str, list[dict[str, Any]]] = {}
    for certification in lues.certifications.values():
        par_cfd.setdefault(certification["code_diplome"], []).append(certification)
    rncp_connus = {c["code_rncp"] for c in lues.certifications.values()}
    refusees = 0
    for numero, ligne in lignes:
        trouve = _CFD_ECRIT.fullmatch(ligne["cfd"])
        if not trouve or not ligne["specialite"]:
            refusees += 1
            rapport.refuser(Refus("code de diplôme illisible", table=TABLE, fichier=fichier, ligne=numero))
            continue
        cfd = trouve[1] + trouve[2]
        derniere = entier(ligne["derniere"], mini=1900, maxi=2200)
        for certification in par_cfd.get(cfd, ()):
            if derniere and certification["derniere_session"] is None:
                certification["derniere_session"] = derniere
                certification["active"] = certification["active"] and derniere >= annee
        if cfd not in par_cfd and ligne["rncp"] not in rncp_connus and (derniere is None or derniere >= annee):
            lues.sans_code[cfd] = _diplome(ligne, derniere)
    controler_les_refus(rapport, fichier, len(lignes), refusees)


def _diplome(ligne: dict[str, str], derniere: int | None) -> dict[str, Any]:
    niveau = entier(ligne["niveau"].removeprefix("Niveau").strip())
    return {
        "code_rncp": ligne["rncp"] if ligne["rncp"].isascii() and ligne["rncp"].isdigit() else "",
        "intitule": f"{ligne['diplome']} {ligne['specialite']}".strip(),
        "type_diplome": ligne["diplome"],
        "niveau": niveau if niveau in Niveau.values else None,
        "certificateur": "ministère de l'éducation nationale",
        "active": True,
        "derniere_session": derniere,
        **{f"accessible_{voie}": OuiNon.INCONNU.value for voie in _VOIES},
        "source": SOURCE_DIPLOMES,
    }


def ecrire(lues: Lues, rapport: Rapport) -> None:
    """Bring the certifications and their published codes in line with the files."""
    libres = AdressesLibres(Certification.objects.values_list("slug", flat=True))

    def adresse(cle: tuple[Any, ...], valeurs: tuple[Any, ...]) -> dict[str, Any]:
        return {"slug": libres.donner(adresse_de(valeurs[CHAMPS.index("intitule")], 180))}

    voulus = {(code,): _valeurs(c | {"version": lues.version}) for code, c in lues.certifications.items()}
    Synchronisation(
        Certification.objects.exclude(code_certifinfo=""), ("code_certifinfo",), CHAMPS, completer=adresse
    ).appliquer(voulus, rapport.compte(TABLE))
    champs = tuple(champ for champ in CHAMPS if champ != "code_diplome")
    places = [CHAMPS.index(champ) for champ in champs]
    Synchronisation(
        Certification.objects.filter(code_certifinfo="", source=SOURCE_DIPLOMES),
        ("code_diplome",),
        champs,
        completer=lambda cle, valeurs: {"slug": libres.donner(adresse_de(valeurs[champs.index("intitule")], 180))},
    ).appliquer(
        {
            (cfd,): tuple(_valeurs(c | {"code_diplome": cfd, "version": ""})[place] for place in places)
            for cfd, c in lues.sans_code.items()
        },
        rapport.compte(TABLE),
    )
    _ecrire_codes(lues, rapport)
    _ecrire_suites(lues, rapport)


def _valeurs(certification: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        certification[champ][: LONGUEURS[champ]] if champ in LONGUEURS else certification[champ] for champ in CHAMPS
    )


def _ecrire_codes(lues: Lues, rapport: Rapport) -> None:
    ids = dict(Certification.objects.exclude(code_certifinfo="").values_list("code_certifinfo", "pk"))
    voulus: dict[tuple[Any, ...], tuple[Any, ...]] = {
        (ids[code], rome): (SOURCE,) for code, romes in lues.codes.items() for rome in romes
    }
    lues_ici = {ids[code] for code in lues.codes}
    Synchronisation(
        CodePublie.objects.filter(certification__in=Certification.objects.exclude(code_certifinfo="").values("pk")),
        ("certification_id", "code"),
        ("source",),
        completer=lambda cle, valeurs: {"grain": GrainCode.INCONNU.value},
        supprimable=lambda cle, valeurs: cle[0] in lues_ici,
    ).appliquer(voulus, rapport.compte(TABLE_CODES))


def _ecrire_suites(lues: Lues, rapport: Rapport) -> None:
    """A certification over points to the one that follows it; one in force points to none."""
    certifications = {c.code_certifinfo: c for c in Certification.objects.exclude(code_certifinfo="")}
    changes = []
    for code in lues.certifications:
        ici, suite = certifications[code], certifications.get(lues.suites.get(code, ""))
        voulue = suite.pk if suite and not ici.active and suite.active else None
        if ici.remplacee_par_id != voulue:
            ici.remplacee_par_id = voulue
            changes.append(ici)
    Certification.objects.bulk_update(changes, ["remplacee_par"], batch_size=500)
    rapport.compte(TABLE_SUITES).modifies += len(changes)
