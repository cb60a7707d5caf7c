from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "quattropole.website"
    label = "website"
