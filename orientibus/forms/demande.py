"""A request for the bus: the fields read together, the rules between them, and whether a bus could come."""

from datetime import date
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils import timezone

from commun.choix import OuiNon
from comptes.models import Adhesion, Organisation, Utilisateur
from formations.models import Etablissement
from orientibus.choices import FORMATS, Duree, FormatVisite, PublicAttendu, TypeDemandeur
from orientibus.forms.champs_demande import PERIODES, ChampsDemande
from orientibus.models import Atelier, Demande, Saison
from orientibus.services.demandes import Dossier, Periodes
from orientibus.services.faisabilite import Avis, Souhait, examiner
from territoires.models import Commune

Couples = tuple[tuple[date, date], ...]
TEXTES = (
    "type_demandeur", "adresse", "stationnement", "electricite", "accessible", "acces", "public", "format",
    "niveaux", "groupes", "effectif", "duree", "ouverte_a_tous", "precisions", "education_prioritaire", "qpv",
    "contact_nom", "contact_courriel", "contact_telephone",
)  # fmt: skip
DEDUITS = ("structure", "commune", "adresse")
"""Taken from the establishment when one is named, required otherwise: not said to be optional."""


class Point:
    """A place of the map."""

    def __init__(self, latitude: float, longitude: float) -> None:
        self.latitude, self.longitude = latitude, longitude


