"""What must be sent is a row, written in the transaction of its cause, and sent by a worker.

States: ``en_file`` → ``reservee`` (claimed under a lease: safe to retry) → ``en_vol`` (given to the server, its
answer not known yet: ambiguous) → ``envoyee``, ``echouee`` or ``supprimee`` (nobody wants it any more).
"""

from django.db import models
from django.db.models import Q


class EtatEnvoi(models.TextChoices):
    EN_FILE = "en_file", "En file"
    RESERVEE = "reservee", "Réservée"
    EN_VOL = "en_vol", "En vol"
    ENVOYEE = "envoyee", "Envoyée"
    ECHOUEE = "echouee", "Échouée"
    SUPPRIMEE = "supprimee", "Supprimée"


A_ENVOYER = (EtatEnvoi.EN_FILE, EtatEnvoi.RESERVEE, EtatEnvoi.EN_VOL)


class FileDEnvoi(models.Model):
    """Columns of a queue that outlives its workers. ``pas_avant`` holds quiet hours, digests and back-off."""

    etat = models.CharField("état", max_length=10, choices=EtatEnvoi.choices, default=EtatEnvoi.EN_FILE)
    pas_avant = models.DateTimeField("pas avant")
    essais = models.PositiveSmallIntegerField(default=0)
    bail_jusqu_a = models.DateTimeField("réservé jusqu'à", null=True, blank=True)
    reserve_par = models.CharField("réservé par", max_length=60, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    erreur = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField("écrit le", auto_now_add=True)

    class Meta:
        abstract = True


class Courriel(FileDEnvoi):
    """A mail owed to an address. ``cle`` makes it unique: the same cause written twice is sent once."""

    cle = models.CharField("clé", max_length=200, unique=True)
    nature = models.CharField(max_length=40, help_text="De quoi il s'agit, pour les compteurs.")
    destinataire = models.EmailField()
    sujet = models.CharField(max_length=200)
    texte = models.TextField()
    entetes = models.JSONField("en-têtes", default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["pas_avant", "id"], name="courriel_a_envoyer", condition=Q(etat__in=list(A_ENVOYER)))
        ]

    def __str__(self) -> str:
        return f"{self.sujet} ({self.get_etat_display().lower()})"
