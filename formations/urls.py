from django.urls import URLPattern

app_name = "formations"
urlpatterns: list[URLPattern] = []
