"""The company space, under ``/entreprise/``."""

from django.urls import URLPattern, path

from stages.views import conventions, conversations

app_name = "entreprise"
urlpatterns: list[URLPattern] = [
    path("candidatures/<int:pk>/convention/", conventions.de_l_entreprise, name="convention"),
    path("candidatures/<int:pk>/convention/modifier/", conventions.modifier, name="convention_modifier"),
    path("candidatures/<int:pk>/convention/pdf/", conventions.pdf_de_l_entreprise, name="convention_pdf"),
    path("candidatures/<int:pk>/messages/", conversations.de_l_entreprise, name="conversation"),
    path(
        "candidatures/<int:pk>/messages/<int:message>/signaler/",
        conversations.signaler_par_l_entreprise,
        name="message_signaler",
    ),
]
