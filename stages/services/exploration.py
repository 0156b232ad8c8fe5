"""What a search of offers asks, read from an address value by value; alerts, feeds and embedded lists read the same.

Unknown values never break a page: they are put aside, and the page says that they were not applied.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from commun.nombres import entier
from metiers.models import Famille, Metier
from stages.choices import Distance, NiveauPublic, Section
from territoires.models import Commune, Departement, TerritoireEmploi
from territoires.services.chez_moi import RAYON_MAX, RAYON_MIN, RAYON_PAR_DEFAUT, ChezMoi
from territoires.services.lecture_lieu import lire_lieu_nomme

LONGUEUR_MOTS = 120
LONGUEUR_DITE = 40
ECARTES_MAX = 12
RAYONS = (5, 10, 20, 30, 60)
RAYON_MAX_API = 100
PARTOUT = 0
DEPUIS = (1, 7, 30)
DEPUIS_MAX = 90
PLACES_MAX = 500
TRIS = {"pertinence": "Pertinence", "date": "Date de publication", "distance": "Distance"}
_CLE = re.compile(r"[-a-zA-Z0-9_]{1,200}")
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class CriteresOffres:
    """A search. ``rayon_km`` is ``None`` when nothing bounds the distance: ``commune`` then only measures it.

    Weeks are Mondays, both included. ``depuis``: published within so many days. ``places``: at least so many left.
    """

    mots: str = ""
    section: str = ""
    niveau: str = ""
    semaine_debut: date | None = None
    semaine_fin: date | None = None
    metier: Metier | None = None
    famille: Famille | None = None
    commune: Commune | ChezMoi | None = None
    rayon_km: int | None = None
    departement: Departement | None = None
    territoire: TerritoireEmploi | None = None
    a_distance: str = ""
    depuis: int | None = None
    places: int | None = None
    tri: str = "pertinence"

    @property
    def parametres(self) -> dict[str, str]:
        """The criteria as an address writes them: reading it again gives the same search."""
        valeurs = {
            "q": self.mots,
            "section": self.section,
            "niveau": self.niveau,
            "semaine_debut": self.semaine_debut.isoformat() if self.semaine_debut else "",
            "semaine_fin": self.semaine_fin.isoformat() if self.semaine_fin else "",
            "metier": self.metier.slug if self.metier else "",
            "famille": self.famille.slug if self.famille else "",
            "commune": self.commune.code_insee if self.commune else "",
            "rayon": str(self.rayon_km or PARTOUT) if self.commune else "",
            "departement": self.departement.code if self.departement else "",
            "territoire": self.territoire.code if self.territoire else "",
            "distance": self.a_distance,
            "depuis": str(self.depuis) if self.depuis else "",
            "places": str(self.places) if self.places else "",
            "tri": self.tri if self.tri != "pertinence" else "",
        }
        return {nom: valeur for nom, valeur in valeurs.items() if valeur}

    @property
    def adresse(self) -> str:
        """Query string of the search, without its question mark."""
        return urlencode(self.parametres)

    def sans(self, nom: str) -> "CriteresOffres":
        """The same search without one field (and without what goes with it)."""
        defaut = CriteresOffres()
        noms = {"semaine_debut": ("semaine_debut", "semaine_fin")}.get(nom, (nom,))
        return replace(self, **{champ: getattr(defaut, champ) for champ in noms})


@dataclass(frozen=True, slots=True)
class LectureOffres:
    """Criteria that were understood, what was not, and other communes of the name typed."""

    criteres: CriteresOffres
    ecartes: tuple[str, ...] = ()
    homonymes: tuple[Commune, ...] = ()
    mots_coupes: bool = False


class _Lecteur:
    """Reads parameters one by one and keeps aside what means nothing."""

    def __init__(self, parametres: QueryDict) -> None:
        self.parametres = parametres
        self.ecartes: list[str] = []

    def brut(self, nom: str) -> str:
        return self.parametres.get(nom, "").strip()

    def parmi(self, nom: str, valeurs: Iterable[str]) -> str:
        valeur = self.brut(nom)
        if valeur and valeur not in valeurs:
            self.ecartes.append(valeur)
            return ""
        return valeur

    def nombre(self, nom: str, mini: int, maxi: int) -> int | None:
        valeur = self.brut(nom)
        if not valeur:
            return None
        nombre = entier(valeur, mini, maxi)
        if nombre is None:
            self.ecartes.append(valeur)
        return nombre

    def lundi(self, nom: str) -> date | None:
        """The Monday of the day given: a week is named by any of its days."""
        valeur = self.brut(nom)
        if not valeur:
            return None
        try:
            jour = date.fromisoformat(valeur) if _JOUR.fullmatch(valeur) else None
            if jour is not None and 2000 <= jour.year <= 2100:
                return jour - timedelta(days=jour.weekday())
        except ValueError:
            pass
        self.ecartes.append(valeur)
        return None

    def objet(self, nom: str, chercher: Callable[[str], Any]) -> Any:
        valeur = self.brut(nom)
        if not valeur:
            return None
        trouve = chercher(valeur) if _CLE.fullmatch(valeur) else None
        if trouve is None:
            self.ecartes.append(valeur)
        return trouve


def lire_criteres(parametres: QueryDict, chez_moi: ChezMoi | None = None, rayon_max: int = RAYON_MAX) -> LectureOffres:
    """Read an address. The visitor's place stands where the address names none. One query per value that is named."""
    lecteur = _Lecteur(parametres)
    q = " ".join(parametres.get("q", "").replace("\x00", " ").split())
    debut, fin = lecteur.lundi("semaine_debut"), lecteur.lundi("semaine_fin")
    if debut and fin and fin < debut:
        lecteur.ecartes.append(lecteur.brut("semaine_fin"))
        fin = None
    departement = lecteur.objet("departement", lambda code: Departement.objects.filter(code=code).first())
    territoire = lecteur.objet("territoire", lambda code: TerritoireEmploi.objects.filter(code=code).first())
    commune, rayon, homonymes = _lieu(lecteur, chez_moi, ailleurs=bool(departement or territoire), rayon_max=rayon_max)
    criteres = CriteresOffres(
        mots=q[:LONGUEUR_MOTS].strip(),
        section=lecteur.parmi("section", Section.values),
        niveau=lecteur.parmi("niveau", NiveauPublic.values),
        semaine_debut=debut,
        semaine_fin=fin,
        metier=lecteur.objet("metier", lambda slug: Metier.objects.publies().filter(slug=slug).first()),
        famille=lecteur.objet("famille", lambda slug: Famille.objects.filter(slug=slug).first()),
        commune=commune,
        rayon_km=rayon,
        departement=departement,
        territoire=territoire,
        a_distance=lecteur.parmi("distance", Distance.values),
        depuis=lecteur.nombre("depuis", 1, DEPUIS_MAX),
        places=lecteur.nombre("places", 1, PLACES_MAX),
        tri=lecteur.parmi("tri", TRIS) or "pertinence",
    )
    if criteres.tri == "distance" and commune is None:
        criteres = replace(criteres, tri="pertinence")
    ecartes = tuple(valeur.replace("\x00", " ")[:LONGUEUR_DITE] for valeur in lecteur.ecartes[:ECARTES_MAX])
    return LectureOffres(criteres, ecartes, homonymes, len(q) > LONGUEUR_MOTS)


def _lieu(
    lecteur: _Lecteur, chez_moi: ChezMoi | None, *, ailleurs: bool, rayon_max: int
) -> tuple[Commune | ChezMoi | None, int | None, tuple[Commune, ...]]:
    """The place and its radius."""
    nomme = lire_lieu_nomme(lecteur.parametres, chez_moi)
    trouvee, homonymes = nomme.lieu, nomme.homonymes
    if nomme.ecarte:
        lecteur.ecartes.append(nomme.ecarte)
    rayon = lecteur.brut("rayon")
    nommee = trouvee is not None and trouvee is not chez_moi
    lieu = trouvee or (None if ailleurs else chez_moi)
    if lieu is None:
        return None, None, homonymes
    if rayon == str(PARTOUT):
        return lieu, None, homonymes
    defaut = RAYON_PAR_DEFAUT if nommee or chez_moi is None else chez_moi.rayon_km
    lu = lecteur.nombre("rayon", 1 if rayon_max > RAYON_MAX else RAYON_MIN, rayon_max)
    return lieu, lu or defaut, homonymes
