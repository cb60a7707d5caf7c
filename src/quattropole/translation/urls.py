from django.urls import URLPattern

app_name = "translation"
urlpatterns: list[URLPattern] = []
