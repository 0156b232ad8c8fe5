"""Template tags of the design system: icons and small pieces that templates share."""

from django import template

register = template.Library()
