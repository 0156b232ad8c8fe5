"""A CV is looked into before it is kept: a real PDF, short, without a key, a script or another file inside.

It is read, never executed nor shown by the site; it leaves as a download only (see ``views.cv``).
"""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

OCTETS_MAX = 3 * 1024 * 1024
PAGES_MAX = 10
OBJETS_MAX = 20_000
ENTETE = b"%PDF-"
# What a PDF must not hold: scripts, programs to launch, forms that send, files and media inside.
ACTIFS = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/RichMedia",
    "/SubmitForm",
    "/ImportData",
    "/XFA",
    "/Movie",
    "/Sound",
}


class CvRefuse(Exception):
    """The file cannot be kept; the message says why in French."""


def controler_cv(fichier: UploadedFile) -> None:
    """Refuse what is not a plain, short PDF; the file is left at its beginning."""
    if (fichier.size or 0) > OCTETS_MAX:
        raise CvRefuse(f"Ce fichier dépasse {OCTETS_MAX // 1024 // 1024} Mo : enregistrez-le plus léger.")
    fichier.seek(0)
    contenu = fichier.read()
    fichier.seek(0)
    if not contenu.startswith(ENTETE):
        raise CvRefuse("Ce fichier n'est pas un PDF. Dans votre logiciel, choisissez « Enregistrer en PDF ».")
    try:
        lecteur = PdfReader(io.BytesIO(contenu), strict=False)
        if lecteur.is_encrypted:
            raise CvRefuse("Ce PDF est protégé par un mot de passe : enlevez-le.")
        if len(lecteur.pages) > PAGES_MAX:
            raise CvRefuse(f"Ce PDF a plus de {PAGES_MAX} pages.")
        if _est_actif(lecteur):
            raise CvRefuse("Ce PDF contient un programme ou un autre fichier : enregistrez-le de nouveau, sans cela.")
    except CvRefuse:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as erreur:
        raise CvRefuse("Ce PDF ne s'ouvre pas : il est abîmé.") from erreur


def _est_actif(lecteur: PdfReader) -> bool:
    """Walk every object from the trailer, each once."""
    vus: set[int] = set()
    restants: list[Any] = [lecteur.trailer]
    while restants:
        objet = restants.pop()
        if isinstance(objet, IndirectObject):
            if objet.idnum in vus:
                continue
            vus.add(objet.idnum)
            if len(vus) > OBJETS_MAX:
                raise CvRefuse("Ce PDF est trop compliqué pour un CV : enregistrez-le de nouveau.")
            objet = objet.get_object()
        if isinstance(objet, DictionaryObject):
            if ACTIFS & (set(objet) | {str(objet.raw_get(cle)) for cle in ("/S", "/Type", "/Subtype") if cle in objet}):
                return True
            restants.extend(objet.raw_get(cle) for cle in objet)
        elif isinstance(objet, ArrayObject):
            restants.extend(list.__iter__(objet))
    return False
