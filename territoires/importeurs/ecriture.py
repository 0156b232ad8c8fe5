"""Compare a data set with the database and write what differs. One engine for the bundled and the official data."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import slugify

from commun.importation import Rapport
from territoires.importeurs.jeu import Jeu, LigneCommune, Rangee
from territoires.models import (
    BassinEmploi,
    CodePostal,
    Commune,
    CommuneDeleguee,
    Departement,
    Epci,
    Referent,
    Region,
    TerritoireEmploi,
)

Traces = dict[str, dict[str, str]]
LOT = 500


def trace(valeurs: dict[str, Any]) -> str:
    """Short fingerprint of what a row holds."""
    return hashlib.sha256(repr(sorted(valeurs.items())).encode()).hexdigest()[:16]


@dataclass(slots=True)
class Fusion:
    """One run. ``traces`` are the rows as the bundled data last wrote them: a row that someone (a person, an official
    import) has changed since is kept as it is. With ``traces = None`` every row is brought to the new values."""

    rapport: Rapport
    traces: Traces | None = None
    nouvelles: Traces = field(default_factory=dict)
    cartes: dict[str, dict[str, int]] = field(default_factory=dict)
    a_indexer: set[int] = field(default_factory=set)

    def decider(self, table: str, cle: str, avant: dict[str, Any], apres: dict[str, Any]) -> bool:
        """Whether an existing row is to be written; counts it."""
        compte = self.rapport.compte(table)
        if avant == apres:
            compte.inchanges += 1
            self._suivre(table, cle, apres)
            return False
        if self.traces is not None and self.traces.get(table, {}).get(cle) != trace(avant):
            compte.conserves += 1
            return False
        compte.modifies += 1
        self._suivre(table, cle, apres)
        return True

    def creer(self, table: str, cle: str, apres: dict[str, Any]) -> None:
        self.rapport.compte(table).crees += 1
        self._suivre(table, cle, apres)

    def _suivre(self, table: str, cle: str, valeurs: dict[str, Any]) -> None:
        if self.traces is not None:
            self.nouvelles.setdefault(table, {})[cle] = trace(valeurs)

    def valeurs(self, rangee: Rangee) -> dict[str, Any]:
        """Fields of a row, its links turned into primary keys."""
        liens = {f"{lien}_id": self.cartes[lien].get(cle) for lien, cle in rangee.liens.items()}
        return {**rangee.champs, **liens}


def fusionner(jeu: Jeu, fusion: Fusion, *, retirer: bool = False) -> None:
    """Write the whole set, larger divisions first. ``retirer``: the set is complete for the départements it names."""
    simples: Sequence[tuple[str, type[models.Model], str, list[Rangee]]] = (
        ("region", Region, "code", jeu.regions),
        ("departement", Departement, "code", jeu.departements),
        ("territoire", TerritoireEmploi, "code", jeu.territoires),
        ("bassin", BassinEmploi, "code", jeu.bassins),
        ("epci", Epci, "siren", jeu.epci),
    )
    for table, modele, cle, rangees in simples:
        _fusionner_table(fusion, table, modele, cle, rangees)
        fusion.cartes[table] = dict(modele._default_manager.values_list(cle, "pk"))
    _fusionner_communes(fusion, jeu.communes)
    _fusionner_table(fusion, "referent", Referent, "departement_id", _par_departement(fusion, jeu.referents))
    if retirer:
        _retirer(fusion, jeu.communes)


def _par_departement(fusion: Fusion, referents: list[Rangee]) -> list[Rangee]:
    """Contacts are keyed by the département's primary key."""
    ids = fusion.cartes["departement"]
    return [Rangee(str(ids[r.cle]), {**r.champs, "departement_id": ids[r.cle]}, {}, r.ou) for r in referents]


def _fusionner_table(
    fusion: Fusion, table: str, modele: type[models.Model], cle: str, rangees: Iterable[Rangee]
) -> None:
    presents = {str(getattr(objet, cle)): objet for objet in modele._default_manager.all()}
    nouveaux, changes, champs = [], [], set()
    for rangee in rangees:
        apres = fusion.valeurs(rangee)
        objet = presents.get(rangee.cle)
        if objet is None:
            nouveaux.append(modele(**{cle: rangee.cle, **apres}))
            fusion.creer(table, rangee.cle, apres)
        elif fusion.decider(table, rangee.cle, {nom: getattr(objet, nom) for nom in apres}, apres):
            for nom, valeur in apres.items():
                setattr(objet, nom, valeur)
            changes.append(objet)
            champs |= set(apres)
    modele._default_manager.bulk_create(nouveaux, batch_size=LOT)
    if changes:
        modele._default_manager.bulk_update(changes, [nom.removesuffix("_id") for nom in champs], batch_size=LOT)


