from django.urls import path

from stages.views import simulateur

app_name = "stages"
urlpatterns = [
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
]
