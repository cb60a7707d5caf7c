"""Settings of the tests: those of a demo, with everything it writes in a folder of this process."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="quattropole-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
for name in [name for name in os.environ if name.startswith("QUATTROPOLE_")]:
    del os.environ[name]
os.environ.update(QUATTROPOLE_DEMO="1", QUATTROPOLE_VAR=FOLDER, QUATTROPOLE_SECRET_KEY="no secret: only for tests")

from quattropole.settings import *  # noqa: E402, F403  # the environment comes first; Django wants every setting here
from quattropole.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402  # the environment comes first

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER}/test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir()  # whitenoise warns where it is missing
