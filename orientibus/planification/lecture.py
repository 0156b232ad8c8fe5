"""Reads an instance in the published format ``tour-calendar/1``; refuses, with the field, what does not hold."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from orientibus.planification.champs import Champ, ErreurInstance
from orientibus.planification.instance import (
    CRENEAUX,
    Annonce,
    Arret,
    Bus,
    CoutsDerangement,
    Creneau,
    Demande,
    Duree,
    Instance,
    Jour,
    Lieu,
    Panne,
    Periode,
    Regles,
    Replanification,
    Statut,
)

FORMAT = "tour-calendar/1"
DIMANCHE = 6


def lire_instance(fichier: Path) -> Instance:
    """The instance of a file; `ErreurInstance` names the file and the field otherwise."""
    return interpreter(lire_json(fichier), fichier.name)


def lire_json(fichier: Path) -> Any:
    try:
        return json.loads(fichier.read_text(encoding="utf-8"))
    except OSError as erreur:
        raise ErreurInstance("", f"fichier illisible ({erreur.strerror})", fichier.name) from erreur
    except (UnicodeDecodeError, ValueError, RecursionError) as erreur:
        raise ErreurInstance("", f"ce n'est pas du JSON ({erreur})", fichier.name) from erreur


def interpreter(donnees: Any, fichier: str = "") -> Instance:
    try:
        return _instance(Champ("", donnees))
    except ErreurInstance as erreur:
        raise ErreurInstance(erreur.champ, erreur.message, fichier) from None


def _instance(racine: Champ) -> Instance:
    if racine["schema"].texte() != FORMAT:
        raise racine["schema"].erreur(f"format {FORMAT!r} attendu")
    jours = _jours(racine["calendar"])
    lieux = tuple(
        Lieu(_code(lieu), lieu.ou("name", "").texte(), lieu["territory"].code()) for lieu in racine["places"].liste()
    )
    codes_lieux = _distincts(racine["places"], [lieu.code for lieu in lieux])
    bus = tuple(_bus(champ, codes_lieux) for champ in racine["buses"].liste())
    demandes = tuple(_demande(champ, codes_lieux) for champ in racine["requests"].liste())
    connus = _distincts(racine["buses"], [b.code for b in bus])
    demandees = _distincts(racine["requests"], [d.code for d in demandes])
    lecteur = _LecteurArrets(connus, demandees)
    replan = racine.ou("replan", None)
    return Instance(
        nom=racine["name"].texte(),
        jours=jours,
        creneaux=_creneaux(racine["slots"]),
        regles=_regles(racine["rules"]),
        lieux=lieux,
        minutes=_matrice(racine["minutes"], len(lieux)),
        km=_matrice(racine["km"], len(lieux)),
        bus=bus,
        demandes=demandes,
        confirmes=tuple(lecteur.arret(champ) for champ in racine.ou("confirmed", []).liste()),
        replanification=None if replan.valeur is None else _replanification(replan, lecteur),
    )


def _code(champ: Champ) -> str:
    return champ["id"].code()


def _distincts(champ: Champ, codes: list[str]) -> set[str]:
    vus: set[str] = set()
    for rang, code in enumerate(codes):
        if code in vus:
            raise ErreurInstance(f"{champ.chemin}[{rang}].id", f"identifiant en double : {code!r}")
        vus.add(code)
    return vus


def _jours(champ: Champ) -> tuple[Jour, ...]:
    jours: list[Jour] = []
    for element in champ.liste():
        jour = Jour(
            element["date"].jour(),
            element["weekday"].entier(0, 6),
            element["working"].booleen(),
            element["school"].booleen(),
        )
        if jour.jour_semaine != jour.date.weekday():
            raise element["weekday"].erreur(f"le {jour.date.isoformat()} n'est pas ce jour de la semaine")
        if jour.ouvrable and jour.jour_semaine == DIMANCHE:
            raise element["working"].erreur("le dimanche n'est jamais travaillé")
        if jours and jour.date != jours[-1].date + timedelta(1):
            raise element["date"].erreur("les dates doivent se suivre")
        jours.append(jour)
    if not jours:
        raise champ.erreur("calendrier vide")
    if jours[0].jour_semaine != 0:
        raise champ.erreur("le premier jour doit être un lundi")
    return tuple(jours)


def _creneaux(champ: Champ) -> tuple[Creneau, ...]:
    lus = {c["id"].parmi(CRENEAUX, "créneau"): c for c in champ.liste()}
    if set(lus) != set(CRENEAUX):
        raise champ.erreur(f"les créneaux {', '.join(CRENEAUX)} sont attendus")
    creneaux = tuple(Creneau(c, lus[c]["start"].entier(0, 1440), lus[c]["end"].entier(0, 1440)) for c in CRENEAUX)
    for avant, apres in zip(creneaux, creneaux[1:], strict=False):
        if avant.fin > apres.debut:
            raise champ.erreur(f"{avant.code} doit finir avant {apres.code}")
    for creneau in creneaux:
        if creneau.debut >= creneau.fin:
            raise lus[creneau.code].erreur("le créneau doit finir après son début")
    return creneaux


def _regles(champ: Champ) -> Regles:
    noms = ("setup", "teardown", "break", "max_drive_day", "max_work_day", "max_span_day", "min_rest", "max_work_week")
    comptes = ("max_days_week", "max_evenings_week")
    return Regles(*(champ[nom].entier(0, 100_000) for nom in noms + comptes))


def _matrice(champ: Champ, taille: int) -> tuple[tuple[int, ...], ...]:
    lignes = tuple(tuple(valeur.entier() for valeur in ligne.liste()) for ligne in champ.liste())
    if len(lignes) != taille or any(len(ligne) != taille for ligne in lignes):
        raise champ.erreur(f"matrice de {taille} lignes et {taille} colonnes attendue")
    for i, ligne in enumerate(lignes):
        if any(valeur != lignes[j][i] for j, valeur in enumerate(ligne)):
            raise ErreurInstance(f"{champ.chemin}[{i}]", "matrice symétrique attendue")
    return lignes


def _periode(champ: Champ) -> Periode:
    debut, fin = champ["from"].jour(), champ["to"].jour()
    if fin < debut:
        raise champ.erreur("la fin précède le début")
    return Periode(debut, fin, champ.ou("reason", "").texte())


def _bus(champ: Champ, lieux: set[str]) -> Bus:
    return Bus(
        _code(champ),
        champ["territory"].code(),
        champ["depot"].parmi(lieux, "lieu"),
        champ["capacity"].entier(),
        champ["equipment"].ensemble(),
        tuple(_periode(element) for element in champ["unavailable"].liste()),
    )


def _demande(champ: Champ, lieux: set[str]) -> Demande:
    return Demande(
        code=_code(champ),
        lieu=champ["place"].parmi(lieux, "lieu"),
        effectif=champ["size"].entier(),
        poids=champ["weight"].entier(0, 10**6),
        duree=Duree(champ["duration"].parmi(set(Duree), "durée")),
        fenetres=tuple(_periode(element) for element in champ["windows"].liste()),
        ouvertures=_ouvertures(champ["open"]),
        scolaire=champ["needs_school"].booleen(),
        equipement=champ["equipment"].ensemble(),
        obligatoire=champ["mandatory"].booleen(),
    )


def _ouvertures(champ: Champ) -> dict[int, frozenset[str]]:
    ouvertures: dict[int, frozenset[str]] = {}
    for cle in champ.objet():
        if cle not in {str(jour) for jour in range(7)}:
            raise champ[cle].erreur("jour de la semaine de 0 à 6 attendu")
        ouvertures[int(cle)] = frozenset(c.parmi(CRENEAUX, "créneau") for c in champ[cle].liste())
    return ouvertures


class _LecteurArrets:
    """Stops refer to buses and requests that the file must know."""

    def __init__(self, bus: set[str], demandes: set[str]) -> None:
        self.bus, self.demandes = bus, demandes

    def demande(self, champ: Champ) -> str:
        return champ.parmi(self.demandes, "demande")

    def arret(self, champ: Champ) -> Arret:
        creneau = champ["slot"].parmi((*CRENEAUX, "DAY"), "créneau")
        return Arret(self.demande(champ["request"]), champ["bus"].parmi(self.bus, "bus"), champ["date"].jour(), creneau)

    def annonce(self, champ: Champ) -> Annonce:
        return Annonce(self.arret(champ), Statut(champ["status"].parmi(set(Statut), "statut")))

    def panne(self, champ: Champ) -> Panne:
        return Panne(champ["bus"].parmi(self.bus, "bus"), _periode(champ))


def _replanification(champ: Champ, lecteur: _LecteurArrets) -> Replanification:
    couts = champ["disturbance_cost"]
    noms = ("other_bus", "moved_proposed", "moved_confirmed", "dropped_proposed", "dropped_confirmed")
    precedents = tuple(lecteur.annonce(element) for element in champ["previous"].liste())
    _distincts(champ["previous"], [annonce.arret.demande for annonce in precedents])
    return Replanification(
        precedents,
        champ["frozen_before"].jour(),
        tuple(lecteur.panne(element) for element in champ["unavailable"].liste()),
        frozenset(lecteur.demande(element) for element in champ["withdrawn"].liste()),
        CoutsDerangement(*(couts[nom].entier(0, 10**6) for nom in noms)),
    )
