from django.urls import path

from quattropole.desk import views

app_name = "desk"
urlpatterns = [path("", views.start, name="start")]
