"""script/bench casework: full cases over HTTP, pages opened and forms sent, and what they cost (docs/performance.md).

A client in the worker's own process sends what each person's browser would: the page of the form, then the form, with
sessions, permissions, audit and notices as ever. Processor time is that of Python and of its PostgreSQL backend together,
from the moment a request is handed over until the answer is there; what the client itself does in between is not counted.
"""

import os
import random
import re
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.urls import reverse

from admission.models import Application, Consultation, Review
from admission.states import State
from audit import clock
from demo import county as demo_county
from registry.models import Category, ListKind

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
TICK = os.sysconf("SC_CLK_TCK")
FINDINGS = {
    "service_centre": {"finding": "not_involved"},
    "governance": {"finding": "fit"},
    "legality": {"finding": "lawful"},
    "funding": {"finding": "not_involved"},
    "staffing": {"finding": "not_involved"},
}
APPLICATION = {
    "basis": "《示例条例》第三条",
    "township_duties": "每周巡查一次并记录。",
    "department_duties": "负责处置和培训。",
    "boundary": "乡镇只巡查和报告。",
    "transfer_mode": "hand_over",
    "township_role": "assist",
    "term": "standing",
    "is_public": "True",
    "cost": "0",
    "publication_checked_by": "办公室主任",
    "similarity_note": "对象和频次不同。",
    "talk_with": "联席会议办公室",
    "talk_gist": "已沟通。",
    **dict.fromkeys(
        ("guarantee_funding", "guarantee_staff", "guarantee_technology", "guarantee_training"), "无"
    ),
    **dict.fromkeys(
        (
            "mechanism",
            "institution",
            "staffing",
            "argument_legality",
            "argument_feasibility",
            "argument_necessity",
        ),
        "示例文字。",
    ),
}


@dataclass
class Cost:
    """Seconds of processor in Python and in PostgreSQL, statements and requests, in all and by step."""

    python: float = 0
    database: float = 0
    sql: int = 0
    requests: int = 0
    steps: dict = field(default_factory=lambda: defaultdict(Counter))

    @property
    def cpu(self):
        return self.python + self.database


