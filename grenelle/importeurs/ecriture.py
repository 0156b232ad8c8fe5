"""Write a plan that was read. What somebody changed since the last load is seen and kept (``docs/adr/0005``)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from commun.fichiers import Entree
from commun.importation import Rapport
from grenelle.choices import RoleIntervenant
from grenelle.importeurs.plans import PlanLu, cle_de
from grenelle.models import (
    Axe,
    Cible,
    Comite,
    Document,
    Engagement,
    Indicateur,
    Intervenant,
    Jalon,
    LigneBudgetaire,
    Mesure,
    Plan,
    PublicDeMesure,
)
from metiers.importeurs.empreintes import Contenu, Decision, Empreintes

NOMS = {
    "plan": "Plans",
    "document": "Documents",
    "axe": "Axes",
    "mesure": "Mesures",
    "budget": "Lignes budgétaires",
    "jalon": "Jalons",
    "indicateur": "Indicateurs",
    "cible": "Cibles",
    "comite": "Comités",
    "engagement": "Engagements",
}
_DATES = ("debut", "fin", "adopte_le", "prevu_le", "fait_le", "le", "pris_le", "echeance")
_DECIMAUX = ("valeur", "montant", "mini", "maxi")


@dataclass(slots=True)
class Genre:
    """How the entries of a table become rows. ``hors_colonnes``: keys that are not columns, with their reader."""

    table: str
    modele: type[models.Model]
    du_plan: Callable[[Plan], "models.QuerySet[Any]"]
    cle: Callable[[Any], str]
    contenu: Callable[[Entree, int], Contenu]
    liens: Callable[[list[int]], dict[int, Contenu]] = field(default=lambda pks: {})
    relier: Callable[[Any, Contenu], None] = field(default=lambda objet, contenu: None)


def simple(valeur: Any) -> Any:
    """A column's value as the files write it."""
    if isinstance(valeur, Decimal):
        return f"{valeur.normalize():f}"
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def _pose(champ: str, valeur: Any) -> Any:
    if valeur is None:
        return None
    if champ in _DATES:
        return date.fromisoformat(valeur)
    return Decimal(valeur) if champ in _DECIMAUX else valeur


