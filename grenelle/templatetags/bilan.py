"""How a yearly review is shown."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from commun.templatetags.composants import badge
from grenelle.choices import EtatMesure
from grenelle.services.bilan_contenu import IndicateurDuBilan
from grenelle.services.bilan_mots import SITUATIONS

register = template.Library()
TONS = {
    "fait": ("vigne", "coche"),
    "en_retard": ("brique", "alerte"),
    "prevu": ("", "horloge"),
    "a_renseigner": ("neutre", "question"),
    "abandonne": ("neutre", "fermer"),
}


@register.filter
def nom_d_etat(etat: str) -> str:
    return str(EtatMesure(etat).label)


@register.filter
def badge_de_situation(situation: str) -> SafeString:
    """What became of a milestone, with its colour and its icon."""
    return badge(SITUATIONS[situation], *TONS[situation])


@register.filter
def sans_releve(indicateurs: Iterable[IndicateurDuBilan]) -> list[IndicateurDuBilan]:
    """Those that nobody read in the year."""
    return [i for i in indicateurs if not (i.releves or i.lieux)]


@register.filter
def est_invente(indicateur: IndicateurDuBilan) -> bool:
    """Whether one of its figures is invented."""
    return any(c.demonstration for c in (*indicateur.releves, *indicateur.lieux))


@register.filter
def sources_du_bilan(indicateur: IndicateurDuBilan) -> str:
    """Sources of its figures, each once."""
    return " ; ".join(dict.fromkeys(c.source for c in (*indicateur.releves, *indicateur.lieux)))
