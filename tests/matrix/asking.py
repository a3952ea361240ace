"""One request and what came of it: the verdict, what stayed written, which texts were shown. Then it is undone."""

import io
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

import pypdfium2
from django.core.cache import cache
from django.db import connection, transaction

from audit.models import Event

WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
SAVEPOINT = re.compile(r'^\s*(SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+"?(\w+)')
# A refused act may leave its record behind, a session when it was last seen, a reader that the case was read.
OF_NO_MATTER = {"accounts_session", "axes_accesslog", "audit_event", "audit_head", "workday_reading"}
# What differs between two renderings of one page: the token, and the day and time at its foot.
PASSING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|\b\d\d:\d\d\b|\d{4}年\d{1,2}月\d{1,2}日')

ALLOWED, LOGIN, FORBIDDEN, UNKNOWN, NO_METHOD, STALE = "allowed", "login", "403", "404", "405", "409"


class Writes:
    """Tables written to and not rolled back again, in the order of the statements."""

    def __init__(self):
        self.tables, self.marks = [], {}

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            pass
        elif found := SAVEPOINT.match(sql):
            word, name = found.groups()
            if word == "SAVEPOINT":
                self.marks[name] = len(self.tables)
            else:
                del self.tables[self.marks[name] :]
        elif found := WRITE.match(sql):
            self.tables.append(found[1])
        return execute(sql, params, many, context)


@dataclass
class Answer:
    verdict: str
    status: int
    body: str
    changed: set = field(default_factory=set)
    done: int = 0  # audit events of acts that were carried out
    refused: int = 0


@contextmanager
def undone():
    """A savepoint that is always rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(browser, method, url, data=None):
    """The answer to one request; the database is as before afterwards."""
    cache.clear()
    writes = Writes()
    with undone():
        with connection.execute_wrapper(writes):
            response = getattr(browser, method)(url, data or {})
            body = b"".join(response.streaming_content) if response.streaming else response.content
        changed = set(writes.tables)
        answer = Answer(verdict_of(response), response.status_code, words_of(body))
        answer.changed = changed - OF_NO_MATTER
        if "audit_event" in changed:
            count_events(answer, writes)
    return answer


@lru_cache(maxsize=64)  # a paper is the same bytes for everybody who may read it
def words_of(body):
    """What a body says: packed files are unpacked, for packed bytes say a rare character by chance and hide a real one."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(words_of(parts.read(name)) for name in parts.namelist())
    if body.startswith(b"%PDF"):
        try:
            pdf = pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError:  # a scan of the tests is a head and nothing behind it
            return body.decode(errors="replace")
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    return body.decode(errors="replace")


def verdict_of(response):
    status = response.status_code
    if status == 302 and response.path == "/login/":
        return LOGIN
    return ALLOWED if status in (200, 302, 422) else str(status)


def count_events(answer, writes):
    added = writes.tables.count("audit_event")
    outcomes = list(Event.objects.order_by("-seq").values_list("outcome", flat=True)[:added])
    answer.done, answer.refused = outcomes.count("done"), outcomes.count("refused")


def plain(answer, url):
    """The page as two people could compare it: without what passes and its own address."""
    return PASSING.sub("", answer.body).replace(url, "")
