"""Forms of the plans: what staff type is kept and answered in French, whatever it is."""

import re
from datetime import date
from typing import Any

from django import forms

from orientibus.choices import Creneau, Duree, EtatDemande, PublicAttendu
from orientibus.models import Bus, Demande, Plan, Saison
from orientibus.services.parametres import Absence, Parametres
from orientibus.services.plans import SECONDES_MAX
from territoires.models import TerritoireEmploi

REFERENCES_MAX = 50
_SEPARATEURS = re.compile(r"[\s,;]+")


class ChampReferences(forms.CharField):
    """References of requests, separated by commas or lines."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2_000, required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        references = list(dict.fromkeys(r.upper() for r in _SEPARATEURS.split(super().clean(value)) if r))
        if len(references) > REFERENCES_MAX:
            raise forms.ValidationError(f"{REFERENCES_MAX} références au plus.")
        return references


def _secondes() -> forms.IntegerField:
    return forms.IntegerField(
        label="Durée de calcul, en secondes",
        min_value=2,
        max_value=SECONDES_MAX,
        initial=60,
        help_text="Plus le calcul est long, plus le plan approche du meilleur possible. "
        "Sans processus de fond, il s'arrête à 20 secondes.",
    )


class NouveauPlanForm(forms.Form):
    """A first plan for a season."""

    saison = forms.ModelChoiceField(label="Saison", queryset=Saison.objects.order_by("-debut"), empty_label=None)
    nom = forms.CharField(label="Nom du plan", max_length=120)
    secondes = _secondes()


class EssaiForm(forms.Form):
    """Another plan of the same season: an event, or a what-if."""

    nom = forms.CharField(label="Nom du nouveau plan", max_length=120)
    bus = forms.ModelChoiceField(label="Bus indisponible", queryset=Bus.objects.none(), required=False)
    debut = forms.DateField(label="Du", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    fin = forms.DateField(label="Au (compris)", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    motif = forms.CharField(label="Pourquoi (dit aux demandeurs)", max_length=200, required=False)
    obligatoires = ChampReferences(
        label="Demandes à servir absolument", help_text="Leurs références, séparées par des virgules."
    )
    retirees = ChampReferences(
        label="Demandes à retirer du plan", help_text="Une étape annulée, par exemple. Leurs références."
    )
    critere = forms.ChoiceField(label="Changer le poids des demandes", required=False)
    pourcent = forms.IntegerField(
        label="Leur poids, en pour cent", min_value=10, max_value=1_000, initial=100, required=False
    )
    secondes = _secondes()

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self._champ("bus").queryset = Bus.objects.en_service().order_by("code")
        publics = [(f"public:{valeur}", f"Public : {nom}") for valeur, nom in PublicAttendu.choices]
        territoires = TerritoireEmploi.objects.order_by("nom").values_list("code", "nom")
        self._champ("critere").choices = [
            ("", "Ne rien changer"),
            *publics,
            *((f"territoire:{code}", f"Territoire : {nom}") for code, nom in territoires),
        ]

    def _champ(self, nom: str) -> Any:
        return self.fields[nom]

    def clean_obligatoires(self) -> list[str]:
        return self._connues("obligatoires")

    def clean_retirees(self) -> list[str]:
        return self._connues("retirees")

    def _connues(self, nom: str) -> list[str]:
        references: list[str] = self.cleaned_data[nom]
        demandes = Demande.objects.filter(saison=self.plan.saison_id, reference__in=references)
        connues = set(demandes.exclude(etat=EtatDemande.REFUSEE).values_list("reference", flat=True))
        if inconnues := [r for r in references if r not in connues]:
            raise forms.ValidationError(f"Cette saison n'a pas ces demandes : {', '.join(inconnues)[:200]}.")
        return references

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        bus, debut, fin = donnees.get("bus"), donnees.get("debut"), donnees.get("fin")
        if bus and not (debut and fin):
            self.add_error("debut", "Dites quand ce bus ne roule pas, du premier au dernier jour.")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin précède le début.")
        if (debut or fin) and not bus:
            self.add_error("bus", "Choisissez le bus qui ne roule pas à ces dates.")
        if deux := sorted(set(donnees.get("obligatoires") or ()) & set(donnees.get("retirees") or ())):
            self.add_error("retirees", f"À la fois obligatoires et retirées : {', '.join(deux)}.")
        return donnees

    def parametres(self) -> Parametres:
        """What the new plan tries, besides what its origin tried."""
        dites, base = self.cleaned_data, Parametres.lire(self.plan.evenement)
        absences = base.absences
        if dites["bus"]:
            absences = (*absences, Absence(dites["bus"].code, dites["debut"], dites["fin"], dites["motif"]))
        return Parametres(
            absences,
            frozenset(dites["obligatoires"]) | (base.obligatoires - frozenset(dites["retirees"])),
            frozenset(dites["retirees"]) | (base.retirees - frozenset(dites["obligatoires"])),
            dites["critere"] or base.critere,
            (dites["pourcent"] or 100) if dites["critere"] else base.pourcent,
        )


class RetoucheForm(forms.Form):
    """A stop put elsewhere by hand. The slot follows the length of the visit."""

    demande = forms.CharField(label="Demande", max_length=12)
    bus = forms.ModelChoiceField(label="Bus", queryset=Bus.objects.none())
    jour = forms.DateField(label="Premier jour", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    creneau = forms.ChoiceField(label="Créneau", choices=Creneau.choices)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        champ: Any = self.fields["bus"]
        champ.queryset = Bus.objects.en_service().order_by("code")

    def clean_demande(self) -> Demande:
        demandes = Demande.objects.filter(saison=self.plan.saison_id, reference=self.cleaned_data["demande"])
        demande = demandes.select_related("commune").first()
        if demande is None:
            raise forms.ValidationError("Cette demande n'est pas de cette saison.")
        return demande

    def clean_jour(self) -> date:
        jour: date = self.cleaned_data["jour"]
        if not self.plan.saison.debut <= jour <= self.plan.saison.fin:
            raise forms.ValidationError("Ce jour n'est pas dans la saison.")
        return jour

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or {}
        demande, creneau = donnees.get("demande"), donnees.get("creneau")
        if isinstance(demande, Demande) and creneau:
            donnees["creneau"] = self._creneau(demande, creneau)
        return donnees

    def _creneau(self, demande: Demande, voulu: str) -> str:
        if demande.duree == Duree.SOIREE:
            return Creneau.SOIR
        if demande.duree != Duree.DEMI_JOURNEE:
            return Creneau.JOURNEE
        if voulu not in (Creneau.MATIN, Creneau.APRES_MIDI):
            self.add_error("creneau", "Une demi-journée se place le matin ou l'après-midi.")
        return voulu
