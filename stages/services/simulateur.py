"""What an apprentice is paid at least, month by month, and how the employer is helped (Code du travail, D6222-26).

Nothing is stored. Amounts are gross, for full time; the SMIC is the last one that the rules know at each date.
"""

from dataclasses import dataclass
from datetime import date

from commun.dates import ajouter_mois
from metiers.choices import Niveau
from stages.models import Regle
from stages.services.regles import RegleAbsente, Regles, regles_au

AGE_MIN, AGE_MAX = 15, 65
DUREES_MOIS = (6, 12, 18, 24, 36)
MOINS_DE_250, A_PARTIR_DE_250 = "moins_de_250", "250_et_plus"


@dataclass(frozen=True, slots=True)
class Contrat:
    """What is simulated. ``niveau``: the one prepared; ``licence_pro``: a licence professionnelle in one year."""

    naissance: date
    debut: date
    duree_mois: int
    niveau: int
    effectif: str = MOINS_DE_250
    handicap: bool = False
    licence_pro: bool = False


@dataclass(frozen=True, slots=True)
class Periode:
    """A stretch of the contract with the same pay. ``fin`` is its last day; ``brut`` in euros a month."""

    debut: date
    fin: date
    annee: int
    tranche: str
    pourcentage: int
    brut: float


@dataclass(frozen=True, slots=True)
class Aide:
    """Help to the employer for the first year, in euros; ``None`` when none is known for this contract."""

    montant: int | None
    raison: str
    source: str


@dataclass(frozen=True, slots=True)
class Simulation:
    """Periods of pay in order, the help, and the rules that were applied."""

    periodes: tuple[Periode, ...]
    aide: Aide
    regles: Regles

    @property
    def total(self) -> float:
        """Gross pay of the whole contract, in euros."""
        return sum(p.brut * _mois_entre(p.debut, p.fin) for p in self.periodes)


def age_au(jour: date, naissance: date) -> int:
    """Age in years on a day."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def age_de_paie(jour: date, naissance: date) -> int:
    """Age that counts for pay: it changes on the first day of the month after the birthday (D6222-34)."""
    premier = jour.replace(day=1)
    return age_au(premier, naissance) - (naissance.day == 1 and premier.month == naissance.month)


def tranche_d_age(age: int) -> str:
    """Bracket of the legal scale."""
    return "15-17" if age < 18 else "18-20" if age < 21 else "21-25" if age < 26 else "26+"


def simuler(contrat: Contrat) -> Simulation:
    """Pay of every period of the contract and help to the employer; two queries and one more per change of rules."""
    regles = regles_au(contrat.debut)
    fin = ajouter_mois(contrat.debut, contrat.duree_mois)
    bornes = sorted(_changements(contrat, fin))
    periodes = []
    for debut, suivante in zip(bornes, [*bornes[1:], fin], strict=True):
        en_vigueur = regles_au(debut)
        annee = _annee(contrat, debut, regles)
        tranche = tranche_d_age(age_de_paie(debut, contrat.naissance))
        pourcentage = int(en_vigueur["apprenti_pourcentages"][tranche][min(annee, 3) - 1])
        brut = round(_smic_mensuel(en_vigueur) * pourcentage / 100, 2)
        periodes.append(Periode(debut, date.fromordinal(suivante.toordinal() - 1), annee, tranche, pourcentage, brut))
    return Simulation(tuple(_fusionner(periodes)), _aide(contrat, regles), regles)


def _smic_mensuel(regles: Regles) -> float:
    mois = regles["smic_heures_mois"]
    return float(regles["smic_horaire"]) * mois["heures"] * mois["semaines"] / mois["mois"]


def _annee(contrat: Contrat, jour: date, regles: Regles) -> int:
    """Year of the contract; a licence professionnelle in one year counts as the second."""
    ecoulees = next(n for n in (3, 2, 1, 0) if jour >= ajouter_mois(contrat.debut, 12 * n))
    depart = int(regles["apprenti_licence_pro"]) if contrat.licence_pro else 1
    return depart + ecoulees


def _changements(contrat: Contrat, fin: date) -> set[date]:
    """First days on which the pay may change: start, anniversaries of the contract, birthdays, a new SMIC."""
    jours = {contrat.debut} | {ajouter_mois(contrat.debut, 12 * n) for n in (1, 2)}
    mois = contrat.debut.replace(day=1)
    precedent = age_de_paie(contrat.debut, contrat.naissance)
    while mois < fin:
        age = age_de_paie(mois, contrat.naissance)
        if age != precedent and tranche_d_age(age) != tranche_d_age(precedent):
            jours.add(mois)
        precedent = age
        mois = ajouter_mois(mois, 1)
    jours |= set(
        Regle.objects.filter(
            code__in=("smic_horaire", "apprenti_pourcentages"), depuis__gt=contrat.debut, depuis__lt=fin
        ).values_list("depuis", flat=True)
    )
    return {jour for jour in jours if contrat.debut <= jour < fin}


def _fusionner(periodes: list[Periode]) -> list[Periode]:
    """Neighbouring stretches with the same year, bracket and pay are one."""
    fusion: list[Periode] = []
    for p in periodes:
        if fusion and (fusion[-1].annee, fusion[-1].tranche, fusion[-1].brut) == (p.annee, p.tranche, p.brut):
            fusion[-1] = Periode(fusion[-1].debut, p.fin, p.annee, p.tranche, p.pourcentage, p.brut)
        else:
            fusion.append(p)
    return fusion


def _aide(contrat: Contrat, regles: Regles) -> Aide:
    try:
        regle = regles.regle("aide_employeur_apprenti")
    except RegleAbsente:
        return Aide(None, "Aucune aide n'est connue du portail pour un contrat qui commence à cette date.", "")
    valeur = regle.valeur
    limite = valeur.get("debut_avant")
    if limite and contrat.debut >= date.fromisoformat(limite):
        raison = f"Les montants connus du portail valent pour les contrats qui commencent avant le {_ecrire(limite)}."
        return Aide(None, raison, regle.source)
    if contrat.handicap:
        return Aide(int(valeur["handicap"]), "", regle.source)
    montant = valeur[contrat.effectif].get(str(contrat.niveau))
    if montant is None:
        niveau = Niveau(contrat.niveau).label
        return Aide(None, f"Pas d'aide pour ce niveau ({niveau}) et cette taille d'entreprise.", regle.source)
    return Aide(int(montant), "", regle.source)


def _ecrire(jour: str) -> str:
    return f"{date.fromisoformat(jour):%d/%m/%Y}"


def _mois_entre(debut: date, fin: date) -> float:
    """Months of a stretch whose last day is ``fin``, the broken month by its days."""
    apres = date.fromordinal(fin.toordinal() + 1)
    entiers = (apres.year - debut.year) * 12 + apres.month - debut.month - (apres.day < debut.day)
    reste = apres.toordinal() - ajouter_mois(debut, entiers).toordinal()
    return entiers + reste / 30
