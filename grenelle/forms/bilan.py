"""What is typed of each measure in a draft review; the service decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from grenelle.models import Bilan, Mesure
from grenelle.services.bilan_textes import Mots


@dataclass(slots=True)
class LigneDeMots:
    """A measure on the page. ``vus``: what the person has before her eyes, sent back with what she wants."""

    mesure: Mesure
    vus: str
    texte: str
    faute: str = ""
    actuel: str = ""


def mots_saisis(envoi: QueryDict, mesures: Sequence[Mesure]) -> dict[str, Mots]:
    """By number of the measure; what was not sent is not touched."""
    return {
        m.numero: Mots(vus=envoi.get(f"vus-{m.numero}", ""), voulus=envoi.get(f"mots-{m.numero}", ""))
        for m in mesures
        if f"mots-{m.numero}" in envoi
    }


def lignes_de_mots(
    bilan: Bilan, mesures: Sequence[Mesure], saisis: Mapping[str, Mots], fautes: Mapping[str, str]
) -> list[LigneDeMots]:
    """What is kept, or what was typed. A text that changed meanwhile is shown: sending again replaces it knowingly."""
    lignes = []
    for mesure in mesures:
        actuel = bilan.mots.get(mesure.numero, "")
        saisi = saisis.get(mesure.numero)
        ligne = LigneDeMots(mesure, actuel, saisi.voulus if saisi else actuel, fautes.get(mesure.numero, ""))
        if saisi and not ligne.faute:
            ligne.vus = saisi.vus
        elif saisi and saisi.vus.split() != actuel.split():
            ligne.actuel = actuel or "(vide)"
        lignes.append(ligne)
    return lignes
