"""What anyone may see of the bus."""

from django.urls.resolvers import URLPattern

publiques: list[URLPattern] = []
