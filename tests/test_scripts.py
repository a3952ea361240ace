"""script/server as a person starts it: an address is printed and answers, a second start keeps what is there."""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from demo.county import PASSWORD
from tests.test_settings import OURS

SERVER = settings.BASE_DIR / "script" / "server"
PATIENCE = 600  # seconds: the demonstration is loaded, and the machine may have other work
DUTY = re.compile(r"/duties/[0-9a-f-]{36}/")

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def environment(var, port):
    """What a person's shell would have, the data beside those of the working tree."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"VAR_DIR": str(var), "PORT": str(port)}


@contextmanager
def started(var, log):
    """The server, until it is left: its address and a function that reads a page of it."""
    port = free_port()
    with log.open("w") as out:
        process = subprocess.Popen(  # noqa: S603  # our own script
            [SERVER], env=environment(var, port), stdout=out, stderr=out, start_new_session=True
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


def test_one_command_serves_the_demo_county_and_the_next_keeps_it(tmp_path):
    var, log = tmp_path / "var", tmp_path / "log"
    with started(var, log) as (port, read):
        duties = DUTY.findall(read("/"))
        assert duties
        assert "灵川县" in read("/")
        assert PASSWORD in read("/login/")
        said = log.read_text()
        assert f"http://localhost:{port}/login/" in said
        for named in (PASSWORD, "bb", "zjr", "sbb", "召集人"):
            assert named in said

    with started(var, log) as (port, read):
        assert DUTY.findall(read("/")) == duties  # loaded anew, each would have another address
        assert f"http://localhost:{port}/" in log.read_text()


def test_a_port_that_is_taken_is_told_and_nothing_is_begun(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(  # noqa: S603  # our own script
            [SERVER], env=environment(tmp_path, port), capture_output=True, text=True, check=False
        )

    assert done.returncode == 1
    assert f"127.0.0.1:{port} 不能使用（可能已被占用）" in done.stderr
    assert list(tmp_path.iterdir()) == []
