"""What an offer must say, and the legal bounds of its section, at the date when it takes place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from commun.dates import ajouter_mois
from stages.choices import NiveauPublic, Section
from stages.models import OffreStage
from stages.services.regles import Regles, regles_au
from stages.services.semaines import niveaux_par_semaine

HEURES_PAR_JOUR_PLEIN = 7
METIERS_MAX = 3
HOTES_VIDEO = ("youtube.com", "youtu.be", "vimeo.com", "dailymotion.com", "tube.pix.fr", "podeduc.apps.education.fr")
NOMS_DES_SAISIES = {
    "metier_1": "Premier métier", "metier_2": "Deuxième métier", "metier_3": "Troisième métier", "ou": "Commune",
    "etablissement_1": "Établissement 1", "etablissement_2": "Établissement 2", "etablissement_3": "Établissement 3",
    "debut": "Début", "fin": "Fin", "capacite": "Places", "duree_mois": "Durée", "heures_par_jour": "Heures par jour",
    "heures_par_semaine": "Heures par semaine", "gratification_horaire": "Gratification", "video": "Vidéo",
    "journee_immersion": "Journée d'immersion", "titre": "Titre", "description": "Description",
}  # fmt: skip
"""Fields of a draft whose typed text is kept until it is understood (``OffreStage.saisie``)."""
JEUNES = {NiveauPublic.COLLEGE, NiveauPublic.SECONDE}


@dataclass(frozen=True, slots=True)
class Manque:
    """What prevents an offer from being published: the field and a sentence. ``source``: the rule, when it is one."""

    champ: str
    message: str
    source: str = ""


def est_une_video(adresse: str) -> bool:
    """A link, over https, to a host that shows videos: it is followed, never embedded."""
    parties = urlsplit(adresse)
    return parties.scheme == "https" and (parties.hostname or "").removeprefix("www.") in HOTES_VIDEO


def controler(offre: OffreStage, aujourdhui: date) -> list[Manque]:
    """Everything that prevents publication; empty when the offer may be published. Ten queries at most."""
    jour = offre.debut or aujourdhui
    regles = regles_au(jour)
    niveaux = {niveau.niveau for niveau in offre.niveaux.all()}
    manques = list(_communs(offre, niveaux, regles))
    manques += SECTIONS[Section(offre.section)](offre, niveaux, regles, aujourdhui)
    manques += _reserves(offre)
    return manques


def _communs(offre: OffreStage, niveaux: set[str], regles: Regles) -> Iterator[Manque]:
    if not offre.titre.strip():
        yield Manque("titre", "Donnez un titre à l'offre.")
    if len(offre.titre) > regles["offre_titre"]:
        yield Manque("titre", f"Le titre a {regles['offre_titre']} caractères au plus.")
    if not offre.description.strip():
        yield Manque("description", "Décrivez ce que la personne fera et verra.")
    if len(offre.description) > regles["offre_description"]:
        yield Manque("description", f"La description a {regles['offre_description']} caractères au plus.")
    if not niveaux:
        yield Manque("niveaux", "Dites pour qui est cette offre.")
    nombre = offre.metiers.count()
    if not nombre:
        yield Manque("metiers", "Choisissez au moins un métier.")
    if nombre > METIERS_MAX:
        yield Manque("metiers", f"Choisissez {METIERS_MAX} métiers au plus.")
    for champ, tape in offre.saisie.items():
        if nom := NOMS_DES_SAISIES.get(champ):
            yield Manque(champ, f"{nom} : ce que vous avez tapé (« {str(tape)[:60]} ») est à préciser.")
        elif champ.startswith(("places_", "reserve_")):
            lot = "semaines" if champ.startswith("places_") else "reserves"
            yield Manque(lot, f"Un nombre de places (« {str(tape)[:60]} ») est à préciser.")
    if offre.heures_par_semaine and offre.heures_par_semaine > regles["heures_semaine_max"]:
        yield _regle(regles, "heures_semaine_max", "heures_par_semaine", "Jamais plus de {} heures par semaine.")


def _regle(regles: Regles, code: str, champ: str, phrase: str) -> Manque:
    regle = regles.regle(code)
    return Manque(champ, phrase.format(f"{regle.valeur:n}".replace(".", ",")), regle.source)


def _observation(offre: OffreStage, niveaux: set[str], regles: Regles, aujourdhui: date) -> Iterator[Manque]:
    lundis = [semaine.lundi for semaine in offre.semaines.all()]
    if not lundis:
        yield Manque("semaines", "Choisissez au moins une semaine et son nombre de places.")
    if any(lundi.weekday() != 0 for lundi in lundis):
        yield Manque("semaines", "Une semaine est désignée par son lundi.")
    if lundis and max(lundis) <= aujourdhui:
        yield Manque("semaines", "Toutes les semaines choisies sont passées.")
    yield from _semaines_permises(lundis, niveaux, aujourdhui)
    if not niveaux <= JEUNES | {NiveauPublic.LYCEE_PRO, NiveauPublic.LYCEE}:
        yield Manque("niveaux", "Le stage d'observation est pour les élèves du collège et du lycée.")
    if offre.gratification_horaire:
        yield Manque("gratification_horaire", "Un stage d'observation n'est pas payé.")
    if NiveauPublic.COLLEGE in niveaux:
        yield from _heures(offre, regles, "moins_de_15", "avant 15 ans")
    elif niveaux:
        yield from _heures(offre, regles, "15", "à 15 ans")


def _semaines_permises(lundis: list[date], niveaux: set[str], aujourdhui: date) -> Iterator[Manque]:
    """Weeks to come only: one that is over cannot be put right."""
    a_venir = [lundi for lundi in lundis if lundi > aujourdhui and lundi.weekday() == 0]
    ouvertes = niveaux_par_semaine(a_venir, aujourdhui)
    for lundi in a_venir:
        if not ouvertes[lundi]:
            yield Manque("semaines", f"La semaine du {lundi:%d/%m/%Y} n'a pas assez de jours de classe.")
        elif niveaux and not ouvertes[lundi] & niveaux:
            yield Manque("semaines", f"La semaine du {lundi:%d/%m/%Y} n'est ouverte à aucun des niveaux choisis.")
    if a_venir and NiveauPublic.SECONDE in niveaux and not any(NiveauPublic.SECONDE in n for n in ouvertes.values()):
        yield Manque("semaines", "Le stage de seconde se fait en juin, aux dates fixées chaque année : choisissez-les.")


def _reserves(offre: OffreStage) -> Iterator[Manque]:
    """The reserved places fit in the places, and in each week when places are counted by week."""
    reservees = sum(reserve.nombre for reserve in offre.reserves.all())
    if not reservees:
        return
    places = offre.capacite
    if offre.section == Section.OBSERVATION:
        places = min((semaine.capacite for semaine in offre.semaines.all()), default=0)
    if places is not None and reservees > places:
        phrase = f"{reservees} places sont réservées pour {places} place(s) proposée(s)"
        yield Manque("reserves", phrase + (" dans une semaine." if offre.section == Section.OBSERVATION else "."))


def _heures(offre: OffreStage, regles: Regles, tranche: str, qui: str) -> Iterator[Manque]:
    for champ, code in (
        ("heures_par_jour", f"heures_jour_{tranche}"),
        ("heures_par_semaine", f"heures_semaine_{tranche}"),
    ):
        valeur = getattr(offre, champ)
        if valeur and valeur > regles[code]:
            unite = "jour" if champ == "heures_par_jour" else "semaine"
            yield _regle(regles, code, champ, f"Au plus {{}} heures par {unite} {qui}.")


def _periode(offre: OffreStage) -> Iterator[Manque]:
    if offre.debut is None:
        yield Manque("debut", "Indiquez la date de début.")
    if offre.fin is None:
        yield Manque("fin", "Indiquez la date de fin.")
    if not offre.capacite:
        yield Manque("capacite", "Indiquez le nombre de places.")


def _jours_ouvres(debut: date, fin: date) -> int:
    return sum(1 for n in range((fin - debut).days + 1) if date.fromordinal(debut.toordinal() + n).weekday() < 5)


def _long(offre: OffreStage, niveaux: set[str], regles: Regles, aujourdhui: date) -> Iterator[Manque]:
    yield from _periode(offre)
    if offre.debut is None or offre.fin is None:
        return
    if offre.fin > ajouter_mois(offre.debut, int(regles["stage_long_mois"])):
        yield _regle(regles, "stage_long_mois", "fin", "Un stage dure au plus {} mois.")
    heures = float(offre.heures_par_jour or HEURES_PAR_JOUR_PLEIN) * _jours_ouvres(offre.debut, offre.fin)
    if heures > regles["stage_long_heures"]:
        yield _regle(regles, "stage_long_heures", "fin", "Un stage compte au plus {} heures de présence.")
    minimum = regles["gratification_horaire"]
    if heures > regles["gratification_seuil"] and float(offre.gratification_horaire or 0) < minimum:
        seuil = regles["gratification_seuil"]
        phrase = f"Au-delà de {seuil} heures de présence, la gratification est d'au moins {{}} € par heure."
        yield _regle(regles, "gratification_horaire", "gratification_horaire", phrase)


def _alternance(offre: OffreStage, niveaux: set[str], regles: Regles, aujourdhui: date) -> Iterator[Manque]:
    if not offre.capacite:
        yield Manque("capacite", "Indiquez le nombre de contrats proposés.")
    if not offre.contrat:
        yield Manque("contrat", "Dites s'il s'agit d'apprentissage ou de professionnalisation.")
    if offre.debut is None:
        yield Manque("debut", "Indiquez le début du contrat.")
    if not offre.duree_mois:
        yield Manque("duree_mois", "Indiquez la durée du contrat en mois.")


def _pmsmp(offre: OffreStage, niveaux: set[str], regles: Regles, aujourdhui: date) -> Iterator[Manque]:
    yield from _periode(offre)
    if niveaux & JEUNES:
        yield _regle(regles, "pmsmp_age", "niveaux", "L'immersion professionnelle est ouverte à partir de {} ans.")
    if offre.debut and offre.fin and (offre.fin - offre.debut).days + 1 > regles["pmsmp_jours"]:
        yield _regle(regles, "pmsmp_jours", "fin", "Une immersion dure au plus {} jours.")


def _vte(offre: OffreStage, niveaux: set[str], regles: Regles, aujourdhui: date) -> Iterator[Manque]:
    yield from _alternance_facultative(offre)
    code = "vte_alternance_mois" if offre.contrat else "vte_mois"
    if (offre.duree_mois or 0) < regles[code]:
        yield _regle(regles, code, "duree_mois", "Un VTE dure au moins {} mois.")
    if offre.video and not est_une_video(offre.video):
        yield Manque("video", f"Donnez l'adresse https d'une vidéo sur {', '.join(HOTES_VIDEO)}.")


def _alternance_facultative(offre: OffreStage) -> Iterator[Manque]:
    if not offre.capacite:
        yield Manque("capacite", "Indiquez le nombre de postes.")
    if offre.debut is None:
        yield Manque("debut", "Indiquez la date de début.")


SECTIONS: dict[Section, Callable[[OffreStage, set[str], Regles, date], Iterator[Manque]]] = {
    Section.OBSERVATION: _observation,
    Section.LONG: _long,
    Section.ALTERNANCE: _alternance,
    Section.PMSMP: _pmsmp,
    Section.VTE: _vte,
}
