"""What those who ask for the bus do."""

from django.urls.resolvers import URLPattern

demandes: list[URLPattern] = []
