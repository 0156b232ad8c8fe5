"""The profile that a candidate to apprenticeship may publish, and the one request that a company may send."""

from django.conf import settings
from django.db import models

from metiers.models import Metier
from stages.choices import NiveauPublic
from stages.models.entreprise import Entreprise
from territoires.models import Commune


class ProfilCandidatQuerySet(models.QuerySet["ProfilCandidat"]):
    """Read layer of the profiles."""

    def publies(self) -> "ProfilCandidatQuerySet":
        """What a verified company may search."""
        return self.filter(publie=True, utilisateur__is_active=True)


class ProfilCandidat(models.Model):
    """A profile that verified companies search for apprenticeship; a minor is never shown by name.

    ``mineur`` is written from the date of birth, and again every night; ``vu_le``: the last time that its person
    was there.
    """

    utilisateur = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profil_candidat")
    publie = models.BooleanField("publié", default=False)
    mineur = models.BooleanField(default=True)
    date_naissance = models.DateField("date de naissance", null=True, blank=True)
    prenom = models.CharField("prénom", max_length=60, blank=True)
    niveau = models.CharField(max_length=10, choices=NiveauPublic.choices)
    diplome = models.CharField("diplôme préparé", max_length=200, blank=True)
    metiers = models.ManyToManyField(Metier, related_name="profils", blank=True, verbose_name="métiers")
    commune = models.ForeignKey(Commune, models.SET_NULL, null=True, blank=True)
    rayon_km = models.PositiveSmallIntegerField("rayon en km", default=30)
    disponible_le = models.DateField("disponible le", null=True, blank=True)
    presentation = models.TextField("présentation", max_length=1000, blank=True)
    vu_le = models.DateTimeField("vu par la personne le", null=True, blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = ProfilCandidatQuerySet.as_manager()

    class Meta:
        verbose_name = "profil de candidat"
        verbose_name_plural = "profils de candidats"
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"profil {self.pk}"


class DemandeDeContact(models.Model):
    """A verified company asks a candidate to write to it: once, through the portal."""

    class Etat(models.TextChoices):
        ENVOYEE = "envoyee", "Envoyée"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    profil = models.ForeignKey(ProfilCandidat, models.CASCADE, related_name="demandes")
    entreprise = models.ForeignKey(Entreprise, models.CASCADE, related_name="demandes_de_contact")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    message = models.TextField(max_length=1000)
    etat = models.CharField("état", max_length=8, choices=Etat.choices, default=Etat.ENVOYEE)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    created_at = models.DateTimeField("envoyée le", auto_now_add=True)

    class Meta:
        verbose_name = "demande de contact"
        verbose_name_plural = "demandes de contact"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["profil", "entreprise"], name="demande_de_contact_unique")]

    def __str__(self) -> str:
        return f"demande {self.pk}"
