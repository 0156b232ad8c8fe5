"""The company space, under ``/entreprise/``."""

from django.urls import path

from stages.views import (
    candidatures_recues,
    conventions,
    conversations,
    edition,
    entreprise,
    inscription,
    offres,
    profils,
)

app_name = "entreprise"
urlpatterns = [
    path("", entreprise.accueil, name="accueil"),
    path("choisir/", entreprise.choisir, name="choisir"),
    path("inscription/", inscription.inscription, name="inscription"),
    path("equipe/", entreprise.equipe, name="equipe"),
    path("equipe/<int:pk>/", entreprise.membre, name="membre"),
    path("engagements/", entreprise.engagements, name="engagements"),
    path("engagements/charte/", entreprise.charte, name="charte"),
    path("engagements/<int:pk>/renouveler/", entreprise.engagement_renouveler, name="engagement_renouveler"),
    path("ouvertures/", entreprise.ouvertures, name="ouvertures"),
    path("ouvertures/<int:pk>/", entreprise.ouverture, name="ouverture"),
    path("profils/", profils.profils, name="profils"),
    path("profils/<int:pk>/", profils.profil, name="profil"),
    path("candidatures/", candidatures_recues.candidatures, name="candidatures"),
    path("candidatures/<int:pk>/", candidatures_recues.candidature, name="candidature"),
    path("candidatures/<int:pk>/accepter/", candidatures_recues.accepter_candidature, name="candidature_accepter"),
    path("candidatures/<int:pk>/refuser/", candidatures_recues.refuser_candidature, name="candidature_refuser"),
    path("candidatures/<int:pk>/cv/", candidatures_recues.cv, name="candidature_cv"),
    path("candidatures/<int:pk>/convention/", conventions.de_l_entreprise, name="convention"),
    path("candidatures/<int:pk>/convention/modifier/", conventions.modifier, name="convention_modifier"),
    path("candidatures/<int:pk>/convention/pdf/", conventions.pdf_de_l_entreprise, name="convention_pdf"),
    path("candidatures/<int:pk>/messages/", conversations.de_l_entreprise, name="conversation"),
    path(
        "candidatures/<int:pk>/messages/<int:message>/signaler/",
        conversations.signaler_par_l_entreprise,
        name="message_signaler",
    ),
    path("offres/", offres.liste, name="offres"),
    path("offres/nouvelle/", edition.nouvelle, name="offre_creer"),
    path("offres/etablissements/", offres.etablissements, name="offre_etablissements"),
    path("offres/partages/<int:pk>/", offres.repondre_au_partage, name="offre_partage"),
    path("offres/<int:pk>/", offres.fiche, name="offre"),
    path("offres/<int:pk>/modifier/", edition.modifier, name="offre_modifier"),
    path("offres/<int:pk>/apercu/", offres.apercu, name="offre_apercu"),
    path("offres/<int:pk>/inviter/", offres.inviter, name="offre_inviter"),
    path("offres/<int:pk>/<slug:action>/", offres.agir, name="offre_action"),
]
