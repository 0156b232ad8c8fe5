"""To apply: who I am, when, and a few words. A guardian under eighteen; a CV where it makes sense."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from comptes.models import Utilisateur
from formations.champs import EtablissementField
from stages.choices import NiveauPublic, Section
from stages.forms.champs import JOUR, SansRequis
from stages.models import OffreStage, SemaineDOffre
from stages.services.candidatures import Dossier
from stages.services.cv import CvRefuse, controler_cv

ADULTES = {NiveauPublic.SUPERIEUR, NiveauPublic.ADULTE}
MOTIVATION = 1500


class CandidatureForm(SansRequis):
    """Built for one offer: only its levels and its weeks with a place left are proposed."""

    semaine = forms.ChoiceField(
        label="Quelle semaine ?", widget=forms.RadioSelect, error_messages={"required": "Choisissez une semaine."}
    )
    prenom = forms.CharField(label="Prénom", max_length=60, error_messages={"required": "Indiquez votre prénom."})
    nom = forms.CharField(
        label="Nom",
        max_length=60,
        help_text="Montré à l'entreprise quand elle vous accepte, pour la convention.",
        error_messages={"required": "Indiquez votre nom."},
    )
    date_naissance = forms.DateField(
        label="Date de naissance",
        widget=JOUR,
        error_messages={"required": "Indiquez votre date de naissance.", "invalid": "Cette date n'existe pas."},
    )
    niveau = forms.ChoiceField(label="Votre situation", error_messages={"required": "Dites où vous en êtes."})
    etablissement = EtablissementField(
        label="Votre établissement", required=False, help_text="Son nom et sa ville. Utile pour les places réservées."
    )
    motivation = forms.CharField(
        label="Pourquoi cette offre ?",
        max_length=MOTIVATION,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Trois phrases suffisent. Pas de téléphone ni d'adresse : ils seraient masqués.",
        error_messages={"required": "Écrivez quelques mots : c'est ce que l'entreprise lira d'abord."},
    )
    telephone = forms.CharField(
        label="Téléphone", max_length=20, required=False, help_text="Montré seulement si vous êtes majeur et accepté."
    )
    cv = forms.FileField(label="CV", required=False, help_text="Un PDF de 3 Mo et 10 pages au plus.")
    responsable_nom = forms.CharField(label="Nom de votre responsable légal", max_length=120, required=False)
    responsable_courriel = forms.EmailField(
        label="Son adresse électronique",
        required=False,
        help_text="Nous lui écrivons pour demander son accord.",
        error_messages={"invalid": "Cette adresse n'est pas complète. Exemple : nom@exemple.fr."},
    )
    responsable_telephone = forms.CharField(label="Son téléphone", max_length=20, required=False)

    def __init__(self, *args: Any, offre: OffreStage, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aujourdhui = timezone.localdate()
        self.semaines: dict[str, SemaineDOffre] = {
            str(s.pk): s for s in offre.semaines.all() if s.lundi > aujourdhui and s.places_prises < s.capacite
        }
        niveaux = [n for n in NiveauPublic if n in {n.niveau for n in offre.niveaux.all()}]
        self._choisir("niveau", [("", "Choisissez"), *((n.value, n.label) for n in niveaux)])
        if len(niveaux) == 1:
            self.fields["niveau"].initial = niveaux[0].value
        if offre.capacite is None:
            self._choisir("semaine", [(pk, _libelle(s)) for pk, s in self.semaines.items()])
            if len(self.semaines) == 1:
                self.fields["semaine"].initial = next(iter(self.semaines))
        else:
            del self.fields["semaine"]
        if offre.section == Section.OBSERVATION:
            del self.fields["cv"]
        if set(niveaux) <= ADULTES:
            del self.fields["etablissement"]
        self.fields["prenom"].initial, self.fields["nom"].initial = utilisateur.prenom, utilisateur.nom

    def _choisir(self, champ: str, choix: list[tuple[str, str]]) -> None:
        self.fields[champ].choices = choix  # type: ignore[attr-defined]

    def clean_date_naissance(self) -> date:
        jour: date = self.cleaned_data["date_naissance"]
        age = (timezone.localdate() - jour).days // 365
        if not 9 < age < 100:
            raise forms.ValidationError("Vérifiez votre date de naissance.")
        return jour

    def clean_cv(self) -> Any:
        cv = self.cleaned_data["cv"]
        if cv:
            try:
                controler_cv(cv)
            except CvRefuse as refus:
                raise forms.ValidationError(str(refus)) from refus
        return cv or None

    def semaine_choisie(self) -> SemaineDOffre | None:
        """The week of a valid form; ``None`` for an offer counted as a whole."""
        return self.semaines.get(self.cleaned_data.get("semaine", ""))

    def dossier(self) -> Dossier:
        """What the service wants, from a valid form."""
        champs = {nom: self.cleaned_data[nom] for nom in Dossier.__slots__ if nom in self.cleaned_data}
        return Dossier(**champs)


def _libelle(semaine: SemaineDOffre) -> str:
    places = semaine.capacite - semaine.places_prises
    return f"Semaine du {semaine.lundi:%d/%m/%Y} ({places} place{'s'[: places > 1]})"
