from django.conf import settings
from django.urls import path

from quattropole.access import views

app_name = "access"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("log/", views.log, name="log"),
    path("log.jsonl", views.log_export, name="log_export"),
]
if settings.DEMO:
    from quattropole.access import demo_views

    urlpatterns += [
        path("demo/", demo_views.enter, name="demo_enter"),
        path("demo/clock/", demo_views.clock, name="demo_clock"),
    ]
