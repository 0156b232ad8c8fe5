"""Invented companies and offers, so that a fresh site shows a living exchange. Loading again only renews what is over.

They are written at once rather than one by one through the services: they tell nobody, and each says that it is
invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from comptes.models import Organisation
from metiers.models import Metier
from stages.choices import EtatOffre, NiveauPublic, Section
from stages.importeurs.demonstration import EntrepriseInventee, OffreInventee
from stages.models import Entreprise, NiveauDOffre, OffreStage, SemaineDOffre
from stages.services.index_offres import indexer
from stages.services.semaines import SemaineScolaire, semaines_proposees
from territoires.models import Commune

PREFIXE = "demonstration"
SEMAINES_LUES = 30
DUREE = timedelta(days=60)
_Liens = OffreStage.metiers.through


@dataclass(frozen=True, slots=True)
class BilanDemonstration:
    entreprises: int
    ajoutees: int
    renouvelees: int


@transaction.atomic
def charger_demonstration(*, entreprises: Sequence[EntrepriseInventee], maintenant: datetime) -> BilanDemonstration:
    """Add what is not there yet; give new dates to what is over. What staff withdrew stays so."""
    communes = Commune.objects.in_bulk({e.commune for e in entreprises}, field_name="code_insee")
    metiers = Metier.objects.publies().in_bulk({slug for e in entreprises for slug in e.metiers}, field_name="slug")
    semaines = semaines_proposees(timezone.localdate(maintenant))
    lundis = [semaine.lundi for semaine in semaines[1 : SEMAINES_LUES + 1]]
    connues = OffreStage.objects.filter(demonstration=True, identifiant_externe__startswith=f"{PREFIXE}:")
    par_cle = {offre.identifiant_externe: offre for offre in connues.prefetch_related("semaines")}
    ajoutees = renouvelees = rang = 0
    a_indexer: list[int] = []
    for inventee in entreprises:
        commune = communes.get(inventee.commune)
        choisis = [metiers[slug] for slug in inventee.metiers if slug in metiers]
        if commune is None or not choisis:
            continue
        entreprise = _entreprise(inventee, commune)
        for numero, modele in enumerate(inventee.offres, start=1):
            rang += 1
            cle = f"{PREFIXE}:{entreprise.slug}:{numero}"[:120]
            offre = par_cle.get(cle)
            if offre is not None and not _finie(offre, maintenant):
                continue
            dates = _dates(modele, rang, lundis, maintenant)
            if offre is None:
                offre = _creer(entreprise, modele, cle, commune, choisis, dates)
                ajoutees += 1
            else:
                _renouveler(offre, dates)
                renouvelees += 1
            _ecrire_semaines(offre, modele, rang, semaines)
            a_indexer.append(offre.pk)
    indexer(a_indexer)
    return BilanDemonstration(len(entreprises), ajoutees, renouvelees)


def _entreprise(inventee: EntrepriseInventee, commune: Commune) -> Entreprise:
    slug = slugify(inventee.nom)[:170]
    connue = Entreprise.objects.filter(slug=slug).first()
    if connue is not None:
        return connue
    organisation = Organisation.objects.create(
        type=Organisation.Type.ENTREPRISE, nom=inventee.nom, commune=commune, verifiee=True, demonstration=True
    )
    return Entreprise.objects.create(
        organisation=organisation,
        slug=slug,
        code_naf=inventee.naf,
        activite=inventee.activite,
        effectif=inventee.effectif,
        presentation=inventee.presentation,
    )


def _finie(offre: OffreStage, maintenant: datetime) -> bool:
    if offre.etat not in (EtatOffre.PUBLIEE, EtatOffre.EXPIREE):
        return False
    if offre.etat == EtatOffre.EXPIREE or offre.expire_le is None or offre.expire_le < maintenant + timedelta(days=7):
        return True
    aujourdhui = timezone.localdate(maintenant)
    if offre.capacite is None:
        return not any(semaine.lundi > aujourdhui for semaine in offre.semaines.all())
    return offre.debut is not None and offre.debut <= aujourdhui


def _dates(modele: OffreInventee, rang: int, lundis: list[date], maintenant: datetime) -> dict[str, Any]:
    """State and dates of an offer, spread so that lists are not all of the same day."""
    dates: dict[str, Any] = {
        "etat": EtatOffre.PUBLIEE,
        "publiee_le": maintenant - timedelta(hours=5 + (rang * 37) % 600),
        "expire_le": maintenant + DUREE,
    }
    if modele.section == Section.OBSERVATION:
        return dates
    debut = lundis[(rang * 5) % min(12, len(lundis))]
    dates["debut"] = debut
    if modele.section == Section.LONG:
        dates["fin"] = debut + timedelta(days=60 + (rang * 7) % 80)
    elif modele.section == Section.PMSMP:
        dates["fin"] = debut + timedelta(days=11)
    else:
        dates["duree_mois"] = modele.duree_mois or 12
    return dates


def _creer(
    entreprise: Entreprise,
    modele: OffreInventee,
    cle: str,
    commune: Commune,
    metiers: list[Metier],
    dates: dict[str, Any],
) -> OffreStage:
    observation = modele.section == Section.OBSERVATION
    offre = OffreStage(
        entreprise=entreprise,
        section=modele.section,
        slug=slugify(modele.titre)[:150],
        titre=modele.titre,
        description=modele.description,
        commune=commune,
        latitude=commune.latitude,
        longitude=commune.longitude,
        capacite=None if observation else modele.places,
        heures_par_semaine=30 if NiveauPublic.COLLEGE in modele.niveaux else 35,
        a_distance=modele.a_distance,
        gratification_horaire="4.50" if modele.section == Section.LONG else None,
        contrat=OffreStage.Contrat.APPRENTISSAGE if modele.section == Section.ALTERNANCE else "",
        diplome=modele.diplome,
        identifiant_externe=cle,
        demonstration=True,
        **dates,
    )
    (offre,) = OffreStage.objects.bulk_create([offre])
    NiveauDOffre.objects.bulk_create([NiveauDOffre(offre=offre, niveau=niveau) for niveau in modele.niveaux])
    _Liens.objects.bulk_create([_Liens(offrestage_id=offre.pk, metier_id=metier.pk) for metier in metiers])
    return offre


def _renouveler(offre: OffreStage, dates: dict[str, Any]) -> None:
    OffreStage.objects.filter(pk=offre.pk).update(**dates)


def _ecrire_semaines(offre: OffreStage, modele: OffreInventee, rang: int, semaines: Sequence[SemaineScolaire]) -> None:
    """Three or four weeks that are open to its levels."""
    if modele.section != Section.OBSERVATION:
        return
    ouvertes = [semaine.lundi for semaine in semaines if set(modele.niveaux) <= semaine.niveaux]
    ouvertes = ouvertes or [semaine.lundi for semaine in semaines if set(modele.niveaux) & semaine.niveaux]
    choisis = {ouvertes[(rang + pas) % min(len(ouvertes), SEMAINES_LUES)] for pas in (0, 2, 5, 9)[: 3 + rang % 2]}
    SemaineDOffre.objects.bulk_create(
        [SemaineDOffre(offre=offre, lundi=lundi, capacite=modele.places) for lundi in sorted(choisis)],
        ignore_conflicts=True,
    )
