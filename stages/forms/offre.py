"""The form of an offer, one per section. Nothing is required to keep a draft; what publication needs is said apart."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField

from metiers.choices import OuiNon
from stages.choices import Distance, NiveauPublic, Reserve, Section
from stages.forms.resolution import (
    Choix,
    communes_nommees,
    etablissements_nommes,
    metiers_nommes,
    nom_d_etablissement,
)
from stages.models import OffreStage
from stages.services.controles import HOTES_VIDEO, est_une_video
from stages.services.edition import Contenu, Reservation
from stages.services.semaines import ELEVES, SemaineScolaire

METIERS = ("metier_1", "metier_2", "metier_3")
ETABLISSEMENTS = ("etablissement_1", "etablissement_2", "etablissement_3")
SAISIE_MAX = 3_000
PLACES_MAX = 500
COLONNES = (
    "titre", "description", "adresse", "debut", "fin", "horaires", "heures_par_jour", "heures_par_semaine", "capacite",
    "a_distance", "accessible", "accessibilite", "gratification_horaire", "contrat", "diplome", "duree_mois", "video",
    "journee_immersion", "aide_deplacement",
)  # fmt: skip
DATE = {"type": "date"}


def _date(libelle: str, aide: str = "") -> forms.DateField:
    return forms.DateField(
        label=libelle, help_text=aide, required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"invalid": "Cette date n'existe pas."},
    )  # fmt: skip


def _nombre(libelle: str, aide: str = "", maximum: int = PLACES_MAX) -> forms.IntegerField:
    return forms.IntegerField(
        label=libelle, help_text=aide, required=False, min_value=1, max_value=maximum,
        error_messages={"invalid": "Tapez un nombre entier.", "min_value": "Au moins 1.",
                        "max_value": f"Au plus {maximum}."},
    )  # fmt: skip


def _decimal(libelle: str, aide: str = "", maximum: int = 60) -> forms.DecimalField:
    return forms.DecimalField(
        label=libelle, help_text=aide, required=False, min_value=Decimal(0), max_value=maximum, max_digits=4,
        decimal_places=2, localize=True,
        error_messages={"invalid": "Tapez un nombre, par exemple 7 ou 7,5.", "max_value": f"Au plus {maximum}."},
    )  # fmt: skip


def _texte(libelle: str, maximum: int, aide: str = "") -> forms.CharField:
    return forms.CharField(
        label=libelle, help_text=aide, required=False, max_length=maximum,
        error_messages={"max_length": f"Au plus {maximum} caractères."},
    )  # fmt: skip


class OffreForm(forms.Form):
    """What every section asks. ``choix`` holds, after validation, what an ambiguous text may mean."""

    niveaux_possibles: tuple[NiveauPublic, ...] = tuple(NiveauPublic)
    use_required_attribute = False

    titre = _texte("Titre", 150, "Ce que la personne fera, en quelques mots. 150 caractères au plus.")
    description = forms.CharField(
        label="Description", required=False, max_length=1500, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Ce que la personne fera et verra, avec qui. 1 500 caractères au plus. Ni téléphone, ni courriel, "
        "ni site : les échanges se font dans le portail.",
        error_messages={"max_length": "Au plus 1 500 caractères."},
    )  # fmt: skip
    niveaux = forms.MultipleChoiceField(
        label="Pour qui", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Ce niveau n'existe pas pour cette sorte d'offre."},
    )  # fmt: skip
    metier_1 = _texte("Premier métier", 200, "Tapez un métier puis choisissez-le dans la liste.")
    metier_2 = _texte("Deuxième métier", 200)
    metier_3 = _texte("Troisième métier", 200)
    ou = _texte("Commune", 120, "La commune où la personne est accueillie.")
    commune = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput(attrs={"id": "commune"}))
    adresse = _texte("Adresse", 200, "Numéro et rue. Elle aide à savoir comment venir.")
    a_distance = forms.ChoiceField(label="À distance", choices=Distance.choices, required=False)
    horaires = _texte("Horaires", 200, "Par exemple : du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h.")
    heures_par_jour = _decimal("Heures par jour", maximum=24)
    heures_par_semaine = _decimal("Heures par semaine")
    accessible = forms.ChoiceField(
        label="Lieu accessible aux personnes handicapées", choices=OuiNon.choices, required=False
    )
    accessibilite = _texte("Précisions sur l'accès", 300, "Ascenseur, places de stationnement, interprète…")

    def __init__(
        self, data: Any = None, *, offre: OffreStage, semaines: list[SemaineScolaire] | None = None, **kwargs: Any
    ) -> None:
        self.offre = offre
        self.proposees = semaines or []
        self.choix: dict[str, Choix] = {}
        self.resolus: dict[str, Any] = {}
        super().__init__(data, initial=initiales(offre), **kwargs)
        self.fields["niveaux"].choices = [(n.value, n.label) for n in self.niveaux_possibles]  # type: ignore[attr-defined]
        for semaine in self.proposees:
            jour = semaine.lundi.isoformat()
            libelle = f"{semaine.lundi:%d/%m/%Y}"
            self.fields[f"semaine_{jour}"] = forms.BooleanField(label=f"Semaine du {libelle}", required=False)
            self.fields[f"places_{jour}"] = _nombre(f"Places la semaine du {libelle}")
        for nom in (*METIERS, *ETABLISSEMENTS, "ou"):
            if nom in self.fields:
                self._completer(nom)

    def _completer(self, nom: str) -> None:
        """Addresses of completion; without JavaScript the field stays a text that the server understands."""
        attributs = self.fields[nom].widget.attrs
        if nom == "ou":
            attributs |= {"data-completion": "/api/v1/communes/", "data-completion-code": "commune"}
        elif nom in METIERS:
            attributs |= {"data-completion": "/metiers/suggestions/", "data-completion-nom": "métier"}
            attributs["data-completion-sur-place"] = ""
        else:
            attributs |= {"data-completion": "/entreprise/offres/etablissements/"}
            attributs |= {"data-completion-nom": "établissement", "data-completion-sur-place": ""}

    # --- understanding

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        for nom in METIERS:
            self._resoudre(nom, donnees, lambda t: [(str(m.pk), m.nom, m) for m in metiers_nommes(t)])
        code = donnees.get("commune") or ""
        self._resoudre("ou", donnees, lambda t: [(c.code_insee, c.libelle, c) for c in communes_nommees(t, code)])
        for nom in ETABLISSEMENTS:
            if nom in self.fields:
                self._resoudre(
                    nom, donnees, lambda t: [(str(e.pk), nom_d_etablissement(e), e) for e in etablissements_nommes(t)]
                )
        self._verifier_les_dates(donnees)
        self._verifier_les_semaines(donnees)
        self._verifier_les_reserves(donnees)
        return donnees

    def _resoudre(self, nom: str, donnees: Mapping[str, Any], chercher: Any) -> None:
        texte = " ".join(str(donnees.get(nom) or "").split())
        if not texte or nom in self.errors:
            return
        trouves = chercher(texte)
        choisi = str(self.data.get(f"{nom}_choix", ""))
        retenus = [objet for cle, _, objet in trouves if cle == choisi]
        if len(trouves) == 1 or retenus:
            self.resolus[nom] = retenus[0] if retenus else trouves[0][2]
        elif trouves:
            self.choix[nom] = [(cle, libelle) for cle, libelle, _ in trouves]
            self.add_error(nom, "Plusieurs réponses sont possibles : choisissez la bonne sous le champ.")
        else:
            self.add_error(nom, "Nous ne trouvons pas ce nom. Essayez plus court, ou un autre mot.")

    def _verifier_les_dates(self, donnees: Mapping[str, Any]) -> None:
        debut, fin = donnees.get("debut"), donnees.get("fin")
        for nom in ("debut", "fin", "journee_immersion"):
            jour = donnees.get(nom)
            if jour and not 2020 <= jour.year <= 2100:
                self.add_error(nom, "Cette date est trop loin.")
        if debut and fin and fin < debut and "fin" not in self.errors:
            self.add_error("fin", "La fin vient après le début.")

    def _verifier_les_semaines(self, donnees: Mapping[str, Any]) -> None:
        for semaine in self.proposees:
            jour = semaine.lundi.isoformat()
            places = donnees.get(f"places_{jour}")
            if donnees.get(f"semaine_{jour}") and not places and f"places_{jour}" not in self.errors:
                self.add_error(f"places_{jour}", "Indiquez le nombre de places de cette semaine.")

    def _verifier_les_reserves(self, donnees: Mapping[str, Any]) -> None:
        connus: set[int] = set()
        for nom in ETABLISSEMENTS:
            nombre, etablissement = donnees.get(f"reserve_{nom}"), self.resolus.get(nom)
            if etablissement and not nombre and f"reserve_{nom}" not in self.errors:
                self.add_error(f"reserve_{nom}", "Indiquez le nombre de places réservées.")
            if nombre and not donnees.get(nom) and nom not in self.errors:
                self.add_error(nom, "Indiquez pour quel établissement.")
            if etablissement and etablissement.pk in connus:
                self.add_error(nom, "Cet établissement est déjà cité.")
            connus |= {etablissement.pk} if etablissement else set()

    # --- what the service receives

    def contenu(self) -> Contenu:
        """What was understood, and what was typed and was not."""
        donnees = self.cleaned_data
        champs = {nom: donnees[nom] for nom in COLONNES if nom in donnees and nom not in self.errors}
        for nom, valeur in list(champs.items()):
            if nom in ("a_distance", "accessible") and not valeur:
                del champs[nom]
        if "ou" in self.resolus:
            champs["commune"] = self.resolus["ou"]
        metiers = list({m.pk: m for nom in METIERS if (m := self.resolus.get(nom))}.values())
        return Contenu(
            champs=champs,
            niveaux=donnees.get("niveaux", []),
            metiers=metiers,
            semaines=dict(self._semaines()),
            reserves=list(self._reserves()),
            saisie=self._saisie(),
        )

    def _semaines(self) -> Iterator[tuple[date, int]]:
        for semaine in self.proposees:
            jour = semaine.lundi.isoformat()
            places = self.cleaned_data.get(f"places_{jour}")
            if self.cleaned_data.get(f"semaine_{jour}") and places:
                yield semaine.lundi, places

    def _reserves(self) -> Iterator[Reservation]:
        for nom, genre in (("reserve_education", Reserve.EDUCATION_PRIORITAIRE), ("reserve_qpv", Reserve.QPV)):
            if nombre := self.cleaned_data.get(nom):
                yield Reservation(genre, nombre)
        for nom in ETABLISSEMENTS:
            etablissement, nombre = self.resolus.get(nom), self.cleaned_data.get(f"reserve_{nom}")
            if etablissement and nombre and nom not in self.errors:
                yield Reservation(Reserve.ETABLISSEMENT, nombre, etablissement.pk)

    def _saisie(self) -> dict[str, str]:
        """Texts at fault, as typed; a week without places keeps its tick."""
        gardees = {}
        for nom in self.errors:
            if nom in self.fields and nom != "niveaux":
                gardees[nom] = str(self.data.get(nom, ""))[:SAISIE_MAX].replace("\x00", "")
                autre = (
                    nom.replace("places_", "semaine_") if nom.startswith("places_") else nom.removeprefix("reserve_")
                )
                if autre != nom and autre in self.fields:
                    gardees[autre] = str(self.data.get(autre, ""))[:SAISIE_MAX].replace("\x00", "")
        return gardees

    # --- what the page shows

    def lignes_de_semaines(self) -> list[dict[str, Any]]:
        """The weeks with their two fields, in order."""
        return [
            {"semaine": s, "coche": self[f"semaine_{s.lundi}"], "places": self[f"places_{s.lundi}"]}
            for s in self.proposees
        ]

    def avec_choix(self, nom: str) -> dict[str, Any]:
        """A field and, when its text is ambiguous, what it may mean."""
        return {"champ": self[nom], "nom": f"{nom}_choix", "choix": self.choix.get(nom, [])}

    def metiers(self) -> list[dict[str, Any]]:
        return [self.avec_choix(nom) for nom in METIERS]

    def lieu(self) -> dict[str, Any]:
        return self.avec_choix("ou")

    def reserves_d_etablissement(self) -> list[dict[str, Any]]:
        return [
            self.avec_choix(nom) | {"nombre": self[f"reserve_{nom}"]} for nom in ETABLISSEMENTS if nom in self.fields
        ]

    def propres(self) -> list[BoundField]:
        """Fields of this section only, in the order of its class."""
        communs = {*OffreForm.base_fields, *ETABLISSEMENTS}
        return [c for c in self if c.name not in communs and not c.name.startswith(("semaine_", "places_", "reserve_"))]


class _AvecReserves(OffreForm):
    """Places kept for pupils."""

    reserve_education = _nombre("Places pour l'éducation prioritaire")
    reserve_qpv = _nombre("Places pour les quartiers prioritaires (QPV)")
    etablissement_1 = _texte("Établissement 1", 200, "Le nom ou le numéro UAI.")
    reserve_etablissement_1 = _nombre("Places pour l'établissement 1")
    etablissement_2 = _texte("Établissement 2", 200)
    reserve_etablissement_2 = _nombre("Places pour l'établissement 2")
    etablissement_3 = _texte("Établissement 3", 200)
    reserve_etablissement_3 = _nombre("Places pour l'établissement 3")


class ObservationForm(_AvecReserves):
    niveaux_possibles = ELEVES


class LongForm(_AvecReserves):
    niveaux_possibles = (NiveauPublic.LYCEE_PRO, NiveauPublic.LYCEE, NiveauPublic.SUPERIEUR, NiveauPublic.ADULTE)
    debut = _date("Début")
    fin = _date("Fin")
    capacite = _nombre("Places")
    diplome = _texte("Formation ou diplôme préparé", 200)
    gratification_horaire = _decimal("Gratification par heure (€)", "Due au-delà de 308 heures de présence.", 99)


class AlternanceForm(OffreForm):
    niveaux_possibles = (NiveauPublic.LYCEE_PRO, NiveauPublic.LYCEE, NiveauPublic.SUPERIEUR, NiveauPublic.ADULTE)
    contrat = forms.ChoiceField(
        label="Contrat", required=False, choices=[("", "À choisir"), *OffreStage.Contrat.choices]
    )
    diplome = _texte("Diplôme préparé", 200)
    debut = _date("Début du contrat")
    duree_mois = _nombre("Durée en mois", maximum=48)
    capacite = _nombre("Contrats proposés")


class PmsmpForm(OffreForm):
    niveaux_possibles = (NiveauPublic.LYCEE_PRO, NiveauPublic.LYCEE, NiveauPublic.SUPERIEUR, NiveauPublic.ADULTE)
    debut = _date("Début")
    fin = _date("Fin", "Trente jours au plus.")
    capacite = _nombre("Places")


class VteForm(OffreForm):
    niveaux_possibles = (NiveauPublic.SUPERIEUR, NiveauPublic.ADULTE)
    debut = _date("Début")
    duree_mois = _nombre("Durée en mois", "Douze mois au moins, dix en alternance.", 48)
    contrat = forms.ChoiceField(
        label="En alternance", required=False, choices=[("", "Non : contrat de travail"), *OffreStage.Contrat.choices]
    )
    diplome = _texte("Diplôme attendu ou préparé", 200)
    capacite = _nombre("Postes")
    video = forms.URLField(
        label="Vidéo de présentation", required=False, assume_scheme="https", max_length=200,
        help_text="Son adresse https. Elle s'ouvre sur son site, jamais dans la page.",
        error_messages={"invalid": "Cette adresse n'est pas complète.", "max_length": "Au plus 200 caractères."},
    )  # fmt: skip
    journee_immersion = _date("Journée d'immersion", "Un jour pour découvrir l'entreprise et la commune.")
    aide_deplacement = _texte("Aide au déplacement", 200, "Par exemple : billet de train remboursé.")

    def clean_video(self) -> str:
        adresse = str(self.cleaned_data["video"])
        if adresse and not est_une_video(adresse):
            raise forms.ValidationError(f"Donnez l'adresse https d'une vidéo sur {', '.join(HOTES_VIDEO)}.")
        return adresse


FORMULAIRES: dict[str, type[OffreForm]] = {
    Section.OBSERVATION: ObservationForm,
    Section.LONG: LongForm,
    Section.ALTERNANCE: AlternanceForm,
    Section.PMSMP: PmsmpForm,
    Section.VTE: VteForm,
}


def initiales(offre: OffreStage) -> dict[str, Any]:
    """What the offer says, under what was typed and not understood yet."""
    valeurs: dict[str, Any] = {nom: getattr(offre, nom) for nom in COLONNES}
    valeurs["niveaux"] = [niveau.niveau for niveau in offre.niveaux.all()]
    valeurs |= dict(zip(METIERS, [metier.nom for metier in offre.metiers.order_by("pk")], strict=False))
    valeurs |= {"ou": offre.commune.libelle, "commune": offre.commune.code_insee}
    for semaine in offre.semaines.all():
        valeurs |= {f"semaine_{semaine.lundi}": True, f"places_{semaine.lundi}": semaine.capacite}
    noms = iter(ETABLISSEMENTS)
    for reserve in offre.reserves.select_related("etablissement"):
        if reserve.etablissement:
            nom = next(noms, "")
            valeurs |= {nom: nom_d_etablissement(reserve.etablissement), f"reserve_{nom}": reserve.nombre}
        else:
            court = "education" if reserve.type == Reserve.EDUCATION_PRIORITAIRE else "qpv"
            valeurs[f"reserve_{court}"] = reserve.nombre
    return valeurs | dict(offre.saisie)