class Browsers:
    """Everybody's browser, signed in; what a request costs is added to `cost`."""

    def __init__(self):
        self.cost, self._clients, self._forms = Cost(), {}, {}
        self._backend = _backend()

    def _client(self, username):
        if username not in self._clients:
            by, client = demo_county.seat(username), Client()
            client.force_login(by.user)
            session, now = client.session, int(time.time())
            # the day's work is one session, and nobody signs with a password in the middle of it
            session.update({"acting": by.key, "started_at": now, "seen_at": now, "password_at": now + 86400})
            session.save()
            self._clients[username] = client
        return self._clients[username]

    def get(self, username, url, step="read"):
        answer = self._ask(step, self._client(username).get, url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")
        return answer

    def send(self, username, url, step, **data):
        """The page is opened, its form filled in and sent; where it leads."""
        page = self.get(username, url, step).content.decode()
        hidden = dict(HIDDEN.findall(page)) | data
        body = urlencode({name: value for name, value in hidden.items() if value != ""}, doseq=True)
        client = self._client(username)
        answer = self._ask(step, client.post, url, body, content_type="application/x-www-form-urlencoded")
        if answer.status_code != 302:
            told = re.findall(r'class="error[^"]*">(.*?)<', answer.content.decode())
            raise RuntimeError(f"{step}: {answer.status_code} {told}")
        return answer["Location"]

    def _ask(self, step, call, *args, **more):
        sql = Counter()

        def count(execute, *given):
            sql["n"] += 1
            return execute(*given)

        with connection.execute_wrapper(count):
            before, start = self._backend(), time.process_time()
            answer = call(*args, **more)
            answer.content  # noqa: B018 - a page is not there before it is made
            spent, taken = time.process_time() - start, self._backend() - before
        self.cost.python += spent
        self.cost.database += taken
        self.cost.sql += sql["n"]
        self.cost.requests += 1
        self.cost.steps[step].update(python=spent, sql=sql["n"], requests=1)
        return answer


def _backend():
    """The processor time of this connection's PostgreSQL backend so far; SQLite's is Python's own."""
    if connection.vendor != "postgresql":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(stat.read_text().split()[0]) / 1e9


class Casework:
    """Cases of the simple procedure, from the first page to the city's reply."""

    def __init__(self):
        self.browsers, self.random = Browsers(), random.Random(1)  # noqa: S311 - names of example duties
        self.number = 0
        self.due = (clock.today() + timedelta(days=20)).isoformat()
        self.today = clock.today().isoformat()
        self.township = demo_county.seat("lcz-fz").unit
        self.listed = {
            "list_kind": ListKind.objects.get(key="supporting").pk,
            "category": Category.objects.first().pk,
        }

    def case(self):
        """One whole case; its row."""
        self.number += 1
        case = self.file()
        self.review(case)
        for asked in Review.objects.filter(round__application=case, asked=True).select_related("unit"):
            self.opinion(case, asked)
        self.finish(case)
        case = Application.objects.get(pk=case.pk)
        if case.state != State.APPROVED:
            raise RuntimeError(f"the case ended in {case.state}")
        return case

    def act(self, username, case, verb, **data):
        self.browsers.send(username, reverse("case-act", args=[case.uuid, verb]), verb, **data)

    def file(self):
        send = self.browsers.send
        url = send("zjj-jb", reverse("case-new"), "start", kind="admission")
        name = "".join(chr(self.random.randrange(0x4E00, 0x9F00)) for _ in range(8))
        text = APPLICATION | {"name": f"{name}巡查", "townships": [self.township.pk], "talk_on": self.today}
        send("zjj-jb", url, "save_text", **text)
        case = Application.objects.get(uuid=url.rstrip("/").split("/")[-2])
        self.act("zjj-jb", case, "consult", due=self.due)
        asked = Consultation.objects.get(application=case)
        send("lcz-fz", reverse("position", args=[case.uuid, asked.pk]), "take_position", answer="agree")
        self.act("zjj-fz", case, "submit")
        return case

    def review(self, case):
        self.act("bb-jb", case, "accept")
        written = {
            "lawful": "yes",
            "lawful_basis": "《示例条例》第三条",
            "conforming": "yes",
            "conforming_basis": "上级文件",
            "division": "乡镇巡查，部门处置。",
            "guarantees": "经费列入预算。",
            "do": "issue",
        }
        url = reverse("initial-review", args=[case.uuid])
        self.browsers.send("bb-fz", url, "issue_review", **written, **self.listed)
        self.act("bb-fz", case, "circulate", due=self.due)

    def opinion(self, case, asked):
        url = reverse("opinion", args=[case.uuid, asked.pk])
        given = FINDINGS.get(asked.question, {}) | {"view": "agree", "do": "issue"}
        self.browsers.send(f"{asked.unit.code}-fz", url, "issue_opinion", **given)

    def finish(self, case):
        year = clock.today().year
        self.act("bb-jb", case, "conclude_circulation")
        self.act("zjr", case, "sign")
        self.act(
            "bb-jb", case, "record_filing", number=f"灵编报〔{year}〕{self.number}号", sent_on=self.today
        )
        self.act("sbb-fz", case, "pass_upper", number=f"市编复〔{year}〕{self.number}号", reply_on=self.today)

    def give_notice(self, case):
        """印发通知: nobody has anything to do in the case any more."""
        number = f"灵准入〔{clock.today().year}〕{self.number}号"
        days = dict.fromkeys(("issued_on", "effective_on"), self.today)
        self.act("bb-jb", case, "issue_notice", number=number, **days)


@contextmanager
def nothing_printed(settings):
    """Papers are printed by processes of their own, which `script/bench documents` measures."""
    before, settings.PRINT_PAPERS = settings.PRINT_PAPERS, False
    try:
        yield
    finally:
        settings.PRINT_PAPERS = before


def measured(work, cases, warm=3):
    """The cost of so many cases, after a few that do not count."""
    for _ in range(warm):
        work.case()
    work.browsers.cost = Cost()
    start = time.perf_counter()
    for _ in range(cases):
        work.case()
    return work.browsers.cost, time.perf_counter() - start
