"""Addresses without a language: OParl and calendars, which programs fetch."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
