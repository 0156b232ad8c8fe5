"""A form field for an establishment, as people type it."""

import re
from typing import Any

from django import forms

from commun.analyse import normaliser
from formations.models import Etablissement
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.suggestions import chercher_etablissements

PROPOSES = 4
UAI = re.compile(r"[0-9]{7}[A-Z]")


class EtablissementField(forms.CharField):
    """An establishment of the directory by its UAI or by words of its name and town; the error tells several apart."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=160, **kwargs)

    def clean(self, value: Any) -> Etablissement | None:
        texte = super().clean(value)
        if not texte:
            return None
        if (connu := _par_numero(texte)) is not None:
            return connu
        trouves = chercher_etablissements(repertoire_courant(), texte)
        exacts = [e for e in trouves if normaliser(texte) in (normaliser(e.nom), normaliser(f"{e.nom} {e.commune}"))]
        if len(exacts or trouves) == 1:
            return Etablissement.objects.filter(pk=(exacts or trouves)[0].id).first()
        if not trouves:
            raise forms.ValidationError("Nous ne connaissons pas cet établissement : écrivez son nom et sa ville.")
        noms = " ; ".join(f"{e.nom} {e.commune}" for e in trouves[:PROPOSES])
        raise forms.ValidationError(f"Plusieurs établissements répondent. Écrivez par exemple : {noms}.")


def _par_numero(texte: str) -> Etablissement | None:
    """The establishment whose UAI stands in the text."""
    trouve = UAI.search(texte.upper())
    etablissements = Etablissement.objects.actifs().select_related("commune")
    return etablissements.filter(uai=trouve.group()).first() if trouve else None
