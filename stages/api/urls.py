"""Routes of the exchange in the public API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
