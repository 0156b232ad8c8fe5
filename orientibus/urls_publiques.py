"""What anyone may see of the bus."""

from django.urls import path

from orientibus.views import agenda, etape, prochaines

publiques = [
    path("", prochaines.accueil, name="accueil"),
    path("calendrier/", prochaines.calendrier, name="calendrier"),
    path("agenda.ics", agenda.agenda, name="agenda"),
    path("agenda/bus-<slug:code>.ics", agenda.agenda_du_bus, name="agenda_du_bus"),
    path("agenda/departement-<slug:code>.ics", agenda.agenda_du_departement, name="agenda_du_departement"),
    path("flux.atom", agenda.flux, name="flux"),
    path("etapes/<slug:slug>/", etape.etape, name="etape"),
    path("etapes/<slug:slug>/agenda.ics", etape.etape_ics, name="etape_ics"),
    path("etapes/<slug:slug>/demandee/", etape.inscription_demandee, name="inscription_demandee"),
    path("inscriptions/<str:jeton>/", etape.inscription, name="inscription"),
]
