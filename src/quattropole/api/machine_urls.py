"""Addresses without a language: OParl and calendars, which programs fetch."""

from quattropole.api.calendars.urls import machine_urlpatterns as calendars
from quattropole.api.oparl.urls import urlpatterns as oparl

urlpatterns = [*oparl, *calendars]
