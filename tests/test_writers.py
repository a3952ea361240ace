"""Eight persons write at the same time, on the server that script/server runs and on SQLite: what their browsers are shown."""

import shlex
import subprocess
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from lxml import html

from audit.models import Event
from audit.record import verify
from tests.cast import client_of
from tests.factories import fresh, journey
from tests.test_scripts import SERVER, answers, environment, free_port

SECONDS = 20
DEPARTMENTS = ("zjj", "gaj", "slj", "zrj", "jtj", "nyj", "lyj", "yjj")
PATIENCE = 60  # seconds until the server answers: the machine may have other work


class Browser:
    """What one person sends, cookies kept, and every answer it gets."""

    def __init__(self, port, username):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies = {name: each.value for name, each in client_of(username).cookies.items()}
        self.statuses, self.locked, self.accepted, self.unexpected = Counter(), 0, 0, None

    def send(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
        text = answer.read().decode()
        self.statuses[answer.status] += 1
        self.locked += "database is locked" in text
        self.went_to = answer.headers.get("Location")
        return answer.status, text

    def write(self, path, until):
        """The application's form opened, changed and saved, again and again."""
        with closing(self.connection):
            while time.monotonic() < until:
                status, text = self.send("GET", path)
                if status != 200:
                    self.unexpected = status, self.went_to
                    return
                form = next(form for form in html.fromstring(text).forms if "boundary" in form.fields)
                form.fields["boundary"] = f"第{self.accepted + 1}次"
                status, _ = self.send("POST", path, urlencode(form.form_values()))
                self.accepted += status == 302


@contextmanager
def serving(port, var):
    """The last line of script/server, on the tests' own database."""
    line = SERVER.read_text().rpartition("\nexec ")[2].replace("\\\n", " ")
    command = shlex.split(line.replace("$host", "127.0.0.1").replace("$port", str(port)))
    given = {
        "DEMO": "1",
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
    }
    with (var / "log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603  # our own script's words
            command, cwd=settings.BASE_DIR, env=environment(port, **given), stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_on_sqlite(lingchuan, tmp_path):
    """Twenty seconds of opening and saving: every answer is a page, and every save that was told is there."""
    port = free_port()
    with serving(port, tmp_path) as process:
        cases = [journey("draft", applicant=code).case for code in DEPARTMENTS]  # while it starts
        browsers = [Browser(port, f"{code}-jb") for code in DEPARTMENTS]
        patience = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{port}/"):
            assert process.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < patience, (tmp_path / "log").read_text()
            time.sleep(0.1)
        until = time.monotonic() + SECONDS
        threads = [
            threading.Thread(target=browser.write, args=(reverse("case-edit", args=[case.uuid]), until))
            for browser, case in zip(browsers, cases, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [browser.unexpected for browser in browsers] == [None] * 8, (tmp_path / "log").read_text()
    assert {status for browser in browsers for status in browser.statuses} == {200, 302}
    assert [browser.locked for browser in browsers] == [0] * 8
    assert min(browser.accepted for browser in browsers) > 0
    stored = [fresh(case).version.boundary for case in cases]
    assert stored == [f"第{browser.accepted}次" for browser in browsers]
    assert Event.objects.filter(verb="save_text").count() == sum(browser.accepted for browser in browsers) + 8
    assert verify() is None
