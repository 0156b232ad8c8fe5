"""What a page needs to offer notifications."""

from django import template

from stages.clients.push import cle_publique, push_possible

register = template.Library()


@register.simple_tag
def cle_push() -> str:
    """The public key of the portal, empty where notifications are not offered."""
    return cle_publique() if push_possible() else ""
