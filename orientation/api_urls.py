"""The public API, version 1: every app brings its routes here."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("", include("territoires.api.urls")),
    path("", include("metiers.api.urls")),
    path("", include("formations.api.urls")),
    path("", include("stages.api.urls")),
    path("", include("grenelle.api.urls")),
    path("", include("orientibus.api.urls")),
]
