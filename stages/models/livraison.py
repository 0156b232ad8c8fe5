"""The outbox: an event written with the offer, one delivery per person, offer and channel, whatever happens after."""

from django.db import models
from django.db.models import Q

from stages.choices import Canal, EtatLivraison
from stages.models.alerte import Alerte
from stages.models.offre import OffreStage


class EvenementOffre(models.Model):
    """An offer became visible: written in the same transaction, once per offer, treated by a worker."""

    offre = models.OneToOneField(OffreStage, models.CASCADE, related_name="evenement")
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    destinataires = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "événement d'offre"
        verbose_name_plural = "événements d'offres"
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="evenement_offre_a_traiter", condition=Q(traite_le__isnull=True))]

    def __str__(self) -> str:
        return f"offre {self.offre_id} visible"


class Livraison(models.Model):
    """One message owed to one person. ``destinataire``: « u<account> » or « c<folded address> »."""

    offre = models.ForeignKey(OffreStage, models.CASCADE, related_name="livraisons")
    alerte = models.ForeignKey(Alerte, models.CASCADE, related_name="livraisons")
    destinataire = models.CharField(max_length=260)
    canal = models.CharField(max_length=8, choices=Canal.choices)
    etat = models.CharField("état", max_length=10, choices=EtatLivraison.choices, default=EtatLivraison.EN_FILE)
    pas_avant = models.DateTimeField("pas avant")
    essais = models.PositiveSmallIntegerField(default=0)
    bail_jusqu_a = models.DateTimeField("réservée jusqu'à", null=True, blank=True)
    reserve_par = models.CharField("réservée par", max_length=60, blank=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    erreur = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField("écrite le", auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["offre", "destinataire", "canal"], name="livraison_unique")]
        indexes = [
            models.Index(
                fields=["canal", "pas_avant", "id"],
                name="livraison_a_envoyer",
                condition=Q(etat__in=["en_file", "reservee", "en_vol"]),
            )
        ]

    def __str__(self) -> str:
        return f"livraison {self.pk}"
