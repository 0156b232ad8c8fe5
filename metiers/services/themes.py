"""Themes of ``donnees/metiers/themes.toml``: lists of occupations made by a rule that the page states."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings

from metiers.models import Media
from metiers.services.facettes import Catalogue
from metiers.services.marche import (
    LieuDeMesure,
    Observation,
    Potentiel,
    part_des_femmes,
    potentiels,
    qui_recrutent,
)

SENS = {"femmes": "Peu de femmes", "hommes": "Peu d'hommes", "mixtes": "Les deux"}
VIDEOS_MAX = 6


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: its words, its rule in words, and the values or the figures that make its list."""

    slug: str
    titre: str
    court: str
    icone: str
    chapo: str
    texte: str
    regle: str
    criteres: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    calcul: str = ""
    peu: int = 0
    mixte: int = 0
    potentiel: int = 0


@dataclass(frozen=True, slots=True)
class ListeDeTheme:
    """Occupations of a theme in order, with the figure that put each there, when figures make the list.

    ``chiffree`` is false when the list needs figures that are not loaded.
    """

    ids: tuple[int, ...]
    femmes: Mapping[int, Observation] = field(default_factory=dict)
    potentiels: Mapping[int, Potentiel] = field(default_factory=dict)
    chiffree: bool = True


@cache
def themes_courants() -> dict[str, Theme]:
    """The themes in the order of the file, read once per process."""
    with (settings.DONNEES / "metiers" / "themes.toml").open("rb") as fichier:
        return {entree["slug"]: _theme(entree) for entree in tomllib.load(fichier)["theme"]}


def _theme(entree: Mapping[str, Any]) -> Theme:
    criteres = {facette: tuple(codes) for facette, codes in entree.get("criteres", {}).items()}
    return Theme(**{**entree, "criteres": criteres})


def composer_theme(theme: Theme, catalogue: Catalogue, lieu: LieuDeMesure, sens: str = "femmes") -> ListeDeTheme:
    """The occupations of a theme. ``sens`` chooses the side of the mixité."""
    if theme.calcul == "femmes":
        return _mixite(theme, catalogue, sens)
    if theme.calcul == "recrutement":
        return _recrutement(theme, catalogue, lieu)
    return ListeDeTheme(tuple(_par_criteres(theme, catalogue)))


def _par_criteres(theme: Theme, catalogue: Catalogue) -> Iterable[int]:
    """Occupations that meet at least one criterion; those that meet several first, then the order of the catalogue."""
    valeurs = [
        catalogue.facettes[facette].valeurs[code].bits
        for facette, codes in theme.criteres.items()
        for code in codes
        if code in catalogue.facettes[facette].valeurs
    ]
    nombres = {rang: sum(bits >> rang & 1 for bits in valeurs) for rang in range(len(catalogue.reperes))}
    retenus = sorted((rang for rang, nombre in nombres.items() if nombre), key=lambda rang: (-nombres[rang], rang))
    return (catalogue.reperes[rang].id for rang in retenus)


def _mixite(theme: Theme, catalogue: Catalogue, sens: str) -> ListeDeTheme:
    parts = {
        pk: (observation, observation.valeur)
        for pk, observation in part_des_femmes().items()
        if observation.valeur is not None and pk in catalogue.rangs
    }
    bornes = {
        "femmes": (0.0, float(theme.peu)),
        "hommes": (100.0 - theme.peu, 100.0),
        "mixtes": (float(theme.mixte), 100.0 - theme.mixte),
    }
    bas, haut = bornes[sens]
    retenus = [pk for pk, (_, part) in parts.items() if bas <= part <= haut]
    ecart = {"femmes": 0.0, "hommes": 100.0, "mixtes": 50.0}[sens]
    retenus.sort(key=lambda pk: (abs(parts[pk][1] - ecart), catalogue.rangs[pk]))
    return ListeDeTheme(tuple(retenus), femmes={pk: parts[pk][0] for pk in retenus}, chiffree=bool(parts))


def _recrutement(theme: Theme, catalogue: Catalogue, lieu: LieuDeMesure) -> ListeDeTheme:
    connus = [pk for pk in qui_recrutent(lieu) if pk in catalogue.rangs]
    mesures = potentiels(connus, lieu)
    retenus = tuple(pk for pk in connus if (mesures[pk].niveau or 0) >= theme.potentiel)
    return ListeDeTheme(retenus, potentiels={pk: mesures[pk] for pk in retenus}, chiffree=bool(connus))


def sources_des_chiffres(observations: Sequence[Observation], mesures: Sequence[Potentiel] = ()) -> list[str]:
    """Every source behind the figures of a page, once, with its periods."""
    periodes: dict[str, set[str]] = {}
    for observation in (*observations, *(m.projets for m in mesures if m.projets)):
        periodes.setdefault(observation.source, set()).add(observation.periode)
    for source in (partie for m in mesures for citee in m.sources for partie in citee.split(" ; ")):
        periodes.setdefault(source, set())
    return [f"{source}, {', '.join(sorted(p))}" if p else source for source, p in sorted(periodes.items())]


def videos_du_theme(ids: Iterable[int]) -> list[Media]:
    """A few videos of these occupations, of the first ones first, in one query."""
    ordre = {pk: rang for rang, pk in enumerate(ids)}
    videos = Media.objects.filter(metier__in=list(ordre)).select_related("metier").order_by("ordre", "pk")
    return sorted(videos[: VIDEOS_MAX * 10], key=lambda video: ordre[video.metier_id])[:VIDEOS_MAX]
