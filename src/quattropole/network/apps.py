from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "quattropole.network"
    label = "network"
