"""Imports of the official files: one transaction, one report, and nothing changed when anything is wrong."""

from collections.abc import Callable
from pathlib import Path

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from commun.archives import Archive, ArchiveRefusee, ouvrir_archive
from commun.importation import ImportRefuse, Rapport, Refus
from comptes.models import Utilisateur
from formations.importeurs.officiel import certifications, etablissements, offres
from formations.importeurs.officiel.ecriture_offres import Ecriture
from formations.services.liens import relier_certifications
from metiers.models import EtatCatalogue
from metiers.services.catalogue import signaler_changement
from metiers.services.journal import consigner
from territoires.importeurs import calendrier
from territoires.models import Importation

JEU_FORMATIONS, JEU_EDUCATION = "formations", "education"


def importer_formations(
    *,
    chemin: Path,
    appliquer: bool,
    source: str = "",
    lancee_par: Utilisateur | None = None,
    importation: Importation | None = None,
) -> Importation:
    """Certifications, then offers, of a folder or a .zip; without ``appliquer`` all is undone but the report."""
    return _executer(JEU_FORMATIONS, chemin, _formations, appliquer, source, lancee_par, importation)


def importer_education(
    *,
    chemin: Path,
    appliquer: bool,
    source: str = "",
    lancee_par: Utilisateur | None = None,
    importation: Importation | None = None,
) -> Importation:
    """Establishments, school calendar and public holidays of a folder or a .zip, in the same way."""
    return _executer(JEU_EDUCATION, chemin, _education, appliquer, source, lancee_par, importation)


def _formations(archive: Archive, rapport: Rapport) -> str:
    lues = certifications.lire(archive, rapport, timezone.localdate().year)
    offertes = offres.lire(archive, rapport)
    if lues is None and offertes is None:
        raise ImportRefuse([Refus("aucun fichier de certifications ni d'offres dans ce dossier")])
    if lues is not None:
        certifications.ecrire(lues, rapport)
    if offertes is not None:
        Ecriture(offertes, rapport).ecrire()
    rapport.informations["liens"] = relier_certifications()
    return lues.version if lues else ""


def _education(archive: Archive, rapport: Rapport) -> str:
    lus = etablissements.lire(archive, rapport)
    jours = calendrier.lire(archive, rapport)
    if lus is None and not jours:
        raise ImportRefuse([Refus("ni annuaire d'établissements, ni calendrier, ni jours fériés dans ce dossier")])
    if lus is not None:
        etablissements.ecrire(lus, rapport)
    calendrier.ecrire(jours, rapport)
    return ""


def _executer(
    jeu: str,
    chemin: Path,
    importer: Callable[[Archive, Rapport], str],
    appliquer: bool,
    source: str,
    lancee_par: Utilisateur | None,
    importation: Importation | None,
) -> Importation:
    debut = timezone.now()
    rapport, version = Rapport(), ""
    etat = Importation.Etat.APPLIQUEE if appliquer else Importation.Etat.APERCU
    importation = importation or Importation(debut=debut, lancee_par=lancee_par)
    informations = (importation.rapport or {}).get("informations", {})
    try:
        with transaction.atomic():
            # Two imports at the same time wait for each other on this row.
            EtatCatalogue.objects.get_or_create(pk=1)
            EtatCatalogue.objects.select_for_update().get(pk=1)
            version = importer(ouvrir_archive(chemin), rapport)
            if rapport.total().change or rapport.informations.get("liens"):
                signaler_changement()
            if not appliquer:
                transaction.set_rollback(True)
    except (ImportRefuse, ArchiveRefusee, IntegrityError, DataError) as erreur:
        etat, rapport = Importation.Etat.REFUSEE, _rapport_de_refus(erreur)
    rapport.informations |= informations
    return consigner(
        jeu=jeu,
        version=version,
        source=source or chemin.name,
        etat=etat,
        debut=debut,
        rapport=rapport,
        importation=importation,
    )


def _rapport_de_refus(erreur: Exception) -> Rapport:
    if isinstance(erreur, ImportRefuse):
        raisons = erreur.raisons
    elif isinstance(erreur, ArchiveRefusee):
        raisons = [Refus(str(erreur))]
    else:
        raisons = [Refus(f"la base refuse ces données : {erreur}")]
    rapport = Rapport(refus=list(raisons))
    rapport.compte("Fichiers").refuses = len(raisons)
    return rapport
