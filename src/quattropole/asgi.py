"""The ASGI application; servers load `quattropole.asgi:application`."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quattropole.settings")
# Static files and papers are read from disk in the request's own thread; Django would say so once for every file.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
application = get_asgi_application()
