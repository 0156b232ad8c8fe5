"""Figures of a season by territory: what was asked, served, and who was met. Nothing told is ``None``, never 0."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from orientibus.choices import EtatDemande, EtatEtape
from orientibus.models import Demande, Etape, Frequentation, Saison
from territoires.models import TerritoireEmploi

SERVIES = (EtatDemande.PROPOSEE, EtatDemande.CONFIRMEE, EtatDemande.REALISEE)
HORS_COMPTE = (EtatDemande.RETIREE, EtatDemande.REFUSEE)


@dataclass(frozen=True, slots=True)
class ChiffresDuTerritoire:
    """``part_servie``: share of the priority points asked that are served, per mille; ``None`` when none was asked."""

    territoire: TerritoireEmploi
    demandes: int
    servies: int
    prioritaires: int
    prioritaires_servies: int
    etapes: int
    realisees: int
    personnes: int | None
    part_servie: int | None


def chiffres_de_la_saison(saison: Saison) -> list[ChiffresDuTerritoire]:
    """One line a territory, in four queries."""
    prioritaire = Q(education_prioritaire="oui") | Q(qpv="oui")
    servie = Q(etat__in=SERVIES)
    demandes = Demande.objects.filter(saison=saison).exclude(etat__in=HORS_COMPTE).order_by()
    par_territoire: dict[int | None, dict[str, Any]] = {
        ligne["commune__territoire"]: dict(ligne)
        for ligne in demandes.values("commune__territoire").annotate(
            demandes=Count("pk"),
            servies=Count("pk", filter=servie),
            prioritaires=Count("pk", filter=prioritaire),
            prioritaires_servies=Count("pk", filter=prioritaire & servie),
            points=Sum("poids"),
            points_servis=Sum("poids", filter=servie, default=0),
        )
    }
    etapes = Etape.objects.publiques().filter(demande__saison=saison).order_by().values("demande__commune__territoire")
    des_etapes = {
        ligne["demande__commune__territoire"]: (ligne["total"], ligne["faites"])
        for ligne in etapes.annotate(total=Count("pk"), faites=Count("pk", filter=Q(etat=EtatEtape.REALISEE)))
    }
    rencontres = Frequentation.objects.filter(compte_rendu__etape__demande__saison=saison).order_by()
    champ = "compte_rendu__etape__demande__commune__territoire"
    personnes = {ligne[champ]: ligne["total"] for ligne in rencontres.values(champ).annotate(total=Sum("nombre"))}
    return [
        _ligne(t, par_territoire.get(t.pk, {}), des_etapes.get(t.pk, (0, 0)), personnes.get(t.pk))
        for t in TerritoireEmploi.objects.select_related("departement").order_by("departement__code", "nom")
    ]


def _ligne(
    territoire: TerritoireEmploi, demandes: dict[str, Any], etapes: tuple[int, int], personnes: int | None
) -> ChiffresDuTerritoire:
    points = demandes.get("points", 0)
    return ChiffresDuTerritoire(
        territoire,
        demandes.get("demandes", 0),
        demandes.get("servies", 0),
        demandes.get("prioritaires", 0),
        demandes.get("prioritaires_servies", 0),
        etapes[0],
        etapes[1],
        personnes,
        1000 * demandes.get("points_servis", 0) // points if points else None,
    )
