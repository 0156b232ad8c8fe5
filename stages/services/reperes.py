"""What the law and the portal's rules give to the person who comes, by section and level, each with its source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stages.choices import NiveauPublic, Section
from stages.models import OffreStage
from stages.services.regles import RegleAbsente, regles_au


@dataclass(frozen=True, slots=True)
class Repere:
    """A sentence and where it comes from."""

    phrase: str
    source: str


def reperes_de(offre: OffreStage, aujourdhui: date) -> list[Repere]:
    """Rights and bounds of an offer (its levels prefetched), at the date when it takes place. One query."""
    regles = regles_au(offre.debut or aujourdhui)
    niveaux = {niveau.niveau for niveau in offre.niveaux.all()}
    reperes = []
    for code, phrase in _phrases(Section(offre.section), niveaux, bool(offre.contrat)):
        try:
            regle = regles.regle(code)
        except RegleAbsente:
            continue
        reperes.append(Repere(phrase.format(_ecrire(regle.valeur)), regle.source))
    return reperes


def _ecrire(valeur: object) -> str:
    if isinstance(valeur, float):
        return f"{valeur:.2f}".replace(".", ",")
    if isinstance(valeur, dict) and "minutes" in valeur:
        return str(valeur["minutes"])
    return str(valeur)


def _phrases(section: Section, niveaux: set[str], contrat: bool) -> Iterator[tuple[str, str]]:
    if section == Section.OBSERVATION:
        yield from _observation(niveaux)
    elif section == Section.LONG:
        yield "stage_long_mois", "Le stage dure au plus {} mois par année d'études dans la même entreprise."
        yield "gratification_seuil", "Au-delà de {} heures de présence, une gratification est obligatoire."
        yield "gratification_horaire", "Elle est alors d'au moins {} € par heure."
    elif section == Section.PMSMP:
        yield "pmsmp_age", "L'immersion est ouverte à partir de {} ans, avec un conseiller ou une conseillère."
        yield "pmsmp_jours", "Elle dure au plus {} jours ; vous gardez votre statut et vos droits."
    elif section == Section.VTE:
        code = "vte_alternance_mois" if contrat else "vte_mois"
        yield code, "Le volontariat dure au moins {} mois, avec un vrai contrat et un salaire."
    if section != Section.VTE and niveaux - {NiveauPublic.ADULTE, NiveauPublic.SUPERIEUR}:
        yield "pause", "Avant 18 ans, une pause de {} minutes vient au plus tard après quatre heures et demie."
        yield "majorite", "Avant {} ans, l'accord d'un responsable légal est demandé pendant la candidature."


def _observation(niveaux: set[str]) -> Iterator[tuple[str, str]]:
    if NiveauPublic.COLLEGE in niveaux:
        yield "observation_college_jours", "Au collège, le stage dure au plus {} jours."
        yield "heures_semaine_moins_de_15", "Avant 15 ans, pas plus de {} heures de présence par semaine."
        yield "heures_jour_moins_de_15", "Avant 15 ans, pas plus de {} heures par jour."
    if niveaux - {NiveauPublic.COLLEGE}:
        yield "heures_semaine_16_17", "De 15 à 17 ans, pas plus de {} heures de présence par semaine."
    if NiveauPublic.SECONDE in niveaux:
        yield "observation_seconde_semaines", "En seconde, le stage dure {} semaines, dans un ou deux endroits."