class DemandeForm(ChampsDemande):
    """Built for a season. Once valid: ``avis`` (days that would do), ``dossier()``, ``periodes()``, ``choisis()``."""

    CHAMP_DE: ClassVar[dict[str, str]] = {"souhaits": "souhait_1_debut", "exclusions": "exclusion_1_debut"}

    def __init__(self, *args: Any, saison: Saison, utilisateur: Utilisateur | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saison = saison
        self.avis: Avis | None = None
        for nom in DEDUITS:
            self.fields[nom].deduit = True  # type: ignore[attr-defined]
        self.connus = list(Atelier.objects.filter(actif=True))
        self.fields["ateliers"].choices = [(a.slug, f"{a.nom} : {a.description}") for a in self.connus]  # type: ignore[attr-defined]
        self.organisations = _organisations(utilisateur)
        if self.organisations:
            choix = [(str(o.pk), o.nom) for o in self.organisations] + [("", "En mon nom seulement")]
            self.fields["organisation"].choices = choix  # type: ignore[attr-defined]
            self.fields["organisation"].initial = choix[0][0]
        else:
            del self.fields["organisation"]
        if utilisateur is not None:
            self.fields["contact_nom"].initial = utilisateur.get_full_name()
            self.fields["contact_courriel"].initial = utilisateur.email

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        etablissement: Etablissement | None = donnees.get("etablissement")
        if etablissement is not None:
            _reprendre(donnees, etablissement)
        self._qui_et_ou(donnees)
        self._public(donnees)
        self._souhaitees, self._exclues = self._couples("souhait"), self._couples("exclusion")
        if not self.errors:
            self._examiner(donnees)
        return donnees

    def _qui_et_ou(self, donnees: dict[str, Any]) -> None:
        if not donnees.get("structure") and "structure" not in self.errors and "etablissement" not in self.errors:
            ecole = donnees.get("type_demandeur") == TypeDemandeur.ETABLISSEMENT
            champ, message = ("etablissement", "Indiquez l'établissement, ou son nom ci-dessous.") if ecole else (
                "structure", "Indiquez le nom de la structure.")  # fmt: skip
            self.add_error(champ, message)
        for champ, message in (("commune", "Indiquez une commune."), ("adresse", "Indiquez une adresse.")):
            if not donnees.get(champ) and champ not in self.errors and "etablissement" not in self.errors:
                self.add_error(champ, message)
        if donnees.get("stationnement") == OuiNon.NON:
            self.add_error(
                "stationnement",
                "Sans place de 19 mètres, le bus ne peut pas venir. Cherchez un autre lieu proche (parking, place, "
                "stade), ou répondez que vous ne savez pas encore.",
            )

    def _public(self, donnees: dict[str, Any]) -> None:
        """For whom, in which form, how long: what goes together."""
        public, format_, duree = donnees.get("public"), donnees.get("format"), donnees.get("duree")
        if format_ and public and duree:
            publics, durees = FORMATS[format_]
            nom = FormatVisite(format_).label
            if public not in publics:
                pour = ", ".join(p.label.lower() for p in PublicAttendu if p in publics)
                self.add_error("format", f"« {nom} » est fait pour : {pour}.")
            elif duree not in durees:
                choix = ", ".join(d.label.lower() for d in Duree if d in durees)
                self.add_error("duree", f"« {nom} » dure : {choix}.")
        if public == PublicAttendu.ELEVES and "niveaux" not in self.errors and not donnees.get("niveaux"):
            self.add_error("niveaux", "Cochez au moins un niveau.")
        if public == PublicAttendu.ELEVES and "groupes" not in self.errors and not donnees.get("groupes"):
            self.add_error("groupes", "Indiquez le nombre de groupes.")
        if format_ == FormatVisite.CLASSE and donnees.get("ouverte_a_tous"):
            self.add_error("ouverte_a_tous", "Une visite de classe n'est pas ouverte à tous.")

    def _couples(self, sorte: str) -> Couples:
        couples = []
        for n in range(1, PERIODES + 1):
            bouts = [self.cleaned_data.get(f"{sorte}_{n}_{bout}") for bout in ("debut", "fin")]
            donnes: list[date] = [bout for bout in bouts if bout is not None]
            if not donnes:
                continue
            debut, fin = donnes[0], donnes[-1]
            if fin < debut:
                self.add_error(f"{sorte}_{n}_fin", "La fin est avant le début.")
            couples.append((debut, fin))
        return tuple(couples)

    def _examiner(self, donnees: dict[str, Any]) -> None:
        lieu = self._lieu(donnees)
        souhait = Souhait(
            lieu=Point(lieu["latitude"], lieu["longitude"]),
            public=donnees["public"],
            effectif=donnees["effectif"],
            duree=donnees["duree"],
            ouvertures=_ouvertures(donnees["ouvertures"]),
            souhaitees=self._souhaitees,
            exclues=self._exclues,
            ateliers=tuple(self.choisis()),
        )
        self.avis = examiner(souhait, self.saison, timezone.localdate())
        for champ, raison in self.avis.obstacles.items():
            self.add_error(self.CHAMP_DE.get(champ, champ), raison)

    def _lieu(self, donnees: dict[str, Any]) -> dict[str, Any]:
        """Where the bus would stand: the establishment's own place when it is known and in that commune."""
        commune: Commune = donnees["commune"]
        etablissement: Etablissement | None = donnees.get("etablissement")
        place: Any = commune
        if (
            etablissement is not None
            and etablissement.commune_id == commune.pk
            and etablissement.latitude is not None
            and etablissement.longitude is not None
            and donnees["adresse"] == etablissement.adresse
        ):
            place = etablissement
        meme = place is etablissement and etablissement is not None and etablissement.code_postal
        codes = commune.codes
        code = meme or (codes[0] if len(codes) == 1 else "")
        return {"code_postal": code, "latitude": place.latitude, "longitude": place.longitude}

    def tel_que_saisi(self) -> list[tuple[str, str]]:
        """Every value typed, for the hidden fields of the summary."""
        saisie = self.data if isinstance(self.data, QueryDict) else QueryDict()
        return [(nom, valeur) for nom in self.fields for valeur in saisie.getlist(nom)]

    def choisis(self) -> list[Atelier]:
        """The workshops that were ticked."""
        coches = set(self.cleaned_data.get("ateliers", []))
        return [a for a in self.connus if a.slug in coches]

    def organisation_choisie(self) -> Organisation | None:
        choisie = self.cleaned_data.get("organisation", "")
        return next((o for o in self.organisations if str(o.pk) == choisie), None)

    def periodes(self) -> Periodes:
        return Periodes(self._souhaitees, self._exclues)

    def dossier(self) -> Dossier:
        """What the service wants, from a valid form."""
        donnees = self.cleaned_data
        return Dossier(
            structure=donnees["structure"],
            etablissement=donnees["etablissement"],
            commune=donnees["commune"],
            ouvertures=_ouvertures(donnees["ouvertures"]),
            **self._lieu(donnees),
            **{nom: donnees[nom] for nom in TEXTES},
        )


def valeurs_de(demande: Demande) -> dict[str, Any]:
    """The initial values of the form that changes a request."""
    valeurs: dict[str, Any] = {nom: getattr(demande, nom) for nom in (*TEXTES, "structure", "commune")}
    etablissement = demande.etablissement
    if etablissement is not None:
        valeurs["etablissement"] = etablissement.uai or etablissement.nom
    valeurs["organisation"] = str(demande.organisation_id or "")
    valeurs["ouvertures"] = [f"{jour}-{c}" for jour, creneaux in demande.ouvertures.items() for c in creneaux]
    valeurs["ateliers"] = [a.slug for a in demande.ateliers.all()]
    rangs = {"souhait": 0, "exclusion": 0}
    for periode in demande.periodes.all():
        sorte = "exclusion" if periode.exclue else "souhait"
        rangs[sorte] += 1
        valeurs[f"{sorte}_{rangs[sorte]}_debut"], valeurs[f"{sorte}_{rangs[sorte]}_fin"] = periode.debut, periode.fin
    return valeurs


def _ouvertures(cases: list[str]) -> dict[str, list[str]]:
    ouvertes: dict[str, list[str]] = {}
    for case in cases:
        jour, _, creneau = case.partition("-")
        ouvertes.setdefault(jour, []).append(creneau)
    return ouvertes


def _organisations(utilisateur: Utilisateur | None) -> list[Organisation]:
    if utilisateur is None:
        return []
    siennes = Organisation.objects.filter(
        adhesions__utilisateur=utilisateur, adhesions__etat=Adhesion.Etat.ACCEPTEE
    ).distinct()
    return list(siennes.order_by("nom")[:50])


def _reprendre(donnees: dict[str, Any], etablissement: Etablissement) -> None:
    """What the directory knows fills what was left empty."""
    donnees["structure"] = donnees.get("structure") or etablissement.nom[:160]
    if not donnees.get("commune") and etablissement.commune is not None:
        donnees["commune"] = etablissement.commune
    if not donnees.get("adresse") and etablissement.commune == donnees.get("commune"):
        donnees["adresse"] = etablissement.adresse
