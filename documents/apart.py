"""Work apart from the request: commands of `manage.py` in processes of their own, which end when they are done."""

import subprocess
import sys

from django.conf import settings


def begin(command, *arguments):
    """Let a process of its own run the command, which outlives whoever asked; OSError where none can be begun.
    `arguments` are of our own making: names of commands, hashes, ids."""
    subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )
