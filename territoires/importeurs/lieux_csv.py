"""Read a CSV file of guidance places: the documented columns, one place a line (docs/adr/0016)."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.text import slugify

from commun.choix import OuiNon
from commun.importation import ImportRefuse, Rapport, Refus, lire_table, nettoyer
from territoires.importeurs.jeu import Provenance, Rangee
from territoires.importeurs.lieux import JeuDeLieux, incoherences, situer

TAILLE_MAX = 5 * 1024 * 1024
LIGNES_MAX = 20_000
PART_REFUSEE_MAX = 0.5
"""Beyond this share of bad rows the file is not what it is taken for."""
FORMATS_DE_DATE = ("%Y-%m-%d", "%d/%m/%Y")
OUI = {"oui": True, "non": False, "": True}
OUI_NON = frozenset(("accessible", "sur_rendez_vous", "a_distance"))
TEXTES = (
    "nom", "uai", "adresse", "code_postal", "telephone", "courriel", "site", "horaires", "precision", "label",
    "label_par", "source",
)  # fmt: skip


class LigneDeLieu(NamedTuple):
    """The columns, all of them text."""

    slug: str
    nom: str
    reseau: str
    publics: str
    commune: str
    uai: str
    adresse: str
    code_postal: str
    latitude: str
    longitude: str
    telephone: str
    courriel: str
    site: str
    horaires: str
    accessible: str
    cep: str
    sur_rendez_vous: str
    a_distance: str
    precision: str
    label: str
    label_par: str
    label_le: str
    source: str
    verifie_le: str
    actif: str


EXPLICATIONS: dict[str, str] = {
    "slug": "Adresse de la page et clé du lieu : minuscules sans accent et tirets. Vide : tirée du nom.",
    "nom": "Nom du lieu, obligatoire.",
    "reseau": "Code du réseau, obligatoire : cio, mission-locale, france-travail…",
    "publics": "Codes des publics reçus, séparés par une barre : collegien|lyceen. Vide : ceux du réseau.",
    "commune": "Code INSEE de la commune, obligatoire : 44109 pour Nantes.",
    "uai": "Code UAI d'un service de l'Éducation nationale.",
    "adresse": "Numéro et rue.",
    "code_postal": "Cinq chiffres.",
    "latitude": "En degrés, comme 47,2184. Vide avec la longitude : le centre de la commune.",
    "longitude": "En degrés, comme -1,5536.",
    "telephone": "Comme il se compose.",
    "courriel": "Adresse de courriel du lieu, jamais d'une personne.",
    "site": "Adresse web, avec https://.",
    "horaires": "En clair : du lundi au vendredi, 9 h à 17 h.",
    "accessible": "Accessible en fauteuil roulant : oui, non, ou vide si l'on ne sait pas.",
    "cep": "Donne le conseil en évolution professionnelle : oui, non. Vide : comme le réseau.",
    "sur_rendez_vous": "oui, non, ou vide.",
    "a_distance": "Reçoit par téléphone ou en ligne : oui, non, ou vide.",
    "precision": "Ce qu'il est bon de savoir avant de venir.",
    "label": "Nom du label, s'il y en a un.",
    "label_par": "Qui a donné le label ; obligatoire avec un label.",
    "label_le": "Date du label : 2026-11-20 ou 20/11/2026.",
    "source": "D'où viennent ces renseignements.",
    "verifie_le": "Date de la dernière vérification ; vide : la page dit que c'est à vérifier.",
    "actif": "non : le lieu n'est plus montré. Vide : oui.",
}


def lire(contenu: bytes, *, fichier: str, rapport: Rapport) -> JeuDeLieux:
    """The rows that can be read; the others go to the report. The whole file is refused when it is not one of ours."""
    if len(contenu) > TAILLE_MAX:
        raise ImportRefuse([Refus("ce fichier dépasse 5 Mo", fichier=fichier)])
    table = lire_table(contenu, fichier=fichier, forme=LigneDeLieu, separateur=_delimiteur(contenu))
    if len(table) > LIGNES_MAX:
        raise ImportRefuse([Refus(f"{len(table)} lignes, {LIGNES_MAX} au plus", fichier=fichier)])
    lieux: list[Rangee] = []
    vus: set[str] = set()
    for numero, ligne in table.numerotees():
        rangee, fautes = _rangee(ligne, Provenance(fichier, numero))
        if rangee.cle in vus:
            fautes.append("adresse (slug) déjà employée plus haut")
        vus.add(rangee.cle)
        refus = [rangee.refus("lieu", faute) for faute in fautes] or incoherences(rangee)
        if refus:
            rapport.refuser(Refus(" ; ".join(r.raison for r in refus), "lieu", fichier, numero, rangee.cle))
        else:
            lieux.append(rangee)
    if len(rapport.refus) > PART_REFUSEE_MAX * len(table):
        raise ImportRefuse([Refus("plus de la moitié des lignes sont fautives", fichier=fichier), *rapport.refus])
    return JeuDeLieux(lieux=lieux)


def _delimiteur(contenu: bytes) -> str:
    """Semicolon as French spreadsheets write, comma otherwise."""
    entete = contenu.partition(b"\n")[0]
    return ";" if entete.count(b";") > entete.count(b",") else ","


def _rangee(ligne: LigneDeLieu, ou: Provenance) -> tuple[Rangee, list[str]]:
    """A row with everything that is wrong in it."""
    fautes: list[str] = []
    ligne = LigneDeLieu._make(_denature(valeur) for valeur in ligne)
    champs: dict[str, Any] = {nom: getattr(ligne, nom) for nom in TEXTES}
    for nom in OUI_NON:
        champs[nom] = _oui_non(nom, getattr(ligne, nom), fautes) or OuiNon.INCONNU
    champs["cep"] = _oui_non("cep", ligne.cep, fautes)
    champs["latitude"] = _degres("latitude", ligne.latitude, 90, fautes)
    champs["longitude"] = _degres("longitude", ligne.longitude, 180, fautes)
    champs["label_le"] = _jour("label_le", ligne.label_le, fautes)
    champs["verifie_le"] = _jour("verifie_le", ligne.verifie_le, fautes)
    champs["publics"] = tuple(sorted({code.strip() for code in ligne.publics.split("|") if code.strip()}))
    champs["actif"] = OUI.get(ligne.actif.casefold(), True)
    champs["demonstration"] = False
    if ligne.actif.casefold() not in OUI:
        fautes.append(f"actif : « {ligne.actif[:40]} », oui ou non est attendu")
    if not ligne.nom:
        fautes.append("nom : il manque")
    slug = ligne.slug or slugify(ligne.nom)[:120]
    if slug != slugify(slug) or not slug or len(slug) > 120:
        fautes.append(f"slug : « {slug[:40]} » n'est pas une adresse (minuscules sans accent, chiffres, tirets)")
    liens = {"reseau": ligne.reseau, "commune": ligne.commune.upper()}
    return Rangee(slug[:120], situer(champs), liens, ou), fautes


def _denature(texte: str) -> str:
    """What an export neutralised for spreadsheets comes back as it was."""
    texte = nettoyer(texte)
    return texte[1:] if texte[:1] == "'" and texte[1:2] in ("=", "+", "-", "@") else texte


def _oui_non(nom: str, valeur: str, fautes: list[str]) -> str:
    reponse = valeur.casefold()
    if reponse and reponse not in OuiNon.values:
        fautes.append(f"{nom} : « {valeur[:40]} », oui, non ou rien est attendu")
        return ""
    return reponse


def _degres(nom: str, valeur: str, borne: int, fautes: list[str]) -> float | None:
    if not valeur:
        return None
    try:
        degres = float(valeur.replace(",", "."))
    except ValueError:
        degres = float("nan")
    if not -borne <= degres <= borne:
        fautes.append(f"{nom} : « {valeur[:40]} » n'est pas une mesure en degrés")
        return None
    return degres


def _jour(nom: str, valeur: str, fautes: list[str]) -> date | None:
    if not valeur:
        return None
    for forme in FORMATS_DE_DATE:
        try:
            return datetime.strptime(valeur, forme).date()  # noqa: DTZ007 - a day without an hour
        except ValueError:
            continue
    fautes.append(f"{nom} : « {valeur[:40]} » n'est pas une date comme 2026-11-20 ou 20/11/2026")
    return None
