"""script/server as a person starts it in a fresh clone: an address is printed and answers, a second start keeps what is there.

Only what git keeps of the working tree stands beside it, so that a file that was not added is missed. The environment is
the one of this run: to make one needs the network, which CI's own fresh clone has.
"""

import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from demo.county import PASSWORD
from tests.test_settings import OURS

SERVER = settings.BASE_DIR / "script" / "server"
GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")  # ports of whoever asks for any
PATIENCE = 600  # seconds: the demonstration is loaded, and the machine may have other work
DUTY = re.compile(r"/duties/[0-9a-f-]{36}/")

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]


@pytest.fixture
def clone(tmp_path):
    """The files git knows, as they are now, and nothing else of the working tree but its environment."""
    where = tmp_path / "clone"
    known = subprocess.run(  # our own arguments
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if known.returncode:
        pytest.skip("this is not a git working tree")
    for name in known.stdout.rstrip("\0").split("\0"):
        if (settings.BASE_DIR / name).is_file():
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(settings.BASE_DIR / name, where / name)
    (where / ".venv").symlink_to(settings.BASE_DIR / ".venv")
    return where


def free_port():
    """One that nobody is given unasked: until our server listens there, a browser or another test's server may open any
    of those above."""
    lowest_given = int(GIVEN.read_text().split()[0])
    for port in random.sample(range(lowest_given - 10000, lowest_given), 100):
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


def environment(port, **more):
    """What a person's shell would have."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"PORT": str(port)} | more


@contextmanager
def started(clone, log):
    """The server, until it is left: its port and a function that reads a page of it."""
    port = free_port()
    with log.open("w") as out:
        process = subprocess.Popen(  # noqa: S603  # our own script
            [clone / "script" / "server"],
            env=environment(port),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + PATIENCE
        while not answers(address):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield port, lambda path: urlopen(address + path, timeout=60).read().decode()  # noqa: S310
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def answers(address):
    try:
        return urlopen(address, timeout=60).status == 200  # noqa: S310  # our own machine
    except (URLError, ConnectionError):
        return False


def test_one_command_serves_the_demo_county_and_the_next_keeps_it(clone, tmp_path):
    log = tmp_path / "log"
    with started(clone, log) as (port, read):
        duties = DUTY.findall(read("/"))
        assert duties
        assert "灵川县" in read("/")
        assert PASSWORD in read("/login/")
        said = log.read_text()
        assert f"http://localhost:{port}/login/" in said
        for named in (PASSWORD, "bb", "zjr", "sbb", "召集人"):
            assert named in said

    with closing(sqlite3.connect(clone / "var" / "db.sqlite3")) as kept:
        (paper,) = kept.execute("SELECT snapshot FROM documents_paper").fetchone()
    assert json.loads(paper)["site"] == f"http://localhost:{port}"  # where its QR code leads
    with started(clone, log) as (port, read):
        assert DUTY.findall(read("/")) == duties  # loaded anew, each would have another address
        assert f"http://localhost:{port}/" in log.read_text()


def test_a_port_that_is_taken_is_told_and_nothing_is_begun(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(  # noqa: S603  # our own script
            [SERVER],
            env=environment(port, VAR_DIR=str(tmp_path)),
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert f"127.0.0.1:{port} 不能使用（可能已被占用）" in done.stderr
    assert list(tmp_path.iterdir()) == []