# --- Communes ---------------------------------------------------------------------------------------


def _valeurs_commune(fusion: Fusion, ligne: LigneCommune, territoires: Mapping[str, int | None]) -> dict[str, Any]:
    valeurs = fusion.valeurs(ligne)
    if "epci" in ligne.liens and "territoire" not in ligne.liens:
        valeurs["territoire_id"] = territoires.get(ligne.liens["epci"])
    return {
        **valeurs,
        "slug": f"{slugify(ligne.champs['nom'])}-{ligne.cle.lower()}",
        "codes_postaux": tuple(sorted(ligne.codes_postaux)),
        "anciennes": tuple(sorted(ligne.anciennes)),
    }


def _etat_commune(commune: Commune, noms: Iterable[str]) -> dict[str, Any]:
    etat: dict[str, Any] = {
        "codes_postaux": tuple(sorted(cp.code for cp in commune.codes_postaux.all())),
        "anciennes": tuple(sorted((d.code_insee, d.nom) for d in commune.deleguees.all())),
    }
    return {nom: etat[nom] if nom in etat else getattr(commune, nom) for nom in noms}


def _fusionner_communes(fusion: Fusion, lignes: list[LigneCommune]) -> None:
    presentes = {c.code_insee: c for c in Commune.objects.prefetch_related("codes_postaux", "deleguees")}
    territoires = dict(Epci.objects.values_list("siren", "territoire_id"))
    nouvelles, changees, champs = [], [], set()
    suites: list[tuple[Commune, LigneCommune]] = []
    for ligne in lignes:
        apres = _valeurs_commune(fusion, ligne, territoires)
        directs = {nom: v for nom, v in apres.items() if nom not in ("codes_postaux", "anciennes")}
        commune = presentes.get(ligne.cle)
        if commune is None:
            commune = Commune(code_insee=ligne.cle, **directs)
            nouvelles.append(commune)
            fusion.creer("commune", ligne.cle, apres)
        elif fusion.decider("commune", ligne.cle, _etat_commune(commune, apres), apres):
            for nom, valeur in directs.items():
                setattr(commune, nom, valeur)
            changees.append(commune)
            champs |= set(directs)
        else:
            continue
        suites.append((commune, ligne))
    Commune.objects.bulk_create(nouvelles, batch_size=LOT)
    if changees:
        Commune.objects.bulk_update(changees, [nom.removesuffix("_id") for nom in champs], batch_size=LOT)
    _ecrire_suites(suites)
    fusion.a_indexer |= {commune.pk for commune, _ in suites}


def _ecrire_suites(suites: list[tuple[Commune, LigneCommune]]) -> None:
    """Postal codes and former communes of the communes just written."""
    pks = [commune.pk for commune, _ in suites]
    CodePostal.objects.filter(commune__in=pks).delete()
    CommuneDeleguee.objects.filter(commune__in=pks).delete()
    CodePostal.objects.bulk_create(
        [CodePostal(commune=c, code=code) for c, ligne in suites for code in ligne.codes_postaux], batch_size=LOT
    )
    CommuneDeleguee.objects.bulk_create(
        [CommuneDeleguee(commune=c, code_insee=code, nom=nom) for c, ligne in suites for code, nom in ligne.anciennes],
        batch_size=LOT,
    )


def _retirer(fusion: Fusion, lignes: list[LigneCommune]) -> None:
    """Communes that the complete source no longer knows, in the départements it speaks of, leave the searches."""
    departements = {ligne.liens["departement"] for ligne in lignes}
    perdues = Commune.objects.actives().filter(departement__code__in=departements)
    lues = {ligne.cle for ligne in lignes} | {r.cle for r in fusion.rapport.refus if r.table == "commune"}
    perdues = perdues.exclude(code_insee__in=lues)
    pks = list(perdues.values_list("pk", flat=True))
    Commune.objects.filter(pk__in=pks).update(active=False)
    fusion.rapport.compte("commune").retires += len(pks)
    fusion.a_indexer |= set(pks)
