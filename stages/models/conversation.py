"""The conversation of an application, inside the portal."""

from django.conf import settings
from django.db import models

from stages.models.candidature import Candidature


class Fil(models.Model):
    """One conversation per application. ``clos_le`` starts the six months after which messages are erased."""

    candidature = models.OneToOneField(Candidature, models.CASCADE, related_name="fil")
    clos_le = models.DateTimeField("clos le", null=True, blank=True)

    class Meta:
        verbose_name = "conversation"

    def __str__(self) -> str:
        return f"conversation {self.candidature_id}"


class MessageDeFil(models.Model):
    """A message. Between a minor and an adult, contacts are masked in ``texte`` and the message is flagged."""

    fil = models.ForeignKey(Fil, models.CASCADE, related_name="messages")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    de_l_entreprise = models.BooleanField("écrit par l'entreprise", default=False)
    texte = models.TextField(max_length=2000)
    masque = models.BooleanField("coordonnées masquées", default=False)
    signale = models.BooleanField("signalé", default=False)
    signale_le = models.DateTimeField("signalé le", null=True, blank=True)
    examine_le = models.DateTimeField("examiné le", null=True, blank=True)
    lu_le = models.DateTimeField("lu le", null=True, blank=True)
    created_at = models.DateTimeField("écrit le", auto_now_add=True)

    class Meta:
        verbose_name = "message"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["auteur", "created_at"], name="message_auteur_date")]

    def __str__(self) -> str:
        return f"message {self.pk}"
