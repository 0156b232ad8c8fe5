"""The form of an alert: what, where, when, how. Works without JavaScript: names typed are resolved on the server."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict

from metiers.models import Famille, Metier
from metiers.services.recherche import chercher_metiers
from stages.choices import Frequence, NiveauPublic, Section
from stages.forms.lecture_alerte import LONGUEUR_MOTS, RAYON_PAR_DEFAUT, RAYONS, VALEURS_MAX
from stages.models import Alerte
from stages.services.alertes import Souhait
from territoires.models import Departement, TerritoireEmploi
from territoires.services.completion import resoudre
from territoires.services.noms import plier

MOINS_DE_15, MOINS_DE_18, MAJEUR = "moins_15", "moins_18", "majeur"
AGES = [(MOINS_DE_15, "Moins de 15 ans"), (MOINS_DE_18, "De 15 à 17 ans"), (MAJEUR, "18 ans ou plus")]
AGE_PAR_NIVEAU = {
    NiveauPublic.COLLEGE: MOINS_DE_15,
    NiveauPublic.SECONDE: MOINS_DE_18,
    NiveauPublic.LYCEE: MOINS_DE_18,
    NiveauPublic.LYCEE_PRO: MOINS_DE_18,
}
PROPOSES = 6
ANNEES = (2000, 2100)


def age_probable(section: str, niveau: str) -> str:
    """The answer ticked beforehand: the one that protects, for a pupil's levels and for observation."""
    defaut = MOINS_DE_18 if section == Section.OBSERVATION and not niveau else MAJEUR
    return AGE_PAR_NIVEAU.get(NiveauPublic(niveau), defaut) if niveau else defaut


def _jour(label: str, aide: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=aide,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Cette date n'existe pas."},
    )


def _heure(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Indiquez une heure, par exemple 21:30."},
    )


