"""PDFs of a template and style sheets, made by the press: a process of its own, bounded in time and memory."""

import hashlib
import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from threading import Event, Timer

from django.conf import settings
from django.contrib.staticfiles import finders

from documents import press

SECONDS = 60  # of one document
OF_A_PROCESS = 10  # times that
MEMORY = 2 * 1024**3  # addresses, of which the fonts mapped into it are a good part
# All that the press is told of its surroundings: the same everywhere.
ENVIRONMENT = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}


class NotPrinted(Exception):
    """There is no PDF: the press or the binder refused, or was stopped for taking too long or too much; or it is not to be
    printed as it is (a changed paper, no certificate), or not now (`unkept.Busy`)."""


class TimeIsUp(NotPrinted):
    """It was stopped for taking longer than it was given."""


class Press:
    """A running press, for one document after another; use it as a context."""

    def __enter__(self):
        self.process = None
        return self

    def __exit__(self, *_):
        self._stop()

    def make(self, html, css, *, seconds=SECONDS, told=lambda page: None):
        """(pages, bytes) of the HTML under the style sheets; NotPrinted. `told` of each page that is being laid out; what
        it raises ends the work, an OSError or ValueError of it as NotPrinted."""
        identifier = hashlib.sha256("\0".join([html, *css]).encode()).hexdigest()[:32]
        job = json.dumps({"html": html, "css": css, "identifier": identifier}).encode() + b"\n"
        if self.process is None or self.process.poll() is not None:
            self._start()
        over = Event()
        watch = Timer(seconds, lambda: (over.set(), self.process.kill()))
        watch.start()
        try:
            self.process.stdin.write(job)
            self.process.stdin.flush()
            said = json.loads(self.process.stdout.readline() or "{}")
            while "at" in said:
                told(said["at"])
                said = json.loads(self.process.stdout.readline() or "{}")
            content = self.process.stdout.read(said.get("size", 0))
        except (OSError, ValueError):
            said, content = {}, b""
        except Exception:
            self._stop()
            raise
        finally:
            watch.cancel()
        if not content or len(content) != said["size"]:
            self._stop()
            if over.is_set():
                raise TimeIsUp("the press was stopped: too long")
            raise NotPrinted(said.get("error", "the press was stopped: too large"))
        return said["pages"], content

    def _start(self):
        folders = [str(settings.BASE_DIR / "static"), str(settings.FONTS_DIR)]
        self.home = tempfile.TemporaryDirectory(prefix="press-")
        self.process = subprocess.Popen(  # noqa: S603 - our own file; the texts go through its standard input
            [sys.executable, "-I", press.__file__, str(MEMORY), str(OF_A_PROCESS * SECONDS), *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT | {"HOME": self.home.name, "TMPDIR": self.home.name},
            cwd=self.home.name,
            start_new_session=True,
        )

    def _stop(self):
        if self.process is None:
            return
        with suppress(OSError):
            self.process.kill()
        self.process.communicate()
        self.home.cleanup()
        self.process = None


def open_static(name):
    """The bytes of a static file as it lies in the source."""
    path = finders.find(name)
    if path is None:
        raise ValueError(f"no static file {name}")
    with open(path, "rb") as found:
        return found.read()
