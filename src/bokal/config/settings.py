"""All settings, read once from the environment. Each variable is described in docs/reference/settings.md."""

import sys
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from bokal.config.env import (
    env_address,
    env_flag,
    env_folder,
    env_list,
    env_number,
    env_pairs,
    env_text,
    local_key,
    origin_of,
)
from bokal.config.logs import logging_settings
from bokal.config.mail import mailer

PACKAGE = Path(__file__).resolve().parent.parent

# --- Where this installation keeps its things --------------------------------------------------------------
DATA_DIR = env_folder("BOKAL_DATA_DIR", Path.cwd() / "var")
DEBUG = env_flag("BOKAL_DEBUG")
DEVELOPMENT = env_flag("BOKAL_DEVELOPMENT", default=DEBUG)
ALLOWED_HOSTS = env_list("BOKAL_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("BOKAL_ORIGINS")
HTTPS = env_flag("BOKAL_HTTPS")
BEHIND_PROXY = env_flag("BOKAL_BEHIND_PROXY")

SECRET_KEY = env_text("BOKAL_SECRET_KEY")
if not SECRET_KEY and not HTTPS:
    # Only for a machine that serves itself; the prefix tells the doctor that nobody chose it.
    SECRET_KEY = f"insecure-local-{local_key(DATA_DIR)}"
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "BOKAL_SECRET_KEY is empty. Set it to a long random text before serving over HTTPS."
    )

