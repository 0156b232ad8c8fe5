"""Everything that the sheets of a training and of an establishment say, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from commun.distances import distance_km
from formations.choices import GrainCode
from formations.models import (
    BlocCompetences,
    Certification,
    CertificationMetier,
    ChiffreFormation,
    CodePublie,
    Etablissement,
    Formation,
    JourneePortesOuvertes,
    Offre,
)
from formations.services.graphe import graphe_courant
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.repertoire import RepereFormation
from metiers.models import Domaine, Metier
from territoires.models.distance import Lieu

SUITES_MAX = 8


@dataclass(frozen=True, slots=True)
class LienMetier:
    """An occupation prepared, with every reason why it is said to be, and through which speciality."""

    metier: Metier
    origines: tuple[str, ...]
    specialites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OffreSituee:
    """An offer, its distance from the visitor's place if known, and the published figures about it."""

    offre: Offre
    km: float | None
    chiffres: Sequence[ChiffreFormation] = ()


@dataclass(frozen=True, slots=True)
class FicheFormation:
    """A sheet of a training, its offers apart: they are paged."""

    formation: Formation
    specialites: Sequence[Certification]
    blocs: Sequence[BlocCompetences]
    metiers: Sequence[LienMetier]
    domaines: Sequence[Domaine]
    chiffres: Sequence[ChiffreFormation]
    suites: Sequence[RepereFormation]


def lire_formation(slug: str) -> Formation | None:
    """The training at this address, while it is given."""
    return Formation.objects.actives().select_related("certification").filter(slug=slug).first()


def composer_fiche(formation: Formation) -> FicheFormation:
    """Read the parts of a sheet in nine queries at most, whatever their length."""
    specialites = list(formation.specialites.order_by("intitule"))
    certifications = [formation.certification_id] if formation.certification_id else []
    certifications += [certification.pk for certification in specialites]
    return FicheFormation(
        formation=formation,
        specialites=specialites,
        blocs=list(BlocCompetences.objects.filter(certification__in=certifications)),
        metiers=_metiers(certifications, {c.pk: c.intitule for c in specialites}),
        domaines=_domaines(certifications),
        chiffres=list(ChiffreFormation.objects.montrables().filter(certification__in=certifications)),
        suites=_suites(formation.pk),
    )


def _metiers(certifications: Sequence[int], specialites: Mapping[int, str]) -> list[LienMetier]:
    """Published occupations, the surest link first."""
    liens = (
        CertificationMetier.objects.filter(certification__in=certifications, metier__etat=Metier.Etat.PUBLIE)
        .select_related("metier__famille")
        .order_by("metier__nom", "pk")
    )
    par_metier: dict[int, list[CertificationMetier]] = {}
    for lien in liens:
        par_metier.setdefault(lien.metier_id, []).append(lien)
    trouves = [
        LienMetier(
            memes[0].metier,
            tuple(dict.fromkeys(lien.get_origine_display() for lien in memes)),
            tuple(dict.fromkeys(specialites[l.certification_id] for l in memes if l.certification_id in specialites)),  # noqa: E741
        )
        for memes in par_metier.values()
    ]
    return sorted(trouves, key=lambda lien: (len(lien.origines) == 1 and "mère" in lien.origines[0], lien.metier.nom))


def _domaines(certifications: Sequence[int]) -> list[Domaine]:
    """Domains whose code is published for lack of a finer one."""
    codes = CodePublie.objects.filter(certification__in=certifications, grain=GrainCode.DOMAINE)
    prefixes = {code[:3] for code in codes.values_list("code", flat=True)}
    return list(Domaine.objects.filter(code__in=prefixes)) if prefixes else []


def _suites(formation: int) -> list[RepereFormation]:
    """Trainings of a higher level that this one opens in its domain."""
    graphe, repertoire = graphe_courant(), repertoire_courant()
    noeud = graphe.par_id.get(formation)
    if noeud is None:
        return []
    suites = [n for n in graphe.apres(noeud) if n.id in repertoire.rangs][:SUITES_MAX]
    return [repertoire.formations[repertoire.rangs[n.id]] for n in suites]


def offres_proches(formation: Formation, lieu: Lieu | None) -> list[tuple[int, float | None]]:
    """Ids of the offers of a training with their distance, nearest first, those that are not placed last."""
    lignes = (
        Offre.objects.actives()
        .filter(formation=formation)
        .order_by("etablissement__nom", "voie", "pk")
        .values_list(
            "pk",
            "etablissement__latitude",
            "etablissement__longitude",
            "etablissement__commune__latitude",
            "etablissement__commune__longitude",
        )
    )
    situees = []
    for pk, latitude, longitude, lat_commune, lon_commune in lignes:
        if latitude is None or longitude is None:
            latitude, longitude = lat_commune, lon_commune
        situees.append((pk, _distance(lieu, latitude, longitude)))
    return sorted(situees, key=lambda ligne: (ligne[1] is None, ligne[1] or 0.0))


def _distance(lieu: Lieu | None, latitude: float | None, longitude: float | None) -> float | None:
    if lieu is None or latitude is None or longitude is None:
        return None
    return distance_km(lieu.latitude, lieu.longitude, latitude, longitude)


def lire_offres(situees: Sequence[tuple[int, float | None]], maintenant: datetime) -> list[OffreSituee]:
    """Offers of a page, in its order, with open days to come and figures: three queries."""
    journees = JourneePortesOuvertes.objects.filter(fin__gte=maintenant).order_by("debut")
    lues = (
        Offre.objects.completes()
        .select_related("places_par")
        .prefetch_related(
            Prefetch("etablissement__portes_ouvertes", journees, to_attr="journees_a_venir"),
            Prefetch("chiffres", ChiffreFormation.objects.montrables(), to_attr="chiffres_montrables"),
        )
        .in_bulk([pk for pk, _ in situees])
    )
    return [OffreSituee(lues[pk], km, lues[pk].chiffres_montrables) for pk, km in situees if pk in lues]


def lire_etablissement(slug: str) -> Etablissement | None:
    """The establishment at this address, while it is open."""
    return Etablissement.objects.actifs().completes().filter(slug=slug).first()


def offres_de(etablissement: Etablissement) -> list[Offre]:
    """Its offers, by level then name: one query."""
    offres = Offre.objects.actives().filter(etablissement=etablissement).select_related("formation", "places_par")
    return sorted(offres, key=_rang_de_l_offre)


def _rang_de_l_offre(offre: Offre) -> tuple[bool, int, str, str]:
    niveau = offre.formation.niveau
    return niveau is None, niveau or 0, offre.formation.intitule, offre.voie
