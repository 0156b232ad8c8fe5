"""Sign-up, sheet, commitments and open doors of a company."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from commun.dates import ajouter_mois
from stages.choices import TypeEngagement
from stages.clients.registre import FicheRegistre
from stages.forms.champs import JOUR, CommuneField, SansRequis
from stages.models import Entreprise, Ouverture
from stages.services.engagements import DUREE_MOIS, OBJECTIF_MAX
from stages.services.inscription import FicheEntreprise
from stages.services.siret import SiretRefuse, lire_siret
from territoires.models import Commune

CAPACITE_MAX = 10_000


class SiretForm(SansRequis):
    """First step: the number."""

    siret = forms.CharField(
        label="SIRET de l'établissement",
        max_length=40,
        help_text="14 chiffres, avec ou sans espaces. Il figure sur vos factures et vos bulletins de paie.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Indiquez le SIRET de votre établissement."},
    )

    def clean_siret(self) -> str:
        try:
            return lire_siret(self.cleaned_data["siret"])
        except SiretRefuse as refus:
            raise forms.ValidationError(str(refus)) from refus


class FicheForm(SansRequis):
    """The sheet of a company, filled from the register or by hand."""

    nom = forms.CharField(
        label="Nom de l'entreprise", max_length=160, error_messages={"required": "Indiquez le nom de l'entreprise."}
    )
    activite = forms.CharField(
        label="Activité",
        max_length=200,
        help_text="En quelques mots que comprend un ou une élève de quatrième.",
        error_messages={"required": "Dites ce que fait l'entreprise."},
    )
    code_naf = forms.CharField(
        label="Code NAF (ou APE)",
        max_length=6,
        required=False,
        help_text="Par exemple 10.71C. Il figure près du SIRET.",
        validators=[RegexValidator(r"^\d{2}\.?\d{2}[A-Za-z]\Z", "Quatre chiffres et une lettre, par exemple 10.71C.")],
    )
    adresse = forms.CharField(label="Numéro et rue", max_length=200, required=False)
    code_postal = forms.CharField(
        label="Code postal",
        required=False,
        max_length=5,
        validators=[RegexValidator(r"^\d{5}\Z", "Un code postal a cinq chiffres.")],
    )
    commune = CommuneField(
        label="Commune", required=False, help_text="Laissez vide si l'établissement n'est pas en Pays de la Loire."
    )
    effectif = forms.ChoiceField(label="Taille", choices=Entreprise.Effectif.choices)
    telephone = forms.CharField(
        label="Téléphone",
        required=False,
        max_length=20,
        help_text="Pour la Région seulement : il n'est pas public.",
        validators=[RegexValidator(r"^\+?[\d .()-]{6,20}\Z", "Écrivez un numéro, par exemple 02 40 00 00 00.")],
    )

    def clean_code_naf(self) -> str:
        code = self.cleaned_data["code_naf"].upper()
        return f"{code[:2]}.{code[2:]}" if len(code) == 5 else code

    def fiche(self, deja: Entreprise | None = None) -> FicheEntreprise:
        """The sheet of a valid form; what the form does not ask stays as it is."""
        gardes = {"presentation": deja.presentation, "site": deja.site} if deja else {}
        return FicheEntreprise(**{**gardes, **self.cleaned_data})

    @staticmethod
    def depuis_le_registre(lu: FicheRegistre) -> dict[str, Any]:
        """First values, from what the register says."""
        return {
            "nom": lu.nom,
            "code_naf": lu.code_naf,
            "adresse": lu.adresse,
            "code_postal": lu.code_postal,
            "commune": Commune.objects.actives().filter(code_insee=lu.code_insee).first(),
            "effectif": lu.effectif,
        }


class PresentationForm(FicheForm):
    """The sheet as a company keeps it afterwards: with the words of its public page."""

    presentation = forms.CharField(
        label="Présentation",
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Ce que vous faites, avec qui, et ce qu'un ou une stagiaire verra. 1 500 caractères au plus.",
    )
    site = forms.URLField(label="Site internet", required=False, max_length=200, assume_scheme="https")

    def clean_site(self) -> str:
        site: str = self.cleaned_data["site"]
        if site and not site.startswith(("http://", "https://")):
            raise forms.ValidationError("Une adresse de site commence par https://.")
        return site

    @staticmethod
    def depuis_la_fiche(entreprise: Entreprise) -> dict[str, Any]:
        """First values, from the sheet."""
        champs = {nom: getattr(entreprise, nom) for nom in FicheEntreprise.__slots__ if nom not in ("nom", "commune")}
        return {**champs, "nom": entreprise.organisation.nom, "commune": entreprise.organisation.commune}


class EngagementForm(SansRequis):
    """A commitment to sign."""

    type = forms.ChoiceField(label="Engagement", choices=TypeEngagement.choices, initial=TypeEngagement.CHARTE)
    objectif = forms.IntegerField(
        label="Stagiaires à accueillir",
        required=False,
        min_value=1,
        max_value=OBJECTIF_MAX,
        help_text="Sur toute la période. Facultatif pour la charte.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    debut = forms.DateField(label="Du", widget=JOUR)
    fin = forms.DateField(label="Au", widget=JOUR)
    accord = forms.BooleanField(
        label="Je signe au nom de l'entreprise",
        error_messages={"required": "Cochez la case pour signer."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aujourdhui = timezone.localdate()
        self.fields["debut"].initial = aujourdhui
        self.fields["fin"].initial = ajouter_mois(aujourdhui, DUREE_MOIS)

    def _annee_plausible(self, nom: str) -> date:
        jour: date = self.cleaned_data[nom]
        if abs(jour.year - timezone.localdate().year) > 10:
            raise forms.ValidationError("Vérifiez l'année.")
        return jour

    def clean_debut(self) -> date:
        return self._annee_plausible("debut")

    def clean_fin(self) -> date:
        return self._annee_plausible("fin")


class OuvertureForm(SansRequis):
    """A visit or an open day to propose."""

    type = forms.ChoiceField(label="Que proposez-vous ?", choices=Ouverture.Type.choices)
    jour = forms.DateField(label="Date", widget=JOUR)
    heure_debut = forms.TimeField(label="Début", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    heure_fin = forms.TimeField(label="Fin", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    capacite = forms.IntegerField(
        label="Nombre de personnes au plus",
        required=False,
        min_value=1,
        max_value=CAPACITE_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    description = forms.CharField(
        label="Ce que l'on verra",
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Et comment s'inscrire, s'il le faut.",
    )
    publiee = forms.BooleanField(label="Publier tout de suite", required=False, initial=True)

    def champs(self) -> dict[str, Any]:
        """What the service wants, from a valid form."""
        d = self.cleaned_data
        moments = {"debut": _moment(d["jour"], d["heure_debut"]), "fin": _moment(d["jour"], d["heure_fin"])}
        return {nom: d[nom] for nom in ("type", "capacite", "description", "publiee")} | moments


def _moment(jour: date, heure: time) -> datetime:
    return timezone.make_aware(datetime.combine(jour, heure))  # noqa: DTZ001 - made aware here
