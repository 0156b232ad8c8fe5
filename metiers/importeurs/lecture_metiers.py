"""What the database holds of the bundled occupations, in the same shape as the files, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from metiers.choices import Origine, TypeCompetence
from metiers.importeurs.chargement_references import GESTES
from metiers.importeurs.empreintes import Contenu
from metiers.models import (
    AccesNiveau,
    Appellation,
    Metier,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    MetierSecteur,
    Mobilite,
)

TEXTES = (
    "nom",
    "nom_masculin",
    "nom_feminin",
    "accroche",
    "journee",
    "plait",
    "difficile",
    "acces",
    "evolution",
    "couleur_regionale",
    "mots",
)
FAITS = (
    "code_rome",
    "libelle_rome",
    "version_rome",
    "riasec_majeur",
    "riasec_mineur",
    "transition_ecologique",
    "transition_numerique",
    "transition_demographique",
    "reglemente",
    "cadre",
)


def grouper(paires: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    """Values by occupation, in the order they come."""
    groupes: dict[int, list[Any]] = defaultdict(list)
    for metier, valeur in paires:
        groupes[metier].append(valeur)
    return groupes


def textes_en_base(metiers: Collection[Metier]) -> dict[int, Contenu]:
    """The portal's own part of each occupation."""
    ids = [metier.pk for metier in metiers]
    portail = {"metier__in": ids, "origine": Origine.PORTAIL}
    competences: dict[str, list[tuple[int, str]]] = {"savoir_faire": [], "gestes": [], "savoir_etre": []}
    lignes = MetierCompetence.objects.filter(**portail).order_by("ordre", "pk")
    for metier, slug, libelle, code, type_, categorie in lignes.values_list(
        "metier", "competence__slug", "competence__libelle", "competence__code_ogr", "competence__type",
        "competence__categorie",
    ):  # fmt: skip
        if type_ == TypeCompetence.SAVOIR_ETRE:
            competences["savoir_etre"].append((metier, code))
        elif categorie == GESTES:
            competences["gestes"].append((metier, libelle))
        else:
            competences["savoir_faire"].append((metier, slug))
    groupes = {nom: grouper(paires) for nom, paires in competences.items()}
    groupes["conditions"] = grouper(
        MetierCondition.objects.filter(**portail).order_by("condition__slug").values_list("metier", "condition__slug")
    )
    groupes["niveaux"] = grouper(
        AccesNiveau.objects.filter(**portail).order_by("niveau").values_list("metier", "niveau")
    )
    groupes["appellations"] = grouper(
        Appellation.objects.filter(**portail).order_by("pk").values_list("metier", "libelle")
    )
    return {
        m.pk: {champ: getattr(m, champ) for champ in TEXTES}
        | {"famille": m.famille.code if m.famille else ""}
        | {nom: groupe.get(m.pk, []) for nom, groupe in groupes.items()}
        for m in metiers
    }


def faits_en_base(metiers: Collection[Metier]) -> dict[int, Contenu]:
    """ROME's facts that are bundled, as long as no official import has taken over."""
    ids = [metier.pk for metier in metiers]
    interets = grouper(
        MetierInteret.objects.filter(metier__in=ids).values_list("metier", "interet__code", "principal")
        .order_by("-principal", "interet__code").values_list("metier", "interet__code")
    )  # fmt: skip
    secteurs = grouper(
        MetierSecteur.objects.filter(metier__in=ids).order_by("-principal", "secteur__code")
        .values_list("metier", "secteur__code")
    )  # fmt: skip
    themes = grouper(
        Metier.themes.through.objects.filter(metier__in=ids).order_by("theme__code")
        .values_list("metier", "theme__code")
    )  # fmt: skip
    voisins = grouper(
        Mobilite.objects.filter(source__in=ids, origine=Origine.ROME).order_by("ordre")
        .values_list("source", "cible__code_rome")
    )  # fmt: skip
    return {
        m.pk: {champ: getattr(m, champ) for champ in FAITS}
        | {"domaine": m.domaine.code if m.domaine else ""}
        | {"interets": interets.get(m.pk, []), "secteurs": secteurs.get(m.pk, [])}
        | {"themes": themes.get(m.pk, []), "voisins": voisins.get(m.pk, [])}
        for m in metiers
    }
