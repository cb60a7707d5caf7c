"""Django settings: everything an installation can change comes from `environment.Environment`."""

from typing import Any
from urllib.parse import unquote

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from quattropole.environment import Environment, origin_of

ENVIRONMENT = Environment.read()

DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = ENVIRONMENT.hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.origins
DEFAULT_NETWORK = ENVIRONMENT.network
VAR = ENVIRONMENT.var
VAR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "quattropole.changes",
    "quattropole.texts",
    "quattropole.network",
    "quattropole.access",
    "quattropole.meetings",
    "quattropole.decisions",
    "quattropole.assembly",
    "quattropole.minutes",
    "quattropole.followup",
    "quattropole.planning",
    "quattropole.translation",
    "quattropole.search",
    "quattropole.api",
    "quattropole.website",
    "quattropole.desk",
    "quattropole.look",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.openid_connect"] if ENVIRONMENT.oidc else []),
    "csp",
    "django_tasks",
    "django_tasks_db",
    "modelsearch",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quattropole.network.middleware.NetworkMiddleware",
    "quattropole.api.middleware.StatelessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quattropole.access.middleware.ViewerMiddleware",
]

ROOT_URLCONF = "quattropole.urls"
WSGI_APPLICATION = None
ASGI_APPLICATION = "quattropole.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ENVIRONMENT.package / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quattropole.access.context.access",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "quattropole.look.forms.Renderer"

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY"
    ),
}
THREADS = ENVIRONMENT.threads
# Each thread of `handling.ThreadedHandler` keeps its connection; a pool between them would only cost time.
_database: dict[str, Any] = dict(dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=600))
if _database["ENGINE"].endswith("sqlite3"):
    _database |= {"ENGINE": "quattropole.sqlite3", "OPTIONS": SQLITE_OPTIONS}
else:
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:start"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "quattropole.access.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "quattropole.access.adapters.SocialAccountAdapter"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.tls else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.behind_proxy else 0
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
MFA_TOTP_ISSUER = "QuattroPole"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "city",
                    "name": ENVIRONMENT.oidc["name"],
                    "client_id": ENVIRONMENT.oidc["client_id"],
                    "secret": ENVIRONMENT.oidc["secret"],
                    "settings": {"server_url": ENVIRONMENT.oidc["issuer"]},
                }
            ],
        }
    }
    if ENVIRONMENT.oidc
    else {}
)

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("fr", _("French")), ("lb", _("Luxembourgish")), ("en", _("English"))]
LOCALE_PATHS = [ENVIRONMENT.package / "locale"]
FORMAT_MODULE_PATH = "quattropole.texts.formats"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Luxembourg"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ENVIRONMENT.package / "static"]
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
UPLOAD_LIMIT = ENVIRONMENT.upload_limit
OFFICE = ENVIRONMENT.office
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
if ENVIRONMENT.mail is not None:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = ENVIRONMENT.mail.hostname or "localhost"
    EMAIL_PORT = ENVIRONMENT.mail.port or 25
    EMAIL_HOST_USER = unquote(ENVIRONMENT.mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(ENVIRONMENT.mail.password or "")
    EMAIL_USE_TLS = ENVIRONMENT.mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = ENVIRONMENT.mail.scheme == "smtps"
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
BOUNCE_ADDRESS = ENVIRONMENT.bounce_address

TASKS = {
    "default": {
        "BACKEND": (
            "django_tasks.backends.immediate.ImmediateBackend"
            if ENVIRONMENT.tasks_immediate
            else "django_tasks_db.DatabaseBackend"
        )
    }
}
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database", "SEARCH_CONFIG": "simple"}}
if ENVIRONMENT.search_url:
    MODELSEARCH_BACKENDS["default"] = {
        "BACKEND": "modelsearch.backends.opensearch3",
        "URLS": ENVIRONMENT.search_url,
    }

TRANSLATOR = ENVIRONMENT.translator["name"]
TRANSLATOR_URL = ENVIRONMENT.translator["url"]
TRANSLATOR_KEY = ENVIRONMENT.translator["key"]
TRANSLATOR_GLOSSARY = ENVIRONMENT.translator["glossary"]
TRANSLATOR_AUDIENCE = ENVIRONMENT.translator["audience"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *([origin_of(ENVIRONMENT.oidc["issuer"])] if ENVIRONMENT.oidc else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "quattropole.website.errors.form_not_accepted"
SESSION_ENGINE = "quattropole.access.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.tls
SECURE_SSL_REDIRECT = ENVIRONMENT.tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.tls
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secret": {"()": "quattropole.api.calendars.logs.HideAddresses"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secret"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"quattropole": {"level": "INFO"}},
}
