"""Applications: who applies to what, in which state, and since when. A minor's data stay masked until acceptance."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from formations.models import Etablissement
from stages.choices import ACTIVES, EtatCandidature, NiveauPublic
from stages.models.offre import OffreStage, SemaineDOffre


def dossier_prive(instance: Any, nom: str) -> str:
    """Where a CV is stored: never under a guessable name, never served as a file of the site."""
    return f"prive/candidatures/{instance.pk or 'nouvelle'}/{nom}"


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    """Read layer of the applications."""

    def actives(self) -> "CandidatureQuerySet":
        return self.filter(etat__in=ACTIVES)

    def a_repondre(self) -> "CandidatureQuerySet":
        """What awaits the company's answer."""
        return self.filter(etat=EtatCandidature.ENVOYEE)


class Candidature(models.Model):
    """One person applies to one offer (and one of its weeks). Dates of every step are kept beside the state."""

    offre = models.ForeignKey(OffreStage, models.PROTECT, related_name="candidatures")
    semaine = models.ForeignKey(SemaineDOffre, models.PROTECT, null=True, blank=True, related_name="candidatures")
    candidat = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="candidatures"
    )
    etat = models.CharField(
        "état", max_length=12, choices=EtatCandidature.choices, default=EtatCandidature.ENVOYEE, db_index=True
    )
    prenom = models.CharField("prénom", max_length=60, blank=True)
    nom = models.CharField(max_length=60, blank=True)
    niveau = models.CharField(max_length=10, choices=NiveauPublic.choices)
    etablissement = models.ForeignKey(
        Etablissement, models.SET_NULL, null=True, blank=True, related_name="candidatures", verbose_name="établissement"
    )
    date_naissance = models.DateField("date de naissance", null=True, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    motivation = models.TextField(max_length=1500)
    masquee = models.BooleanField("coordonnées masquées", default=False)
    cv = models.FileField("CV", upload_to=dossier_prive, blank=True)
    mineur = models.BooleanField(default=False)
    responsable_nom = models.CharField("responsable légal", max_length=120, blank=True)
    responsable_courriel = models.EmailField("courriel du responsable légal", blank=True)
    responsable_telephone = models.CharField("téléphone du responsable légal", max_length=20, blank=True)
    responsable_jeton = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    autorisee_le = models.DateTimeField("autorisée le", null=True, blank=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    motif = models.CharField(max_length=300, blank=True)
    expire_le = models.DateTimeField("à répondre avant", null=True, blank=True)
    a_confirmer_avant = models.DateTimeField("à confirmer avant", null=True, blank=True)
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    rappels = models.JSONField("rappels envoyés", default=list, blank=True, editable=False)
    anonymisee_le = models.DateTimeField("anonymisée le", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["offre", "candidat"],
                condition=Q(etat__in=[str(etat) for etat in ACTIVES]) & Q(candidat__isnull=False),
                name="candidature_active_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"candidature {self.pk}"


class EvenementCandidature(models.Model):
    """One step of an application: the history that both sides see."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="evenements")
    etat = models.CharField("état", max_length=12, choices=EtatCandidature.choices)
    le = models.DateTimeField()
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    motif = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "étape d'une candidature"
        verbose_name_plural = "étapes des candidatures"
        ordering = ["le", "pk"]

    def __str__(self) -> str:
        return f"{self.get_etat_display()}, {self.le:%d/%m/%Y}"
