"""The one settings file. What a site may change comes from the environment (README, "Settings").

Nothing set is a working, safe site on this machine.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from socialstrategy import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = environment.whole_number("PORT", 8000, 1, 65535)
WEB_WORKERS = environment.whole_number("WEB_WORKERS", 2, 1, 64)
WEB_THREADS = environment.whole_number("WEB_THREADS", 4, 1, 64)
WRITE_THREADS = 2  # of each process, beside those that read (socialstrategy/page_worker.py)

# Security ---------------------------------------------------------------------------------------

DEBUG = False
SECRET_KEY = environment.secret_key(DATA_DIR)
SITE_URL = environment.site_url(f"http://{f'[{HOST}]' if ':' in HOST else HOST}:{PORT}")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [
    *environment.host_names("ALLOWED_HOSTS"),
    urlsplit(SITE_URL).hostname,
    *(["localhost", ".localhost", "127.0.0.1", "[::1]"] if not HTTPS else []),
    HOST,
]
# What pages say; this process always hands the pictures out under /media/ (socialstrategy/media.py).
MEDIA_URL = environment.media_url("/media/")
# Forwarded headers count only when they come from one of these (socialstrategy/middleware.py).
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# The owner's other subdomains and browsers' preload lists are not ours to decide about
# (docs/decisions/0002-hsts-without-subdomains.md).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "socialstrategy.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": HTTPS,
    }
}
if MEDIA_URL.startswith("https://"):
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(MEDIA_URL)
PERMISSIONS_POLICY = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)

# Bytes of one request's body, and where people who may add pictures send one that has files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_SIZE = 21 * 1024 * 1024  # one picture (notes/images.py) and the form around it
UPLOADS_MAX_SIZE = 65 * 1024 * 1024  # several at once
UPLOAD_VIEWS = {
    "admin:notes_image_add": UPLOAD_MAX_SIZE,
    "desk:picture_upload": UPLOAD_MAX_SIZE,
    "desk:picture_create": UPLOADS_MAX_SIZE,
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = []

# Application ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "socialstrategy",
    "comments",
    "notes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "socialstrategy.middleware.TrustedProxyMiddleware",
    "socialstrategy.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "socialstrategy.middleware.PolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "socialstrategy.middleware.CompressionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "socialstrategy.middleware.BodyLimitMiddleware",
    "socialstrategy.middleware.AddressMiddleware",
    "notes.paths.mounted_middleware",
    "comments.middleware.own_comments_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "socialstrategy.middleware.NoticesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "socialstrategy.urls"
WSGI_APPLICATION = "socialstrategy.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "socialstrategy.templates.CachedLoader",
                    [
                        "socialstrategy.templates.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "notes.context_processors.site",
            ],
        },
    },
]

# Data -------------------------------------------------------------------------------------------

DATABASES = {"default": environment.database(DATA_DIR, WEB_THREADS + WRITE_THREADS)}
CACHES = {"default": environment.cache()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# People with accounts ---------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
# Not the session: a page that shows no message must not depend on who reads it.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
# Whoever sends one of these gets pages made for them alone (notes/pages.py). The last is the name in
# comments/own_comments.py.
PERSONAL_COOKIES = ["sessionid", "messages", "own_comments"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_home"
LOGOUT_REDIRECT_URL = "notes:home"
AXES_FAILURE_LIMIT = 7
AXES_COOLOFF_TIME = 0.25  # hours
# Name and address together: nobody can lock the owner out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "socialstrategy.account.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["password"]
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = None

# Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = environment.choice("SITE_LANGUAGE", "ko", ("ko", "en"))
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["socialstrategy.formats"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "Asia/Seoul")
USE_TZ = True

# Files ------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our pages are the only ones that use these files
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": environment.media_storage(),
    "staticfiles": {"BACKEND": "socialstrategy.storage.StaticStorage"},
}

# Mail and logs ----------------------------------------------------------------------------------

_mail = environment.email()
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST", "localhost"), _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = (
    os.environ.get("EMAIL_FROM") or f"noreply@{urlsplit(SITE_URL).hostname}"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # 4xx answers are the visitor's business, not the operator's: robots would fill the log.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "axes": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

# Comments ---------------------------------------------------------------------------------------

# How many one address prefix may send in a minute; 0 = no limit (load tests).
COMMENTS_PER_MINUTE = environment.whole_number("COMMENTS_PER_MINUTE", 6, 0, 100_000)

# How often one address may search in a minute; 0 = no limit. This machine itself is not counted.
SEARCHES_PER_MINUTE = environment.whole_number("SEARCHES_PER_MINUTE", 60, 0, 100_000)

# Do other sites' pages that answer a note become comments (comments/webmentions)?
WEBMENTIONS = environment.switch("WEBMENTIONS", True)

# The key of the Akismet service, taken at the start where the owner has entered none
# (/moderation/akismet/).
AKISMET_KEY = environment.service_key("AKISMET_KEY")
# Where the service is, should it be somewhere else; empty = where the package knows it. What a
# copy of the site asks for trial must not teach it anything (comments/akismet).
AKISMET_URL = environment.service_address("AKISMET_URL")
AKISMET_TEST = environment.switch("AKISMET_TEST", False)

# Finished pages (socialstrategy/page_cache) ------------------------------------------------------

# Memory for them in each process of the web server; 0 = every page is made for every reader.
PAGE_CACHE_MB = environment.whole_number("PAGE_CACHE_MB", 24, 0, 4096)
# A folder of them for a front server on the same machine (deploy/nginx.conf); empty = none.
PAGE_FILES = environment.shared_folder("PAGE_FILES")

# First start ------------------------------------------------------------------------------------

DEMO = environment.switch("DEMO", True)  # fill an empty site with the demo series
