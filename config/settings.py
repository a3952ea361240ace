"""One settings file; every difference between machines is an environment variable.

Three ways to run: production (no flag), DEMO=1 (the demo county over plain HTTP), DEBUG=1
(development). TESTING=1 is set by the test suite only. docs/deploy.md lists the variables.
"""

import os
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
TESTING = env.bool("TESTING", default=False)
if not TESTING:
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PRODUCTION = not (DEBUG or DEMO or TESTING)
# Only a county that ends TLS elsewhere, inside its own closed network, turns this off.
HTTPS = env.bool("HTTPS", default=PRODUCTION)

# Everything that is not code: the SQLite file, received files, the secret key, collected statics.
VAR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key():
    """The key in var/secret_key, made on the first run and readable by its owner only."""
    kept = VAR / "secret_key"
    try:
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(get_random_secret_key())
    except FileExistsError:
        pass
    return kept.read_text().strip()


# Secrets are read as they are written: what begins with “$” environ takes for the name of another variable.
SECRET_KEY = os.environ.get("SECRET_KEY") or _secret_key()

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]"] if PRODUCTION else ["*"],
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# ---------------------------------------------------------------------------- apps

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "axes",
    "csp",
    "django_fsm",
    "guardian",
    "config",
    "audit",
    "accounts",
    "regimes",
    "workday",
    "documents",
    "registry",
    "admission",
    "jointmeeting",
    "supervision",
    "voice",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.ReadOrSend",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimits",
    "accounts.middleware.ActingSeat",
    "accounts.middleware.ChosenCounty",
    "accounts.middleware.RefusedForms",
    "workday.reading.ReadingLog",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
        },
    }
]
FORM_RENDERER = "config.forms.Renderer"

# ------------------------------------------------------------------------- database

# Acts hold their own transactions (admission.act); ATOMIC_REQUESTS would make readers
# queue behind writers on SQLite.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        # recursive_triggers: without it REPLACE INTO slips past the audit table's DELETE trigger.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
    # A file: the live server's threads cannot share an in-memory database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a page's query takes PostgreSQL half a second, running it some milliseconds; and on today's disks a row
    # found by an index costs little more than one read in passing: the planner assumes disks that turn. A second process
    # for a query of a few milliseconds takes longer to start than it saves.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c jit=off -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"
    )

# Pages kept for visitors have a cache of their own: however many addresses a crawler asks for, they push nothing else
# out. The tests' databases go back in time, which no mark in a key can tell.
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY},
    "pages": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache" if TESTING else _MEMORY,
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # numbers that stand on many pages of a list, by the mark of the list and the day: right as long as both are the same
    "figures": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache" if TESTING else _MEMORY,
        "LOCATION": "figures",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # posters and tables as PDF, by what they are made of: on the disk, for every worker
    "papers": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "papers",
        "TIMEOUT": 7 * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# -------------------------------------------------------------------- people, login

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.sessions.SessionBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

# "length": long pass-phrases, no composition rules. "classified-protection": 等级保护 wants
# composition and a change every 90 days. accounts/passwords.py holds the validators.
PASSWORD_PROFILE = env.str("PASSWORD_PROFILE", default="length")
PASSWORD_PROFILES = {
    "length": {
        "max_age_days": None,
        "validators": [
            {
                "NAME": "accounts.passwords.LengthValidator",
                "OPTIONS": {"min_length": 12},
            },
            {"NAME": "accounts.passwords.NotTheNameValidator"},
            {"NAME": "accounts.passwords.NotCommonValidator"},
        ],
    },
    "classified-protection": {
        "max_age_days": 90,
        "validators": [
            {
                "NAME": "accounts.passwords.LengthValidator",
                "OPTIONS": {"min_length": 8},
            },
            {"NAME": "accounts.passwords.NotTheNameValidator"},
            {"NAME": "accounts.passwords.NotCommonValidator"},
            {"NAME": "accounts.passwords.ComplexityValidator"},
        ],
    },
}
if PASSWORD_PROFILE not in PASSWORD_PROFILES:
    raise ImproperlyConfigured(
        f"PASSWORD_PROFILE 只能是 {'、'.join(PASSWORD_PROFILES)}，现在是 {PASSWORD_PROFILE}"
    )
