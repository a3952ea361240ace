"""A real browser: the system's Chromium, driven by Playwright, against the live server.

`page` is a desktop, `phone` 390 pixels wide, `scriptless` a desktop without JavaScript. A test
fails at its end when a page broke the content security policy, threw an error in a script or
asked another server for anything. A failed test leaves pictures in test-results/.
"""

import os
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from accounts.models import User
from tests.browser.controls import sign_in
from tests.cast import session_of

HERE = Path(__file__).parent
RESULTS = HERE.parent.parent / "test-results"
AXE = (HERE / "vendor" / "axe.min.js").read_text()

# Told there what is serious: all that axe looked at and found in order is a megabyte of a page.
SERIOUS = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.filter(rule => ["serious", "critical"].includes(rule.impact)).flatMap(
        rule => rule.nodes.map(node => `${rule.id} (${rule.impact}): ${node.target[0]}`));
}"""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000  # milliseconds: the machine may have other work

# Nothing but the page under test should touch the network.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
]
SHARED = Path("/dev/shm")  # noqa: S108 - asked how large it is
if (
    SHARED.is_dir() and shutil.disk_usage(SHARED).free < 2**30
):  # in a container; else memory is faster than files
    QUIET.append("--disable-dev-shm-usage")


def chromium_path():
    """$CHROMIUM, the system's Chromium or Chrome, or Playwright's own if it was fetched."""
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "google-chrome"])), None
    )


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


FAILED = pytest.StashKey[bool]()


# Until the next test is none of a browser: a worker that takes tests from another may go on with any.
@pytest.fixture(scope="package")
def chromium(county_put_away, django_db_blocker):
    # Playwright keeps an event loop running in the thread of the tests; Django would take every
    # query there for a mistake. Its connection is another one as long as the loop runs, so that no
    # transaction may stay open from before it to after it.
    with django_db_blocker.unblock():
        county_put_away()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        path = chromium_path()
        if not path and not Path(playwright.chromium.executable_path).exists():
            pytest.skip(
                "no Chromium on this machine: apt-get install chromium-headless-shell, or set CHROMIUM"
            )
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield browser
        browser.close()
        with django_db_blocker.unblock():
            county_put_away()


@pytest.fixture(autouse=True)
def _demonstration(settings):
    """As script/server runs it: the accounts' passwords, set by another, need no change."""
    settings.DEMO = True


@pytest.fixture
def open_browser(chromium, live_server, request):
    """Call it for a browser of one's own: cookies are not shared between two of them. `of`: whose session it is in already."""
    opened = []
    problems = []

    def open_browser(*, viewport=DESKTOP, script=True, of=""):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=viewport,
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        if of:
            key = session_of(User.objects.get(username=of))
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda message: note_console(problems, message))
        page.on("request", lambda asked: note_request(problems, asked, live_server.url))
        opened.append((context, page))
        return page

    yield open_browser

    for number, (context, page) in enumerate(opened, 1):
        if request.node.stash.get(FAILED, False):
            name = re.sub(r"\W+", "-", request.node.name)
            page.screenshot(path=RESULTS / f"{name}-{number}.png", full_page=True)
        context.close()
    assert problems == []


def note_console(problems, message):
    if message.type == "error" and "Content Security Policy" in message.text:
        problems.append(message.text)


def note_request(problems, asked, own):
    if not asked.url.startswith((own, "data:", "blob:", "about:")):
        problems.append(f"foreign request: {asked.url}")


@pytest.fixture
def page(open_browser):
    return open_browser()


@pytest.fixture
def county(lingchuan):
    return lingchuan


@pytest.fixture
def people(county, open_browser):
    """`people("sfj-fz")` is that person's own browser, at its workbench at first call: the first of a test comes in through the
    login page, the others have a session already, which saves a third of a journey."""
    known = {}

    def people(username):
        if username not in known:
            known[username] = at_work(username) if known else sign_in(open_browser(), username)
        return known[username]

    def at_work(username):
        page = open_browser(of=username)
        page.goto(reverse("desk"))
        return page

    return people


@pytest.fixture
def phone(open_browser):
    return open_browser(viewport=PHONE)


@pytest.fixture
def scriptless(open_browser):
    return open_browser(script=False)


@pytest.fixture
def violations():
    """axe's serious and critical findings on a page, as short texts: `assert violations(page) == []`."""

    def violations(page):
        if not page.evaluate("'axe' in window"):
            # Evaluated by the debugger, so that the page's own policy stays as it is.
            page.evaluate(f"{{{AXE}}}")
        return page.evaluate(SERIOUS)

    return violations


@pytest.fixture
def picture(request):
    """`picture(page, "name")` keeps a full-page screenshot in test-results/ for a human eye."""

    def picture(page, name):
        path = RESULTS / f"{name}.jpg"
        page.screenshot(path=path, full_page=True, quality=80)
        return path

    return picture