class AlerteForm(forms.Form):
    """Criteria and ways of an alert."""

    section = forms.ChoiceField(label="Type de stage", required=False, choices=[("", "Tous"), *Section.choices])
    metiers = forms.MultipleChoiceField(
        label="Métiers", required=False, widget=forms.CheckboxSelectMultiple, help_text="Décochez pour enlever."
    )
    metier_ajoute = forms.CharField(label="Ajouter un métier", required=False, max_length=120)
    familles = forms.MultipleChoiceField(label="Domaines", required=False, widget=forms.CheckboxSelectMultiple)
    mots = forms.CharField(
        label="Mots", required=False, max_length=LONGUEUR_MOTS, help_text="L'offre doit contenir tous ces mots."
    )
    niveau = forms.ChoiceField(label="Niveau", required=False, choices=[("", "Tous"), *NiveauPublic.choices])
    semaine_debut = _jour("À partir de la semaine du", "")
    semaine_fin = _jour("Jusqu'à la semaine du", "")
    commune = forms.CharField(label="Autour d'une commune", required=False, max_length=120)
    rayon_km = forms.TypedChoiceField(label="Rayon", coerce=int, required=False, empty_value=RAYON_PAR_DEFAUT)  # type: ignore[arg-type]
    departement = forms.ChoiceField(label="Ou dans un département", required=False)
    territoire = forms.ChoiceField(label="Ou dans un territoire", required=False)
    frequence = forms.ChoiceField(label="Quand", choices=Frequence.choices, widget=forms.RadioSelect)
    par_courriel = forms.BooleanField(label="Par courriel", required=False)
    par_push = forms.BooleanField(
        label="Par notification", required=False, help_text="Sur les appareils où vous l'aurez permis."
    )
    age = forms.ChoiceField(
        label="Votre âge",
        choices=AGES,
        widget=forms.RadioSelect,
        help_text="Avant 18 ans, aucun message entre 21 h et 7 h.",
    )
    calme_debut = _heure("Ne pas m'écrire à partir de")
    calme_fin = _heure("jusqu'à")

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes_proposees: list[str] = []
        rayon = self.initial.get("rayon_km")
        rayons = sorted({*RAYONS, *([rayon] if isinstance(rayon, int) else [])})
        self.fields["rayon_km"].choices = [(r, f"{r} km") for r in rayons]  # type: ignore[attr-defined]
        self.fields["familles"].choices = Famille.objects.values_list("slug", "libelle")  # type: ignore[attr-defined]
        self.fields["departement"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"), *((d.code, d.nom) for d in Departement.objects.all()),
        ]  # fmt: skip
        self.fields["territoire"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"), *TerritoireEmploi.objects.values_list("code", "nom"),
        ]  # fmt: skip
        self._proposer_metiers(self._slugs())
        if not getattr(settings, "VAPID_CLE_PRIVEE", ""):  # without keys there is only the mail: nothing to choose
            del self.fields["par_courriel"], self.fields["par_push"]

    def _slugs(self) -> list[str]:
        if not self.is_bound:
            return list(self.initial.get("metiers", []))
        return list(self.data.getlist("metiers"))[: 2 * VALEURS_MAX]  # type: ignore[attr-defined]

    def _proposer_metiers(self, slugs: Iterable[str]) -> None:
        trouves = Metier.objects.publies().filter(slug__in=[s[:200] for s in slugs]).order_by("nom")
        self.par_slug = {metier.slug: metier for metier in trouves}
        self.fields["metiers"].choices = [(s, m.nom) for s, m in self.par_slug.items()]  # type: ignore[attr-defined]

    def clean_metiers(self) -> list[str]:
        slugs: list[str] = self.cleaned_data["metiers"]
        if len(slugs) > VALEURS_MAX:
            raise forms.ValidationError(f"Choisissez {VALEURS_MAX} métiers au plus.")
        return slugs

    def clean_metier_ajoute(self) -> Metier | None:
        """The occupation that the text names for sure; else those it may mean, to be ticked."""
        texte = " ".join(self.cleaned_data["metier_ajoute"].split())
        if not texte:
            return None
        trouves = [r.metier_id for r in chercher_metiers(texte, PROPOSES)]
        metiers = Metier.objects.cartes(trouves)
        if not metiers:
            raise forms.ValidationError("Aucun métier de ce nom. Essayez un autre mot.")
        exacts = [m for m in metiers if texte.casefold() in _noms(m)]
        if len(exacts) == 1 or len(metiers) == 1:
            return (exacts or metiers)[0]
        self._proposer_metiers([*self.par_slug, *(m.slug for m in metiers)])
        raise forms.ValidationError("Plusieurs métiers répondent : cochez le vôtre, puis effacez ce texte.")

    def clean_semaine_debut(self) -> date | None:
        return _lundi(self.cleaned_data["semaine_debut"])

    def clean_semaine_fin(self) -> date | None:
        return _lundi(self.cleaned_data["semaine_fin"])

    def clean_commune(self) -> Any:
        texte = " ".join(self.cleaned_data["commune"].split())
        if not texte:
            return None
        trouvees = resoudre(texte)
        if not trouvees:
            raise forms.ValidationError("Nous ne connaissons pas cette commune. Essayez son code postal.")
        nommees = [c for c in trouvees if plier(texte) in (plier(c.nom), plier(c.libelle), c.code_insee.lower())]
        if len(nommees) == 1:
            return nommees[0]
        if len(trouvees) > 1:
            noms = ", ".join(c.libelle for c in trouvees[:PROPOSES])
            raise forms.ValidationError(f"Plusieurs communes répondent : {noms}. Recopiez la vôtre.")
        return trouvees[0]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        lieux = [nom for nom in ("commune", "departement", "territoire") if donnees.get(nom)]
        if len(lieux) > 1:
            self.add_error(lieux[-1], "Choisissez un seul lieu : une commune, un département ou un territoire.")
        debut, fin = donnees.get("semaine_debut"), donnees.get("semaine_fin")
        if debut and fin and fin < debut:
            self.add_error("semaine_fin", "La dernière semaine vient avant la première.")
        if "par_push" in self.fields and not donnees.get("par_courriel") and not donnees.get("par_push"):
            self.add_error("par_courriel", "Choisissez au moins une façon d'être averti.")
        if (donnees.get("calme_debut") is None) != (donnees.get("calme_fin") is None):
            self.add_error("calme_fin", "Indiquez les deux heures, ou aucune.")
        return donnees

    def souhait(self) -> Souhait:
        """What a valid form asks."""
        d = self.cleaned_data
        ajoute = [d["metier_ajoute"]] if d["metier_ajoute"] else []
        metiers = {m.pk: m for m in [*(self.par_slug[s] for s in d["metiers"]), *ajoute]}
        tels_quels = ("section", "niveau", "semaine_debut", "semaine_fin", "commune", "frequence")
        return Souhait(
            **{nom: d[nom] for nom in (*tels_quels, "calme_debut", "calme_fin")},
            par_courriel=d.get("par_courriel", True),
            par_push=d.get("par_push", False),
            mots=" ".join(d["mots"].split()),
            metiers=tuple(metiers.values()),
            familles=tuple(Famille.objects.filter(slug__in=d["familles"])) if d["familles"] else (),
            rayon_km=d["rayon_km"] if d["commune"] else None,
            departement=Departement.objects.get(code=d["departement"]) if d["departement"] else None,
            territoire=TerritoireEmploi.objects.get(code=d["territoire"]) if d["territoire"] else None,
            mineur=d["age"] != MAJEUR,
        )


