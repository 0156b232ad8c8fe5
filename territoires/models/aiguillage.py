"""Who serves whom: audiences, networks, and the rule that sends each audience to a network, with its reason.

All of it is data (``donnees/territoires/lieux/``) that staff edit: another Région has other networks.
"""

from django.db import models

from commun.choix import OuiNon


class PublicQuerySet(models.QuerySet["PublicOriente"]):
    """Read layer of the audiences."""

    def proposes(self) -> "PublicQuerySet":
        """Those that a visitor may say to be; « tout public » is for places, not for people."""
        return self.filter(tous=False)


class PublicOriente(models.Model):
    """An audience, said in the visitor's own words (``je_suis``)."""

    code = models.SlugField(max_length=40, unique=True)
    libelle = models.CharField("libellé", max_length=80, help_text="Au pluriel : « collégiennes et collégiens ».")
    je_suis = models.CharField("je suis…", max_length=120, blank=True, help_text="Suite de la phrase « Je suis… ».")
    tous = models.BooleanField("tout public", default=False, help_text="Un lieu qui l'accueille répond à chacun.")
    ordre = models.PositiveSmallIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "public"
        verbose_name_plural = "publics"
        ordering = ["ordre", "code"]

    def __str__(self) -> str:
        return self.libelle


class ReseauOrientation(models.Model):
    """A network of guidance places: CIO, missions locales, chambers…"""

    code = models.SlugField(max_length=40, unique=True)
    nom = models.CharField(max_length=120)
    sigle = models.CharField(max_length=40, blank=True)
    presentation = models.CharField("qui il reçoit et pour quoi", max_length=400)
    gratuit = models.CharField(max_length=8, choices=OuiNon, default=OuiNon.INCONNU)
    cep = models.CharField("conseil en évolution professionnelle", max_length=8, choices=OuiNon, default=OuiNon.INCONNU)
    telephone = models.CharField("numéro national", max_length=20, blank=True)
    site = models.URLField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    publics = models.ManyToManyField(PublicOriente, related_name="reseaux", blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "réseau d'orientation"
        verbose_name_plural = "réseaux d'orientation"
        ordering = ["ordre", "code"]

    def __str__(self) -> str:
        return self.nom

    @property
    def nom_court(self) -> str:
        return self.sigle or self.nom


class AiguillageQuerySet(models.QuerySet["Aiguillage"]):
    """Read layer of the rules."""

    def pour(self, public: PublicOriente) -> "AiguillageQuerySet":
        """Networks to send an audience to, the first one first."""
        return self.filter(public=public).select_related("reseau").order_by("rang")


class Aiguillage(models.Model):
    """A rule of « no more than two doors »: this audience goes to this network, at this rank, for this reason."""

    public = models.ForeignKey(PublicOriente, models.CASCADE, related_name="aiguillages")
    reseau = models.ForeignKey(ReseauOrientation, models.CASCADE, related_name="aiguillages", verbose_name="réseau")
    rang = models.PositiveSmallIntegerField()
    raison = models.CharField(max_length=240, help_text="La phrase montrée au public : pourquoi cette porte.")

    objects = AiguillageQuerySet.as_manager()

    class Meta:
        verbose_name = "règle d'aiguillage"
        verbose_name_plural = "règles d'aiguillage"
        ordering = ["public__ordre", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["public", "reseau"], name="aiguillage_reseau_unique"),
            models.UniqueConstraint(fields=["public", "rang"], name="aiguillage_rang_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.public} : {self.reseau}"
