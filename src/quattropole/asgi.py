"""The ASGI application; servers load `quattropole.asgi:application`."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quattropole.settings")
django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402  # it reads the settings

from quattropole.assembly.stream.application import Streams  # noqa: E402
from quattropole.assembly.stream.broadcast import broadcast  # noqa: E402
from quattropole.handling import ThreadedHandler  # noqa: E402

application = Streams(ThreadedHandler(), broadcast)

# What is loaded until here stays for as long as the process lives. To look through it again and again for garbage takes
# a third of the time of whatever reads a thousand rows; so it is set aside, and garbage is looked for less often.
_all_views = get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
