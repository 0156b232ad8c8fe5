"""What is kept of applications, and how long: pupils' become anonymous every 31 August, adults' a year later.

Figures remain (state, level, dates); names, words, contacts, files and agreements go. Doing it twice changes nothing.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from comptes.models import Utilisateur
from stages.choices import ACTIVES, NiveauPublic
from stages.models import Candidature, Fil
from stages.services.candidatures import retirer
from stages.services.regles import regles_au

ADULTES = (NiveauPublic.SUPERIEUR, NiveauPublic.ADULTE)
LOT = 200
VIDES = ("prenom", "nom", "telephone", "motivation", "responsable_nom", "responsable_courriel",
         "responsable_telephone", "responsable_jeton")  # fmt: skip


def anonymiser_les_candidatures(*, maintenant: datetime) -> int:
    """Make anonymous what should have been by now, a day missed included. Returns how many."""
    limite = dernier_jour(timezone.localdate(maintenant))
    un_an_avant = limite.replace(year=limite.year - 1)
    dues = Candidature.objects.filter(anonymisee_le__isnull=True).filter(
        (_terminees(limite) & ~Q(niveau__in=ADULTES)) | (_terminees(un_an_avant) & Q(niveau__in=ADULTES))
    )
    nombre = 0
    while lot := list(dues.order_by("pk")[:LOT]):
        for candidature in lot:
            anonymiser(candidature=candidature, maintenant=maintenant)
        nombre += len(lot)
    return nombre


def dernier_jour(aujourdhui: date) -> date:
    """The last 31 August (or the day that staff chose) that is not after today."""
    mois, jour = (int(n) for n in str(regles_au(aujourdhui)["anonymisation_candidatures"]).split("-"))
    cette_annee = date(aujourdhui.year, mois, jour)
    return cette_annee if cette_annee <= aujourdhui else cette_annee.replace(year=aujourdhui.year - 1)


def _terminees(limite: date) -> Q:
    """Made before that day, and for days that are over by then."""
    fin_du_jour = timezone.make_aware(datetime.combine(limite, time.max))
    a_venir = Q(etat__in=ACTIVES) & (
        Q(semaine__lundi__gt=limite) | Q(offre__fin__gt=limite) | Q(offre__debut__gt=limite)
    )
    return Q(created_at__lte=fin_du_jour) & ~a_venir


@transaction.atomic
def anonymiser(*, candidature: Candidature, maintenant: datetime) -> None:
    """Take away all that says who applied, with its files, its agreements and its conversation."""
    for nom in VIDES:
        setattr(candidature, nom, "")
    candidature.date_naissance = candidature.etablissement = candidature.candidat = None
    candidature.motif, candidature.anonymisee_le = "", maintenant
    fichiers = [f.name for f in (candidature.cv, *(c.fichier for c in candidature.conventions.all())) if f]
    candidature.cv = ""
    candidature.save()
    candidature.evenements.update(motif="", par=None)
    candidature.conventions.all().delete()
    Fil.objects.filter(candidature=candidature).delete()
    transaction.on_commit(lambda: _jeter(fichiers))


def _jeter(fichiers: Iterable[str | None]) -> None:
    for nom in fichiers:
        if nom:
            default_storage.delete(nom)


@transaction.atomic
def effacer_les_candidatures_de(utilisateur: Utilisateur) -> None:
    """An account goes: its applications are withdrawn, their places given back, and nothing says who it was."""
    maintenant = timezone.now()
    siennes: QuerySet[Candidature] = Candidature.objects.filter(candidat=utilisateur)
    for candidature in siennes.filter(etat__in=ACTIVES).order_by("pk"):
        retirer(candidature=candidature, maintenant=maintenant, motif="Compte effacé.")
    for candidature in siennes.order_by("pk"):
        anonymiser(candidature=candidature, maintenant=maintenant)


def candidatures_de_la_personne(utilisateur: Utilisateur) -> list[dict[str, object]]:
    """For the copy of one's data."""
    siennes = Candidature.objects.filter(candidat=utilisateur).select_related("offre", "semaine", "etablissement")
    return [
        {
            "offre": c.offre.titre,
            "etat": c.get_etat_display(),
            "semaine": c.semaine.lundi.isoformat() if c.semaine else None,
            "prenom": c.prenom,
            "nom": c.nom,
            "niveau": c.get_niveau_display(),
            "etablissement": c.etablissement.nom if c.etablissement else None,
            "date_naissance": c.date_naissance.isoformat() if c.date_naissance else None,
            "telephone": c.telephone,
            "motivation": c.motivation,
            "cv": bool(c.cv),
            "responsable": c.responsable_nom,
            "responsable_courriel": c.responsable_courriel,
            "responsable_telephone": c.responsable_telephone,
            "envoyee_le": c.envoyee_le.isoformat() if c.envoyee_le else None,
        }
        for c in siennes.order_by("pk")
    ]
