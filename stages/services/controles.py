"""What an offer must say, and the legal bounds of its section, at the date when it takes place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from stages.choices import NiveauPublic, Section
from stages.models import OffreStage
from stages.services.regles import Regles, regles_au
from stages.services.simulateur import ajouter_mois

HEURES_PAR_JOUR_PLEIN = 7
JEUNES = {NiveauPublic.COLLEGE, NiveauPublic.SECONDE}


@dataclass(frozen=True, slots=True)
class Manque:
    """What prevents an offer from being published: the field and a sentence. ``source``: the rule, when it is one."""

    champ: str
    message: str
    source: str = ""


def controler(offre: OffreStage, aujourdhui: date) -> list[Manque]:
    """Everything that prevents publication; empty when the offer may be published. Five queries at most."""
    jour = offre.debut or aujourdhui
    regles = regles_au(jour)
    niveaux = {niveau.niveau for niveau in offre.niveaux.all()}
    manques = list(_communs(offre, niveaux, regles))
    manques += SECTIONS[Section(offre.section)](offre, niveaux, regles, aujourdhui)
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
    if not offre.metiers.exists():
        yield Manque("metiers", "Choisissez au moins un métier.")
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
    if not niveaux <= JEUNES | {NiveauPublic.LYCEE_PRO, NiveauPublic.LYCEE}:
        yield Manque("niveaux", "Le stage d'observation est pour les élèves du collège et du lycée.")
    if offre.gratification_horaire:
        yield Manque("gratification_horaire", "Un stage d'observation n'est pas payé.")
    if NiveauPublic.COLLEGE in niveaux:
        yield from _heures(offre, regles, "moins_de_15", "avant 15 ans")
    elif niveaux:
        yield from _heures(offre, regles, "15", "à 15 ans")


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
    if offre.debut is None or offre.fin is None:
        yield Manque("debut", "Indiquez les dates de début et de fin.")
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
