"""Background work of the accounts."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def purger_sessions() -> None:
    """Remove expired sessions."""
    call_command("clearsessions")
