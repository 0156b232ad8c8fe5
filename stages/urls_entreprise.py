"""The company space, under ``/entreprise/``."""

from django.urls import URLPattern

app_name = "entreprise"
urlpatterns: list[URLPattern] = []
