"""What has changed since a review was published: its own figures are kept, the later ones are told beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils import translation

from grenelle.choices import StatutReleve
from grenelle.models import Releve
from grenelle.services.bilan_contenu import ChiffreDuBilan, ContenuDuBilan
from grenelle.services.bilan_indicateurs import annee_avant
from grenelle.services.ecriture_des_chiffres import chiffre, periode

REVISIONS_MONTREES = 500
Cle = tuple[str, str, date, date]


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that the review gave, and what it has become. ``avant`` is empty for one that came later."""

    mesure: str
    libelle: str
    lieu: str
    periode: str
    avant: str
    avant_valeur: Decimal | None
    apres: str
    apres_valeur: Decimal | None
    le: datetime
    raison: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class _Publie:
    mesure: str
    libelle: str
    unite: str
    chiffre: ChiffreDuBilan | None
    valeur: Decimal | None
    lieu: str


def revisions_depuis(contenu: ContenuDuBilan, publie_le: datetime) -> list[Revision]:
    """In one query: readings of the two years that the review shows, written after it was published."""
    publies, indicateurs = _publies(contenu)
    annee = contenu.annee
    lus = (
        Releve.objects.en_vigueur()
        .entre(date(annee - 1, 1, 1), date(annee, 12, 31))
        .filter(Q(revision__gt=1) | Q(territoire="", fin__year=annee))
        .filter(indicateur__plan__slug=contenu.plan, saisi_le__gt=publie_le)
        .select_related("indicateur")
        .order_by("saisi_le", "pk")
    )
    with translation.override("fr"):
        revisions = [_revision(releve, publies, indicateurs) for releve in lus[: 4 * REVISIONS_MONTREES]]
    return [revision for revision in revisions if revision][:REVISIONS_MONTREES]


def _publies(contenu: ContenuDuBilan) -> tuple[dict[Cle, _Publie], dict[str, tuple[str, str, str]]]:
    """Every figure that the review gives, of the year and of the year before, and its indicators."""
    publies: dict[Cle, _Publie] = {}
    indicateurs: dict[str, tuple[str, str, str]] = {}
    for _, mesure, i in contenu.indicateurs():
        indicateurs[i.code] = (mesure, i.libelle, i.unite)
        for c in (*i.releves, *i.lieux):
            publies[(i.code, c.lieu_code, c.debut, c.fin)] = _Publie(mesure, i.libelle, i.unite, c, c.valeur, c.lieu)
        for c in (*i.releves, *i.lieux):
            if c.avant_ecrit:
                # The end of February differs from year to year: the start of the period tells it.
                cle = (i.code, c.lieu_code, annee_avant(c.debut), date.min)
                publies[cle] = _Publie(mesure, i.libelle, i.unite, None, c.avant, c.lieu)
    return publies, indicateurs


def _revision(
    releve: Releve, publies: dict[Cle, _Publie], indicateurs: dict[str, tuple[str, str, str]]
) -> Revision | None:
    code = releve.indicateur.code
    publie = publies.get((code, releve.territoire, releve.debut, releve.fin)) or publies.get(
        (code, releve.territoire, releve.debut, date.min)
    )
    if publie is None:
        if code not in indicateurs or releve.territoire:
            return None
        mesure, libelle, unite = indicateurs[code]
        publie = _Publie(mesure, libelle, unite, None, None, "")
        avant = ""
    else:
        avant = _ecrit(publie.valeur, publie.unite, publie.chiffre.statut if publie.chiffre else "")
    return Revision(
        mesure=publie.mesure,
        libelle=publie.libelle,
        lieu=publie.lieu,
        periode=periode(releve.debut, releve.fin),
        avant=avant,
        avant_valeur=publie.valeur,
        apres=_ecrit(releve.valeur, publie.unite, releve.statut),
        apres_valeur=releve.valeur,
        le=releve.saisi_le,
        raison=releve.raison,
        demonstration=releve.demonstration,
    )


def _ecrit(valeur: Decimal | None, unite: str, statut: str) -> str:
    return chiffre(valeur, unite) + (", provisoire" if statut == StatutReleve.PROVISOIRE else "")


def demonstration(contenu: ContenuDuBilan, revisions: Sequence[Revision]) -> bool:
    """Whether the page shows anything invented."""
    return contenu.demonstration or any(revision.demonstration for revision in revisions)
