from django.urls import URLPattern

app_name = "entreprise"
urlpatterns: list[URLPattern] = []
