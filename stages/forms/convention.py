"""What the file of a confirmed application lacks to make its agreement, and the box by which one signs."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms

from stages.choices import Section
from stages.models import Candidature, Convention
from stages.services.conventions import ConventionImpossible, Saisie, composer_planning
from stages.services.horaires import JOURS
from stages.services.planning import Plage, jours_du_stage

INITIALES = {"debut": time(9), "pause_debut": time(12), "pause_fin": time(13), "fin": time(16)}
LIBELLES = {"debut": "Arrivée", "pause_debut": "Début de pause", "pause_fin": "Fin de pause", "fin": "Départ"}
VENDREDI, SAMEDI = 4, 5


def _texte(libelle: str, longueur: int, *, aide: str = "", long: bool = False, requis: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput()
    return forms.CharField(label=libelle, max_length=longueur, help_text=aide, widget=widget, required=requis)


def _heure(libelle: str, initiale: time | None) -> forms.TimeField:
    return forms.TimeField(
        label=libelle,
        required=False,
        initial=initiale,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Donnez une heure, par exemple 09:30."},
    )


def _jour(libelle: str) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez une date.", "invalid": "Cette date n'existe pas."},
    )


class ConventionForm(forms.Form):
    """Fields in the order of the page; a day of the week has a box and four times."""

    use_required_attribute = False

    stagiaire_nom = _texte("Nom de famille de la personne accueillie", 60)
    etablissement_nom = _texte(
        "Établissement ou structure", 200, aide="Collège, lycée, école, ou qui prescrit l'immersion."
    )
    etablissement_representant = _texte("Son représentant ou sa représentante", 120)
    etablissement_courriel = forms.EmailField(
        label="Son adresse électronique", help_text="Un lien pour lire et signer lui est envoyé."
    )
    responsable_courriel = forms.EmailField(label="Adresse électronique du responsable légal", required=False)
    representant_nom = _texte("Qui signe pour l'entreprise", 120)
    representant_fonction = _texte("Sa fonction", 120)
    tuteur_nom = _texte("Tutrice ou tuteur", 120)
    tuteur_fonction = _texte("Fonction de la tutrice ou du tuteur", 120)
    activites = _texte(
        "Activités prévues", 1500, long=True, aide="Ce que la personne verra et fera, jour après jour si possible."
    )
    assurance = _texte("Assurance de l'entreprise", 200, aide="Nom de l'assureur et numéro du contrat.")
    transport = _texte("Transport", 200, requis=False, aide="Comment venir, ce qui est remboursé.")
    repas = _texte("Repas", 200, requis=False, aide="Où déjeuner, et qui paie.")
    gratification = forms.DecimalField(
        label="Gratification (€ par heure)",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
    )
    accepte_la_perte = forms.BooleanField(
        label="Je comprends que les signatures déjà données ne comptent plus", required=False
    )

    def __init__(self, donnees: Any = None, *, candidature: Candidature, precedente: Convention | None = None) -> None:
        self.candidature = candidature
        super().__init__(donnees, initial=_initiales(candidature, precedente))
        self.dates_connues = jours_du_stage(candidature) if candidature.semaine_id else None
        self.rangs = range(SAMEDI + 1) if candidature.mineur else range(7)
        if self.dates_connues is None:
            self.fields["debut"], self.fields["fin"] = _jour("Premier jour"), _jour("Dernier jour")
        retires = []
        if candidature.offre.section != Section.LONG:
            retires.append("gratification")
        if not candidature.mineur or candidature.responsable_courriel:
            retires.append("responsable_courriel")
        if precedente is None or not precedente.signatures.exists():
            retires.append("accepte_la_perte")
        for nom in retires:
            del self.fields[nom]
        for rang in self.rangs:
            self._ajouter_jour(rang, premiere=precedente is None)

    def _ajouter_jour(self, rang: int, *, premiere: bool) -> None:
        jour = JOURS[rang]
        presume = premiere and rang <= VENDREDI
        self.fields[f"{jour}_present"] = forms.BooleanField(
            label=f"Présence le {jour}", required=False, initial=self.initial.get(f"{jour}_present", presume)
        )
        for bout, libelle in LIBELLES.items():
            self.fields[f"{jour}_{bout}"] = _heure(libelle, INITIALES[bout] if presume else None)

    def jours(self) -> Iterator[tuple[str, forms.BoundField, list[forms.BoundField]]]:
        """Each day with its box and its times, for the page."""
        for rang in self.rangs:
            jour = JOURS[rang]
            yield jour.capitalize(), self[f"{jour}_present"], [self[f"{jour}_{bout}"] for bout in LIBELLES]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        for rang in self.rangs:
            jour = JOURS[rang]
            if donnees.get(f"{jour}_present"):
                for bout in ("debut", "fin"):
                    if donnees.get(f"{jour}_{bout}") is None and f"{jour}_{bout}" not in self.errors:
                        self.add_error(f"{jour}_{bout}", "Donnez une heure, ou décochez ce jour.")
        return donnees

    def saisie(self) -> Saisie:
        """What a valid form says; :class:`ConventionImpossible` when its dates make no sense."""
        d = self.cleaned_data
        debut, fin = self.dates_connues or (d["debut"], d["fin"])
        planning = composer_planning(debut=debut, fin=fin, semaine=dict(self._semaine()))
        autres = ("planning", "accepte_la_perte")
        champs = {nom: d[nom] for nom in Saisie.__dataclass_fields__ if nom not in autres and nom in d}
        return Saisie(planning=planning, accepte_la_perte=bool(d.get("accepte_la_perte")), **champs)

    def _semaine(self) -> Iterator[tuple[int, Plage]]:
        for rang in self.rangs:
            jour = JOURS[rang]
            if self.cleaned_data.get(f"{jour}_present"):
                yield rang, Plage(**{bout: self.cleaned_data[f"{jour}_{bout}"] for bout in LIBELLES})

    def montrer(self, refus: ConventionImpossible) -> None:
        """Put the refusals of the service beside their fields."""
        for champ, messages in refus.erreurs.items():
            for message in messages:
                self.add_error(champ if champ in self.fields else None, message)


def _initiales(candidature: Candidature, precedente: Convention | None) -> dict[str, Any]:
    dates = jours_du_stage(candidature)
    valeurs: dict[str, Any] = {"stagiaire_nom": candidature.nom}
    if dates:
        valeurs |= {"debut": dates[0], "fin": dates[1]}
    if candidature.etablissement is not None:
        etablissement = candidature.etablissement
        valeurs |= {"etablissement_nom": etablissement.nom, "etablissement_courriel": etablissement.courriel}
    if candidature.offre.gratification_horaire is not None:
        valeurs["gratification"] = candidature.offre.gratification_horaire
    return valeurs | _reprises(precedente) if precedente else valeurs


def _reprises(precedente: Convention) -> dict[str, Any]:
    """What the version before said, so that only what changes is typed again."""
    c = precedente.contenu
    courriels = {s["role"]: s["courriel"] for s in c["signataires"]}
    valeurs = {
        "stagiaire_nom": c["stagiaire"]["nom"],
        "etablissement_nom": c["etablissement"]["nom"],
        "etablissement_representant": c["etablissement"]["representant"],
        "etablissement_courriel": courriels.get("etablissement", ""),
        "responsable_courriel": courriels.get("responsable", ""),
        "representant_nom": c["entreprise"]["representant"],
        "representant_fonction": c["entreprise"]["fonction"],
        "tuteur_nom": c["tuteur"]["nom"],
        "tuteur_fonction": c["tuteur"]["fonction"],
        "debut": date.fromisoformat(c["debut"]),
        "fin": date.fromisoformat(c["fin"]),
        "gratification": Decimal(c["gratification"]) if c["gratification"] else None,
        **{nom: c[nom] for nom in ("activites", "assurance", "transport", "repas")},
    }
    for h in c["horaires"]:
        debut, fin = (h["pause"] or ["", ""])[:2]
        heures = {"debut": h["debut"], "fin": h["fin"], "pause_debut": debut, "pause_fin": fin}
        valeurs |= {f"{h['jour']}_{bout}": heure for bout, heure in heures.items()} | {f"{h['jour']}_present": True}
    return valeurs


class SignatureForm(forms.Form):
    """A name and a box; the version read on the screen goes with them."""

    use_required_attribute = False

    nom = _texte("Prénom et nom de la personne qui signe", 120)
    accepte = forms.BooleanField(
        label="J'ai lu et j'accepte cette convention",
        error_messages={"required": "Cochez cette case pour signer."},
    )
    empreinte = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
