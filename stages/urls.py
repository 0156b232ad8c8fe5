from django.urls import path

from stages.views import conventions, conversations, simulateur

app_name = "stages"
urlpatterns = [
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
    path("candidatures/<int:pk>/convention/", conventions.du_stagiaire, name="convention"),
    path("candidatures/<int:pk>/convention/pdf/", conventions.pdf_du_stagiaire, name="convention_pdf"),
    path("convention/<str:jeton>/", conventions.par_lien, name="convention_signer"),
    path("convention/<str:jeton>/pdf/", conventions.pdf_par_lien, name="convention_signer_pdf"),
    path("candidatures/<int:pk>/messages/", conversations.du_candidat, name="conversation"),
    path(
        "candidatures/<int:pk>/messages/<int:message>/signaler/",
        conversations.signaler_par_le_candidat,
        name="message_signaler",
    ),
]
