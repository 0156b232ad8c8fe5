"""One screen of the interests questionnaire, and what the address of its result says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from metiers.interets import Activite, Profil, lire_profil
from metiers.services.facettes import Catalogue

TRIS = {"interets": "Vos intérêts", "potentiel": "Le potentiel d'embauche"}
LONGUEUR_DITE = 40


class EcranForm(forms.Form):
    """Activities of a screen, each with five steps. What was answered before is ticked."""

    use_required_attribute = False

    def __init__(self, activites: Iterable[Activite], reponses: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for activite in activites:
            self.fields[activite.code] = forms.TypedChoiceField(
                label=activite.phrase,
                choices=list(enumerate(reponses)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": "choisissez une réponse.",
                    "invalid_choice": "choisissez une des cinq réponses.",
                },
            )

    @property
    def donnees(self) -> dict[str, int]:
        """The answers that are in order, even when others are missing."""
        self.is_valid()
        return {code: valeur for code, valeur in self.cleaned_data.items() if isinstance(valeur, int)}


@dataclass(frozen=True, slots=True)
class LectureResultat:
    """Profile and ways to see the list that were understood, and what was not."""

    profil: Profil | None
    niveaux: tuple[str, ...]
    tri: str
    ecartes: tuple[str, ...]


def lire_resultat(parametres: QueryDict, catalogue: Catalogue) -> LectureResultat:
    """Read the parameters of the result page."""
    connus = catalogue.facettes["niveau"].valeurs
    demandes = [v for v in dict.fromkeys(parametres.getlist("niveau")[: len(connus) + 1]) if v]
    tri = parametres.get("tri") or "interets"
    ecartes = [v for v in demandes if v not in connus] + ([tri] if tri not in TRIS else [])
    return LectureResultat(
        profil=lire_profil(parametres.get("p", "")),
        niveaux=tuple(v for v in demandes if v in connus),
        tri=tri if tri in TRIS else "interets",
        ecartes=tuple(v[:LONGUEUR_DITE] for v in ecartes),
    )


def reponses_du_formulaire(activites: Iterable[Activite], reponses: Mapping[str, int]) -> dict[str, int]:
    """Initial values of a screen."""
    return {a.code: reponses[a.code] for a in activites if a.code in reponses}
