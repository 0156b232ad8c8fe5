from django.urls import path

from stages.views import signaler, simulateur

app_name = "stages"
urlpatterns = [
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
    path("<int:pk>/signaler/", signaler.signaler, name="signaler"),
]
