"""Figures of the labour market in words: their value, where they come from, and what they do not say."""

from collections.abc import Iterable

from django.utils.formats import number_format

from metiers.models import Grain
from metiers.services.marche import Observation, Potentiel

MOTS_DU_POTENTIEL = ("très faible", "faible", "modéré", "assez fort", "fort", "très fort")
"""One word for each step, from 0 to 5."""
MOTS_DE_LA_TENSION = ("", "très faible", "faible", "moyenne", "forte", "très forte")
"""The Dares's five classes."""
GRAINS = {
    Grain.BASSIN.value: ("bassin d'emploi", "bassins d'emploi"),
    Grain.DEPARTEMENT.value: ("département", "départements"),
    Grain.REGION.value: ("région", "régions"),
}
NON_DIFFUSE = "non diffusé"
SANS_CHIFFRE = "sans chiffre publié"


def nombre(valeur: float) -> str:
    """A figure as people read it: grouped by thousands, one decimal under 10 when it has some.

    Rounded first: Django's formatting cuts the decimals off.
    """
    decimales = 1 if abs(valeur) < 10 and round(valeur, 1) != round(valeur) else 0
    return str(number_format(round(valeur, decimales), decimal_pos=decimales, use_l10n=True, force_grouping=True))


def texte(observation: Observation | None) -> str:
    """The figure with its unit when it is a percentage or an amount; never 0 for what is hidden or unknown."""
    if observation is None:
        return SANS_CHIFFRE
    if observation.valeur is None:
        return NON_DIFFUSE
    suffixe = {"%": "\u00a0%", "€": "\u00a0€", "euros": "\u00a0€"}.get(observation.unite.partition(" ")[0], "")
    return nombre(observation.valeur) + suffixe


def avec_unite(valeur: float, unite: str) -> str:
    """« 83 % des projets », « 4 (classe de 1 à 5) »."""
    return f"{nombre(valeur)} ({unite})" if unite.startswith("classe") else f"{nombre(valeur)} {unite}"


def endroit(grain: str, territoire: str) -> str:
    """« Saumur (bassin d'emploi) », « Saumur et Angers (bassins d'emploi) », « France »."""
    if grain not in GRAINS:
        return territoire
    return f"{territoire} ({GRAINS[grain][' et ' in territoire]})"


def source(observation: Observation | Potentiel) -> str:
    """Source, period, territory and grain in one line."""
    if isinstance(observation, Potentiel):
        if observation.projets is None:
            return endroit(observation.grain, observation.territoire)
        observation = observation.projets
    return f"{observation.source}, {observation.periode}, {endroit(observation.grain, observation.territoire)}"


def elargissement(observation: Observation | Potentiel | None, secret: bool = False) -> str:
    """Why a figure is wider than the place asked; empty when it is not."""
    if observation is None or not observation.elargi:
        return ""
    cache = secret or (isinstance(observation, Potentiel) and bool(observation.secrets))
    pourquoi = "le chiffre plus proche n'est pas diffusé" if cache else "le portail n'a pas de chiffre plus proche"
    return f"{endroit(observation.grain, observation.territoire)} : {pourquoi}."


def par_source(chiffres: Iterable[tuple[str, Observation]]) -> list[str]:
    """Sources of a group of figures, each said once with the figures that come from it."""
    par: dict[str, list[str]] = {}
    for libelle, observation in chiffres:
        libelles = par.setdefault(source(observation), [])
        if libelle not in libelles:
            libelles.append(libelle)
    if len(par) == 1:
        return [f"{texte}." for texte in par]
    return [f"{', '.join(libelles).capitalize()} : {texte}." for texte, libelles in par.items()]


def laisses(observation: Observation | None) -> str:
    """What a total leaves out."""
    if observation is None or not observation.laisses:
        return ""
    n = observation.laisses
    return f"{n} chiffre{'s' if n > 1 else ''} non diffusé{'s' if n > 1 else ''} laissé{'s' if n > 1 else ''} de côté."


def familles(noms: Iterable[str]) -> str:
    """Whose figures these are, when a source stops at families of occupations."""
    liste = [nom for nom in noms if nom]
    if not liste:
        return ""
    cites = ", ".join(f"« {nom} »" for nom in liste)
    if len(liste) == 1:
        return f"Chiffre de la famille {cites}, qui réunit plusieurs métiers."
    return f"Chiffre de {len(liste)} familles qui réunissent plusieurs métiers : {cites}."
