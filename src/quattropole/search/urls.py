from django.urls import path

from quattropole.search import views

app_name = "search"
urlpatterns = [path("", views.results, name="search")]