class AlerteParAdresseForm(AlerteForm):
    """The same, for who has no account: the address, and the guardian's under 15."""

    courriel = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="Vous recevrez un message pour confirmer. Elle ne sert qu'à cette alerte.",
        error_messages={"required": "Indiquez une adresse.", "invalid": "Cette adresse n'est pas complète."},
    )
    courriel_responsable = forms.EmailField(
        label="Adresse de votre responsable légal",
        max_length=254,
        required=False,
        help_text="Avant 15 ans, son accord est nécessaire. Il ou elle recevra aussi un message.",
        error_messages={"invalid": "Cette adresse n'est pas complète."},
    )

    field_order = ["courriel", "age", "courriel_responsable"]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        if donnees.get("age") == MOINS_DE_15 and "courriel_responsable" not in self.errors:
            responsable = (donnees.get("courriel_responsable") or "").lower()
            if not responsable:
                self.add_error("courriel_responsable", "Avant 15 ans, indiquez l'adresse d'un responsable légal.")
            elif responsable == (donnees.get("courriel") or "").lower():
                self.add_error("courriel_responsable", "Indiquez une autre adresse que la vôtre.")
        return donnees

    @property
    def moins_de_15(self) -> bool:
        """Whether a guardian must agree."""
        return bool(self.cleaned_data["age"] == MOINS_DE_15)


class PauseForm(forms.Form):
    """Silence until a day."""

    jusqu_au = _jour("En pause jusqu'au", "L'alerte reprend ce jour-là.")

    def __init__(self, *args: Any, aujourd_hui: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aujourd_hui = aujourd_hui

    def clean_jusqu_au(self) -> date:
        jour: date | None = self.cleaned_data["jusqu_au"]
        if jour is None or not self.aujourd_hui < jour <= self.aujourd_hui + timedelta(days=366):
            raise forms.ValidationError("Choisissez un jour à venir, dans un an au plus.")
        return jour


def souhait_de(initial: dict[str, Any]) -> Souhait:
    """What first values would ask, to say it in words before anything is sent; nothing when they do not hold."""
    donnees = {nom: valeur if isinstance(valeur, list) else [valeur or ""] for nom, valeur in initial.items()}
    form = AlerteForm(MultiValueDict(donnees), initial=initial)
    return form.souhait() if form.is_valid() else Souhait()


def valeurs_de(alerte: Alerte) -> dict[str, Any]:
    """First values of the form for an alert that exists; its criteria are joined."""
    return {
        nom: getattr(alerte, nom)
        for nom in (
            "section", "mots", "niveau", "semaine_debut", "semaine_fin", "rayon_km", "frequence", "par_courriel",
            "par_push", "calme_debut", "calme_fin",
        )
    } | {
        "metiers": [m.slug for m in alerte.metiers.all()],
        "familles": [f.slug for f in alerte.familles.all()],
        "commune": alerte.commune.libelle if alerte.commune else "",
        "departement": alerte.departement.code if alerte.departement else "",
        "territoire": alerte.territoire.code if alerte.territoire else "",
        "age": (MOINS_DE_15 if alerte.courriel_responsable else MOINS_DE_18) if alerte.mineur else MAJEUR,
    }  # fmt: skip


def _noms(metier: Metier) -> set[str]:
    return {nom.casefold() for nom in (metier.nom, metier.nom_masculin, metier.nom_feminin, metier.nom_court)}


def _lundi(jour: date | None) -> date | None:
    if jour is None:
        return None
    if not ANNEES[0] <= jour.year <= ANNEES[1]:
        raise forms.ValidationError("Choisissez une date plus proche.")
    return jour - timedelta(days=jour.weekday())
