"""Guidance places: where somebody answers questions about studies, work and training."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from commun.choix import OuiNon
from territoires.choices import Position
from territoires.models.aiguillage import PublicOriente, ReseauOrientation
from territoires.models.commune import Commune
from territoires.models.distance import Lieu, autour


class LieuOrientationQuerySet(models.QuerySet["LieuOrientation"]):
    """Read layer of the guidance places."""

    def ouverts(self) -> "LieuOrientationQuerySet":
        """Places shown to the public."""
        return self.filter(actif=True)

    def complets(self) -> "LieuOrientationQuerySet":
        """With all that a card or a sheet names, in two queries."""
        return self.select_related("reseau", "commune", "commune__departement", "commune__territoire").prefetch_related(
            "publics"
        )

    def pour(self, public: PublicOriente) -> "LieuOrientationQuerySet":
        """Places that receive an audience, those open to all included."""
        if public.tous:
            return self.filter(publics__tous=True).distinct()
        accueil = LieuOrientation.publics.through.objects.filter(
            Q(publicoriente_id=public.pk) | Q(publicoriente__tous=True)
        )
        return self.filter(pk__in=accueil.values("lieuorientation_id"))

    def autour_de(self, lieu: Lieu, rayon_km: float) -> "LieuOrientationQuerySet":
        """Places within ``rayon_km``, nearest first, each with ``distance_km``; a total order on both databases."""
        return autour(self, lieu, rayon_km).order_by("distance_km", "slug")


class LieuOrientation(models.Model):
    """A guidance place. What nobody has checked stays unknown; coordinates are always there (see ``position``)."""

    slug = models.SlugField("adresse de la page", max_length=120, unique=True)
    nom = models.CharField(max_length=160)
    reseau = models.ForeignKey(ReseauOrientation, models.PROTECT, related_name="lieux", verbose_name="réseau")
    publics = models.ManyToManyField(
        PublicOriente, related_name="lieux", blank=True, help_text="Vide : ceux du réseau, recopiés à l'enregistrement."
    )
    uai = models.CharField(
        "code UAI", max_length=8, blank=True, validators=[RegexValidator(r"^[0-9]{7}[A-Z]\Z", "Code UAI attendu.")]
    )
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="lieux")
    adresse = models.CharField(max_length=200, blank=True)
    code_postal = models.CharField(
        max_length=5, blank=True, validators=[RegexValidator(r"^[0-9]{5}\Z", "Cinq chiffres attendus.")]
    )
    latitude = models.FloatField(validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(validators=[MinValueValidator(-180), MaxValueValidator(180)])
    position = models.CharField(max_length=8, choices=Position, default=Position.COMMUNE)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField(blank=True)
    site = models.URLField(max_length=200, blank=True)
    horaires = models.CharField(max_length=300, blank=True)
    accessible = models.CharField("accessible en fauteuil", max_length=8, choices=OuiNon, default=OuiNon.INCONNU)
    cep = models.CharField("conseil en évolution professionnelle", max_length=8, choices=OuiNon, default=OuiNon.INCONNU)
    sur_rendez_vous = models.CharField(max_length=8, choices=OuiNon, default=OuiNon.INCONNU)
    a_distance = models.CharField("reçoit à distance", max_length=8, choices=OuiNon, default=OuiNon.INCONNU)
    precision = models.CharField("bon à savoir", max_length=300, blank=True)
    label = models.CharField(max_length=120, blank=True)
    label_par = models.CharField("label donné par", max_length=160, blank=True)
    label_le = models.DateField("label donné le", null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    verifie_le = models.DateField(
        "vérifié le", null=True, blank=True, help_text="Vide : coordonnées à vérifier, la page le dit."
    )
    actif = models.BooleanField("ouvert au public", default=True)
    demonstration = models.BooleanField("lieu de démonstration", default=False)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = LieuOrientationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"], m2m_fields=[publics])

    class Meta:
        verbose_name = "lieu d'orientation"
        verbose_name_plural = "lieux d'orientation"
        ordering = ["nom", "slug"]
        indexes = [models.Index(fields=["latitude", "longitude"], name="lieu_lat_lon")]
        constraints = [
            models.UniqueConstraint(fields=["uai"], condition=~Q(uai=""), name="lieu_uai_unique"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="lieu_sur_terre"
            ),
            models.CheckConstraint(
                condition=Q(label="", label_par="", label_le=None) | (~Q(label="") & ~Q(label_par="")),
                name="lieu_label_donne_par",
                violation_error_message="Un label dit qui l'a donné ; sans label, ni donneur ni date.",
            ),
            models.CheckConstraint(
                condition=Q(accessible__in=OuiNon.values)
                & Q(cep__in=OuiNon.values)
                & Q(sur_rendez_vous__in=OuiNon.values)
                & Q(a_distance__in=OuiNon.values),
                name="lieu_oui_non_inconnu",
            ),
            models.CheckConstraint(condition=Q(position__in=Position.values), name="lieu_position_connue"),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("territoires:lieu", args=[self.slug])

    @property
    def numero(self) -> str:
        """The number to call: the place's own, or its network's national one; the network joined."""
        return self.telephone or self.reseau.telephone

    @property
    def adresse_web(self) -> str:
        """The place's own site, or its network's; the network joined."""
        return self.site or self.reseau.site

    @property
    def adresse_du_plan(self) -> str:
        """A link to a public map; the portal itself loads nothing from there."""
        ici = f"{self.latitude:.6f}"
        la = f"{self.longitude:.6f}"
        return f"https://www.openstreetmap.org/?mlat={ici}&mlon={la}#map=17/{ici}/{la}"

    @property
    def situe_a_l_adresse(self) -> bool:
        """Whether the distance is to the door, not to the middle of the commune."""
        return self.position == Position.ADRESSE
