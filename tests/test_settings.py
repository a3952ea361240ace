"""What the environment makes of the one settings file."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection

ROOT = settings.BASE_DIR
OURS = (
    "TESTING",
    "DEBUG",
    "DEMO",
    "HTTPS",
    "DATABASE_URL",
    "VAR_DIR",
    "PASSWORD_PROFILE",
    "SECRET_KEY",
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # the browser tests' own
)
PRODUCTION = {"ALLOWED_HOSTS": "zhunru.example.gov.cn"}


@pytest.fixture
def run(tmp_path):
    """Python in a process of its own, with the environment of a machine and not of the tests."""

    def run(*arguments, **environment):
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        return subprocess.run(  # noqa: S603  # our own interpreter and arguments
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**clean, "VAR_DIR": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def read(run):
    """Settings by name, as another environment would have them."""

    def read(*names, **environment):
        script = (
            "import json, sys; from config import settings as s; "
            "json.dump([getattr(s, name) for name in sys.argv[1:]], sys.stdout, default=str)"
        )
        done = run("-c", script, *names, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


@pytest.mark.parametrize(
    ("environment", "limits"),
    [
        ({}, [5, "0:15:00", 1800, 43200]),
        ({"LOCKOUT_FAILURES": "3", "LOCKOUT_MINUTES": "60"}, [3, "1:00:00", 1800, 43200]),
        ({"SESSION_IDLE_MINUTES": "10", "SESSION_HOURS": "8"}, [5, "0:15:00", 600, 28800]),
        ({"SESSION_IDLE_MINUTES": "99", "SESSION_HOURS": "99"}, [5, "0:15:00", 1800, 43200]),
        ({"SESSION_IDLE_MINUTES": "0", "SESSION_HOURS": "0"}, [5, "0:15:00", 120, 3600]),
    ],
)
def test_lockout_is_configured_and_sessions_only_shortened(read, environment, limits):
    names = "AXES_FAILURE_LIMIT", "AXES_COOLOFF_TIME", "SESSION_IDLE_SECONDS", "SESSION_ABSOLUTE_SECONDS"
    assert read(*names, **PRODUCTION, **environment) == limits


def test_secrets_are_taken_as_they_are_written(read):
    """Of fifty keys that Django makes one begins with “$”, which environ would look up as a variable's name."""
    key, certificates = read(
        "SECRET_KEY",
        "SIGNING_CERTIFICATES",
        **PRODUCTION,
        SECRET_KEY="$another",
        SIGNING_CERTIFICATE_450323="county.p12",
        SIGNING_PASSWORD_450323="$1",
    )
    assert key == "$another"
    assert certificates == {"450323": ["county.p12", "$1"]}


def test_production_settings_pass_djangos_own_check(run):
    checked = run("manage.py", "check", "--deploy", "--fail-level", "INFO", **PRODUCTION)

    assert (checked.returncode, checked.stderr) == (0, "")


def test_production_is_the_default_and_closed(read):
    names = ("DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")

    assert read(*names) == [False, False, True, True, True]
    assert read("ALLOWED_HOSTS") == [["localhost", "127.0.0.1", "[::1]"]]


def test_demo_runs_over_plain_http(read):
    assert read("DEBUG", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", DEMO="1") == [False, False, False]


def test_the_secret_key_is_made_once_and_kept(read, tmp_path):
    first, second = read("SECRET_KEY"), read("SECRET_KEY")

    assert first == second
    assert len(first[0]) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_database_is_sqlite_in_var_unless_told(read, tmp_path):
    (databases,) = read("DATABASES")

    assert databases["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert databases["default"]["NAME"] == str(tmp_path / "db.sqlite3")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgres://zhunru:secret@10.0.0.5:5432/zhunru", "10.0.0.5"),
        ("postgres://zhunru@//var/run/postgresql/zhunru", "/var/run/postgresql"),
    ],
)
def test_database_url_chooses_postgresql(read, url, host):
    (databases,) = read("DATABASES", DATABASE_URL=url)

    chosen = databases["default"]
    assert (chosen["ENGINE"], chosen["HOST"]) == ("django.db.backends.postgresql", host)
    assert (chosen["NAME"], chosen["USER"]) == ("zhunru", "zhunru")


@pytest.mark.sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1)],
)
def test_sqlite_is_careful(pragma, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        found = cursor.fetchone()[0]

    assert found == value


@pytest.mark.sqlite_only
def test_sqlite_writers_queue_instead_of_failing():
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert settings.DATABASES["default"]["OPTIONS"]["timeout"] >= 20
    assert not settings.DATABASES["default"]["ATOMIC_REQUESTS"]


@pytest.mark.django_db
def test_answers_carry_the_headers(client):
    answer = client.get("/login/")

    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


PROFILES = settings.PASSWORD_PROFILES


@pytest.mark.parametrize(
    ("profile", "password", "accepted"),
    [
        ("length", "长句子比花样更可靠些吧你说呢", True),
        ("length", "a sentence of words", True),
        ("length", "Short-1234!", False),
        ("length", "password1234", False),
        ("classified-protection", "Guilin-2026", True),
        ("classified-protection", "Gl-2026", False),
        ("classified-protection", "alllowercaseletters", False),
    ],
)
def test_password_profiles(settings, profile, password, accepted):
    settings.AUTH_PASSWORD_VALIDATORS = PROFILES[profile]["validators"]

    try:
        validate_password(password)
    except ValidationError:
        outcome = False
    else:
        outcome = True

    assert outcome == accepted


def test_an_unknown_password_profile_stops_the_start(run):
    stopped = run("manage.py", "check", PASSWORD_PROFILE="none")

    assert stopped.returncode == 1
    assert "PASSWORD_PROFILE 只能是 length、classified-protection，现在是 none" in stopped.stderr


def test_a_process_that_serves_looks_no_more_through_what_it_loaded(run):
    """Django and the site are some hundred thousand objects, which Python's collector otherwise goes through every few requests."""
    frozen = (
        "import gc; before = gc.get_freeze_count(); import config.wsgi; print(before, gc.get_freeze_count())"
    )
    before, after = map(int, run("-c", frozen, DEMO="1").stdout.split())
    assert before == 0
    assert after > 100_000
