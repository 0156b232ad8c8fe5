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
    """One row per territory, one column per term: the figure, and what it counts for."""
    termes = explication().termes
    entetes = format_html_join(
        "", '<th scope="col">{} <small>({}&nbsp;%)</small></th>', ((t.libelle, t.poids) for t in termes)
    )
    lignes = [(_rangee(lieu, p),) for lieu, p in potentiels_par_lieu(metier.pk, tous_les_lieux())]
    return format_html(
        '<div class="defilant" tabindex="0" role="region" aria-label="Potentiel par territoire">'
        '<table class="comptes"><thead><tr><th scope="col">Territoire</th><th scope="col">Repère</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        entetes,
        format_html_join("", "{}", lignes),
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
            ailleurs = "" if detail.territoire == lieu.nom else f", {detail.territoire}"
            cellules.append((f"{valeur} → {round(100 * detail.part)} %", ailleurs))
    repere = potentiel.raison if potentiel.niveau is None else f"{potentiel.niveau} sur 5"
    grain = Grain(lieu.codes[0][0]).label
    return format_html(
        '<tr><th scope="row">{} <small>{}</small></th><td>{}</td>{}</tr>',
        lieu.nom,
        grain,
        repere,
        format_html_join("", "<td>{}<small>{}</small></td>", cellules),
    )
