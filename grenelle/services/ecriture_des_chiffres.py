"""How a figure and a period are written in French."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format, number_format

from commun.dates import dater
from grenelle.choices import PrecisionDate, Unite

SINGULIERS = {Unite.HEURES: "heure", Unite.JOURS: "jour", Unite.ANNEES: "an", Unite.EUROS: "euro"}
INSECABLE = "\N{NO-BREAK SPACE}"


def chiffre(valeur: Decimal | None, unite: str = Unite.NOMBRE) -> str:
    """The figure with its unit; what is not published is said so, never 0."""
    if valeur is None:
        return "non publié"
    ecrit = number_format(Decimal(f"{valeur.normalize():f}"), use_l10n=True, force_grouping=True)
    if unite == Unite.NOMBRE:
        return ecrit
    mot = SINGULIERS.get(Unite(unite)) if abs(valeur) < 2 else None  # « 1 an », « 0,5 an »
    return f"{ecrit}{INSECABLE}{mot or Unite(unite).label}"


def periode(debut: date, fin: date) -> str:
    """The shortest exact name of a period of the calendar."""
    suivant = fin + timedelta(days=1)
    mois = (suivant.year - debut.year) * 12 + suivant.month - debut.month
    entiers = debut.day == 1 and suivant.day == 1
    if entiers and mois == 1:
        return date_format(debut, "F Y")
    if entiers and mois == 12 and debut.month == 1:
        return str(debut.year)
    if entiers and mois in (3, 6) and (debut.month - 1) % mois == 0:
        rang = (debut.month - 1) // mois + 1
        return f"{rang}{'er' if rang == 1 else 'e'} {'trimestre' if mois == 3 else 'semestre'} {debut.year}"
    if debut == fin:
        return dater(debut)
    return f"du {dater(debut)} au {dater(fin)}"


def jour_de_jalon(jour: date | None, precision: str, texte: str) -> str:
    """When a milestone is planned, as precisely as the document says it and no more."""
    if texte:
        return texte
    if jour is None:
        return ""
    formats = {PrecisionDate.MOIS: "F Y", PrecisionDate.SAISON: "F Y", PrecisionDate.ANNEE: "Y"}
    return dater(jour, formats.get(PrecisionDate(precision), "j F Y"))
