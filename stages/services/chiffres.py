"""Figures of the exchange for staff: by section, territory, sector or week. Four queries whatever the volume."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Substr, TruncWeek
from django.utils import timezone

from stages.choices import Section
from stages.models import Candidature, Engagement, OffreStage, SemaineDOffre
from territoires.models import Commune, TerritoireEmploi

AXES = {"section": "Section", "territoire": "Territoire", "secteur": "Secteur d'activité", "semaine": "Semaine"}
PERIODES = {30: "30 derniers jours", 90: "90 derniers jours", 365: "12 derniers mois"}
SANS = "Non renseigné"
# Sections of the NAF (revision 2): first division of each.
NAF = (
    (1, "Agriculture, sylviculture et pêche"), (5, "Industries extractives"), (10, "Industrie manufacturière"),
    (35, "Électricité et gaz"), (36, "Eau et déchets"), (41, "Construction"), (45, "Commerce et automobile"),
    (49, "Transports et entreposage"), (55, "Hébergement et restauration"), (58, "Information et communication"),
    (64, "Finance et assurance"), (68, "Immobilier"), (69, "Activités scientifiques et techniques"),
    (77, "Services administratifs et de soutien"), (84, "Administration publique"), (85, "Enseignement"),
    (86, "Santé et action sociale"), (90, "Arts, spectacles et loisirs"), (94, "Autres services"),
    (97, "Ménages employeurs"), (99, "Activités extraterritoriales"),
)  # fmt: skip
ENTETES = (
    "offres", "places", "places prises", "candidatures", "avec réponse (%)", "délai moyen de réponse (jours)",
)  # fmt: skip


@dataclass(slots=True)
class Ligne:
    """One row of the table; a rate or a delay without any case is ``None``, not 0."""

    libelle: str
    offres: int = 0
    places: int = 0
    prises: int = 0
    candidatures: int = 0
    jugees: int = 0
    repondues: int = 0
    attente: timedelta = field(default_factory=timedelta)

    @property
    def taux(self) -> int | None:
        """Answered among those that were answered or whose deadline is over."""
        return round(100 * self.repondues / self.jugees) if self.jugees else None

    @property
    def delai(self) -> float | None:
        """Mean days between an application and its answer."""
        return round(self.attente.total_seconds() / self.repondues / 86_400, 1) if self.repondues else None

    def cellules(self) -> tuple[Any, ...]:
        """In the order of the headings."""
        return (self.offres, self.places, self.prises, self.candidatures, self.taux, self.delai)


def section_naf(division: str | None) -> str:
    """Name of the NAF section of the two first digits of a code."""
    if not division or not division.isdigit():
        return SANS
    return next((nom for debut, nom in reversed(NAF) if int(division) >= debut), SANS)


def _cle(axe: str, prefixe: str) -> Any:
    if axe == "section":
        return F(f"{prefixe}section")
    if axe == "territoire":
        return F(f"{prefixe}commune__territoire__nom")
    if axe == "secteur":
        return Substr(f"{prefixe}entreprise__code_naf", 1, 2)
    return TruncWeek(f"{prefixe}publiee_le")


def _libelle(axe: str, cle: Any) -> str:
    if axe == "section":
        return str(Section(cle).label)
    if axe == "secteur":
        return section_naf(cle)
    if axe == "semaine":
        return f"{cle:%Y-%m-%d}"
    return str(cle or SANS)


def tableau(*, axe: str, debut: datetime, fin: datetime, maintenant: datetime) -> list[Ligne]:
    """Offers published in the period, and the applications that they received. Three queries."""
    offres = OffreStage.objects.filter(publiee_le__gte=debut, publiee_le__lt=fin)
    periode = Q(offre__publiee_le__gte=debut, offre__publiee_le__lt=fin)
    lignes: dict[str, Ligne] = {}
    for r in _grouper(offres, _cle(axe, ""), offres=Count("pk"), places=Sum("capacite"), prises=Sum("places_prises")):
        _ajouter(lignes, axe, r)
    semaines = SemaineDOffre.objects.filter(periode, offre__capacite=None)
    for r in _grouper(semaines, _cle(axe, "offre__"), places=Sum("capacite"), prises=Sum("places_prises")):
        _ajouter(lignes, axe, r)
    recues = Candidature.objects.filter(periode, envoyee_le__isnull=False)
    for r in _grouper(recues, _cle(axe, "offre__"), **_reponses(maintenant)):
        moyenne = r.pop("moyenne") or timedelta()
        _ajouter(lignes, axe, r | {"attente": moyenne * r["repondues"]})
    return _trier(axe, lignes.values())


def _reponses(maintenant: datetime) -> dict[str, Any]:
    duree = ExpressionWrapper(F("repondue_le") - F("envoyee_le"), output_field=DurationField())
    repondue = Q(repondue_le__isnull=False)
    return {
        "candidatures": Count("pk"),
        "jugees": Count("pk", filter=repondue | Q(expire_le__lte=maintenant)),
        "repondues": Count("pk", filter=repondue),
        "moyenne": Avg(Case(When(repondue, then=duree), default=Value(None), output_field=DurationField())),
    }


def _grouper(requete: QuerySet[Any], cle: Any, **calculs: Any) -> Iterable[dict[str, Any]]:
    return requete.order_by().annotate(cle=cle).values("cle").annotate(**calculs)


def _ajouter(lignes: dict[str, Ligne], axe: str, valeurs: Mapping[str, Any]) -> None:
    libelle = _libelle(axe, valeurs["cle"])
    ligne = lignes.setdefault(libelle, Ligne(libelle))
    for nom, valeur in valeurs.items():
        if nom != "cle" and valeur:
            setattr(ligne, nom, getattr(ligne, nom) + valeur)


def _trier(axe: str, lignes: Iterable[Ligne]) -> list[Ligne]:
    if axe == "semaine":
        return sorted(lignes, key=lambda ligne: ligne.libelle, reverse=True)
    return sorted(lignes, key=lambda ligne: (-ligne.offres, ligne.libelle))


def bornes(jours: int, maintenant: datetime) -> tuple[datetime, datetime]:
    """The period that ends now."""
    return maintenant - timedelta(days=jours), maintenant


def territoires_sans_offre() -> list[TerritoireEmploi]:
    """Territories in which nobody finds an offer today. One query."""
    visibles = OffreStage.objects.visibles().filter(commune__territoire=OuterRef("pk"))
    sans = TerritoireEmploi.objects.filter(~Exists(visibles)).select_related("departement")
    return list(sans.order_by("nom")[:100])


def reperes(territoires: Iterable[TerritoireEmploi]) -> list[dict[str, Any]]:
    """A marker for each territory, at its most peopled commune. One query."""
    noms = {territoire.pk: territoire.nom for territoire in territoires}
    grandes: dict[int, Commune] = {}
    communes = Commune.objects.actives().filter(territoire__in=noms, latitude__isnull=False)
    for commune in communes.order_by("population").only("territoire_id", "latitude", "longitude"):
        if commune.territoire_id is not None:
            grandes[commune.territoire_id] = commune
    return [
        {"libelle": nom, "adresse": "", "latitude": grandes[pk].latitude, "longitude": grandes[pk].longitude}
        for pk, nom in noms.items()
        if pk in grandes
    ]


def engagements_echus(aujourdhui: date | None = None) -> int:
    """Commitments whose period is over: their follow-up is on the page of commitments."""
    return Engagement.objects.filter(fin__lt=aujourdhui or timezone.localdate()).count()
