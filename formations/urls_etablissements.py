from django.urls import URLPattern

app_name = "etablissements"
urlpatterns: list[URLPattern] = []
