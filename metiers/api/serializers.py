"""What the API says of occupations. Every part carries its origin; official parts carry the version of the ROME."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from commun.site import absolue
from metiers.choices import (
    LICENCE_ROME,
    SOURCE_ROME,
    Niveau,
    Origine,
    OuiNon,
    Riasec,
    TransitionEcologique,
    TypeCompetence,
)
from metiers.models import Famille, Media, Metier
from metiers.services.fiche import Fiche
from metiers.services.voisinage import Voisin

ORIGINE = "`portail` : écrit par le portail ; `rome` : ROME 4.0, France Travail ; `deduit` : déduit du texte officiel."


def _origine() -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=Origine.choices, help_text=ORIGINE)


class FamilleCourteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Famille
        fields = ["slug", "libelle"]


class LibelleSerializer(serializers.Serializer):
    """An entry of a list of reference: its address and its label."""

    slug = serializers.SlugField(help_text="Valeur à donner au filtre du même nom.")
    libelle = serializers.CharField()


class MetierListeSerializer(serializers.ModelSerializer):
    """Un métier dans une liste."""

    famille = FamilleCourteSerializer(allow_null=True)
    origine = serializers.SerializerMethodField(help_text=ORIGINE)
    resume = serializers.SerializerMethodField(help_text="Accroche du portail, sinon définition officielle.")
    page = serializers.SerializerMethodField(help_text="Adresse de la fiche pour les visiteurs.")
    detail = serializers.SerializerMethodField(help_text="Adresse de la fiche dans l'API.")
    correspondance = serializers.SerializerMethodField(help_text="Avec q : pourquoi ce métier répond ; null sans q.")

    class Meta:
        model = Metier
        fields = [
            "slug", "nom", "nom_masculin", "nom_feminin", "code_rome", "version_rome", "famille", "origine", "resume",
            "page", "detail", "correspondance",
        ]  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=Origine.choices))
    def get_origine(self, metier: Metier) -> str:
        return "portail" if metier.est_redige else "rome"

    def get_resume(self, metier: Metier) -> str:
        return metier.accroche or metier.definition_officielle

    @extend_schema_field(serializers.URLField())
    def get_page(self, metier: Metier) -> str:
        return absolue(metier.get_absolute_url())

    @extend_schema_field(serializers.URLField())
    def get_detail(self, metier: Metier) -> str:
        return absolue(reverse("api:metier-detail", args=[metier.slug]))

    @extend_schema_field(
        inline_serializer(
            "Correspondance",
            {
                "champ": serializers.CharField(help_text="titre, mot, competence, savoir, definition…"),
                "extrait": serializers.CharField(help_text="Le texte qui a répondu."),
            },
            allow_null=True,
        )
    )
    def get_correspondance(self, metier: Metier) -> dict[str, str] | None:
        resultat = self.context.get("raisons", {}).get(metier.pk)
        return {"champ": resultat.champ, "extrait": resultat.extrait} if resultat else None


class AppellationSerializer(serializers.Serializer):
    libelle = serializers.CharField()
    code_ogr = serializers.CharField(help_text="Code officiel ; vide pour une appellation du portail.")
    principale = serializers.BooleanField()
    peu_usitee = serializers.BooleanField()
    origine = _origine()


class CompetenceSerializer(serializers.Serializer):
    slug = serializers.CharField(help_text="Valeur à donner au filtre `competence`.")
    libelle = serializers.CharField()
    type = serializers.ChoiceField(choices=TypeCompetence.choices)
    categorie = serializers.CharField()
    sous_categorie = serializers.CharField()
    code_ogr = serializers.CharField()
    coeur = serializers.CharField(help_text="`principale` ou `emergente` : cœur de métier selon le ROME ; sinon vide.")
    origine = _origine()


class ConditionSerializer(serializers.Serializer):
    libelle = serializers.CharField()
    type = serializers.CharField()
    origine = _origine()


class VoisinSerializer(serializers.Serializer):
    slug = serializers.CharField(source="metier.slug")
    nom = serializers.CharField(source="metier.nom")
    origine = _origine()
    base = serializers.CharField(
        help_text="Origine des savoir-faire comparés (`portail`, ou `rome` : macro-compétences) ; vide : incomparables."
    )
    communs = serializers.ListField(child=serializers.CharField(), help_text="Savoir-faire communs aux deux métiers.")
    a_acquerir = serializers.ListField(child=serializers.CharField(), help_text="Savoir-faire du voisin à acquérir.")


class MediaSerializer(serializers.ModelSerializer):
    class Meta:
        model = Media
        fields = ["titre", "url", "editeur", "duree_secondes", "sous_titree"]


class NiveauSerializer(serializers.Serializer):
    niveau = serializers.ChoiceField(choices=Niveau.choices)
    libelle = serializers.CharField()
    origine = _origine()


class RomeSerializer(serializers.ModelSerializer):
    """La part officielle."""

    code = serializers.CharField(source="code_rome")
    version = serializers.CharField(source="version_rome")
    libelle = serializers.CharField(source="libelle_rome")
    code_parent = serializers.CharField(source="code_rome_parent")
    definition = serializers.CharField(source="definition_officielle")
    acces = serializers.CharField(source="acces_officiel")
    source = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = Metier
        fields = ["code", "version", "libelle", "code_parent", "definition", "acces", "source"]

    def get_source(self, metier: Metier) -> str:
        return f"{SOURCE_ROME}, {LICENCE_ROME}"


class RedactionSerializer(serializers.ModelSerializer):
    """La part écrite par le portail."""

    plait = serializers.ListField(child=serializers.CharField())
    difficile = serializers.ListField(child=serializers.CharField())
    evolution = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Metier
        fields = ["accroche", "journee", "plait", "difficile", "acces", "evolution", "couleur_regionale"]


class MetierSerializer(MetierListeSerializer):
    """La fiche entière d'un métier."""

    rome = RomeSerializer(source="*")
    redaction = serializers.SerializerMethodField(help_text="Part écrite par le portail ; null quand il n'y en a pas.")
    domaine = serializers.SerializerMethodField()
    riasec_majeur = serializers.ChoiceField(choices=Riasec.choices, allow_blank=True)
    riasec_mineur = serializers.ChoiceField(choices=Riasec.choices, allow_blank=True)
    transition_ecologique = serializers.ChoiceField(choices=TransitionEcologique.choices)
    transition_numerique = serializers.ChoiceField(choices=OuiNon.choices)
    transition_demographique = serializers.ChoiceField(choices=OuiNon.choices)
    reglemente = serializers.ChoiceField(choices=OuiNon.choices, help_text="`inconnue` n'est pas non.")
    cadre = serializers.ChoiceField(choices=OuiNon.choices)
    niveaux = serializers.SerializerMethodField(help_text="Niveaux d'entrée ; liste vide : non renseigné.")
    interets = serializers.SerializerMethodField(help_text="Le principal d'abord.")
    secteurs = serializers.SerializerMethodField(help_text="Le principal d'abord.")
    themes = serializers.SerializerMethodField()
    appellations = serializers.SerializerMethodField()
    competences = serializers.SerializerMethodField()
    conditions = serializers.SerializerMethodField()
    voisins = serializers.SerializerMethodField(help_text="Dans l'ordre ; de ce métier vers l'autre, pas l'inverse.")
    medias = serializers.SerializerMethodField()

    class Meta(MetierListeSerializer.Meta):
        fields = [
            *MetierListeSerializer.Meta.fields[:-1], "updated_at", "rome", "redaction", "domaine", "riasec_majeur",
            "riasec_mineur", "transition_ecologique", "transition_numerique", "transition_demographique", "reglemente",
            "cadre", "niveaux", "interets", "secteurs", "themes", "appellations", "competences", "conditions",
            "voisins", "medias",
        ]  # fmt: skip

    @property
    def _fiche(self) -> Fiche:
        return self.context["fiche"]  # type: ignore[no-any-return]

    @extend_schema_field(RedactionSerializer(allow_null=True))
    def get_redaction(self, metier: Metier) -> Any:
        return RedactionSerializer(metier).data if metier.est_redige else None

    @extend_schema_field(LibelleSerializer(allow_null=True))
    def get_domaine(self, metier: Metier) -> Any:
        return LibelleSerializer(metier.domaine).data if metier.domaine else None

    @extend_schema_field(NiveauSerializer(many=True))
    def get_niveaux(self, metier: Metier) -> Any:
        return [
            {"niveau": niveau, "libelle": str(Niveau(niveau).label), "origine": origine}
            for niveau, origine in sorted(self._fiche.niveaux.items())
        ]

    @extend_schema_field(LibelleSerializer(many=True))
    def get_interets(self, metier: Metier) -> Any:
        return LibelleSerializer(self._fiche.interets, many=True).data

    @extend_schema_field(LibelleSerializer(many=True))
    def get_secteurs(self, metier: Metier) -> Any:
        return LibelleSerializer(self._fiche.secteurs, many=True).data

    @extend_schema_field(LibelleSerializer(many=True))
    def get_themes(self, metier: Metier) -> Any:
        return LibelleSerializer(self._fiche.themes, many=True).data

    @extend_schema_field(AppellationSerializer(many=True))
    def get_appellations(self, metier: Metier) -> Any:
        return AppellationSerializer(self._fiche.appellations, many=True).data

    @extend_schema_field(CompetenceSerializer(many=True))
    def get_competences(self, metier: Metier) -> Any:
        return CompetenceSerializer(self._fiche.liens_competences, many=True).data

    @extend_schema_field(ConditionSerializer(many=True))
    def get_conditions(self, metier: Metier) -> Any:
        return ConditionSerializer(self._fiche.conditions, many=True).data

    @extend_schema_field(VoisinSerializer(many=True))
    def get_voisins(self, metier: Metier) -> list[dict[str, Any]]:
        voisins: list[Voisin] = self._fiche.voisins
        return VoisinSerializer(voisins, many=True).data  # type: ignore[return-value]

    @extend_schema_field(MediaSerializer(many=True))
    def get_medias(self, metier: Metier) -> Any:
        return MediaSerializer(self._fiche.medias, many=True).data


class ReferenceSerializer(serializers.Serializer):
    """Une entrée d'une liste de référence, avec le nombre de métiers publiés qui la portent."""

    slug = serializers.CharField(help_text="Valeur à donner au filtre du même nom.")
    code = serializers.CharField()
    libelle = serializers.CharField()
    definition = serializers.CharField(help_text="Phrase du portail ; peut être vide.")
    nombre_metiers = serializers.IntegerField(min_value=0)


class SecteurSerializer(ReferenceSerializer):
    """Un secteur ; `parent` est vide pour les secteurs, rempli pour les sous-secteurs."""

    parent = serializers.CharField(allow_null=True, help_text="Secteur dont celui-ci est une partie.")  # type: ignore[assignment]


class SuggestionSerializer(serializers.Serializer):
    """Un titre à proposer."""

    texte = serializers.CharField()
    slug = serializers.CharField(help_text="Métier que ce titre désigne.")
    nom = serializers.CharField(help_text="Nom courant de ce métier.")


class RetraitSerializer(serializers.Serializer):
    """Un métier retiré, au format « problem details » (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    remplace_par = serializers.CharField(allow_null=True, help_text="Adresse du métier qui suit celui-ci.")
