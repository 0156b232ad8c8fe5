"""Imports from the admin: deposit, preview, then apply the very same file. The same steps for every data set."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from commun.archives import Limites, empreinte_archive
from commun.importation import Rapport, Refus
from commun.registre import Registre
from comptes.models import Utilisateur
from metiers.services.journal import consigner
from territoires.models import Importation

Etat = Importation.Etat


class ApercuPerime(Exception):
    """This preview can no longer be applied; the message says why, in French."""


class Importeur(Protocol):
    """The service that reads, compares and writes, or rolls back without ``appliquer``."""

    def __call__(
        self, *, chemin: Path, appliquer: bool, source: str = ..., importation: Importation | None = ...
    ) -> Importation: ...


@dataclass(frozen=True, slots=True)
class JeuImportable:
    """A data set that staff import by hand. ``dossier``: its sub-folder among the official files of the server.

    ``page_propre``: deposited and applied on a page of its own, which asks other rights than the journal.
    """

    code: str
    nom: str
    dossier: str
    importer: Importeur
    limites: Limites
    presentation: str
    adresse: str
    aide_fichier: str
    regles: tuple[str, ...]
    extension: str = ".zip"
    page_propre: bool = False

    @property
    def titre(self) -> str:
        """What the button says."""
        return f"Importer {self.nom}"

    def sur_le_serveur(self) -> Path | None:
        """Folder of the files on the server, where one is configured and present."""
        dossier = Path(settings.DONNEES_OFFICIELLES) / self.dossier
        return dossier if dossier.is_dir() else None


jeux_importables = Registre("jeux de données importables")
"""``() -> JeuImportable``, under the code of the data set; higher apps add theirs."""


def jeu_importable(code: str) -> JeuImportable | None:
    """A data set by its code."""
    fonction = dict(jeux_importables.elements()).get(code)
    return fonction() if fonction else None


def codes_importables() -> list[str]:
    """Codes of the data sets that the journal imports, in the order of their inscription."""
    return [code for code, fonction in jeux_importables.elements() if not fonction().page_propre]


def _jeu(importation: Importation) -> JeuImportable:
    jeu = jeu_importable(importation.jeu)
    if jeu is None:
        raise ApercuPerime("Ce jeu de données ne s'importe pas d'ici.")
    return jeu


def deposer(*, jeu: JeuImportable, fichier: UploadedFile | None, lancee_par: Utilisateur) -> Importation:
    """Keep the uploaded file (or point to the server's folder) and announce the preview."""
    importation = Importation(
        jeu=jeu.code,
        etat=Etat.EN_COURS,
        debut=timezone.now(),
        source=(fichier.name or f"fichier{jeu.extension}")[:300] if fichier else "dossier du serveur",
        lancee_par=lancee_par,
    )
    if fichier:
        importation.fichier.save(f"{jeu.code}{jeu.extension}", fichier, save=False)
    importation.rapport = {"informations": {"empreinte": empreinte_archive(_chemin(importation))}}
    importation.save()
    return importation


def _chemin(importation: Importation) -> Path:
    """Where the archive of this import lies."""
    if importation.fichier:
        return Path(importation.fichier.path)
    dossier = _jeu(importation).sur_le_serveur()
    if dossier is None:
        raise ApercuPerime("Le dossier du serveur n'est plus là.")
    return dossier


def preparer_apercu(*, importation: Importation) -> Importation:
    """Run the whole import and roll it back; the report stays."""
    return _jeu(importation).importer(
        chemin=_chemin(importation), appliquer=False, source=importation.source, importation=importation
    )


def reserver(*, importation: Importation) -> None:
    """Take a preview for applying: once, and only while its file is the same."""
    pris = Importation.objects.filter(pk=importation.pk, etat=Etat.APERCU).update(
        etat=Etat.EN_COURS, debut=timezone.now(), fin=None
    )
    if not pris:
        raise ApercuPerime("Cet aperçu a déjà été appliqué ou refusé.")
    try:
        _verifier(importation)
    except ApercuPerime:
        Importation.objects.filter(pk=importation.pk).update(etat=Etat.APERCU)
        raise


def _verifier(importation: Importation) -> None:
    attendue = importation.rapport.get("informations", {}).get("empreinte")
    try:
        trouvee = empreinte_archive(_chemin(importation))
    except OSError as erreur:
        raise ApercuPerime("Le fichier de cet aperçu n'est plus là : déposez-le de nouveau.") from erreur
    if not attendue or trouvee != attendue:
        raise ApercuPerime("Le fichier a changé depuis l'aperçu : demandez un nouvel aperçu.")


def appliquer_apercu(*, importation: Importation) -> Importation:
    """Apply a reserved preview. The file is checked once more, and every control is run again."""
    _verifier(importation)
    return _jeu(importation).importer(
        chemin=_chemin(importation), appliquer=True, source=importation.source, importation=importation
    )


def abandonner(*, importation: Importation, raison: str) -> Importation:
    """Close a run that could not end, so that it is not shown as running for ever."""
    rapport = Rapport(refus=[Refus(raison)], informations=importation.rapport.get("informations", {}))
    rapport.compte("Archive").refuses = 1
    return consigner(
        jeu=importation.jeu,
        version=importation.version,
        source=importation.source,
        etat=Etat.REFUSEE,
        debut=importation.debut,
        rapport=rapport,
        importation=importation,
    )