AUTH_PASSWORD_VALIDATORS = PASSWORD_PROFILES[PASSWORD_PROFILE]["validators"]
PASSWORD_MAX_AGE_DAYS = PASSWORD_PROFILES[PASSWORD_PROFILE]["max_age_days"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TESTING
    else "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]

# Five wrong passwords lock the account, wherever they came from, for a quarter of an hour.
AXES_FAILURE_LIMIT = max(1, env.int("LOCKOUT_FAILURES", default=5))
AXES_COOLOFF_TIME = timedelta(minutes=max(1, env.int("LOCKOUT_MINUTES", default=15)))
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
# A try during the lock does not lengthen it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False

# A county may want them shorter, never longer; accounts.middleware writes when someone was last seen once a minute.
SESSION_IDLE_SECONDS = min(max(2, env.int("SESSION_IDLE_MINUTES", default=30)), 30) * 60
SESSION_ABSOLUTE_SECONDS = min(max(1, env.int("SESSION_HOURS", default=12)), 12) * 60 * 60
SIGNING_PASSWORD_SECONDS = 5 * 60
# The row outlives the limit: the login page can still say why, and give back what was typed.
SESSION_COOKIE_AGE = 3 * 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

# Permissions are asked of the acting unit's group through admission's own queries, never by
# user.has_perm(): guardian's backend has nothing to answer, and nobody acts anonymously.
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",
    # An account locks wherever the wrong passwords come from; behind nginx all come from one
    # address, and neither cookies nor user agents count.
    "axes.W006",
]

# -------------------------------------------------------------------------- headers

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws ticks and arrows so
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ------------------------------------------------------------- language, time, files

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Received files have no address: documents.files serves them to those who may see the case.
MEDIA_URL = "/files/"
MEDIA_ROOT = VAR / "files"
# A county's own licensed fonts, named by their part (documents/layout.py): static/fonts/README.md.
FONTS_DIR = VAR / "fonts"
# Papers are printed by a process of their own as soon as their act is through; in tests only where they are asked to.
PRINT_PAPERS = not TESTING
# 政府网站标识码, in the foot of every page.
SITE_CODE = env.str("SITE_CODE", default="")
# What waits for a seat outside the cases, app by app (accounts/errands.py).
ERRANDS = (
    "registry.errands.SOURCES",
    "jointmeeting.errands.SOURCES",
    "supervision.errands.SOURCES",
    "voice.errands.SOURCES",
)
# Read together with the county that an address names, so that a kept page takes one question (accounts/chosen.py).
WITH_COUNTY = "registry.changes.NEWEST_TOKENS"
# The days that concern a seat, app by app (workday/dates.py).
DATES = (
    "admission.pages.dates.dates",
    "jointmeeting.dates.dates",
    "voice.dates.dates",
)
# Which meetings' minutes are signed: the cases on their agendas have a result to register (admission/turn_facts.py).
MINUTES_SIGNED = "jointmeeting.queries.minutes_signed"
# Promised days that working days give, app by app, in the order their rows are locked (supervision/counted.py).
COUNTED = ("supervision.counted.COUNTED", "voice.counted.COUNTED")
# Who is told that units of a county changed: their names and contacts stand on public pages that are kept, and cases
# pass on to a successor.
UNITS_CHANGED = ("registry.changes.changed", "admission.actions.passing.units_changed")
# Who is told that one of them has another name, or another successor: the search over the lists keeps their names.
UNIT_RENAMED = ("registry.actions.duties.department_renamed",)
# What bears witness of the audit chain (audit/witnesses.py).
WITNESSES = (
    "documents.witness.papers",
    "documents.witness.prints",
    "documents.witness.received",
    "regimes.witness.regimes",
)
# What the day brings by itself, for the daily command `follow_up`.
FOLLOW_UP = ("supervision.actions.following.follow_up", "voice.actions.following.follow_up")
# Printed on every paper and in its QR code: where the public checks it.
SITE_URL = env.str(
    "SITE_URL",
    default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else "http://localhost:8000",
).rstrip("/")
# A county's certificate (PKCS#12) and its password, by the county's code: its papers are signed with it as they are
# printed. The roots (PEM) that a signature is checked against; the chain in the county's own file where none are named.
SIGNING_CERTIFICATES = {
    name.removeprefix("SIGNING_CERTIFICATE_"): (
        path,
        os.environ.get(name.replace("CERTIFICATE", "PASSWORD", 1), ""),
    )
    for name, path in os.environ.items()
    if name.startswith("SIGNING_CERTIFICATE_")
}
SIGNING_ROOTS = env.str("SIGNING_ROOTS", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False

# A list of more rows than this is checked and imported by a process of its own, while the page shows how far it is.
IMPORT_ROWS_IN_REQUEST = env.int("IMPORT_ROWS_IN_REQUEST", default=500)
MAX_FILE_BYTES = 20 * 1024 * 1024
# What one unit may add to one case, with what it took out again: no unit uses up the room of another.
MAX_CASE_FILES, MAX_CASE_BYTES = 100, 500 * 1024 * 1024
MAX_REQUEST_BYTES = 110 * 1024 * 1024  # as deploy/nginx.conf
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Without it nobody is mailed.
MAIL_IS_SET = bool(env.str("EMAIL_URL", default=""))
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="zhunru@localhost")


def line_only(record):
    """A refusal (4xx) is one line of the log: its traceback tells nothing, and hides those that do."""
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "filters": {"line_only": {"()": "django.utils.log.CallbackFilter", "callback": line_only}},
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["line_only"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's own default also mails tracebacks, which may hold what an opinion said.
    "loggers": {"django": {"handlers": [], "level": "INFO" if DEBUG else "WARNING"}},
}
