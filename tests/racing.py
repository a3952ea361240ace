"""Two at once, again and again from the same rows: the fixture `race` of the tests of races.

On PostgreSQL the rows before the race are kept in side tables and put back between the trials.
"""

import threading

import pytest
from django.db import connection, connections

from admission.act import NotAllowed, Refused, Repeated, Stale
from audit.record import verify
from documents.correcting import NotCorrected
from registry.actions.corrigenda import Settled
from registry.actions.drafts import StaleDraft
from registry.actions.numbers import Renumbered

TRIALS = 100
ATTEMPTS = (NotAllowed, Refused, Repeated, Stale, Settled, StaleDraft, Renumbered, NotCorrected)

on_postgres = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Rows:
    """The cases' tables as they are now, to be put back as often as wanted; the audit only grows."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ "
                "'^(admission_|documents_|jointmeeting_|accounts_notice|registry_|regimes_calendar|supervision_|voice_)'"
            )
            self.tables = [name for (name,) in cursor.fetchall()]
            cursor.execute("CREATE SCHEMA kept")
            cursor.execute(
                "".join(f'CREATE TABLE kept."{table}" AS TABLE public."{table}";' for table in self.tables)
            )
        # one statement: the way to the server and back costs more than what it does there
        self.back = "".join(
            f'DELETE FROM public."{table}"; INSERT INTO public."{table}" TABLE kept."{table}";'  # noqa: S608
            for table in self.tables
        )

    def put_back(self):
        """Without the foreign keys being asked."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET session_replication_role = replica; {self.back} SET session_replication_role = DEFAULT"
            )

    def drop(self):
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA kept CASCADE")


@pytest.fixture
def race(lingchuan):
    """race(one, other, …, then=check): so many times, all at the same moment: the results, and what `check()` says after each.

    The audit chain is whole at the beginning and at the end. Afterwards all is as it was before.
    """

    def run(*attempts, then, trials=TRIALS):
        rows = Rows()
        start, over = threading.Barrier(len(attempts) + 1), threading.Barrier(len(attempts) + 1)
        results = [None] * len(attempts)
        threads = [
            threading.Thread(target=compete, args=(at, attempt, results, start, over, trials))
            for at, attempt in enumerate(attempts)
        ]
        for thread in threads:
            thread.start()
        seen = []
        for trial in range(trials):
            start.wait(60)
            over.wait(60)
            seen.append((tuple(results), *then()))
            if trial in (0, trials - 1):
                seen.append(verify() and "broken chain")
            rows.put_back()
        for thread in threads:
            thread.join()
        rows.drop()
        return [each for each in seen if each is not None]

    return run


def compete(at, attempt, results, start, over, trials):
    try:
        for _ in range(trials):
            start.wait(60)
            results[at] = outcome(attempt)
            over.wait(60)
    finally:
        connections.close_all()


def outcome(attempt):
    try:
        attempt()
    except ATTEMPTS as refusal:
        return type(refusal).__name__
    except Exception as error:  # what a page would have answered with 500
        return repr(error)
    return "won"
