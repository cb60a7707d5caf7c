"""Addresses for people who subscribe to calendars."""

from quattropole.api.calendars.urls import urlpatterns as calendars

app_name = "api"
urlpatterns = [*calendars]
