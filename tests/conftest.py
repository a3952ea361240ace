"""What every test stands on: the two databases and the audit table's triggers.

`db` rolls back. `transactional_db` (and `live_server`, and the mark with `transaction=True`)
commits and is emptied afterwards; the triggers, which refuse exactly that, step aside for it.
"""

import os

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.internal.conjecture import engine

from admission import searched
from audit import triggers as audit_written_once
from audit.record import ensure_head
from demo import county as demo
from documents import triggers as papers_written_once
from documents import unkept
from regimes import triggers as regimes_written_once
from registry import search_index
from registry import triggers as list_written_once
from tests import cast, film, ordinary
from tests.racing import race  # noqa: F401 - the fixture

ON_POSTGRES = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
UNFIT = {
    "postgres": (not ON_POSTGRES, "needs PostgreSQL: run script/postgres pytest"),
    "sqlite_only": (ON_POSTGRES, "says something about SQLite only"),
}

# script/test sets them: how many random histories, how many moves are drawn in each after the fixed ones that bring
# the case to where it begins, and the matrix "whole" or "cut".
HISTORIES = int(os.environ.get("HISTORIES", "50"))  # in total, shared among the kinds of test_histories
STEPS = int(os.environ.get("STEPS", "12"))
MATRIX = os.environ.get("MATRIX", "cut")
COUNTIES = os.environ.get("COUNTIES", "cut")  # the same of the four other counties: whole with --full
FOLLOWED = os.environ.get("FOLLOWED", "cut")  # the same of the pages of what follows admission

LONGEST = ("tests/test_histories.py", "tests/test_writers.py", "tests/matrix/test_matrix.py")

# A failing history is told after half a minute of making it shorter; for a shorter one give it more. Hypothesis
# has no setting for this, it names the constant as the one to change; its own five minutes are a test's time limit.
engine.MAX_SHRINKING_SECONDS = int(os.environ.get("SHRINK", "30"))
hypothesis_settings.register_profile(
    "histories",
    max_examples=HISTORIES,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
hypothesis_settings.load_profile("histories")


def asks_the_database(item):
    """Whether the test may: pytest-django refuses it to all others, which come out alike whatever the database is."""
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(item.get_closest_marker("django_db") or fixtures.intersection(item.fixturenames))


def pytest_ignore_collect(collection_path, config):
    """A file that waits whole is not read either: each of the workers would."""
    if os.environ.get("ORDINARY"):
        path = collection_path.relative_to(config.rootpath).as_posix() + "/" * collection_path.is_dir()
        if path.startswith(tuple(each for each in ordinary.left(ON_POSTGRES) if "::" not in each)):
            return True
    return None


def pytest_collection_modifyitems(config, items):
    if os.environ.get("ORDINARY"):
        left = ordinary.left(ON_POSTGRES)
        waiting = [item for item in items if item.nodeid.startswith(left)]
        config.hook.pytest_deselected(items=waiting)
        items[:] = [item for item in items if not item.nodeid.startswith(left)]
    if os.environ.get("ONLY_DATABASE"):
        elsewhere = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if asks_the_database(item)]
    # The longest first: last, one worker would go on alone with them.
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in items:
        for mark, (unfit, reason) in UNFIT.items():
            if unfit and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter):
    """What papers do otherwise than GB/T 9704—2012 recommends: no failure, a list (tests/documents/measuring.py)."""
    found = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "soft":
                kind, article, *said = value
                found.setdefault((article, *said), []).append(kind)
    if found:
        terminalreporter.section("GB/T 9704—2012, soft rows not followed: what, found, expected (kinds)")
        for (article, what, was, expected), kinds in sorted(found.items()):
            terminalreporter.line(
                f"{article}  {what}: {was}, {expected} ({len(kinds)}: {'、'.join(kinds[:4])} …)"
            )


@pytest.fixture(scope="session")
def django_db_use_migrations():
    """The ordinary run makes the tables as the models are, in a tenth of the time; the check of 迁移文件 says that the migrations
    end there, and --release goes through them."""
    return not os.environ.get("ORDINARY")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_use_migrations, django_db_blocker):
    """With what migrations make besides tables: the triggers, the head of the chain, the indexes of the searches."""
    if django_db_use_migrations:
        return
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            search_index.create(editor)
            searched.index(editor)
        ensure_head()
        for each in (audit_written_once, papers_written_once, list_written_once, regimes_written_once):
            each.install(connection)


@pytest.fixture
def _append_only_again(django_db_setup, django_db_blocker):
    """After a committing test was emptied: the triggers and the audit head row come back, and the index of the search,
    which is no model's table and so was not emptied, forgets what is gone."""
    yield
    with django_db_blocker.unblock():
        if audit_written_once.missing(connection):
            ensure_head()
            audit_written_once.install(connection)
            regimes_written_once.install(connection)
            with connection.cursor() as cursor:
                for table in search_index.tables(connection):
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours


@pytest.fixture(scope="session", autouse=True)
def _own_files(tmp_path_factory):
    """What is printed, bound and kept on the disk is each worker's own, and none of a server's beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "VAR", tmp_path_factory.mktemp("var"))
        patch.setitem(settings.CACHES["papers"], "LOCATION", settings.VAR / "papers")
        patch.setattr(unkept, "SECONDS", 60)  # the machine may have other work
        yield


class _Underneath:
    """灵川县 built once in an open transaction, under the transactions of the tests that want it.

    A test that does not want it rolls it back first; the next that does builds it again.
    """

    transaction = county = None

    def open(self):
        if self.transaction is None:
            self.transaction = transaction.atomic()
            self.transaction.__enter__()
            cast.forget()
            self.county = demo.build()
            film.known.begin("county")

    def close(self):
        if self.transaction is not None:
            film.known.end()
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
            self.transaction = self.county = None


_underneath = _Underneath()


@pytest.fixture(scope="session")
def county_put_away(django_db_setup, django_db_blocker):
    """Call it where a fixture wider than a test wants the database without the county."""
    yield _underneath.close
    with django_db_blocker.unblock():
        _underneath.close()


@pytest.fixture
def _county_underneath(request, county_put_away, django_db_blocker):
    mark = request.node.get_closest_marker("django_db")
    commits = (mark and mark.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(
        request.fixturenames
    )
    with django_db_blocker.unblock():
        if "lingchuan" in request.fixturenames and not commits:
            _underneath.open()
        else:
            _underneath.close()
            if commits:
                film.known.forget()  # afterwards what the migrations left has other keys
            else:
                film.known.begin()
    yield
    assert _underneath.transaction is None or connection.in_atomic_block, "the county's transaction was ended"


# The name is pytest-django's own (4.14): the one fixture that the mark, `transactional_db` and
# `live_server` all go through. It empties the tables between the two fixtures' ends.
@pytest.fixture
def _django_db_helper(_append_only_again, _county_underneath, _django_db_helper, django_db_blocker):
    yield
    if not connection.in_atomic_block:
        audit_written_once.remove(connection)
        regimes_written_once.remove(connection)


@pytest.fixture
def client():
    """pytest-django's, whose forms say the seat they were opened from."""
    return cast.Browser()


@pytest.fixture
def lingchuan(db):
    """灵川县 with its units, people, regime and calendar; tests.cast knows its seats by username."""
    cache.clear()  # how many refused acts a person has on record
    if _underneath.county is None:
        cast.forget()
        return demo.build()
    return _underneath.county
