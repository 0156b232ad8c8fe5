"""What people write of each measure in a draft review. Several may write at once: nobody's words are lost unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from grenelle.choices import EtatBilan
from grenelle.models import Bilan, Mesure
from grenelle.services.bilan import mesures_de_l_annee
from grenelle.services.bilan_publication import BilanRefuse

MOTS_MAXI = 1_000


class MotsRefuses(BilanRefuse):
    """Nothing was written: ``fautes`` says why, by number of the measure."""

    def __init__(self, fautes: Mapping[str, str]) -> None:
        self.fautes = fautes
        super().__init__("Rien n'a été enregistré.")


@dataclass(frozen=True, slots=True)
class Mots:
    """The words of a measure: those that the person saw, and those wanted now."""

    vus: str
    voulus: str


def mesures_a_commenter(bilan: Bilan, aujourdhui: date) -> list[Mesure]:
    """Every measure that the review tells of, with its axis."""
    mesures = mesures_de_l_annee(bilan.plan, bilan.annee, aujourdhui).select_related("axe")
    return list(mesures.only("numero", "titre", "rang", "axe__code", "axe__titre"))


def en_lignes(texte: str) -> str:
    """A text as it is kept, whatever the ends of lines of the browser."""
    return "\n".join(texte.strip().splitlines())


@transaction.atomic
def ecrire_les_mots(*, bilan: Bilan, mots: Mapping[str, Mots], aujourdhui: date) -> int:
    """Write what changed, all or nothing; how many measures changed."""
    ecrit = Bilan.objects.select_for_update(of=("self",)).select_related("plan").get(pk=bilan.pk)
    if ecrit.etat != EtatBilan.BROUILLON:
        raise BilanRefuse("Ce bilan est publié : ses textes ne changent plus.")
    connus = {mesure.numero for mesure in mesures_a_commenter(ecrit, aujourdhui)}
    changes = {n: m for n, m in mots.items() if n in connus and en_lignes(m.voulus) != en_lignes(m.vus)}
    fautes = {}
    for numero, mot in changes.items():
        if len(en_lignes(mot.voulus)) > MOTS_MAXI:
            fautes[numero] = f"Ce texte tient en {MOTS_MAXI} caractères : il en a {len(en_lignes(mot.voulus))}."
        elif ecrit.mots.get(numero, "") != en_lignes(mot.vus):
            fautes[numero] = "Quelqu'un d'autre a changé ce texte pendant que vous écriviez."
    if fautes:
        raise MotsRefuses(fautes)
    voulus = ecrit.mots | {numero: en_lignes(mot.voulus) for numero, mot in changes.items()}
    ecrit.mots = {numero: texte for numero, texte in voulus.items() if texte}
    if changes:
        ecrit.save(update_fields=["mots"])
    return len(changes)
