from django.urls import URLPattern

app_name = "territoires"
urlpatterns: list[URLPattern] = []