class Ecriture:
    """One plan being written."""

    def __init__(self, lu: PlanLu, empreintes: Empreintes, rapport: Rapport) -> None:
        self.lu, self.empreintes, self.rapport = lu, empreintes, rapport
        self.cles: dict[str, dict[str, int]] = {}

    def ecrire(self) -> Plan:
        """Every table, in the order in which they refer to each other."""
        plan = self._plan()
        self.plan = plan
        for genre in self._genres():
            self._table(genre, plan)
        return plan

    def _plan(self) -> Plan:
        contenu = colonnes(Plan, self.lu.racine.valeurs)
        existant = Plan.objects.filter(slug=self.lu.slug).first()
        plan = self._un("plan", self.lu.slug, existant, contenu, {}, lambda: Plan(slug=self.lu.slug))
        return plan

    def _genres(self) -> Iterable[Genre]:
        yield Genre("document", Document, lambda p: p.documents.all(), lambda o: o.code, self._simple(Document))
        yield Genre("axe", Axe, lambda p: p.axes.all(), lambda o: o.code, self._simple(Axe))
        yield Genre(
            "mesure",
            Mesure,
            lambda p: Mesure.objects.filter(axe__plan=p),
            lambda o: o.numero,
            self._simple(Mesure, "publics", "pilotes", "partenaires"),
            _liens_des_mesures,
            _relier_mesure,
        )
        yield Genre(
            "budget",
            LigneBudgetaire,
            lambda p: LigneBudgetaire.objects.filter(mesure__axe__plan=p).select_related("mesure"),
            lambda o: f"{o.mesure.numero}/{o.libelle}",
            self._simple(LigneBudgetaire),
        )
        yield Genre(
            "jalon",
            Jalon,
            lambda p: Jalon.objects.filter(mesure__axe__plan=p),
            lambda o: o.code,
            self._simple(Jalon, "depend_de"),
            _liens_des_jalons,
            self._relier_jalon,
        )
        yield Genre("indicateur", Indicateur, lambda p: p.indicateurs.all(), lambda o: o.code, self._simple(Indicateur))
        yield Genre(
            "cible",
            Cible,
            lambda p: Cible.objects.filter(indicateur__plan=p).select_related("indicateur"),
            lambda o: f"{o.indicateur.code}/{o.nature}/{simple(o.le) or ''}/{o.territoire}",
            self._simple(Cible),
        )
        yield Genre("comite", Comite, lambda p: p.comites.all(), lambda o: o.code, self._simple(Comite))
        yield Genre("engagement", Engagement, lambda p: p.engagements.all(), lambda o: o.code, self._simple(Engagement))

    def _simple(self, modele: type[models.Model], *liens: str) -> Callable[[Entree, int], Contenu]:
        """Reader of an entry: its columns, references as primary keys, rank in the file, links as sorted lists."""

        def lire(entree: Entree, rang: int) -> Contenu:
            valeurs = {cle: v for cle, v in entree.valeurs.items() if cle not in liens}
            for nom in ("axe", "mesure", "indicateur", "document"):
                if nom in valeurs:
                    valeurs[f"{nom}_id"] = self.cles[nom][valeurs.pop(nom)]
            champs = {f.attname for f in modele._meta.concrete_fields}
            if "rang" in champs:
                valeurs["rang"] = rang
            if "plan_id" in champs:
                valeurs["plan_id"] = self.plan.pk
            return colonnes(modele, valeurs) | {nom: list(entree.valeurs.get(nom, [])) for nom in liens}

        return lire

    def _table(self, genre: Genre, plan: Plan) -> None:
        existants = {genre.cle(objet): objet for objet in genre.du_plan(plan)}
        liens = genre.liens([objet.pk for objet in existants.values()])
        cles = self.cles[genre.table] = {}
        relations: list[tuple[Any, Contenu]] = []
        for rang, entree in enumerate(self.lu.entrees[genre.table], 1):
            cle = cle_de(genre.table, entree)
            contenu = genre.contenu(entree, rang)
            existant = existants.get(cle)
            objet = self._un(
                genre.table,
                f"{self.lu.slug}/{cle}",
                existant,
                contenu,
                liens.get(existant.pk, {}) if existant else {},
                genre.modele,
                relations,
            )
            cles[cle] = objet.pk
        for objet, contenu in relations:
            genre.relier(objet, contenu)
        self._absents(genre.table, existants.keys() - cles.keys())

    def _un(
        self,
        table: str,
        cle: str,
        existant: Any,
        contenu: Contenu,
        liens: Contenu,
        neuf: Callable[[], Any],
        relations: list[tuple[Any, Contenu]] | None = None,
    ) -> Any:
        genre, cle = f"plan-{table}", cle[:200]
        champs = [champ for champ in contenu if not isinstance(contenu[champ], list) or champ == "pages"]
        en_base = None if existant is None else {c: simple(getattr(existant, c)) for c in champs} | liens
        decision = self.empreintes.decider(genre, cle, voulu=contenu, en_base=en_base, adopter=False)
        compte = self.rapport.compte(NOMS[table])
        setattr(compte, decision.value, getattr(compte, decision.value) + 1)
        if decision is Decision.CONSERVER:
            return existant
        objet = existant or neuf()
        if decision is not Decision.LAISSER:
            for champ in champs:
                setattr(objet, champ, _pose(champ, contenu[champ]))
            objet.save()
            if relations is not None:
                relations.append((objet, contenu))
        self.empreintes.retenir(genre, cle, objet.pk, contenu)
        return objet

    def _absents(self, table: str, cles: set[str]) -> None:
        """Nothing is deleted by a load: what the file no longer says is told, and staff decide."""
        livres = sorted(cle for cle in cles if self.empreintes.objet(f"plan-{table}", f"{self.lu.slug}/{cle}"[:200]))
        if livres:
            self.rapport.avertissements.append(
                f"{self.lu.slug} : {NOMS[table].lower()}, absents du fichier et gardés : {', '.join(livres)}."
            )

    def _relier_jalon(self, jalon: Any, contenu: Contenu) -> None:
        jalon.depend_de.set([self.cles["jalon"][code] for code in contenu["depend_de"]])


