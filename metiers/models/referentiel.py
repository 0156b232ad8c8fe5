"""Ways to sort occupations: ROME's trees and tags, and the portal's own families."""

from django.db import models


class Referentiel(models.Model):
    """A code, an address part, a label, and a definition: the portal's sentence or the attributed official one."""

    code = models.CharField(max_length=60, unique=True)
    slug = models.SlugField("adresse de la page", max_length=120, unique=True)
    libelle = models.CharField("libellé", max_length=200)
    definition = models.TextField("définition", blank=True)

    class Meta:
        abstract = True
        ordering = ["libelle"]

    def __str__(self) -> str:
        return self.libelle


class GrandDomaine(Referentiel):
    """ROME's 14 grands domaines (a letter)."""

    class Meta(Referentiel.Meta):
        verbose_name = "grand domaine"
        verbose_name_plural = "grands domaines"


class Famille(Referentiel):
    """The portal's own families, each with an icon and the ROME domaines that fall in it by default."""

    icone = models.CharField("icône", max_length=40, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)

    class Meta(Referentiel.Meta):
        ordering = ["ordre", "libelle"]


class Domaine(Referentiel):
    """ROME's 110 domaines professionnels (a letter and two digits)."""

    grand_domaine = models.ForeignKey(GrandDomaine, models.PROTECT, related_name="domaines")
    famille = models.ForeignKey(Famille, models.SET_NULL, null=True, blank=True, related_name="domaines")

    class Meta(Referentiel.Meta):
        verbose_name = "domaine professionnel"
        verbose_name_plural = "domaines professionnels"
        ordering = ["code"]


class CentreInteret(Referentiel):
    """ROME's 30 centres d'intérêt."""

    class Meta(Referentiel.Meta):
        verbose_name = "centre d'intérêt"
        verbose_name_plural = "centres d'intérêt"


class Theme(Referentiel):
    """ROME's 17 thématiques."""

    class Meta(Referentiel.Meta):
        verbose_name = "thème"


class Secteur(Referentiel):
    """ROME's secteurs d'activité (35) and their sous-secteurs (40)."""

    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="sous_secteurs")

    class Meta(Referentiel.Meta):
        verbose_name = "secteur d'activité"
        verbose_name_plural = "secteurs d'activité"


class SecteurNaf(Referentiel):
    """ROME's grouping of NAF divisions (89)."""

    class Meta(Referentiel.Meta):
        verbose_name = "secteur NAF"
        verbose_name_plural = "secteurs NAF"


class MetierInteret(models.Model):
    """An occupation answers an interest; exactly one is the principal one in ROME."""

    metier = models.ForeignKey("metiers.Metier", models.CASCADE, related_name="liens_interets")
    interet = models.ForeignKey(CentreInteret, models.CASCADE, related_name="liens_metiers")
    principal = models.BooleanField(default=False)

    class Meta:
        verbose_name = "centre d'intérêt du métier"
        verbose_name_plural = "centres d'intérêt du métier"
        constraints = [models.UniqueConstraint(fields=["metier", "interet"], name="metier_interet_unique")]

    def __str__(self) -> str:
        return f"{self.metier_id} · {self.interet_id}"


class MetierSecteur(models.Model):
    """An occupation is practised in a sector."""

    metier = models.ForeignKey("metiers.Metier", models.CASCADE, related_name="liens_secteurs")
    secteur = models.ForeignKey(Secteur, models.CASCADE, related_name="liens_metiers")
    principal = models.BooleanField(default=False)

    class Meta:
        verbose_name = "secteur du métier"
        verbose_name_plural = "secteurs du métier"
        constraints = [models.UniqueConstraint(fields=["metier", "secteur"], name="metier_secteur_unique")]

    def __str__(self) -> str:
        return f"{self.metier_id} · {self.secteur_id}"
