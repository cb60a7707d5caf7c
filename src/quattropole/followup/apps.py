from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "quattropole.followup"
    label = "followup"