def colonnes(modele: type[models.Model], valeurs: dict[str, Any]) -> Contenu:
    """Columns that a file may fill, with the model's default for those that it leaves out."""
    contenu: Contenu = {}
    for champ in modele._meta.concrete_fields:
        nom = champ.attname
        if nom in valeurs:
            valeur = valeurs[nom]
            contenu[nom] = f"{Decimal(str(valeur)).normalize():f}" if nom in _DECIMAUX else valeur
        elif nom in _LIVRABLES.get(modele, ()):
            defaut = champ.get_default()
            contenu[nom] = defaut.value if hasattr(defaut, "value") else defaut
    return contenu


_CITATION = ("document_id", "endroit")
# Columns that a file may leave out: the load puts their default back.
_LIVRABLES: dict[type[models.Model], tuple[str, ...]] = {
    Plan: ("fin", "adopte_le", "imputation", "nom_de_mesure", "remarques", "ordre"),
    Document: ("date_texte", "note"),
    Axe: ("resume",),
    Mesure: ("pages",),
    LigneBudgetaire: ("montant", "annee"),
    Jalon: ("prevu_le", "prevu_precision", "prevu_texte", "etat", "fait_le"),
    Indicateur: (
        "mesure_id",
        "unite",
        "sens",
        "formule",
        "source",
        "frequence",
        "echelle",
        "collecte",
        "chiffre",
        "mini",
        "maxi",
        "proposition",
    ),
    Cible: ("nature", "precision", "le", "echelle", "territoire", "note"),
    Comite: ("periodicite", "reunions_par_an"),
    Engagement: ("mesure_id", "pris_le", "echeance"),
}


def _liens_des_mesures(pks: list[int]) -> dict[int, Contenu]:
    liens: dict[int, Contenu] = {pk: {"publics": [], "pilotes": [], "partenaires": []} for pk in pks}
    for lien in PublicDeMesure.objects.filter(mesure__in=pks).order_by("pk"):
        liens[lien.mesure_id]["publics"].append(lien.public)
    for intervenant in Intervenant.objects.filter(mesure__in=pks).order_by("pk"):
        role = "pilotes" if intervenant.role == RoleIntervenant.PILOTE else "partenaires"
        liens[intervenant.mesure_id][role].append(intervenant.nom)
    return liens


def _relier_mesure(mesure: Any, contenu: Contenu) -> None:
    mesure.publics.all().delete()
    mesure.intervenants.all().delete()
    PublicDeMesure.objects.bulk_create([PublicDeMesure(mesure=mesure, public=p) for p in contenu["publics"]])
    roles = ((RoleIntervenant.PILOTE, "pilotes"), (RoleIntervenant.PARTENAIRE, "partenaires"))
    Intervenant.objects.bulk_create(
        [Intervenant(mesure=mesure, role=role.value, nom=nom) for role, cle in roles for nom in contenu[cle]]
    )


def _liens_des_jalons(pks: list[int]) -> dict[int, Contenu]:
    liens: dict[int, Contenu] = {pk: {"depend_de": []} for pk in pks}
    passage = Jalon.depend_de.through
    for jalon, code in (
        passage.objects.filter(from_jalon__in=pks).order_by("pk").values_list("from_jalon", "to_jalon__code")
    ):
        liens[jalon]["depend_de"].append(code)
    return liens
