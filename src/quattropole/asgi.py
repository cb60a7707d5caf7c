"""The ASGI application; servers load `quattropole.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quattropole.settings")
application = get_asgi_application()