# --- Parts -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "bokal.programme.history",
    "bokal.programme.documents",
    "bokal.programme.accounts",
    "bokal.programme.queue",
    "bokal.programme.programmes",
    "bokal.programme.areas",
    "bokal.programme.voices",
    "bokal.programme.decisions",
    "bokal.programme.initiatives",
    "bokal.programme.reports",
    "bokal.web.ui",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bokal.web.ui.acting.acting_middleware",
]
ROOT_URLCONF = "bokal.config.urls"
WSGI_APPLICATION = "bokal.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Records: SQLite in one file by default, PostgreSQL by DATABASE_URL -----------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;"
        # Without this, INSERT OR REPLACE would remove rows past the triggers that write the history.
        "PRAGMA recursive_triggers=ON;"
        # What was taken back is overwritten in the file, and not only left out of it.
        "PRAGMA secure_delete=ON;"
    ),
}
DATABASES = {
    "default": dj_database_url.parse(
        env_text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'bokal.sqlite3'}",
        conn_max_age=env_number("BOKAL_DATABASE_KEEP_SECONDS", 600),
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Pages and answers that any worker can draw again; a change of the records makes new ones.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
    # Pictures as PNG, about 100 kB each, shared by all workers; each can be drawn again.
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "pictures",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# --- Reports: what draws them ------------------------------------------------------------------------------
REPORT_RENDERER = "bokal.web.report.rendering.draw_report"

# --- Files -------------------------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "documents"
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
# Collected files bear their fingerprint in the name, so that browsers keep them for good.
STATIC_COLLECTED = env_flag("BOKAL_STATIC_COLLECTED")
STATIC_ROOT = DATA_DIR / "static" if STATIC_COLLECTED else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
WHITENOISE_MAX_AGE = 0 if DEVELOPMENT else 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
VOICES_PER_MINUTE = env_number("BOKAL_VOICES_PER_MINUTE", 30, least=1)
UPLOAD_LIMIT = env_number("BOKAL_UPLOAD_MEGABYTES", 50, least=1) * 1024 * 1024

# --- Figures from elsewhere: the only places that are ever called ------------------------------------------
FETCH_HOSTS = frozenset(env_list("BOKAL_FETCH_HOSTS", "api.scb.se,statistikdatabasen.scb.se,api.kolada.se"))

# --- Voices from elsewhere: each door is closed while its secret is empty -----------------------------------
GATEWAY_SECRET = env_text("BOKAL_GATEWAY_SECRET")
OPEN311_KEYS = env_list("BOKAL_OPEN311_KEYS")
OPEN311_JURISDICTION = env_text("BOKAL_OPEN311_JURISDICTION")

# --- Translation: published words go to this server and no other; empty, they go nowhere --------------------
TRANSLATE_URL = env_address("BOKAL_TRANSLATE_URL")
TRANSLATE_KEY = env_text("BOKAL_TRANSLATE_KEY")

# --- Background work ---------------------------------------------------------------------------------------
TASKS = {
    "default": {
        "BACKEND": "bokal.programme.queue.services.DatabaseBackend",
        "QUEUES": [],
        "OPTIONS": {
            "lease_seconds": env_number("BOKAL_JOB_LEASE_SECONDS", 60, least=2),
            "attempts": env_number("BOKAL_JOB_ATTEMPTS", 3, least=1),
            "keep_days": env_number("BOKAL_JOB_KEEP_DAYS", 30, least=1),
        },
    }
}

# --- Logs --------------------------------------------------------------------------------------------------
LOGGING = logging_settings(plain=env_flag("BOKAL_LOG_PLAIN", default=sys.stderr.isatty()))

# --- Languages and time ------------------------------------------------------------------------------------
LANGUAGE_CODE = env_text("BOKAL_LANGUAGE", "sv")
LANGUAGES = [("sv", _("Swedish")), ("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = env_text("BOKAL_TIME_ZONE", "Europe/Stockholm")
USE_TZ = True

# --- Sign-in: a code by e-mail, or an OpenID Connect provider; no passwords --------------------------------
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:desk"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "bokal.web.ui.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "request_login_code": "bokal.web.ui.sign_in_forms.AddressForm",
    "confirm_login_code": "bokal.web.ui.sign_in_forms.CodeForm",
}
MFA_FORMS = {
    "authenticate": "bokal.web.ui.sign_in_forms.SecondStepForm",
    "activate_totp": "bokal.web.ui.sign_in_forms.SecondStepOnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Bokal"
MFA_TOTP_TOLERANCE = 1
# Those who can change people, decide or pay need a second step before the workspace opens.
STAFF_MFA = env_flag("BOKAL_STAFF_MFA", default=HTTPS)
SOCIALACCOUNT_ADAPTER = "bokal.web.ui.sign_in.SocialAccountAdapter"
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
# Tries to sign in are counted by the visitor that the proxy names last.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
OIDC_ISSUER = env_text("BOKAL_OIDC_ISSUER")
OIDC_PROVIDER = "city"
OIDC_SUBJECT_CLAIM = env_text("BOKAL_OIDC_SUBJECT", "sub")
OIDC_REQUIRED_CLAIMS = {
    name: frozenset(values.split("|")) for name, values in env_pairs("BOKAL_OIDC_REQUIRE").items()
}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER,
                "name": env_text("BOKAL_OIDC_NAME", "OpenID Connect"),
                "client_id": env_text("BOKAL_OIDC_CLIENT_ID"),
                "secret": env_text("BOKAL_OIDC_SECRET"),
                "settings": {
                    "server_url": OIDC_ISSUER,
                    "oauth_pkce_enabled": True,
                    "scope": env_text("BOKAL_OIDC_SCOPE", "openid profile email").split(),
                    "auth_params": env_pairs("BOKAL_OIDC_PARAMETERS"),
                },
            }
        ],
    }

# --- Mail --------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env_text("BOKAL_MAIL_FROM", "bokal@localhost")
MAILERS = {"default": mailer(env_text("BOKAL_MAIL_URL", "console:"))}

# --- What a browser may do ---------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    # A browser holds a form to this even where its answer leads on to the identity provider.
    "form-action": [CSP.SELF, *([origin_of(OIDC_ISSUER)] if OIDC_ISSUER else [])],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
X_FRAME_OPTIONS = "DENY"
