"""The ASGI application; servers load `quattropole.asgi:application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quattropole.settings")
django.setup(set_prefix=False)

from quattropole.assembly.stream.application import Streams  # noqa: E402  # it reads the settings
from quattropole.assembly.stream.broadcast import broadcast  # noqa: E402
from quattropole.handling import ThreadedHandler  # noqa: E402

application = Streams(ThreadedHandler(), broadcast)
