"""The addresses of calendars: public ones in a language, each person's own without."""

from django.urls import path

from quattropole.api.calendars import views

urlpatterns = [
    path("calendar.ics", views.public, name="public_calendar"),
    path("organs/<slug:key>/calendar.ics", views.of_organ, name="organ_calendar"),
    path("meetings/<int:pk>/calendar.ics", views.of_meeting, name="meeting_calendar"),
    path("desk/calendars/", views.calendars, name="calendars"),
    path("desk/calendars/make/", views.make, name="calendar_make"),
    path("desk/calendars/revoke/", views.revoke, name="calendar_revoke"),
]
machine_urlpatterns = [path("calendars/<str:token>.ics", views.own, name="calendar")]
