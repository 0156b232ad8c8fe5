"""An invented labour market for the tests of pages: families, crosswalks and figures."""

from itertools import count

from metiers.models import FamilleProfessionnelle, Grain, Passage, Statistique

I = Statistique.Indicateur  # noqa: E741
BMO, DARES = "Enquête d'essai", "Portraits d'essai"
PLACES = {Grain.REGION: "52", Grain.NATIONAL: ""}
_numeros = count(1)


def famille(metier, libelle, nomenclature="2021"):
    """A family to which an occupation leads directly, in the nomenclature of 2021 (hiring plans) or 2009 (Dares)."""
    code = f"X{next(_numeros):03d}"
    objet = FamilleProfessionnelle.objects.create(nomenclature=nomenclature, code=code, libelle=libelle, niveau=3)
    depuis = Passage.Nomenclature.ROME_V4 if nomenclature == "2021" else Passage.Nomenclature.ROME_V3
    Passage.objects.create(
        de=depuis, code_de=metier.code_rome, vers=f"fap{nomenclature}", code_vers=code, source="Table d'essai"
    )
    return objet


def ensemble():
    """The line of all families, against which volumes are measured."""
    return FamilleProfessionnelle.objects.get_or_create(
        nomenclature="2021", code="ENS", defaults={"libelle": "Ensemble", "niveau": 1}
    )[0]


def chiffre(famille, indicateur, valeur, *, grain=Grain.REGION, code=None, unite="projets", **autres):
    """One figure; ``None`` is a hidden one."""
    return Statistique.objects.create(
        famille=famille,
        indicateur=indicateur,
        valeur=valeur,
        secret=valeur is None,
        grain=grain,
        code_territoire=PLACES.get(grain, "") if code is None else code,
        periode=autres.pop("periode", "2025"),
        source=autres.pop("source", BMO),
        unite=unite,
        **autres,
    )


def projets(famille, valeur, *, difficiles=None, saisonniers=None, total=10_000, **ou):
    """Projects of a family at a place, with the total of the place and, when given, two shares in per cent."""
    chiffre(famille, I.PROJETS, valeur, **ou)
    tout = ensemble()
    cle = {"grain": ou.get("grain", Grain.REGION), "code_territoire": ou.get("code", "52")}
    if not Statistique.objects.filter(famille=tout, indicateur=I.PROJETS, **cle).exists():
        chiffre(tout, I.PROJETS, total, **ou)
    for indicateur, part in ((I.PROJETS_DIFFICILES, difficiles), (I.PROJETS_SAISONNIERS, saisonniers)):
        if part is not None:
            chiffre(famille, indicateur, valeur * part / 100, base=valeur, **ou)


def portrait(famille, *, femmes=None, salaire=None, emplois=None, ages=(), tension=None, causes=()):
    """What the Dares says of a family: national, but for jobs and tension."""
    dares = {"source": DARES, "periode": "2017-2019"}
    france = dares | {"grain": Grain.NATIONAL}
    if emplois is not None:
        chiffre(famille, I.EMPLOI, emplois, unite="emplois", **dares)
    if femmes is not None:
        chiffre(famille, I.PART_FEMMES, femmes, unite="%", **france)
    if salaire is not None:
        chiffre(famille, I.SALAIRE_MEDIAN, salaire, unite="€ nets par mois", **france)
    for tranche, valeur in ages:
        chiffre(famille, I.EMPLOI_AGE, valeur, unite="milliers", modalite=tranche, **france)
    if tension is not None:
        chiffre(famille, I.TENSION, tension, unite="classe", **dares)
    for cause, classe in causes:
        chiffre(famille, I.CAUSE_TENSION, classe, unite="classe", modalite=cause, **dares)
