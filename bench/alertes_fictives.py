"""Synthetic alerts at the speed of COPY: whatever a service would have written, posting by posting."""

import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.utils import timezone

from comptes.models import Utilisateur
from metiers.models import Famille, Metier
from stages.choices import Frequence, NiveauPublic, Section
from stages.models import Alerte, CleAlerte
from stages.services.cles import CLASSES_KM, cles_d_alerte
from territoires.models import Commune, Departement, TerritoireEmploi

LOT = 20_000
ALERTES_PAR_COMPTE = 3
MOTS = ("boulangerie", "bois", "jardin", "atelier", "informatique")
CHAMPS_CLE = (
    "alerte_id", "cle", "semaine_debut", "semaine_fin", "sections", "niveaux", "rayon_km", "urgence", "avec_mots",
)  # fmt: skip


def copier(table: str, colonnes: Iterable[str], lignes: Iterable[tuple[Any, ...]]) -> None:
    """Rows into a table of PostgreSQL."""
    noms = ", ".join(f'"{colonne}"' for colonne in colonnes)
    texte = io.StringIO()
    for ligne in lignes:
        texte.write("\t".join("\\N" if valeur is None else str(valeur) for valeur in ligne) + "\n")
    texte.seek(0)
    with connection.cursor() as curseur:
        curseur.copy_expert(f'COPY "{table}" ({noms}) FROM STDIN', texte)


class Population:
    """People who want different things: most near a town and for a few occupations, some for anything anywhere."""

    def __init__(self, graine: int) -> None:
        self.hasard = Random(graine)  # noqa: S311 - invented people
        communes = Commune.objects.actives().values_list("pk", "population")
        self.communes, poids = zip(*((pk, population or 500) for pk, population in communes), strict=True)
        self.poids = poids
        self.metiers = list(Metier.objects.publies().values_list("pk", flat=True))
        self.familles = list(Famille.objects.values_list("pk", flat=True))
        self.departements = list(Departement.objects.values_list("pk", flat=True))
        self.territoires = list(TerritoireEmploi.objects.values_list("pk", flat=True))
        self.lundi = date(2027, 1, 4)

    def _lieu(self) -> dict[str, Any]:
        tirage = self.hasard.random()
        if tirage < 0.86:
            commune = self.hasard.choices(self.communes, self.poids)[0]
            rayon = self.hasard.choice([*CLASSES_KM, 15]) if self.hasard.random() < 0.6 else 30
            return {"commune_id": commune, "rayon_km": rayon}
        if tirage < 0.92:
            return {"departement_id": self.hasard.choice(self.departements)}
        if tirage < 0.98:
            return {"territoire_id": self.hasard.choice(self.territoires)}
        return {}

    def _semaines(self) -> dict[str, Any]:
        if self.hasard.random() < 0.6:
            return {}
        debut = self.lundi + timedelta(weeks=self.hasard.randrange(20))
        return {"semaine_debut": debut, "semaine_fin": debut + timedelta(weeks=self.hasard.randrange(8))}

    def tirer(self, pk: int) -> tuple[Alerte, list[int], list[int]]:
        """An alert with its occupations and families."""
        hasard = self.hasard
        metiers: list[int] = []
        familles: list[int] = []
        if (tirage := hasard.random()) < 0.65:
            metiers = hasard.sample(self.metiers, hasard.choice([1, 1, 2, 3]))
        elif tirage < 0.85:
            familles = hasard.sample(self.familles, 1)
        alerte = Alerte(
            pk=pk,
            section=hasard.choice(Section.values) if hasard.random() < 0.7 else "",
            niveau=hasard.choice(NiveauPublic.values) if hasard.random() < 0.7 else "",
            mots=hasard.choice(MOTS) if hasard.random() < 0.05 else "",
            frequence=hasard.choice(Frequence.values),
            mineur=hasard.random() < 0.5,
            **self._lieu(),
            **self._semaines(),
        )
        return alerte, metiers, familles


def remplir(premiere: int, derniere: int) -> None:
    """Alerts from one number to another, their postings and their people, then statistics."""
    population = Population(premiere)
    _comptes(premiere // ALERTES_PAR_COMPTE, derniere // ALERTES_PAR_COMPTE)
    for debut in range(premiere, derniere + 1, LOT):
        tirees = [population.tirer(pk) for pk in range(debut, min(debut + LOT, derniere + 1))]
        _copier_alertes(alerte for alerte, _, _ in tirees)
        metiers = ((alerte.pk, pk) for alerte, voulus, _ in tirees for pk in voulus)
        copier(Alerte.metiers.through._meta.db_table, ("alerte_id", "metier_id"), metiers)
        familles = ((alerte.pk, pk) for alerte, _, voulues in tirees for pk in voulues)
        copier(Alerte.familles.through._meta.db_table, ("alerte_id", "famille_id"), familles)
        cles = (cle for tiree in tirees for cle in cles_d_alerte(*tiree))
        copier(CleAlerte._meta.db_table, CHAMPS_CLE, (tuple(getattr(c, nom) for nom in CHAMPS_CLE) for c in cles))
    connection.set_autocommit(True)
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")


def _comptes(premier: int, dernier: int) -> None:
    maintenant = timezone.now()
    suite = (
        "id", "email", "password", "prenom", "nom", "role", "is_staff", "is_active", "is_superuser", "demonstration",
        "date_inscription",
    )  # fmt: skip
    debut = Utilisateur.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    lignes: Iterator[tuple[Any, ...]] = (
        (n + 1_000, f"p{n}@adresse.example", "!", "", "", "citoyen", False, True, False, False, maintenant)
        for n in range(max(premier, debut - 999, 1), dernier + 1)
    )
    copier(Utilisateur._meta.db_table, suite, lignes)


def _copier_alertes(alertes: Iterable[Alerte]) -> None:
    """Two of three alerts are of accounts, the other of an address alone."""
    maintenant = timezone.now()
    champs = [f for f in Alerte._meta.concrete_fields if f.name != "id"]

    def lignes() -> Iterator[tuple[Any, ...]]:
        for alerte in alertes:
            pk: int = alerte.pk
            compte = pk // ALERTES_PAR_COMPTE + 1_000
            alerte.utilisateur_id = compte if pk % ALERTES_PAR_COMPTE and compte > 1_000 else None
            alerte.courriel = "" if alerte.utilisateur_id else f"seule{pk}@adresse.example"
            alerte.confirmee_le = alerte.derniere_visite = alerte.created_at = maintenant
            yield (pk, *(getattr(alerte, champ.attname) for champ in champs))

    copier(Alerte._meta.db_table, ["id", *(str(champ.column) for champ in champs)], lignes())
