"""Conversations that end, messages and agreements that are kept no longer."""

from celery import shared_task
from django.utils import timezone

from stages.services.conservation_conventions import effacer_les_conventions
from stages.services.conversations import clore_les_conversations, effacer_les_conversations


@shared_task
def clore_et_effacer() -> None:
    """Every day; every step is idempotent."""
    maintenant = timezone.now()
    clore_les_conversations(maintenant=maintenant)
    effacer_les_conversations(maintenant=maintenant)
    effacer_les_conventions()
