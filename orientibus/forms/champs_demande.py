"""The fields of a request for the bus, in the order of the page; what they mean together is in ``demande``."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from commun.choix import OuiNon
from formations.champs import EtablissementField
from orientibus.choices import Creneau, Duree, FormatVisite, Niveau, PublicAttendu, TypeDemandeur
from territoires.champs import CommuneField

JOURS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi")
CRENEAUX = (Creneau.MATIN, Creneau.APRES_MIDI, Creneau.SOIR)
OUVERTURES = [(f"{n}-{c}", f"{jour} {c.label.lower()}") for n, jour in enumerate(JOURS) for c in CRENEAUX]
PAR_DEFAUT = [f"{n}-{c}" for n in range(5) for c in CRENEAUX[:2] if (n, c) != (2, Creneau.APRES_MIDI)]
PERIODES = 3
"""Wished, then excluded periods that the page offers room for."""
A_CHOISIR = [("", "Choisissez")]
OUI_NON = [(OuiNon.OUI, "Oui"), (OuiNon.NON, "Non"), (OuiNon.INCONNU, "Je ne sais pas encore")]
JOUR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TELEPHONE = RegexValidator(r"^\+?[0-9 .()-]{6,20}\Z", "Ce numéro n'est pas complet. Exemple : 02 40 00 00 00.")
DATE_FAUSSE = {"invalid": "Cette date n'existe pas."}


def _oui_non(libelle: str, aide: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=libelle,
        choices=OUI_NON,
        initial=OuiNon.INCONNU,
        help_text=aide,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une de ces réponses."},
    )


def _choix(libelle: str, choix: Any, manque: str, aide: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=libelle,
        choices=[*A_CHOISIR, *choix.choices],
        help_text=aide,
        error_messages={"required": manque, "invalid_choice": "Choisissez une de ces réponses."},
    )


def _plusieurs(libelle: str, choix: Any, aide: str = "", requis: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=libelle,
        choices=choix,
        required=requis,
        help_text=aide,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une case.", "invalid_choice": "Choisissez dans la liste."},
    )


def _nombre(libelle: str, mini: int, maxi: int, aide: str = "", requis: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=libelle,
        min_value=mini,
        max_value=maxi,
        required=requis,
        help_text=aide,
        error_messages={
            "required": "Indiquez un nombre.",
            "invalid": "Indiquez un nombre entier.",
            "min_value": f"Au moins {mini}.",
            "max_value": f"Au plus {maxi}.",
        },
    )


class ChampsDemande(forms.Form):
    """Who, where, for whom, when, what, and whom to call."""

    use_required_attribute = False

    organisation = forms.ChoiceField(
        label="Au nom de", required=False, help_text="Les membres de cette organisation suivront aussi la demande."
    )
    type_demandeur = _choix("Vous êtes", TypeDemandeur, "Dites qui vous êtes.")
    etablissement = EtablissementField(
        label="Établissement scolaire",
        required=False,
        help_text="Son nom et sa ville, ou son numéro UAI. Son adresse sera reprise si vous ne la donnez pas.",
    )
    structure = forms.CharField(
        label="Nom de la structure",
        max_length=160,
        required=False,
        help_text="Par exemple Mairie de Craon. Inutile pour un établissement scolaire trouvé ci-dessus.",
    )
    commune = CommuneField(
        label="Commune où le bus viendrait",
        required=False,
        help_text="Nom ou code postal. Inutile pour un établissement scolaire trouvé ci-dessus.",
    )
    adresse = forms.CharField(
        label="Adresse exacte",
        max_length=200,
        required=False,
        help_text="Le numéro et la rue, ou le nom de la place. Inutile de même.",
    )
    stationnement = _oui_non(
        "Y a-t-il la place pour un véhicule de 19 mètres ?",
        "Une place plate, où un autocar arrive sans reculer.",
    )
    electricite = _oui_non("Y a-t-il une prise électrique à proximité ?")
    accessible = _oui_non("Le lieu est-il accessible en fauteuil ?")
    acces = forms.CharField(
        label="Comment arriver",
        max_length=300,
        required=False,
        help_text="Portail, hauteur limitée, rue à éviter.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    public = _choix("Pour qui", PublicAttendu, "Dites pour qui.")
    format = _choix("Sous quelle forme", FormatVisite, "Choisissez une forme de visite.")
    niveaux = _plusieurs("Niveaux", Niveau.choices, "Pour des élèves.")
    groupes = _nombre("Nombre de groupes", 1, 40, "Pour des élèves : un groupe monte après l'autre.", False)
    effectif = _nombre("Personnes attendues en tout", 1, 2000)
    ouverte_a_tous = forms.BooleanField(
        label="La visite est ouverte à tous les habitants",
        required=False,
        help_text="Elle sera annoncée sur le portail une fois la date confirmée. Impossible pour une visite de classe.",
    )
    duree = _choix("Durée", Duree, "Choisissez une durée.")
    ouvertures = _plusieurs("Jours et moments possibles", OUVERTURES, "Plus il y en a, plus c'est possible.", True)
    ateliers = _plusieurs("Thèmes et ateliers souhaités", [])
    precisions = forms.CharField(
        label="Précisions",
        max_length=1500,
        required=False,
        help_text="Ce que vous attendez de la visite. 1 500 caractères au plus.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    education_prioritaire = _oui_non("L'établissement est-il en éducation prioritaire ?", "REP ou REP+.")
    qpv = _oui_non("Le lieu est-il dans un quartier prioritaire de la ville ?", "La politique de la ville.")
    contact_nom = forms.CharField(
        label="Personne à joindre", max_length=120, error_messages={"required": "Indiquez un nom."}
    )
    contact_courriel = forms.EmailField(
        label="Son adresse électronique",
        help_text="Les dates proposées lui sont envoyées.",
        error_messages={
            "required": "Indiquez une adresse.",
            "invalid": "Cette adresse n'est pas complète. Exemple : nom@exemple.fr.",
        },
    )
    contact_telephone = forms.CharField(
        label="Son téléphone",
        max_length=20,
        required=False,
        validators=[TELEPHONE],
        help_text="Pour l'équipe du bus, le jour de la visite.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ouvertures"].initial = PAR_DEFAUT
        for sorte, mot in (("souhait", "Souhait"), ("exclusion", "Exclusion")):
            for n in range(1, PERIODES + 1):
                for bout, libelle in (("debut", f"{mot} {n}, du"), ("fin", f"{mot} {n}, au")):
                    self.fields[f"{sorte}_{n}_{bout}"] = forms.DateField(
                        label=libelle, required=False, widget=JOUR, error_messages=DATE_FAUSSE
                    )

    def lignes_de_dates(self, sorte: str) -> list[tuple[Any, Any]]:
        """The two fields of each period, for the page."""
        return [(self[f"{sorte}_{n}_debut"], self[f"{sorte}_{n}_fin"]) for n in range(1, PERIODES + 1)]

    @property
    def souhaits(self) -> list[tuple[Any, Any]]:
        return self.lignes_de_dates("souhait")

    @property
    def exclusions(self) -> list[tuple[Any, Any]]:
        return self.lignes_de_dates("exclusion")

    @property
    def grille(self) -> list[tuple[str, list[Any]]]:
        """The boxes of the days, a row for each weekday."""
        cases = list(self["ouvertures"])
        pas = len(CRENEAUX)
        return [(jour, cases[n * pas : (n + 1) * pas]) for n, jour in enumerate(JOURS)]
