"""ROME's part of an occupation, read-only and in a fixed number of queries, to stand beside the portal's text."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import wraps

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from metiers.choices import Origine
from metiers.models import Metier

RIEN = "Rien dans le ROME."
Bloc = Callable[[Metier], SafeString | str]


def une_fois(bloc: Bloc) -> Bloc:
    """The admin theme asks for the same read-only value several times while it draws the page."""

    @wraps(bloc)
    def lire(metier: Metier) -> SafeString | str:
        deja = metier.__dict__.setdefault("_blocs_officiels", {})
        if bloc.__name__ not in deja:
            deja[bloc.__name__] = bloc(metier)
        return deja[bloc.__name__]

    return lire


def liste(elements: Iterable[str]) -> SafeString:
    """Sentences as a list."""
    return format_html('<ul class="officiel">{}</ul>', format_html_join("", "<li>{}</li>", ((e,) for e in elements)))


def _blocs(groupes: dict[str, list[str]]) -> SafeString | str:
    """One folded block per group, with its count."""
    if not groupes:
        return RIEN
    return format_html_join(
        "",
        '<details class="officiel"><summary>{} <span>({})</span></summary>{}</details>',
        ((titre, len(elements), liste(elements)) for titre, elements in groupes.items()),
    )


def _grouper(paires: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groupes: dict[str, list[str]] = defaultdict(list)
    for titre, element in paires:
        groupes[titre].append(element)
    return dict(groupes)


@une_fois
def appellations(metier: Metier) -> SafeString | str:
    lignes = metier.appellations.exclude(origine=Origine.PORTAIL).only("libelle", "peu_usitee", "principale", "metier")
    return _blocs(_grouper(("Peu usitées" if a.peu_usitee else "Courantes", a.libelle) for a in lignes))


@une_fois
def competences(metier: Metier) -> SafeString | str:
    liens = metier.liens_competences.exclude(origine=Origine.PORTAIL).select_related("competence")
    return _blocs(
        _grouper(
            (
                lien.competence.get_type_display(),
                f"{lien.competence.libelle} ({lien.get_coeur_display()})" if lien.coeur else lien.competence.libelle,
            )
            for lien in liens
        )
    )


@une_fois
def conditions(metier: Metier) -> SafeString | str:
    liens = metier.liens_conditions.exclude(origine=Origine.PORTAIL).select_related("condition")
    return _blocs(_grouper((lien.condition.type or "Conditions", lien.condition.libelle) for lien in liens))


@une_fois
def voisins(metier: Metier) -> SafeString | str:
    liens = metier.mobilites.exclude(origine=Origine.PORTAIL).select_related("cible")
    return _blocs(_grouper(("Métiers voisins", lien.cible.nom) for lien in liens))
