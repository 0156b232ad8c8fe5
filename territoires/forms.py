"""Forms of the visitor's place, and what the address of the directory of guidance places says.

In that address, unknown values never break a page: they are put aside, and the page says that they were not applied.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from territoires.models import Commune, Departement, PublicOriente, ReseauOrientation
from territoires.services import orientation
from territoires.services.annuaire import CriteresLieux
from territoires.services.chez_moi import RAYON_MAX, RAYON_MIN, RAYON_PAR_DEFAUT, ChezMoi
from territoires.services.completion import resoudre
from territoires.services.lecture_lieu import commune_du_code

LONGUEUR_LIEU = 120
LONGUEUR_DITE = 40
T = TypeVar("T")


class ChezMoiForm(forms.Form):
    """A commune, typed as people do, and a radius. ``choix`` lists the communes when several answer."""

    commune = forms.CharField(
        label="Commune ou code postal",
        max_length=120,
        help_text="Par exemple Nantes, St-Herblain, 49300 ou le nom d'une ancienne commune.",
        error_messages={"required": "Indiquez une commune ou un code postal."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-completion": "/api/v1/communes/"}),
    )
    rayon = forms.IntegerField(
        label="Jusqu'à combien de kilomètres",
        min_value=RAYON_MIN,
        max_value=RAYON_MAX,
        initial=RAYON_PAR_DEFAUT,
        help_text=f"À vol d'oiseau, de {RAYON_MIN} à {RAYON_MAX} km.",
        error_messages={
            "required": "Indiquez une distance en kilomètres.",
            "invalid": "Indiquez un nombre entier de kilomètres.",
            "min_value": f"La plus petite distance est {RAYON_MIN} km.",
            "max_value": f"La plus grande distance est {RAYON_MAX} km.",
        },
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choix: list[Commune] = []
        self.lieu: Commune | None = None

    def clean_commune(self) -> str:
        saisie: str = self.cleaned_data["commune"]
        trouvees = self._choisie() or resoudre(saisie)
        if not trouvees:
            raise forms.ValidationError("Aucune commune de la région ne porte ce nom ni ce code postal.")
        if len(trouvees) > 1:
            self.choix = trouvees
            raise forms.ValidationError("Plusieurs communes correspondent : choisissez la vôtre ci-dessous.")
        self.lieu = trouvees[0]
        return saisie

    def _choisie(self) -> list[Commune]:
        """The commune chosen among several, by its INSEE code."""
        code = str(self.data.get("code", ""))[:5]
        if not code.isascii() or not code.isalnum():
            return []
        return list(Commune.objects.actives().select_related("departement").filter(code_insee=code.upper()))


class PositionForm(forms.Form):
    """Coordinates given by the device, used at once and never kept."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)


# --- The directory of guidance places ----------------------------------------------------------------


@dataclass(slots=True)
class ListesDeChoix:
    """Closed lists of the page, read once: what is chosen is one of them."""

    publics: list[PublicOriente]
    reseaux: list[ReseauOrientation]
    departements: list[Departement]


@dataclass(slots=True)
class LectureLieux:
    """Criteria understood, what was put aside, and the communes to choose from when several answer."""

    criteres: CriteresLieux
    saisie: str = ""
    ecartes: list[str] = field(default_factory=list)
    choix: list[Commune] = field(default_factory=list)
    introuvable: bool = False


def listes_de_choix() -> ListesDeChoix:
    """Audiences, networks that have an open place, départements."""
    reseaux = ReseauOrientation.objects.filter(lieux__actif=True).distinct()
    return ListesDeChoix(
        list(PublicOriente.objects.proposes()), list(reseaux), list(Departement.objects.order_by("code"))
    )


def lire_lieux(parametres: QueryDict, listes: ListesDeChoix, session: ChezMoi | None) -> LectureLieux:
    """Read the parameters of ``/territoires/lieux/``; the place of the session stands when the address names none."""
    lecture = LectureLieux(CriteresLieux())
    centre = _centre(parametres, session, lecture)
    lecture.criteres = CriteresLieux(
        public=_parmi(parametres, "public", {p.code: p for p in listes.publics}, lecture),
        reseau=_parmi(parametres, "reseau", {r.code: r for r in listes.reseaux}, lecture),
        departement=_parmi(parametres, "departement", {d.code: d for d in listes.departements}, lecture),
        cep=_coche(parametres, "cep", lecture),
        accessible=_coche(parametres, "accessible", lecture),
        centre=centre,
        rayon=_rayon(parametres, lecture),
        partout=_coche(parametres, "partout", lecture),
    )
    lecture.ecartes = [valeur[:LONGUEUR_DITE] for valeur in lecture.ecartes]
    return lecture


def _parmi(parametres: QueryDict, nom: str, connus: "dict[str, T]", lecture: LectureLieux) -> "T | None":
    valeur = parametres.get(nom, "")
    if valeur and valeur not in connus:
        lecture.ecartes.append(valeur)
    return connus.get(valeur)


def _coche(parametres: QueryDict, nom: str, lecture: LectureLieux) -> bool:
    valeur = parametres.get(nom, "")
    if valeur not in ("", "oui"):
        lecture.ecartes.append(valeur)
    return valeur == "oui"


def _rayon(parametres: QueryDict, lecture: LectureLieux) -> int:
    brut = parametres.get("rayon", "")
    if (
        brut.isascii()
        and brut.isdigit()
        and len(brut) <= 4
        and orientation.RAYON_MIN <= int(brut) <= orientation.RAYON_MAX
    ):
        return int(brut)
    if brut:
        lecture.ecartes.append(brut)
    return orientation.RAYON_PAR_DEFAUT


def _centre(parametres: QueryDict, session: ChezMoi | None, lecture: LectureLieux) -> Commune | ChezMoi | None:
    """The commune typed, else the one of the address, else the visitor's own."""
    lecture.saisie = " ".join(parametres.get("lieu", "")[:LONGUEUR_LIEU].replace("\0", "").split())
    code = parametres.get("commune", "")
    nommee = _commune(code, lecture)
    if lecture.saisie:
        if nommee is not None and lecture.saisie == nommee.libelle:
            return nommee
        trouvees = resoudre(lecture.saisie)
        if len(trouvees) == 1:
            return trouvees[0]
        lecture.choix, lecture.introuvable = trouvees, not trouvees
        return None
    return nommee or session


def _commune(code: str, lecture: LectureLieux) -> Commune | None:
    if not code:
        return None
    trouvee = commune_du_code(code)
    if trouvee is None:
        lecture.ecartes.append(code)
    return trouvee
