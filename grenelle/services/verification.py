"""Compare what is loaded with what was counted, by hand, in the documents (``donnees/grenelle/verification``)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from commun.fichiers import Entree, Schema, adresse, decimal, forme, lire_fichier, nombre, parmi, texte
from commun.importation import ImportRefuse
from grenelle.choices import NatureDeCible, RoleIntervenant
from grenelle.models import Axe, Cible, Comite, Engagement, Indicateur, Intervenant, Jalon, Mesure, Plan

DOSSIER = Path("grenelle") / "verification"

# What may be counted, and how it is read in the database.
COMPTES: dict[str, tuple[str, Callable[[Plan], "QuerySet[Any]"]]] = {
    "axes": ("Axes", lambda plan: Axe.objects.filter(plan=plan)),
    "mesures": ("Mesures ou actions", lambda plan: Mesure.objects.filter(axe__plan=plan, ajoutee_le__isnull=True)),
    "jalons": ("Jalons", lambda plan: Jalon.objects.filter(mesure__axe__plan=plan, demonstration=False)),
    "indicateurs": ("Indicateurs", lambda plan: Indicateur.objects.filter(plan=plan, proposition=False)),
    "propositions": (
        "Indicateurs proposés par le portail",
        lambda plan: Indicateur.objects.filter(plan=plan, proposition=True),
    ),
    "cibles": ("Cibles", lambda plan: Cible.objects.filter(indicateur__plan=plan, nature=NatureDeCible.CIBLE)),
    "departs": (
        "Points de départ",
        lambda plan: Cible.objects.filter(indicateur__plan=plan, nature=NatureDeCible.DEPART),
    ),
    "pilotes": (
        "Mesures qui ont un pilote",
        lambda plan: Mesure.objects.filter(
            axe__plan=plan,
            pk__in=Intervenant.objects.filter(role=RoleIntervenant.PILOTE).values("mesure"),
        ),
    ),
    "comites": ("Comités", lambda plan: Comite.objects.filter(plan=plan)),
    "engagements": ("Engagements", lambda plan: Engagement.objects.filter(plan=plan, demonstration=False)),
}
_TABLES = {
    "compte": Schema(
        {
            "quoi": parmi(set(COMPTES), "ce qui se compte"),
            "attendu": nombre(0, 100_000),
            "axe": texte(8),
            "dans": texte(120),
            "source": texte(300),
        },
        frozenset({"axe", "dans"}),
    ),
    "nombre": Schema(
        {
            "indicateur": adresse(60),
            "valeur": decimal(-(10**11), 10**11),
            "territoire": forme(r"[0-9AB]{2,3}|[a-z0-9-]{1,60}", "code d'un territoire"),
            "mots": texte(300),
            "source": texte(300),
        },
        frozenset({"territoire"}),
    ),
}


@dataclass(frozen=True, slots=True)
class Constat:
    """One comparison. ``attendu`` empty: nothing was counted in the document."""

    quoi: str
    trouve: str
    attendu: str
    source: str

    @property
    def juste(self) -> bool:
        return not self.attendu or self.trouve == self.attendu


def verifier(plan: Plan, *, dossier: Path | None = None) -> list[Constat]:
    """Every comparison of a plan. Without a file of expectations, the counts are only said."""
    chemin = (dossier or settings.DONNEES / DOSSIER) / f"{plan.slug}.toml"
    if not chemin.exists():
        return [Constat(nom, str(lire(plan).count()), "", "") for nom, lire in COMPTES.values()]
    fichier = lire_fichier(chemin, tables=_TABLES)
    if fichier.fautes:
        raise ImportRefuse(fichier.fautes)
    return [
        *(_compter(plan, entree) for entree in fichier.entrees["compte"]),
        *_nombres(plan, fichier.entrees["nombre"]),
    ]


def _compter(plan: Plan, entree: Entree) -> Constat:
    v = entree.valeurs
    nom, lire = COMPTES[v["quoi"]]
    lignes = lire(plan)
    if "axe" in v:
        chemin = {"mesures": "axe", "pilotes": "axe", "indicateurs": "mesure__axe"}.get(v["quoi"])
        if chemin is None:
            raise ImportRefuse([entree.refus("axe", "ce compte ne se fait pas par axe")])
        lignes, nom = lignes.filter(**{f"{chemin}__code": v["axe"]}), f"{nom}, axe {v['axe']}"
    if "dans" in v:
        if v["quoi"] not in ("indicateurs", "propositions", "cibles", "departs", "jalons"):
            raise ImportRefuse([entree.refus("dans", "ce compte n'a pas d'endroit du document")])
        lignes, nom = lignes.filter(endroit__startswith=v["dans"]), f"{nom}, « {v['dans']}… »"
    return Constat(nom, str(lignes.count()), str(v["attendu"]), v["source"])


def _nombres(plan: Plan, entrees: list[Entree]) -> Iterator[Constat]:
    """Each number of the document against the numbers loaded for its indicator."""
    lus: dict[tuple[str, str], list[Decimal]] = {}
    for code, territoire, valeur in Cible.objects.filter(indicateur__plan=plan).values_list(
        "indicateur__code", "territoire", "valeur"
    ):
        lus.setdefault((code, territoire), []).append(valeur)
    vus: Counter[tuple[str, str]] = Counter()
    for entree in entrees:
        v = entree.valeurs
        cle = (v["indicateur"], v.get("territoire", ""))
        voulu = Decimal(str(v["valeur"]))
        vus[cle] += 1
        trouve = f"{voulu.normalize():f}" if voulu in lus.get(cle, []) else _dire(lus.get(cle, []))
        yield Constat(f"« {v['mots']} »", trouve, f"{voulu.normalize():f}", v["source"])
    for cle, valeurs in sorted(lus.items()):
        if len(valeurs) > vus[cle] and entrees:
            nom = " ".join(filter(None, cle))
            yield Constat(f"Nombres de « {nom} »", str(len(valeurs)), str(vus[cle]), "nombres relevés dans le document")


def _dire(valeurs: list[Decimal]) -> str:
    return ", ".join(f"{valeur.normalize():f}" for valeur in valeurs) or "absent"
