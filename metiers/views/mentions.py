"""What a sheet says about an occupation in one word, and where each of its parts comes from."""

from typing import NamedTuple

from metiers.choices import LICENCE_ROME, SOURCE_ROME, Origine, OuiNon, TransitionEcologique
from metiers.models import Metier
from metiers.services.fiche import Fiche

PORTAIL = "Rédaction du portail"


class Mention(NamedTuple):
    """A badge and its meaning in a sentence."""

    texte: str
    ton: str
    icone: str
    sens: str
    loi: bool = False


class Source(NamedTuple):
    """Parts of the sheet that come from one place."""

    nom: str
    parties: list[str]
    precision: str


ECOLOGIQUES = {
    TransitionEcologique.VERTE: Mention(
        "Métier vert", "vigne", "feuille", "Ce métier sert directement à protéger l'environnement."
    ),
    TransitionEcologique.STRATEGIQUE: Mention(
        "Transition écologique",
        "vigne",
        "feuille",
        "La transition écologique a besoin de ce métier, qui change avec elle.",
    ),
    TransitionEcologique.BRUNE: Mention(
        "Activité à transformer", "neutre", "feuille", "Ce métier pèse aujourd'hui sur l'environnement et doit changer."
    ),
}
NUMERIQUE = Mention("Transition numérique", "", "numerique", "Les outils numériques transforment ce métier.")
DEMOGRAPHIQUE = Mention(
    "Transition démographique", "", "groupe", "Le vieillissement de la population augmente le besoin de ce métier."
)
REGLEMENTE = Mention(
    "Métier réglementé",
    "genet",
    "diplome",
    "La loi demande un diplôme, un titre ou une autorisation pour l'exercer.",
    loi=True,
)


def mentions_ouvertes(metier: Metier) -> list[Mention]:
    """Badges of what is known to be true; what is unknown or false has none."""
    mentions = []
    if metier.transition_ecologique in ECOLOGIQUES:
        mentions.append(ECOLOGIQUES[TransitionEcologique(metier.transition_ecologique)])
    for valeur, mention in (
        (metier.transition_numerique, NUMERIQUE),
        (metier.transition_demographique, DEMOGRAPHIQUE),
        (metier.reglemente, REGLEMENTE),
    ):
        if valeur == OuiNon.OUI:
            mentions.append(mention)
    return mentions


def sources_de(fiche: Fiche) -> list[Source]:
    """Every part of the sheet by origin, official parts with their version and licence."""
    metier = fiche.metier
    officielles = _officielles(fiche)
    sources = []
    if metier.est_redige:
        sources.append(Source(PORTAIL, _du_portail(fiche), "Textes écrits pour ce portail."))
    if officielles:
        version = f"version {metier.version_rome}" if metier.version_rome else "version non précisée"
        sources.append(Source(SOURCE_ROME, officielles, f"{version}, {LICENCE_ROME}"))
    if fiche.niveaux_deduits:
        texte = "Déduits par le portail du texte officiel sur l'accès au métier."
        sources.append(Source("Déduction du portail", ["niveaux d'entrée"], texte))
    return sources


def _du_portail(fiche: Fiche) -> list[str]:
    metier, competences = fiche.metier, fiche.competences
    parties = [
        ("accroche", bool(metier.accroche)),
        ("une journée", bool(metier.journee)),
        ("ce qui plaît, ce qui est dur", bool(metier.plait or metier.difficile)),
        ("savoir-faire en mots de tous les jours", bool(competences.vocabulaire or competences.gestes)),
        ("conditions de travail", bool(fiche.conditions_du_portail)),
        ("comment y entrer", bool(metier.acces)),
        ("niveaux d'entrée", Origine.PORTAIL in fiche.niveaux.values()),
        ("où cela mène", bool(metier.evolution)),
        ("dans la région", bool(metier.couleur_regionale)),
    ]
    return [nom for nom, presente in parties if presente]


def _officielles(fiche: Fiche) -> list[str]:
    metier, competences = fiche.metier, fiche.competences
    parties = [
        ("code et libellé", bool(metier.code_rome)),
        ("définition", bool(metier.definition_officielle)),
        ("appellations", any(a.origine == Origine.ROME for a in fiche.appellations)),
        ("savoir-faire officiels", competences.officielles),
        ("savoirs", bool(competences.savoirs)),
        ("savoir-être", bool(competences.savoir_etre)),
        ("contextes de travail", bool(fiche.contextes)),
        ("accès au métier", bool(metier.acces_officiel)),
        ("centres d'intérêt, profil RIASEC", bool(fiche.interets or metier.riasec_majeur)),
        ("secteurs et thèmes", bool(fiche.secteurs or fiche.themes)),
        ("métiers voisins", any(voisin.origine == Origine.ROME for voisin in fiche.voisins)),
        ("transitions, métier réglementé", bool(metier.code_rome)),
    ]
    return [nom for nom, presente in parties if presente]
