"""What staff read of the labour market on the page of an occupation: its families, and its potential part by part."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from metiers.admin.officiel import liste, une_fois
from metiers.models import Grain, Metier
from metiers.services.marche import (
    LieuDeMesure,
    Potentiel,
    explication,
    familles_du_metier,
    potentiels_par_lieu,
    tous_les_lieux,
)

SANS_FAMILLE = "Aucune : ce métier n'est pas publié, ou aucun passage ne part de son code ROME."
TITRES = ("Enquête sur les projets d'embauche (FAP 2021)", "Statistiques de la Dares (FAP 2009)")


@une_fois
def familles(metier: Metier) -> SafeString | str:
    """Families in both nomenclatures."""
    blocs = [
        format_html("<p><strong>{}</strong></p>{}", titre, liste(f"{f.code} – {f.libelle}" for f in lues))
        for titre, lues in zip(TITRES, familles_du_metier(metier.pk), strict=True)
        if lues
    ]
    return format_html_join("", "{}", ((bloc,) for bloc in blocs)) if blocs else SANS_FAMILLE


@une_fois
def potentiels_par_territoire(metier: Metier) -> SafeString | str:
    """One row per territory, one column per term: the figure, and what it counts for. Basins are folded."""
    rangees: dict[bool, list[tuple[SafeString]]] = {True: [], False: []}
    for lieu, p in potentiels_par_lieu(metier.pk, tous_les_lieux()):
        rangees[lieu.codes[0][0] == Grain.BASSIN].append((_rangee(lieu, p),))
    return format_html(
        '{}<details class="officiel"><summary>Par bassin d\'emploi <span>({})</span></summary>{}</details>',
        _tableau("Région et départements", rangees[False]),
        len(rangees[True]),
        _tableau("Bassins d'emploi", rangees[True]),
    )


def _tableau(titre: str, rangees: list[tuple[SafeString]]) -> SafeString:
    entetes = format_html_join(
        "",
        '<th scope="col">{} <small>{}\xa0% du repère</small></th>',
        ((t.libelle, t.poids) for t in explication().termes),
    )
    return format_html(
        '<div class="potentiels" tabindex="0" role="region" aria-label="{}"><table><caption>{}</caption><thead><tr>'
        '<th scope="col">Territoire</th><th scope="col">Repère</th>{}</tr></thead><tbody>{}</tbody></table></div>',
        titre,
        titre,
        entetes,
        format_html_join("", "{}", rangees),
    )


def _rangee(lieu: LieuDeMesure, potentiel: Potentiel) -> SafeString:
    details = {detail.code: detail for detail in potentiel.details}
    cellules = []
    for terme in explication().termes:
        detail = details.get(terme.code)
        if detail is None:
            cellules.append(("–", ""))
        else:
            valeur = f"{detail.valeur:.1f}".replace(".", ",")
            ailleurs = "" if detail.territoire == lieu.nom else detail.territoire
            cellules.append((f"{valeur}\xa0→\xa0{round(100 * detail.part)}\xa0%", ailleurs))
    repere = potentiel.raison if potentiel.niveau is None else f"{potentiel.niveau} sur 5"
    return format_html(
        '<tr><th scope="row">{}</th><td>{}</td>{}</tr>',
        lieu.nom,
        repere,
        format_html_join("", "<td>{} <small>{}</small></td>", cellules),
    )
