"""Filters of trainings and establishments: those of the pages, but a value that means nothing is a 400."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound

from commun.parametres import CODE_DEPARTEMENT, CODE_INSEE, LecteurDeParametres, trouver
from commun.schema import SANS_NUL
from formations.choices import TypeEtablissement, Voie
from formations.models import Offre
from formations.services.ensembles import ensemble
from formations.services.exploration import (
    PARTOUT,
    TRIS,
    Criteres,
    Exploration,
    explorer,
    facettes_de_l_instant,
)
from formations.services.instant import lire_instant
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.repertoire import Repertoire
from metiers.choices import Niveau
from territoires.models import Commune
from territoires.services.chez_moi import RAYON_PAR_DEFAUT, ChezMoi

LONGUEUR_Q = 120
RAYON_MAX = 100
FACETTES = {"niveau": "niveau", "voie": "voie", "metier": "metier", "domaine": "domaine", "places_restantes": "places"}


def _parametre(nom: str, description: str, schema: Mapping[str, Any], plusieurs: bool = False) -> OpenApiParameter:
    forme = {"type": "array", "items": dict(schema)} if plusieurs else dict(schema)
    return OpenApiParameter(nom, forme, description=description)


TEXTE_Q = {"type": "string", "maxLength": LONGUEUR_Q, "pattern": SANS_NUL}
PARAMETRES = [
    _parametre("q", "Ce que l'on tape : une formation, un diplôme, un métier. Les fautes sont tolérées.", TEXTE_Q),
    _parametre(
        "niveau",
        "Niveau de sortie : 0 sans diplôme, 3 CAP, 4 bac, 5 bac + 2, 6 bac + 3, 7 bac + 5, 8 doctorat.",
        {"type": "string", "enum": [str(n) for n in Niveau.values]},
        plusieurs=True,
    ),
    _parametre("voie", "Voie de formation.", {"type": "string", "enum": Voie.values}, plusieurs=True),
    _parametre(
        "metier",
        "Adresse d'un métier (voir `/api/v1/metiers/`) auquel la formation mène. Inconnue : 404.",
        {"type": "string", "maxLength": 200, "pattern": "^[-a-zA-Z0-9_]+$"},
    ),
    _parametre(
        "domaine",
        "Adresse d'un domaine professionnel du ROME. Inconnue : 404.",
        {"type": "string", "maxLength": 120, "pattern": "^[-a-zA-Z0-9_]+$"},
    ),
    _parametre(
        "places_restantes", "`oui` : il reste des places, selon l'établissement.", {"type": "string", "enum": ["oui"]}
    ),
    _parametre("departement", "Code d'un département, comme 44.", {"type": "string", "pattern": CODE_DEPARTEMENT}),
    _parametre(
        "commune",
        "Code INSEE d'une commune : autour d'elle, au plus près.",
        {"type": "string", "pattern": CODE_INSEE},
    ),
    _parametre(
        "rayon",
        f"Avec `commune`, sans effet sinon : kilomètres, de 1 à {RAYON_MAX} ({RAYON_PAR_DEFAUT} par défaut).",
        {"type": "integer", "minimum": 1, "maximum": RAYON_MAX},
    ),
]
TRI = _parametre("tri", "Ordre.", {"type": "string", "enum": list(TRIS)})
TYPE = _parametre("type", "Type d'établissement.", {"type": "string", "enum": TypeEtablissement.values})


class Lecteur(LecteurDeParametres):
    """Reads a place and the facets besides."""

    def lieu(self) -> tuple[ChezMoi | None, int]:
        """The place named by its INSEE code and the radius around it."""
        code, kilometres = self.code("commune", CODE_INSEE), self.nombre("rayon", RAYON_MAX) or RAYON_PAR_DEFAUT
        commune = trouver(Commune.objects.actives().select_related("departement"), code_insee=code)
        if commune is None:
            return None, PARTOUT
        position = float(commune.latitude), float(commune.longitude)
        return ChezMoi(code, commune.nom, commune.departement.code, *position, RAYON_PAR_DEFAUT), kilometres

    def choix(self, repertoire: Repertoire, facettes: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Values of the facets. A slug that names nothing is a 404, another unknown value a 400."""
        choix = {}
        for nom, facette in FACETTES.items():
            valeurs = tuple(dict.fromkeys(self._parametres.getlist(nom)))
            inconnues = [v for v in valeurs if v not in facettes[facette].valeurs]
            if inconnues and nom in ("metier", "domaine") and all(inconnues):
                raise NotFound("Aucune formation du portail ne mène là.")
            if inconnues:
                self.fautes[nom] = [f"« {v[:40]} » n'est pas une valeur connue." for v in inconnues]
            if valeurs:
                choix[facette] = valeurs
        return choix


def lire_exploration(parametres: QueryDict) -> Exploration:
    """Trainings that answer the validated criteria, all of them on the same offers."""
    lecteur = Lecteur(parametres)
    repertoire, instant = repertoire_courant(), lire_instant(timezone.now())
    facettes = {**repertoire.facettes, **facettes_de_l_instant(repertoire, instant)}
    q = lecteur.texte("q", LONGUEUR_Q)
    departement = lecteur.code("departement", CODE_DEPARTEMENT)
    tri = lecteur.parmi("tri", TRIS)
    choix = lecteur.choix(repertoire, facettes)
    lieu, rayon = lecteur.lieu()
    lecteur.refuser_les_fautes()
    exploration = explorer(repertoire, Criteres(q, choix, lieu, rayon, tri or "pertinence"), instant)
    if departement:
        dedans = Offre.objects.actives().filter(etablissement__commune__departement__code=departement)
        connues = repertoire.positions
        positions = (connues[pk] for pk in dedans.order_by().values_list("pk", flat=True) if pk in connues)
        masque = ensemble(positions, repertoire.groupes.longueur)
        exploration.sauf[""] &= masque  # type: ignore[index]
    return exploration
