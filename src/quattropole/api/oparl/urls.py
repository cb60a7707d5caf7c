"""Addresses of the OParl server, without a language."""

from django.urls import path

from quattropole.api.oparl import views

urlpatterns = [
    path("oparl/1.1/", views.entry, name="oparl"),
    path("oparl/1.1/system", views.system, name="oparl_system"),
    path("oparl/1.1/bodies", views.bodies, name="oparl_bodies"),
    path("oparl/1.1/organization/<str:key>/meetings", views.of_organization, name="oparl_meetings"),
    path("oparl/1.1/file/<str:key>/<str:way>", views.file_content, name="oparl_file"),
    path("oparl/1.1/body/<str:key>/<str:name>", views.of_body, name="oparl_list"),
    path("oparl/1.1/<str:kind>/<str:key>", views.one, name="oparl_object"),
    path("oparl", views.nothing),
    path("oparl/", views.nothing),
    path("oparl/<path:rest>", views.nothing),
]
