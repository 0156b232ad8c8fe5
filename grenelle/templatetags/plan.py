"""How the plan's states, figures and periods are shown."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString

from commun.templatetags.composants import badge
from grenelle.choices import EtatMesure, Unite
from grenelle.models import Jalon, Releve
from grenelle.services import ecriture_des_chiffres as ecriture
from grenelle.services.tableau import Ligne, sante

register = template.Library()
# What nobody has told is neither green nor red.
TONS: dict[str, tuple[str, str]] = {
    EtatMesure.REALISEE: ("vigne", "coche"),
    EtatMesure.EN_BONNE_VOIE: ("vigne", ""),
    EtatMesure.A_LANCER: ("", "horloge"),
    EtatMesure.VIGILANCE: ("genet", "info"),
    EtatMesure.EN_DIFFICULTE: ("brique", "alerte"),
    EtatMesure.CLOSE: ("neutre", "fermer"),
    EtatMesure.A_RENSEIGNER: ("neutre", "question"),
}


@register.simple_tag
def etat_de_mesure(etat: str) -> SafeString:
    """Badge of a state, with its colour and its icon."""
    ton, icone = TONS[etat]
    return badge(EtatMesure(etat).label, ton, icone)


@register.inclusion_tag("grenelle/_sante.html")
def sante_du_plan(lignes: list[Ligne]) -> dict[str, Any]:
    """A whole in parts, one for each state, and its legend in figures."""
    etats = sante(lignes)
    total, debut, parts = sum(n for _, n in etats), 0.0, []
    for etat, nombre in etats:
        fin = debut + 100 * nombre / total
        parts.append({"etat": etat, "nombre": nombre, "d": f"M{debut + 0.3:.1f} 5H{max(fin - 0.3, debut + 0.6):.1f}"})
        debut = fin
    return {"parts": parts, "total": total}


@register.filter
def chiffre(valeur: Decimal | None, unite: str = Unite.NOMBRE) -> str:
    return ecriture.chiffre(valeur, unite)


@register.filter
def periode(releve: Releve) -> str:
    return ecriture.periode(releve.debut, releve.fin)


@register.filter
def prevu(jalon: Jalon) -> str:
    return ecriture.jour_de_jalon(jalon.prevu_le, jalon.prevu_precision, jalon.prevu_texte)


@register.filter
def en_retard(jalon: Jalon, jour: date) -> bool:
    """The rule's own words: known not to be done, and promised before today."""
    return jalon.etat in ("a_venir", "en_cours") and jalon.prevu_le is not None and jalon.prevu_le < jour
