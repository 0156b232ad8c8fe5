"""The occupation, its names, its ways in, its neighbours and its media.

An occupation has an identity of its own. ROME's code and the version it was read in stand beside it: ROME codes
change meaning between versions, so a code never is the identity (see ``docs/adr/0004-identite-des-metiers.md``).
"""

from collections.abc import Sequence

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from metiers.choices import Niveau, Origine, OuiNon, Riasec, TransitionEcologique
from metiers.models.competence import Competence, Condition
from metiers.models.referentiel import CentreInteret, Domaine, Famille, Secteur, SecteurNaf, Theme

CHAMPS_DE_CARTE = (
    "slug",
    "etat",
    "nom",
    "nom_masculin",
    "nom_feminin",
    "accroche",
    "definition_officielle",
    "code_rome",
    "version_rome",
    *(f"famille__{champ}" for champ in ("code", "slug", "libelle", "definition", "icone")),
)


class MetierQuerySet(models.QuerySet["Metier"]):
    """Read layer of the occupations."""

    def publies(self) -> "MetierQuerySet":
        """What visitors may find: published, not withdrawn."""
        return self.filter(etat=Metier.Etat.PUBLIE)

    def rediges(self) -> "MetierQuerySet":
        """With the portal's own text."""
        return self.exclude(accroche="")

    def cartes(self, ids: Sequence[int]) -> "list[Metier]":
        """Occupations of a list, in the order of ``ids``, with what a card shows; one query."""
        par_id = self.select_related("famille").only(*CHAMPS_DE_CARTE).in_bulk(list(ids))
        return [par_id[pk] for pk in ids if pk in par_id]


class Metier(models.Model):
    """An occupation. Texts written for the portal stand beside ROME's official ones, never mixed."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        PUBLIE = "publie", "Publié"
        RETIRE = "retire", "Retiré"

    slug = models.SlugField("adresse de la page", max_length=200, unique=True)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.PUBLIE, db_index=True)
    nom = models.CharField(max_length=250, help_text="Les deux genres, comme dans le ROME : « Soudeur / Soudeuse ».")
    nom_masculin = models.CharField("nom au masculin", max_length=160)
    nom_feminin = models.CharField("nom au féminin", max_length=160)

    # --- ROME, beside the identity
    code_rome = models.CharField("code ROME", max_length=6, blank=True)
    code_ogr = models.CharField("code OGR de la fiche", max_length=12, blank=True)
    version_rome = models.CharField("version du ROME", max_length=8, blank=True)
    code_rome_parent = models.CharField("code ROME parent", max_length=6, blank=True)
    libelle_rome = models.CharField("libellé ROME", max_length=250, blank=True)
    definition_officielle = models.TextField("définition officielle", blank=True)
    acces_officiel = models.TextField("accès au métier, texte officiel", blank=True)
    retire_le = models.DateField("retiré le", null=True, blank=True)
    remplace_par = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="remplace", verbose_name="remplacé par"
    )

    # --- the portal's own text
    accroche = models.CharField("accroche", max_length=200, blank=True)
    journee = models.TextField("une journée", blank=True)
    plait = models.JSONField("ce qui plaît", default=list, blank=True)
    difficile = models.JSONField("ce qui est dur", default=list, blank=True)
    acces = models.TextField("comment y entrer", blank=True)
    evolution = models.JSONField("où cela mène", default=list, blank=True)
    couleur_regionale = models.TextField("dans la région", blank=True)
    mots = models.JSONField(
        "mots pour le trouver", default=list, blank=True, help_text="Phrases de tous les jours que les gens tapent."
    )

    # --- classification
    famille = models.ForeignKey(Famille, models.PROTECT, null=True, blank=True, related_name="metiers")
    domaine = models.ForeignKey(Domaine, models.PROTECT, null=True, blank=True, related_name="metiers")
    riasec_majeur = models.CharField("RIASEC majeur", max_length=1, choices=Riasec.choices, blank=True)
    riasec_mineur = models.CharField("RIASEC mineur", max_length=1, choices=Riasec.choices, blank=True)
    transition_ecologique = models.CharField(
        "transition écologique",
        max_length=12,
        choices=TransitionEcologique.choices,
        default=TransitionEcologique.INCONNUE,
    )
    transition_numerique = models.CharField(
        "transition numérique", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    transition_demographique = models.CharField(
        "transition démographique", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU
    )
    reglemente = models.CharField("métier réglementé", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    cadre = models.CharField("emploi de cadre", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)

    interets = models.ManyToManyField(CentreInteret, through="MetierInteret", related_name="metiers")
    secteurs = models.ManyToManyField(Secteur, through="MetierSecteur", related_name="metiers")
    secteurs_naf = models.ManyToManyField(SecteurNaf, related_name="metiers", blank=True)
    themes = models.ManyToManyField(Theme, related_name="metiers", blank=True)
    competences = models.ManyToManyField(Competence, through="MetierCompetence", related_name="metiers")
    conditions = models.ManyToManyField(Condition, through="MetierCondition", related_name="metiers")
    voisins = models.ManyToManyField("self", through="Mobilite", symmetrical=False, related_name="voisins_inverses")

    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = MetierQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "métier"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_rome"],
                condition=~models.Q(code_rome="") & ~models.Q(etat="retire"),
                name="metier_code_rome_en_cours_unique",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("metiers:fiche", args=[self.slug])

    @property
    def nom_court(self) -> str:
        """The name as running text: "soudeur, soudeuse"; once when both genders read the same."""
        if self.nom_masculin == self.nom_feminin or not self.nom_feminin:
            return self.nom_masculin or self.nom
        return f"{self.nom_masculin}, {self.nom_feminin[0].lower()}{self.nom_feminin[1:]}"

    @property
    def est_redige(self) -> bool:
        """True when the portal has a text of its own; otherwise the sheet shows ROME's, attributed."""
        return bool(self.accroche)


