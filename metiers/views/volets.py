"""Panels that higher apps have inscribed for the sheet of an occupation, rendered."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from metiers.models import Metier
from metiers.services.registres import volets_de_fiche
from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi

PLACES = ("principal", "cote")


def volets_de(metier: Metier, lieu: Commune | ChezMoi | None, requete: HttpRequest) -> dict[str, list[str]]:
    """Rendered panels by place on the page, in the order of their inscription; a panel may have nothing to say."""
    rendus: dict[str, list[str]] = {place: [] for place in PLACES}
    for _, composer in volets_de_fiche.elements():
        volet = composer(metier, lieu, requete)
        if volet is not None:
            rendus[volet.place].append(render_to_string(volet.gabarit, dict(volet.contexte), requete))
    return rendus
