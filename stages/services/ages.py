"""Who is of age for which section, on the first day of the placement; and whether an age and a level go together."""

from datetime import date

from stages.choices import NiveauPublic, Section
from stages.services.regles import Regles
from stages.services.simulateur import age_au

AGE_AU_PLUS_TOT = {
    Section.PMSMP: ("pmsmp_age", "Une immersion professionnelle est possible à partir de {} ans au premier jour."),
    Section.ALTERNANCE: ("apprentissage_age", "Une alternance est possible à partir de {} ans au premier jour."),
}


def refus_d_age(*, section: str, niveau: str, naissance: date, debut: date, regles: Regles) -> tuple[str, str]:
    """Why this person may not come, and the field at fault; two empty texts when nothing stands against it.

    A pupil of collège under fourteen may observe (L4153-1): only the two sections with a legal age look at it.
    """
    age = age_au(debut, naissance)
    if regle := AGE_AU_PLUS_TOT.get(Section(section)):
        minimum = int(regles[regle[0]])
        if age < minimum:
            return regle[1].format(minimum), "date_naissance"
    plus_tot, plus_tard = regles["niveau_ages"][niveau]
    if not plus_tot <= age <= plus_tard:
        libelle = NiveauPublic(niveau).label
        return f"Cette date de naissance va mal avec « {libelle} » : vérifiez les deux.", "date_naissance"
    return "", ""
