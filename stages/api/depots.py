"""What a partner sends, field by field, and what it reads back."""

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from metiers.choices import OuiNon
from metiers.models import Metier
from stages.choices import Distance, EtatOffre, NiveauPublic, Section
from stages.models import OffreStage, Partenaire
from stages.services.depots import Depot, entreprise_permise
from territoires.models import Commune

PLACES_MAX = 999
SEMAINES_MAX = 45
METIERS_MAX = 3


def _bien_forme(texte: str) -> None:
    """Half a surrogate pair is not text: no database holds it."""
    try:
        texte.encode()
    except UnicodeEncodeError as erreur:
        raise serializers.ValidationError("Ce texte contient un caractère illisible.") from erreur


def texte(longueur: int, **options: Any) -> serializers.CharField:
    """A typed text of so many characters at most."""
    return serializers.CharField(max_length=longueur, validators=[_bien_forme], **options)


class SemaineDeposeeSerializer(serializers.Serializer):
    """Les places d'une semaine."""

    lundi = serializers.DateField(help_text="Le lundi de la semaine.")
    places = serializers.IntegerField(min_value=1, max_value=PLACES_MAX)


class DepotSerializer(serializers.Serializer):
    """Une offre déposée par un partenaire. Ce qui n'est pas envoyé est vide."""

    siret = serializers.RegexField(r"^[0-9]{14}$", help_text="Entreprise d'accueil, vérifiée sur le portail.")
    section = serializers.ChoiceField(choices=Section.choices)
    titre = texte(150)
    description = texte(1500)
    niveaux = serializers.ListField(
        child=serializers.ChoiceField(choices=NiveauPublic.choices), min_length=1, max_length=len(NiveauPublic)
    )
    metiers = serializers.ListField(
        child=serializers.RegexField(r"^[A-Z][0-9]{4}$"),
        min_length=1,
        max_length=METIERS_MAX,
        help_text="Codes ROME des métiers du portail.",
    )
    commune = serializers.RegexField(r"^[0-9][0-9AB][0-9]{3}$", help_text="Code INSEE.")
    adresse = texte(200, required=False, allow_blank=True, default="")
    debut = serializers.DateField(required=False, allow_null=True, default=None)
    fin = serializers.DateField(required=False, allow_null=True, default=None)
    horaires = texte(200, required=False, allow_blank=True, default="")
    heures_par_jour = serializers.DecimalField(
        4, 2, min_value=0, required=False, allow_null=True, default=None, help_text="Heures de présence par jour."
    )
    heures_par_semaine = serializers.DecimalField(4, 2, min_value=0, required=False, allow_null=True, default=None)
    semaines = SemaineDeposeeSerializer(
        many=True, required=False, help_text="Stage d'observation : les semaines et leurs places."
    )
    capacite = serializers.IntegerField(
        min_value=1, max_value=PLACES_MAX, required=False, allow_null=True, default=None,
        help_text="Places de l'offre entière ; null pour un stage d'observation.",
    )  # fmt: skip
    a_distance = serializers.ChoiceField(choices=Distance.choices, required=False, default=Distance.NON)
    accessible = serializers.ChoiceField(choices=OuiNon.choices, required=False, default=OuiNon.INCONNU)
    accessibilite = texte(300, required=False, allow_blank=True, default="")
    gratification_horaire = serializers.DecimalField(
        5, 2, min_value=0, required=False, allow_null=True, default=None, help_text="Euros par heure."
    )
    contrat = serializers.ChoiceField(choices=OffreStage.Contrat.choices, required=False, allow_blank=True, default="")
    diplome = texte(200, required=False, allow_blank=True, default="")
    duree_mois = serializers.IntegerField(min_value=1, max_value=60, required=False, allow_null=True, default=None)

    def validate_metiers(self, codes: list[str]) -> list[Metier]:
        metiers = list(Metier.objects.filter(code_rome__in=codes, etat=Metier.Etat.PUBLIE))
        if manquants := sorted(set(codes) - {metier.code_rome for metier in metiers}):
            raise serializers.ValidationError(f"Métier absent du portail : {', '.join(manquants)}.")
        return metiers

    def validate_commune(self, code: str) -> Commune:
        commune = Commune.objects.filter(code_insee=code).first()
        if commune is None:
            raise serializers.ValidationError("Aucune commune de la région n'a ce code.")
        return commune

    def validate_semaines(self, semaines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(semaines) > SEMAINES_MAX:
            raise serializers.ValidationError(f"Au plus {SEMAINES_MAX} semaines.")
        if len({s["lundi"] for s in semaines}) < len(semaines):
            raise serializers.ValidationError("Une semaine est écrite deux fois.")
        return semaines

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        partenaire: Partenaire = self.context["partenaire"]
        entreprise = entreprise_permise(partenaire=partenaire, siret=attrs["siret"])
        if entreprise is None:
            raise serializers.ValidationError({"siret": "Cette entreprise n'est pas vérifiée sur le portail."})
        observation = attrs["section"] == Section.OBSERVATION
        if observation and attrs["capacite"] is not None:
            raise serializers.ValidationError({"capacite": "Un stage d'observation compte ses places par semaine."})
        if not observation and attrs.get("semaines"):
            raise serializers.ValidationError({"semaines": "Seul un stage d'observation a des semaines."})
        if attrs["debut"] and attrs["fin"] and attrs["fin"] < attrs["debut"]:
            raise serializers.ValidationError({"fin": "La fin vient après le début."})
        return attrs | {"entreprise": entreprise}

    def depot(self) -> Depot:
        """The validated content, ready to be written."""
        donnees = dict(self.validated_data)
        hors_colonnes = ("siret", "entreprise", "niveaux", "metiers", "semaines")
        return Depot(
            entreprise=donnees["entreprise"],
            champs={nom: valeur for nom, valeur in donnees.items() if nom not in hors_colonnes},
            niveaux=frozenset(donnees["niveaux"]),
            metiers=tuple(donnees["metiers"]),
            semaines={s["lundi"]: s["places"] for s in donnees.get("semaines", [])},
        )


class OffreDeposeeSerializer(serializers.ModelSerializer):
    """Ce qu'est devenue une offre déposée."""

    identifiant = serializers.CharField(source="identifiant_externe")
    etat = serializers.ChoiceField(choices=EtatOffre.choices)
    siret = serializers.CharField(source="entreprise.organisation.siret")
    motif = serializers.CharField(help_text="Raison d'un refus ou d'un retrait ; vide autrement.")
    adresse = serializers.SerializerMethodField(help_text="Page de l'offre, quand elle est visible ; null autrement.")
    expire_le = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = OffreStage
        fields = ["identifiant", "etat", "titre", "section", "siret", "motif", "adresse", "expire_le"]

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_adresse(self, offre: OffreStage) -> str | None:
        if offre.etat != EtatOffre.PUBLIEE:
            return None
        try:
            return settings.SITE_URL.rstrip("/") + reverse("stages:fiche", args=[offre.pk, offre.slug])
        except NoReverseMatch:
            return None
