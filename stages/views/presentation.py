"""Offers in words: when, for whom, how many places, how long ago; cards and active filters of the search."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from commun.dates import dater
from commun.toponymes import de_lieu
from stages.choices import Distance, NiveauPublic, Section
from stages.models import OffreStage, SemaineDOffre
from stages.services.exploration import PARTOUT, RAYONS, CriteresOffres
from stages.services.recherche_offres import (
    CompteDeValeur,
    ResultatOffres,
    compter,
    fiches_courtes,
    metiers_voisins,
)
from stages.services.reponses import delai_et_taux

NIVEAUX_COURTS = {
    NiveauPublic.COLLEGE: "collège",
    NiveauPublic.SECONDE: "seconde",
    NiveauPublic.LYCEE_PRO: "lycée professionnel",
    NiveauPublic.LYCEE: "lycée",
    NiveauPublic.SUPERIEUR: "études supérieures",
    NiveauPublic.ADULTE: "adultes",
}
SECTIONS_COURTES = {
    Section.OBSERVATION: "Observation",
    Section.LONG: "Stage long",
    Section.ALTERNANCE: "Alternance",
    Section.PMSMP: "Immersion",
    Section.VTE: "VTE",
}
DEPUIS_EN_MOTS = {"1": "Depuis hier", "7": "Depuis une semaine", "30": "Depuis un mois"}
SEMAINES_DITES = 3
Filtre = dict[str, str]


@dataclass(frozen=True, slots=True)
class CarteOffre:
    """An offer of a list."""

    offre: OffreStage
    section: str
    quand: str
    niveaux: str
    places: int
    age: str
    km: float | None = None
    delai: str = ""
    """Days that the company takes to answer, when enough answers are known."""


@dataclass(frozen=True, slots=True)
class Choix:
    """A value to choose, with how many offers it would give."""

    valeur: str
    libelle: str
    compte: str
    choisi: bool


def jour(quand: date, annee: bool = False) -> str:
    """« 4 janvier », « 1er mars 2027 »."""
    return dater(quand, "j F Y" if annee else "j F")


def age_en_mots(publiee_le: datetime | None, maintenant: datetime) -> str:
    """« publiée hier », « publiée il y a 5 jours »."""
    if publiee_le is None:
        return ""
    jours = (timezone.localdate(maintenant) - timezone.localdate(publiee_le)).days
    if jours <= 0:
        return "publiée aujourd'hui"
    return "publiée hier" if jours == 1 else f"publiée il y a {jours} jours"


def semaines_a_venir(offre: OffreStage, aujourdhui: date) -> list[SemaineDOffre]:
    """Weeks to come with places left (weeks prefetched)."""
    return [s for s in offre.semaines.all() if s.lundi > aujourdhui and s.places_prises < s.capacite]


def quand_en_mots(offre: OffreStage, aujourdhui: date) -> str:
    """Weeks or dates of an offer, in a line."""
    if offre.capacite is None:
        lundis = [semaine.lundi for semaine in semaines_a_venir(offre, aujourdhui)]
        dites = ", ".join(jour(lundi) for lundi in lundis[:SEMAINES_DITES])
        reste = len(lundis) - SEMAINES_DITES
        suite = f" et {reste} autre{'s' if reste > 1 else ''}" if reste > 0 else ""
        return f"Semaine{'s' if len(lundis) > 1 else ''} du {dites}{suite}" if lundis else ""
    if offre.debut is None:
        return ""
    duree = f", {offre.duree_mois} mois" if offre.duree_mois else ""
    if offre.fin is None:
        return f"À partir du {jour(offre.debut, True)}{duree}"
    if offre.fin == offre.debut:
        return f"Le {jour(offre.debut, True)}"
    return f"Du {jour(offre.debut)} au {jour(offre.fin, True)}{duree}"


def places_restantes(offre: OffreStage, aujourdhui: date) -> int:
    """Places left, over all the weeks to come when they are counted by week."""
    if offre.places_restantes is not None:
        return offre.places_restantes
    return sum(s.capacite - s.places_prises for s in semaines_a_venir(offre, aujourdhui))


def niveaux_en_mots(offre: OffreStage) -> str:
    """« Collège, seconde », in the order of the closed list."""
    presents = {niveau.niveau for niveau in offre.niveaux.all()}
    texte = ", ".join(NIVEAUX_COURTS[niveau] for niveau in NiveauPublic if niveau in presents)
    return texte[:1].upper() + texte[1:]


def cartes_de(pks: Sequence[int], maintenant: datetime, km: dict[int, float | None] | None = None) -> list[CarteOffre]:
    """Cards of these offers, in order. Six queries, whatever their number."""
    offres = fiches_courtes(pks)
    reponses = delai_et_taux({offre.entreprise_id for offre in offres}, maintenant)
    aujourdhui = timezone.localdate(maintenant)
    return [
        CarteOffre(
            offre=offre,
            section=SECTIONS_COURTES[Section(offre.section)],
            quand=quand_en_mots(offre, aujourdhui),
            niveaux=niveaux_en_mots(offre),
            places=places_restantes(offre, aujourdhui),
            age=age_en_mots(offre.publiee_le, maintenant),
            km=(km or {}).get(offre.pk),
            delai=reponses[offre.entreprise_id].delai,
        )
        for offre in offres
    ]


def nombre_en_mots(nombre: int, au_dela: bool) -> str:
    """« 12 », « plus de 1 000 »."""
    return f"plus de {nombre:,}".replace(",", "\u202f") if au_dela else str(nombre)


def arrets_de(cartes: Sequence[CarteOffre]) -> list[dict[str, Any]]:
    """One marker for each commune of a page."""
    arrets = {}
    for carte in cartes:
        commune = carte.offre.commune
        arrets[commune.pk] = {
            "libelle": commune.libelle,
            "adresse": "",
            "latitude": commune.latitude,
            "longitude": commune.longitude,
        }
    return list(arrets.values())


def choix_de(resultat: ResultatOffres, facette: str, libelles: dict[str, str]) -> list[Choix]:
    """Values of a facet that find something, and the one chosen, in the order of ``libelles``."""
    comptes = {compte.valeur: compte for compte in resultat.compter(facette)}
    actuel = getattr(resultat.criteres, facette)
    choisie = _valeur(actuel)
    return [
        Choix(valeur, libelle, _compte(comptes.get(valeur)), valeur == choisie)
        for valeur, libelle in libelles.items()
        if valeur == choisie or (valeur in comptes and comptes[valeur].nombre)
    ]


def _valeur(actuel: Any) -> str:
    if actuel is None:
        return ""
    if isinstance(actuel, date):
        return actuel.isoformat()
    return str(getattr(actuel, "slug", "") if hasattr(actuel, "icone") else getattr(actuel, "code", actuel))


def _compte(compte: CompteDeValeur | None) -> str:
    return "0" if compte is None else f"{compte.nombre}{' et plus' if compte.au_moins else ''}"


def filtres_actifs(criteres: CriteresOffres) -> list[Filtre]:
    """Active criteria, each with the address of the search without it."""
    libelles = {
        "mots": f"« {criteres.mots} »",
        "section": str(Section(criteres.section).label) if criteres.section else "",
        "niveau": str(NiveauPublic(criteres.niveau).label) if criteres.niveau else "",
        "semaine_debut": _periode(criteres),
        "metier": str(criteres.metier or ""),
        "famille": str(getattr(criteres.famille, "libelle", "")),
        "departement": str(getattr(criteres.departement, "nom", "")),
        "territoire": str(criteres.territoire or ""),
        "a_distance": str(Distance(criteres.a_distance).label) if criteres.a_distance else "",
        "depuis": f"Publiée depuis {criteres.depuis} jour{'s' if (criteres.depuis or 0) > 1 else ''}",
        "places": f"Au moins {criteres.places} places" if (criteres.places or 0) > 1 else "Il reste une place",
    }
    filtres = []
    if criteres.commune and criteres.rayon_km:
        sans_rayon = replace(criteres, rayon_km=None)
        libelle = f"À {criteres.rayon_km} km {de_lieu(criteres.commune.nom)}"
        filtres.append({"libelle": libelle, "adresse": f"?{sans_rayon.adresse}"})
    for nom, libelle in libelles.items():
        periode = nom == "semaine_debut" and (criteres.semaine_debut or criteres.semaine_fin)
        if periode or (nom != "semaine_debut" and getattr(criteres, nom)):
            filtres.append({"libelle": libelle, "adresse": f"?{criteres.sans(nom).adresse}"})
    return filtres


def _periode(criteres: CriteresOffres) -> str:
    debut, fin = criteres.semaine_debut, criteres.semaine_fin
    if debut and fin:
        return f"Semaine du {jour(debut)}" if debut == fin else f"Semaines du {jour(debut)} au {jour(fin)}"
    if debut:
        return f"À partir du {jour(debut)}"
    return f"Jusqu'à la semaine du {jour(fin)}" if fin else ""


def effacer(criteres: CriteresOffres) -> str:
    """Address without any filter; a place that is known stays, for the distances."""
    return f"?{CriteresOffres(commune=criteres.commune).adresse}"


def sorties(resultat: ResultatOffres, maintenant: datetime) -> list[Filtre]:
    """Ways out of an empty list: other weeks, a larger radius, neighbouring trades, each with its count."""
    criteres = resultat.criteres
    trouvees: list[Filtre] = []
    voulue = criteres.semaine_debut or criteres.semaine_fin
    if voulue:
        trouvees += _autres_semaines(resultat, voulue)
    if criteres.commune and criteres.rayon_km:
        for rayon in (*(r for r in RAYONS if r > criteres.rayon_km), PARTOUT):
            autre = replace(criteres, rayon_km=rayon or None)
            nombre, au_dela = compter(autre, maintenant)
            if nombre:
                libelle = f"Jusqu'à {rayon} km" if rayon else "Dans toute la région"
                trouvees.append(_sortie(libelle, autre, nombre, au_dela))
                break
    for metier, nombre in metiers_voisins(criteres.metier, maintenant):
        autre = CriteresOffres(metier=metier, commune=criteres.commune)
        trouvees.append(_sortie(str(metier), autre, nombre, False))
    if not trouvees:
        trouvees += _en_retirant(criteres, maintenant)
    return trouvees


def _autres_semaines(resultat: ResultatOffres, voulue: date) -> list[Filtre]:
    """The three weeks nearest to those asked in which the other criteria find something."""
    criteres = resultat.criteres
    comptes = [(date.fromisoformat(c.valeur), c) for c in resultat.compter("semaine_debut")]
    proches = sorted(comptes, key=lambda paire: (abs(paire[0] - voulue), paire[0]))[:3]
    return [
        _sortie(
            f"Semaine du {jour(lundi)}",
            replace(criteres, semaine_debut=lundi, semaine_fin=lundi),
            compte.nombre,
            compte.au_moins,
        )
        for lundi, compte in sorted(proches, key=lambda paire: paire[0])
    ]


def _en_retirant(criteres: CriteresOffres, maintenant: datetime) -> list[Filtre]:
    """Dropping one criterion at a time; at most six counts, each bounded."""
    trouvees = []
    noms = {"mots": "les mots", "niveau": "le niveau", "section": "le type de stage", "metier": "le métier"}
    noms |= {"famille": "la famille", "depuis": "la date de publication"}
    for nom, libelle in noms.items():
        if getattr(criteres, nom):
            autre = criteres.sans(nom)
            nombre, au_dela = compter(autre, maintenant)
            if nombre:
                trouvees.append(_sortie(f"Sans {libelle}", autre, nombre, au_dela))
    return trouvees


def _sortie(libelle: str, criteres: CriteresOffres, nombre: int, au_dela: bool) -> Filtre:
    offres = "offre" if nombre == 1 and not au_dela else "offres"
    texte = f"{libelle} : {nombre_en_mots(nombre, au_dela)} {offres}"
    return {"libelle": texte, "adresse": f"?{criteres.adresse}"}
