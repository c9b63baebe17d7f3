"""Settings, all of them from the environment. What is not set is safe: no debug, secure cookies, one host."""

from __future__ import annotations

import os
from pathlib import Path

from balm.clinic import served
from balm.clinic.database import database

HERE = Path(__file__).parent
SECRET_FILE = Path(os.environ.get("BALM_SECRET_FILE", Path.cwd() / "clinic-secret"))
SECRET_KEY = os.environ.get("BALM_SECRET_KEY") or (SECRET_FILE.read_text().strip() if SECRET_FILE.is_file() else "")
TRIAL = os.environ.get("BALM_TRIAL") == "1"
"""On this machine alone, over plain HTTP, to try it."""
DEBUG = False
ALLOWED_HOSTS = [*os.environ.get("BALM_HOSTS", "localhost").split(","), "127.0.0.1"]  # the machine itself asks for /health and /metrics
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1")]
BALM_ADDRESS = os.environ.get("BALM_ADDRESS", "http://127.0.0.1:8000")
"""Where patients and staff reach the service, for links and QR codes."""
BALM_COMPANION = [one for one in os.environ.get("BALM_COMPANION", "").split(",") if one]
"""Other origins on which the companion stands, such as https://balm.example; none, where the service serves it itself."""
BALM_CDS_ORIGINS = [one for one in os.environ.get("BALM_CDS_ORIGINS", "").split(",") if one]
"""Origins of CDS clients that run in a browser, which may read what /cds-services answers; none, where a server asks."""
BALM_PAGE = os.environ.get("BALM_PAGE") or f"{BALM_ADDRESS.rstrip('/')}/c/"
"""Where invitations lead: the companion's start page."""
BALM_PROXIES = int(os.environ.get("BALM_PROXIES", "0"))
"""How many proxies of ours a request passes, each of which adds to X-Forwarded-For."""

BALM_SAID = "balm.companion.build.said_in"
"""Who puts the pathway into words for the page of a patient: a function of the pathway and of a language."""

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "ninja",
    "balm.clinic",
]
MIDDLEWARE = [
    "balm.clinic.requests.Request",
    "balm.clinic.headers.add_headers",
    "csp.middleware.CSPMiddleware",
    "balm.clinic.fhir.outcome.always_fhir",
    "balm.clinic.headers.https_alone",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "balm.clinic.api.origins.allow_origins",
    "balm.clinic.api.limits.short_enough",
    "balm.clinic.given.as_it_can_be_kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "balm.clinic.sessions.Ends",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "balm.clinic.urls"
WSGI_APPLICATION = "balm.clinic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{Path.cwd() / 'clinic.sqlite'}")}

AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "balm.clinic.passwords.NotAWordOfOurs"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
"""How long the link works with which somebody new at a clinic sets a password."""
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "worklist"
LOGOUT_REDIRECT_URL = "login"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "new_password1", "new_password2", "csrfmiddlewaretoken"]
"""Besides the password: what is typed into a form for a new one is kept nowhere either."""
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "balm.clinic.api.limits.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the audit log has the logins
AXES_LOCKOUT_TEMPLATE = "clinic/locked.html"
OTP_TOTP_ISSUER = "Balm"

BALM_OIDC_ISSUER = os.environ.get("BALM_OIDC_ISSUER", "")
"""The hospital's own provider of logins, exactly as it calls itself; without it, staff log in with name and password alone."""
assert TRIAL or not BALM_OIDC_ISSUER or BALM_OIDC_ISSUER.startswith("https://"), "BALM_OIDC_ISSUER begins with https://"
BALM_OIDC_CLIENT_ID = os.environ.get("BALM_OIDC_CLIENT_ID", "")
BALM_OIDC_CLIENT_SECRET = os.environ.get("BALM_OIDC_CLIENT_SECRET", "")
BALM_OIDC_CLAIM = os.environ.get("BALM_OIDC_CLAIM", "preferred_username")
"""What the provider says that is the user name here: preferred_username or email."""
BALM_OIDC_AMR = frozenset(filter(None, os.environ.get("BALM_OIDC_AMR", "").split(",")))
"""Of the ways to log in that the provider names (amr), those that are a second factor, such as mfa,otp,hwk. None: it is asked for here."""
BALM_OIDC_NAME = os.environ.get("BALM_OIDC_NAME", "your hospital's account")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 8 * 60 * 60
"""From the login, whatever is done in it: `sessions.py`."""
BALM_IDLE_SECONDS = int(os.environ.get("BALM_IDLE_MINUTES", "30")) * 60
"""A session in which nobody does anything for so long ends; the worklist that is open keeps it."""
BALM_PROVED_SECONDS = 10 * 60
"""So long after the password was given, it is not asked for again before something that decides who may come in."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
"""Not "Strict": with that, whoever comes by the link in an alert's e-mail is not logged in."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not TRIAL
if not TRIAL:  # a browser takes these names only from this very host over HTTPS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_REDIRECT_EXEMPT = ["^health$", "^metrics$"]
SECURE_HSTS_SECONDS = 0 if TRIAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not TRIAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
"""Not "no-referrer": with that a browser names no origin with a form either, and Django refuses it."""
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = os.environ.get("BALM_TIME_ZONE", "UTC")
USE_TZ = True
USE_I18N = False
STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("BALM_STATIC", Path.cwd() / "clinic-static"))
PAGES = Path(os.environ.get("BALM_PAGES", Path.cwd() / "clinic-pages"))
"""Files that stand at the root of the site: the companion under c/, put there when the service starts (`balm/cli/connected.py`)."""
WHITENOISE_ROOT = PAGES
WHITENOISE_INDEX_FILE = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = served.add_headers
WHITENOISE_IMMUTABLE_FILE_TEST = served.never_changes
BALM_EXPORTS = Path(os.environ.get("BALM_EXPORTS", Path.cwd() / "clinic-exports"))
"""Where the worker writes what readers asked for, and the web workers read it from. Nothing else serves this folder."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
"""Only counts for the limits are in it, for two minutes. With Django's 300 entries, some addresses would push out the counts of others."""

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "balm.clinic.logs.Lines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "balm": {"level": "INFO"},
        "django": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
    },
}

EMAIL_BACKEND = "balm.clinic.channels.email.Server"
EMAIL_HOST = os.environ.get("BALM_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("BALM_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("BALM_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("BALM_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("BALM_EMAIL_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("BALM_EMAIL_FROM", "balm@localhost")
BALM_WEBHOOK_INSIDE = frozenset(filter(None, os.environ.get("BALM_WEBHOOK_INSIDE", "").split(",")))
"""Hosts that a webhook may reach though they are inside the network, over plain HTTP too."""
BALM_METRICS_TOKEN = os.environ.get("BALM_METRICS_TOKEN", "")
"""What `/metrics` asks for; without it, it answers this machine alone."""