class CodeRome(models.Model):
    """Every code that an occupation was known by, version by version."""

    metier = models.ForeignKey(Metier, models.CASCADE, related_name="codes_rome")
    code = models.CharField(max_length=6, db_index=True)
    version = models.CharField(max_length=8)
    libelle = models.CharField("libellé", max_length=250)

    class Meta:
        verbose_name = "code ROME"
        verbose_name_plural = "codes ROME"
        ordering = ["version", "code"]
        constraints = [models.UniqueConstraint(fields=["metier", "code", "version"], name="code_rome_unique")]

    def __str__(self) -> str:
        return f"{self.code} (v{self.version})"


class Appellation(models.Model):
    """A title under which the occupation is known; rarely used ones rank below common ones."""

    metier = models.ForeignKey(Metier, models.CASCADE, related_name="appellations")
    code_ogr = models.CharField("code OGR", max_length=12, blank=True)
    libelle = models.CharField("libellé", max_length=250)
    libelle_court = models.CharField("libellé court", max_length=250, blank=True)
    principale = models.BooleanField(default=False)
    peu_usitee = models.BooleanField("peu usitée", default=False)
    transition_ecologique = models.CharField(
        max_length=12, choices=TransitionEcologique.choices, default=TransitionEcologique.INCONNUE
    )
    transition_numerique = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    transition_demographique = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    reglemente = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    cadre = models.CharField(max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    origine = models.CharField(max_length=8, choices=Origine.choices)

    class Meta:
        ordering = ["-principale", "peu_usitee", "libelle"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_ogr"], condition=~models.Q(code_ogr=""), name="appellation_code_ogr_unique"
            ),
            models.UniqueConstraint(
                fields=["metier", "libelle"], condition=models.Q(code_ogr=""), name="appellation_portail_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class AccesNiveau(models.Model):
    """A level of diploma at which people enter the occupation."""

    metier = models.ForeignKey(Metier, models.CASCADE, related_name="niveaux")
    niveau = models.PositiveSmallIntegerField(choices=Niveau.choices)
    origine = models.CharField(max_length=8, choices=Origine.choices)

    class Meta:
        verbose_name = "niveau d'accès"
        verbose_name_plural = "niveaux d'accès"
        ordering = ["niveau"]
        constraints = [models.UniqueConstraint(fields=["metier", "niveau"], name="acces_niveau_unique")]

    def __str__(self) -> str:
        return self.get_niveau_display()


class Mobilite(models.Model):
    """A directed, ordered link to a neighbouring occupation: A leads to B does not mean that B leads to A."""

    source = models.ForeignKey(Metier, models.CASCADE, related_name="mobilites")
    cible = models.ForeignKey(Metier, models.CASCADE, related_name="mobilites_entrantes")
    ordre = models.PositiveSmallIntegerField(default=1)
    origine = models.CharField(max_length=8, choices=Origine.choices)

    class Meta:
        verbose_name = "métier voisin"
        verbose_name_plural = "métiers voisins"
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(fields=["source", "cible"], name="mobilite_unique"),
            models.CheckConstraint(condition=~models.Q(source=models.F("cible")), name="mobilite_sans_boucle"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.cible_id}"


class Media(models.Model):
    """A video about the occupation: a link, never embedded from another host before a click."""

    metier = models.ForeignKey(Metier, models.CASCADE, related_name="medias")
    titre = models.CharField(max_length=160)
    url = models.URLField("adresse de la vidéo")
    editeur = models.CharField("éditeur", max_length=120)
    duree_secondes = models.PositiveIntegerField("durée en secondes", null=True, blank=True)
    sous_titree = models.CharField("sous-titrée", max_length=8, choices=OuiNon.choices, default=OuiNon.INCONNU)
    transcription = models.TextField(blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "vidéo"
        ordering = ["ordre", "pk"]

    def __str__(self) -> str:
        return self.titre

    @property
    def duree(self) -> str:
        """The length as people say it; empty when it is not known."""
        if self.duree_secondes is None:
            return ""
        minutes, secondes = divmod(self.duree_secondes, 60)
        return f"{minutes} min {secondes:02d}" if minutes else f"{secondes} s"
