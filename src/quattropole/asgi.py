"""The ASGI application; servers load `quattropole.asgi:application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quattropole.settings")
django.setup(set_prefix=False)

from quattropole.handling import ThreadedHandler  # noqa: E402  # it reads the settings

application = ThreadedHandler()
